"""`recount_vote SLUG`: counts the ballots of a vote again and compares them with the voters and the published count."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interact.activities.models import VotePage
from interact.activities.plans.choices import State
from interact.activities.votes.queries import recount


class Command(BaseCommand):
    help = "Counts a closed vote again; fails if ballots, voters and the published count do not agree (S-5.1)."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the last part of the vote's address")

    def handle(self, *, slug, **_options):
        votes = VotePage.objects.originals(settings.LANGUAGE_CODE).with_state()
        if (vote := votes.filter(slug=slug).first()) is None:
            raise CommandError(f"There is no vote with the address {slug!r}.")
        if vote.times.state(timezone.now()) != State.CLOSED:
            raise CommandError("The vote is not closed: its ballots stay sealed until then.")
        found = recount(vote)
        self.stdout.write(f"{vote.title}: {found.ballots} ballots, {found.voters} voters, sha256 {found.digest}")
        for number, candidate in enumerate(vote.candidate_list, start=1):
            mark = " elected" if number in found.tally.elected else " tied" if number in found.tally.tied else ""
            self.stdout.write(f"  {found.tally.votes.get(number, 0):>6}  {candidate.name}{mark}")
        if found.faults:
            raise CommandError("; ".join(found.faults))
        self.stdout.write("Ballots, voters and the published count agree.")
