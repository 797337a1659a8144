"""Closes the site to writing or opens it again, on the server's own console: for when nobody can sign in."""

from django.core.management.base import BaseCommand, CommandError

from unionsite.core.queries import is_read_only
from unionsite.core.refusals import Refused
from unionsite.oversight.incidents.switches import set_read_only


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("state", choices=["on", "off", "show"])
        parser.add_argument("--reason", default="", help="为什么切换；写入审计日志。")

    def handle(self, *args, state, reason, **options):
        if state != "show":
            try:
                set_read_only(is_on=state == "on", actor=None, reason=reason)
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
        self.stdout.write("网站现在只读。" if is_read_only() else "网站现在正常。")
