"""Rules of who may review and when a version may be released, without database, and the refusals (S-3.6)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from unionsite.core.refusals import Refused
from unionsite.core.workdays import WorkCalendar
from unionsite.publishing.choices import COMMITTEE_WORKDAYS, ORDER, Rung, Stage


class NotReleased(Refused):
    """Refusal: a text would have become public without two approvals of exactly this text."""


class Frozen(Refused, PermissionDenied):
    """Refusal: a text that is under review or was released would have been changed.

    It is a PermissionDenied too, because Wagtail's editor answers that with its own “invalid revision”.
    """


@dataclass(frozen=True)
class Approval:
    """The approval of one stage: who approved which revision, and when."""

    stage: str
    revision_id: int
    reviewer_id: int | None
    at: datetime


@dataclass(frozen=True)
class Reviewer:
    """One person as seen from an object that waits for review: what they had to do with it."""

    is_in_group: bool
    is_active: bool
    wrote: bool
    submitted: bool
    approved_other_stage: bool
    acts_from: date | None = None  # the account was just made or recovered and may not decide before this day
    was_made_by_writer: bool = False  # a writer or the submitter made or recovered this person's account


def why_not_review(reviewer: Reviewer) -> str:
    """Return in words for the person why they may not decide at this stage; empty if they may.

    Being a superuser changes nothing.
    """
    if not reviewer.is_active or not reviewer.is_in_group:
        return _("您不在这一环节的审核人员之中，不能审核这篇稿件。")
    if reviewer.submitted:
        return _("这篇稿件由您提交，按规定不能由您本人审核，请由其他审核人员办理。")
    if reviewer.wrote:
        return _("您撰写或修改过这篇稿件，按规定不能由您本人审核，请由其他审核人员办理。")
    if reviewer.approved_other_stage:
        return _("您已在另一环节审核过这篇稿件，初审和终审不能由同一人办理。")
    if reviewer.acts_from is not None:
        return _("您的账号刚新设或恢复，%(day)s起才能审核。") % {"day": reviewer.acts_from.isoformat()}
    if reviewer.was_made_by_writer:
        return _("这篇稿件的撰写人或提交人设立或恢复过您的账号，按规定不能由您审核，请由其他审核人员办理。")
    return ""


def why_not_release(
    approvals: Sequence[Approval], *, revision_id: int, involved: Collection[int], rejected_at: datetime | None
) -> str:
    """Return in words why the revision may not be released; empty if it may.

    It needs an approval of exactly this revision at every stage, in order and after the last rejection, each by a
    different person, none of them among `involved` (the numbers of the writers and the submitter).
    """
    found: list[Approval] = []
    for stage in ORDER:
        fitting = [
            approval
            for approval in approvals
            if approval.stage == stage
            and approval.revision_id == revision_id
            and approval.reviewer_id is not None
            and (rejected_at is None or approval.at > rejected_at)
        ]
        if not fitting:
            return _("这一稿还没有通过%(stage)s，不能发布。") % {"stage": Stage(stage).label}
        found.append(fitting[-1])
    if any(later.at < earlier.at for earlier, later in pairwise(found)):
        return _("审核没有按先初审、后终审的顺序进行，不能发布。请重新提交审核。")
    reviewers = [approval.reviewer_id for approval in found]
    if len(set(reviewers)) < len(reviewers):
        return _("初审和终审是同一人，不能发布。请重新提交审核。")
    if set(reviewers) & set(involved):
        return _("审核人撰写或提交过这篇稿件，不能发布。请由其他人员重新审核。")
    return ""


def chase(
    now: datetime, *, half_at: datetime, due_at: datetime, calendar: WorkCalendar, done: Collection[Rung]
) -> Rung | None:
    """Return the reminder that is due for a piece at one stage; None if none is, or if it is among `done`.

    The reviewers are reminded from the working day before `due_at`, but not before `half_at`, when half of the time is
    over: they were told when the piece came. After `due_at` everybody of the stage is told, and `COMMITTEE_WORKDAYS`
    later the committee. Only the highest is ever due, so that a late run does not send three mails at once.
    """
    today, due_on = now.astimezone(calendar.zone).date(), due_at.astimezone(calendar.zone).date()
    if now > due_at:
        is_long_overdue = calendar.workdays_between(due_on, today) >= COMMITTEE_WORKDAYS
        rung = Rung(Rung.COMMITTEE if is_long_overdue else Rung.ALERT)
    elif now >= half_at and today >= calendar.add_workdays(due_on, -1):
        rung = Rung(Rung.REMIND)
    else:
        return None
    return None if rung in done else rung


# The marks that people put before the lines of a list: 1. 1、 （1） ① - •
_NUMBER = "[0-9一二三四五六七八九十]{1,3}"
_MARK = re.compile(rf"^\s*(?:[（(]?{_NUMBER}[）)]|{_NUMBER}(?:[、．]|\.(?!\d))|[①-⑳]|[-*•·—])\s*")
MOST_POINTS = 30


def points_in(comment: str) -> list[str]:
    """Return the points of a rejection: each line of its reason without list marks; the last takes all that is left."""
    lines = [_MARK.sub("", line).strip() for line in comment.splitlines()]
    lines = [line for line in lines if any(letter.isalnum() for letter in line)]
    head, rest = lines[: MOST_POINTS - 1], lines[MOST_POINTS - 1 :]
    return [*head, "\n".join(rest)] if rest else head
