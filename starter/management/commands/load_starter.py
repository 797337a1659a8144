"""Lays the texts of the package as drafts of a member of staff; what the site has is left alone."""

from django.core.management.base import BaseCommand, CommandError

from starter.pages import LABELS, known_values
from starter.queries import texts_here
from starter.services import lay
from unionsite.accounts.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("author", help="User name of whoever is to be their author.")
        parser.add_argument("parts", nargs="*", choices=[*LABELS, []], help="Parts to lay; all without any.")

    def handle(self, *, author, parts, **options):
        user = User.objects.staff().filter(username=author, is_active=True).first()
        if user is None:
            raise CommandError(f"没有后台账号“{author}”。")
        outcome = lay(user=user, parts=parts or {text.part for text in texts_here()}, known=known_values())
        for title, reason in outcome.left:
            self.stdout.write(f"《{title}》：{reason}。")
        self.stdout.write(f"已载入{len(outcome.done)}篇，作者是{user}。")
