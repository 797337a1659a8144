"""manage.py publish_scheduled: replaces Wagtail's command of that name, which one bad item would stop (T52)."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Revision

from unionsite.publishing.review.services import scheduling


class Command(BaseCommand):
    help = "Publish what was released for a time that has come, take down what has expired; problems make it fail."

    def add_arguments(self, parser):
        parser.add_argument("--dryrun", action="store_true", help="Only list what is due.")

    def handle(self, *, dryrun, **_options):
        now = timezone.now()
        if dryrun:
            for revision in Revision.objects.filter(approved_go_live_at__lte=now).defer("content"):
                self.stdout.write(f"{revision.approved_go_live_at:%Y-%m-%d %H:%M} {revision.object_str}")
            return
        if problems := scheduling.run(now):
            raise CommandError("\n".join(problems))
