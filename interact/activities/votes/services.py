"""Every write of votes: casting a ballot, mixing, the published count."""

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.activities.plans.choices import Audience
from interact.activities.plans.models.records import ActivityRecord
from interact.activities.plans.rules import may_show_group
from interact.activities.plans.services import SETTLING, admit
from interact.activities.votes import rules
from interact.activities.votes.models import Ballot, VoteCount, VotePage
from interact.activities.votes.queries import STEP, context_of, marks_of, opened_ballots, tally_of
from interact.activities.votes.rules import BALLOT_LENGTH, Method
from interact.participation.models import Participation
from interact.participation.queries import has_taken_part
from interact.participation.services import TakenPart, mix_rows
from unionsite.accounts.people.names import normalised_code
from unionsite.core import generation
from unionsite.core.erasing import FormerRowsKept
from unionsite.core.refusals import Refused
from unionsite.core.sealing import seal

logger = logging.getLogger(__name__)


class Invalid(Refused):
    """The ballot breaks the rules of the vote; the words say how."""


class UsedReceipt(Exception):
    """The receipt belongs to the ballot of somebody who voted at this computer before."""


def receipt_digest(code: str) -> str:
    """Return what is stored and published of a receipt, however it was typed: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(normalised_code(code).encode()).hexdigest()


def words_of(fault: str, vote: VotePage) -> str:
    """Return in words what is wrong with a ballot (`rules.fault_of`)."""
    fewest, most = vote.limits
    few = {Method.SINGLE: _("请从候选项中选一项。"), Method.RANKED: _("请至少给一个候选项排名次。")}
    return {
        "foreign": _("选票里有不属于这次投票的选项，没有计入。请重新选择。"),
        "double": _("同一项选了两次，或者两项名次相同，请核对。"),
        "few": few.get(vote.voting_method, _("请从候选项中至少选%(number)d项。") % {"number": fewest}),
        "many": _("最多选%(number)d项，请去掉多选的。") % {"number": most},
    }[fault]


def cast_ballot(*, vote: VotePage, person, choices: Sequence[int], receipt: str, now: datetime | None = None) -> None:
    """Store a ballot and, in the same transaction, that this person has voted: both or neither (S-5.1, T86).

    `vote` is the original page; `choices` are places of candidates from 1, for a ranked vote by preference. The same
    receipt again, from the person who cast it, is the same ballot sent twice and stores nothing. Raises NotInvited,
    Invalid, TakenPart, UsedReceipt.
    """
    now = now or timezone.now()
    admit(vote, person, now)
    if fault := rules.fault_of(choices, vote.voting_method, vote.least, vote.most, len(vote.candidate_list)):
        raise Invalid(words_of(fault, vote))
    key, digest = vote.translation_key, receipt_digest(receipt)
    ballot = json.dumps(rules.in_order(choices, vote.voting_method), separators=(",", ":")).ljust(BALLOT_LENGTH)
    try:
        with transaction.atomic():
            if vote.audience != Audience.PUBLIC:
                # The constraint decides between two at once; a look beforehand would only cost time.
                Participation.objects.create(activity=key, person=person)
            Ballot.objects.create(activity=key, receipt=digest, sealed=seal(ballot.encode(), context_of(key, digest)))
    except IntegrityError as error:
        _tell_what_was_there(vote, person, digest, error)


def _tell_what_was_there(vote: VotePage, person, digest: str, error: IntegrityError) -> None:
    """Raise TakenPart or UsedReceipt; return if the very same ballot was sent twice."""
    is_there = Ballot.objects.of(vote).filter(receipt=digest).exists()
    if vote.audience != Audience.PUBLIC and not has_taken_part(vote, person):
        raise (UsedReceipt if is_there else error) from error
    if not is_there:
        raise TakenPart from error


def mix_ballots() -> None:
    """Mix ballots and the roll of voters, so that no file of the database tells which came together (0054).

    Raises FormerRowsKept if somebody who reads holds the former rows.
    """
    mix_rows([Ballot, Participation])


def renew_open_count(vote: VotePage) -> None:
    """Count an open vote anew if a whole group has voted since the last count; of readers at once one does."""
    records = ActivityRecord.objects.filter(activity=vote.translation_key)
    shown = records.values_list("open_count__ballots", flat=True).first() or 0
    if Ballot.objects.of(vote).count() - shown < STEP:
        return
    ballots = opened_ballots(vote)
    votes = tally_of(vote, ballots).votes
    with transaction.atomic():
        record, _is_new = records.select_for_update().get_or_create(activity=vote.translation_key)
        if len(ballots) - (record.open_count or {"ballots": 0})["ballots"] >= STEP:
            record.open_count = {"ballots": len(ballots), "votes": votes}
            record.save(update_fields=["open_count"])


def count_closed(now: datetime | None = None) -> int:
    """Publish the count of every vote that has closed; return how many. Safe to run twice.

    Rows are mixed first: from here on ballots are read, and no file may tell whose they are.
    """
    now = now or timezone.now()
    counted = VoteCount.objects.values("activity")
    cancelled = ActivityRecord.objects.exclude(cancelled_at=None).values("activity")
    votes = (
        VotePage.objects.originals(settings.LANGUAGE_CODE)
        .filter(live=True)
        .ended(now - SETTLING)
        .exclude(translation_key__in=counted)
        .exclude(translation_key__in=cancelled)
    )
    waiting = list(votes.with_state())
    if waiting:
        try:
            mix_ballots()
        except FormerRowsKept:
            # The count comes in time; the hourly job tries again and is seen to fail.
            logger.warning("Votes are counted while former rows of ballots are still on the disk.")
    for vote in waiting:
        _publish_count(vote, now)
    return len(waiting)


@transaction.atomic
def _publish_count(vote: VotePage, now: datetime) -> None:
    ballots = opened_ballots(vote)
    voters = None if vote.audience == Audience.PUBLIC else Participation.objects.of(vote).count()
    VoteCount.objects.get_or_create(
        activity=vote.translation_key,
        defaults={
            "counted_at": now,
            "ballots": len(ballots),
            "voters": voters,
            "votes": tally_of(vote, ballots).votes if may_show_group(len(ballots)) else {},
            "digest": marks_of(vote, ballots)[0],
        },
    )
    generation.bump(generation.ACTIVITIES)
