"""Django's command with a reason: a password set on the server's own console is recorded, and everybody is told."""

from django.contrib.auth.management.commands import changepassword
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.people.models import User
from unionsite.accounts.staff import services


class Command(changepassword.Command):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--reason", required=True, help="为什么重设；写入审计日志，并告知委员会和小组。")

    def handle(self, *args, reason, **options):
        if not reason.strip() or not options["username"]:
            raise CommandError("请写明账号和重设的原因。")
        shown = super().handle(*args, **options)
        user = User.objects.get_by_natural_key(options["username"])
        with transaction.atomic():
            services.note_recovery(AccountChange.PASSWORD, user, None, reason.strip(), timezone.now())
        return shown
