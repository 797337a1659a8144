"""Composed reads of votes: the tally, as far as it may be seen, the published lists, the recount."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from interact.activities.plans.choices import LEAST_GROUP, Audience
from interact.activities.plans.models.records import ActivityRecord
from interact.activities.plans.queries import eligible_people
from interact.activities.plans.rules import may_show_group, share
from interact.activities.votes import rules
from interact.activities.votes.models import Ballot, Candidate, VoteCount, VotePage
from interact.participation.models import Participation
from unionsite.core import sealing
from unionsite.core.generation import ACTIVITIES, remembered_of

# While a vote is open, its result (`ActivityRecord.open_count`) is counted anew only when so many ballots more came.
STEP = LEAST_GROUP
_KEPT = 24 * 3600


def plan_of(key: UUID) -> VotePage | None:
    """Return the live vote with this key: from memory while it is to be voted in, else from the database."""
    if (vote := running_votes().get(key)) is not None:
        return vote
    votes = VotePage.objects.originals(settings.LANGUAGE_CODE).published()
    return votes.filter(translation_key=key).with_state().first()


@remembered_of(ACTIVITIES)
def running_votes() -> dict[UUID, VotePage]:
    """Return the votes that are not over, by key, with all that casting a ballot needs. They are frozen once they have
    opened, and whatever changes their state changes the generation."""
    votes = VotePage.objects.originals(settings.LANGUAGE_CODE).published().running(timezone.now()).with_state()
    running = {vote.translation_key: vote for vote in votes}
    for vote in running.values():
        # Read once, so that they are kept with the page.
        _kept = (vote.candidate_list, vote.department_ids, vote.numbers, vote.record)
    return running


def context_of(activity, receipt: str) -> str:
    """Return what a ballot is sealed for: it opens as this ballot of this vote alone."""
    return f"ballot:{activity}:{receipt}"


def opened_ballots(vote: VotePage) -> list[rules.Ballot]:
    """Return all ballots of a vote, unsealed. Only counts may call it. Raises SealingError for a ballot not of ours."""
    rows = Ballot.objects.of(vote).values_list("receipt", "sealed")
    return [
        tuple(json.loads(sealing.unseal(sealed, context_of(vote.translation_key, receipt)))) for receipt, sealed in rows
    ]


def tally_of(vote: VotePage, ballots: list[rules.Ballot]) -> rules.Tally:
    """Count ballots by the rules of the vote."""
    record = vote.record
    eligible = None
    if vote.quorum and vote.audience != Audience.PUBLIC:
        eligible = record.eligible if record is not None and record.closed_at else eligible_people(vote).count()
    return rules.tally(
        ballots,
        vote.voting_method,
        len(vote.candidate_list),
        seats=vote.seats,
        threshold=vote.threshold,
        quorum=vote.quorum,
        eligible=eligible,
    )


def marks_of(vote: VotePage, ballots: list[rules.Ballot]) -> list[str]:
    """Return what `VoteCount.digest` may be for these ballots, the one to store first: of few ballots it is hashed with
    each of our keys."""
    digest = rules.digest_of(ballots)
    if may_show_group(len(ballots)):
        return [digest]
    return sealing.digests(digest, f"vote-count:{vote.translation_key}")


def _kept_tally(vote: VotePage, number: int) -> rules.Tally:
    """Return the tally of `number` ballots from the cache, or count anew; the number is part of the key."""
    key = f"vote-tally:{vote.translation_key}:{number}"
    kept = cache.get(key)
    if kept is None:
        kept = tally_of(vote, opened_ballots(vote))
        cache.set(key, kept, _KEPT)
    return kept


@dataclass(frozen=True)
class ResultRow:
    """One candidate: votes, share of the ballots in percent, whether elected or tied for the last place."""

    candidate: Candidate
    votes: int
    share: float
    is_elected: bool
    is_tied: bool


@dataclass(frozen=True)
class Result:
    """What the public sees. `is_final` after the close; `rows` have the most votes first, `rounds` are
    (name, votes in each round) of each candidate of a ranked count, a dash once they are out."""

    tally: rules.Tally
    rows: list[ResultRow]
    is_final: bool
    count: VoteCount | None
    rounds: list[tuple[str, list[str]]]


def final_result(vote: VotePage, page: VotePage) -> Result | None:
    """Return the published result with the candidates' words of `page`; None until it is counted, or if the ballots
    are so few that they would tell who chose what."""
    count = VoteCount.objects.filter(activity=vote.translation_key).first()
    if count is None or not may_show_group(count.ballots):
        return None
    return _result(_kept_tally(vote, count.ballots), page, is_final=True, count=count)


def current_result(vote: VotePage, page: VotePage) -> Result | None:
    """Return the result of a vote that is open as it was last counted, None before the fifth ballot."""
    record = ActivityRecord.objects.filter(activity=vote.translation_key).first()
    count = record and record.open_count
    if not count:
        return None
    votes = {int(number): given for number, given in count["votes"].items()}
    return _result(rules.Tally(count["ballots"], votes), page, is_final=False, count=None)


def _result(tally: rules.Tally, page: VotePage, *, is_final: bool, count: VoteCount | None) -> Result:
    rows = [
        ResultRow(
            candidate,
            tally.votes.get(number, 0),
            share(tally.votes.get(number, 0), tally.ballots),
            is_final and number in tally.elected,
            is_final and number in tally.tied,
        )
        for number, candidate in enumerate(page.candidate_list, start=1)
    ]
    rounds = [
        (candidate.name, [str(one.votes.get(number, "–")) for one in tally.rounds])
        for number, candidate in enumerate(page.candidate_list, start=1)
    ]
    return Result(tally, sorted(rows, key=lambda row: (not row.is_elected, -row.votes)), is_final, count, rounds)


def is_receipt_in(vote: VotePage, digest: str) -> bool:
    return Ballot.objects.of(vote).filter(receipt=digest).exists()


def published_lines(vote: VotePage) -> Iterator[str]:
    """Yield the published file: every ballot, then every receipt, each list sorted by itself, so that anybody can count
    again and find their receipt, and nobody sees which receipt has which ballot."""
    ballots = opened_ballots(vote)
    for number, candidate in enumerate(vote.candidate_list, start=1):
        yield f"# {number} {candidate.name}"
    yield f"# ballots {len(ballots)} sha256 {rules.digest_of(ballots)}"
    yield from sorted(",".join(map(str, ballot)) for ballot in ballots)
    yield "# receipts sha256"
    yield from Ballot.objects.of(vote).order_by("receipt").values_list("receipt", flat=True)


@dataclass(frozen=True)
class Recount:
    """What a recount found; `faults` in words, empty if everything agrees."""

    ballots: int
    voters: int | None
    digest: str
    tally: rules.Tally
    faults: list[str]


def recount(vote: VotePage) -> Recount:
    """Count all ballots again and compare with the roll of voters and with the published count."""
    faults: list[str] = []
    try:
        ballots = opened_ballots(vote)
    except sealing.SealingError:
        ballots = []
        faults.append("a ballot does not open: it was changed, moved from another vote, or sealed with another key")
    voters = None if vote.audience == Audience.PUBLIC else Participation.objects.of(vote).count()
    if voters is not None and voters != len(ballots):
        faults.append(f"{len(ballots)} ballots, but {voters} voters on the roll")
    invalid = [
        one
        for one in ballots
        if rules.fault_of(one, vote.voting_method, vote.least, vote.most, len(vote.candidate_list))
    ]
    if invalid:
        faults.append(f"{len(invalid)} ballots are not valid by the rules of the vote")
    digest = rules.digest_of(ballots)
    count = VoteCount.objects.filter(activity=vote.translation_key).first()
    tally = tally_of(vote, ballots)
    if count is not None and (count.digest not in marks_of(vote, ballots) or count.ballots != len(ballots)):
        faults.append("the published count has other ballots")
    published = tally.votes if may_show_group(len(ballots)) else {}
    if count is not None and {int(number): votes for number, votes in count.votes.items()} != published:
        faults.append("the published count has other numbers")
    return Recount(len(ballots), voters, digest, tally, faults)
