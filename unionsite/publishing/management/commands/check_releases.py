"""manage.py check_releases: name every public page or snippet that differs from its release or has none."""

from django.core.management.base import BaseCommand, CommandError

from unionsite.publishing.guard import integrity


class Command(BaseCommand):
    help = "Compare all public content with the release ledger; fails if anything differs."

    def handle(self, **_options):
        found = list(integrity.faults())
        for fault in found:
            self.stdout.write(fault.reason)
        unchecked = sum(fault.is_unchecked for fault in found)
        if len(found) > unchecked:
            raise CommandError(f"{len(found) - unchecked} things are wrong with what is public or with the ledger.")
        if unchecked:
            raise CommandError(f"{unchecked} things could not be checked; the others are what was released.")
        self.stdout.write("All public content is what was released.")
