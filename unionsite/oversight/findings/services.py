"""Every write on findings: finding, the 整改 notice, mending, rechecking, chasing (S-7.2, S-8.1)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.attachments.checking import CleanFile
from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import mails
from unionsite.core.mails import staff_address
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.core.workday_table import current_calendar
from unionsite.oversight.findings import rules
from unionsite.oversight.findings.choices import (
    ASKED,
    MEASURED,
    MENDING_DAYS,
    OPEN,
    Gravity,
    Source,
    State,
    Step,
)
from unionsite.oversight.findings.models import EvidenceFile, Finding, FindingEntry, FindingFile

# A finding that people dismissed is not reported again for so long.
LEFT_ALONE = timedelta(days=180)


@transaction.atomic
def record_finding(
    *,
    source: Source,
    title: str,
    detail: str = "",
    key: str = "",
    gravity: Gravity = Gravity.USUAL,
    page=None,
    address: str = "",
    department=None,
    owner=None,
    found_by=None,
    files: Sequence[CleanFile] = (),
    now: datetime | None = None,
) -> Finding:
    """Store a finding and return it, or the known one with this `key`: reopened if it was reported as mended and a
    program sees it again; as it is if it is open or was dismissed lately."""
    now = now or timezone.now()
    if key and (known := _known(key, source, now)):
        return known
    finding = Finding.objects.create(
        source=source,
        key=key,
        gravity=gravity,
        title=title[:200],
        detail=detail,
        page=page,
        address=address[:500],
        department=department,
        owner=owner,
        found_by=found_by,
        found_at=now,
    )
    _note(finding, Step.FOUND, now, found_by, detail, files)
    return finding


def _known(key: str, source: Source, now: datetime) -> Finding | None:
    judged = Finding.objects.filter(key=key, state=State.DISMISSED, closed_at__gte=now - LEFT_ALONE)
    if known := judged.order_by("-closed_at").first():
        return known
    known = Finding.objects.select_for_update().open().filter(key=key).first()
    if known and known.state == State.MENDED and source in MEASURED:
        known.state, known.mended_at, known.mended_by = State.ASSIGNED, None, None
        known.save()
        _note(known, Step.AGAIN, now)
    return known


@transaction.atomic
def assign(
    *, finding: Finding, actor, owner, department=None, due_on: date | None = None, words: str = "", now=None
) -> Finding:
    """Serve the 整改 notice: who mends it until when, by default the working days of its gravity. Raises Refused."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    finding = _locked(finding, actor, Step.ASSIGN)
    if not owner.is_active:
        raise Refused(_("这个人的账号已停用，请另选责任人。"))
    due_on = due_on or current_calendar().add_workdays(today, MENDING_DAYS[Gravity(finding.gravity)])
    if due_on < today:
        raise Refused(_("整改期限不能早于今天。"))
    finding.owner, finding.due_on, finding.state = owner, due_on, State.ASSIGNED
    finding.department = department or owner.department or finding.department
    finding.assigned_at = now
    return _step(finding, Step.ASSIGN, now, actor, words)


@transaction.atomic
def take(step: Step, *, finding: Finding, actor, words: str = "", files: Sequence[CleanFile] = (), now=None) -> Finding:
    """Take a step that is told in words: that it is mended, with what shows it; by another person than who mended it,
    after a look, that it is so or not; that it is no fault, and why. Raises Refused."""
    finding, now = _locked(finding, actor, step), now or timezone.now()
    if step in ASKED and not is_reason_enough(words):
        raise Refused(str(ASKED[step]))
    match step:
        case Step.MEND:
            finding.state, finding.mended_at, finding.mended_by = State.MENDED, now, actor
        case Step.PASS:
            finding.state, finding.closed_at = State.CLOSED, now
        case Step.FAIL:
            finding.state, finding.mended_at, finding.mended_by = State.ASSIGNED, None, None
        case Step.DISMISS:
            finding.state, finding.closed_at = State.DISMISSED, now
    return _step(finding, step, now, actor, words, files)


@transaction.atomic
def close_gone(*, source: Source, prefix: str, still: Collection[str], now: datetime | None = None) -> int:
    """Close what a program found before, of those whose key begins with `prefix`, and sees no more; `still` are the
    keys that it sees. Returns how many."""
    now = now or timezone.now()
    seen, gone = set(still), 0
    for finding in Finding.objects.select_for_update().open().filter(source=source, key__startswith=prefix):
        if finding.key in seen:
            continue
        finding.state, finding.closed_at = State.CLOSED, now
        finding.mended_at = finding.mended_at or now
        finding.save()
        _note(finding, Step.GONE, now)
        gone += 1
    return gone


def chase_owners(now: datetime | None = None) -> int:
    """Remind owners who are late, then the committee; return how many reminders. Safe to run twice."""
    now = now or timezone.now()
    calendar, today = current_calendar(), timezone.localdate(now)
    late = Finding.objects.overdue(today).filter(state=State.ASSIGNED)
    return sum(_chase(key, now, calendar, today) for key in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _chase(key: int, now: datetime, calendar, today: date) -> bool:
    finding = Finding.objects.select_for_update(of=("self",)).select_related("owner").get(pk=key)
    if finding.due_on is None or finding.state not in OPEN:
        return False
    since = finding.entries.filter(at__gte=finding.assigned_at) if finding.assigned_at else finding.entries.all()
    done = {Step(step) for step in since.values_list("step", flat=True)}
    days = calendar.workdays_between(finding.due_on, today)
    step = rules.chase(finding, workdays_late=days, done=done)
    if step is None:
        return False
    _note(finding, step, now)
    transaction.on_commit(lambda: tell(finding, step))
    return True


def _locked(finding: Finding, actor, step: Step) -> Finding:
    """Lock a finding and return it as it is now. Raises Refused if this person may not take this step."""
    current = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if step not in rules.steps_for(current, actor):
        raise Refused(_("现在不能办这一步：可能别人刚办过，或者应由另一个人来办。请刷新后再看。"))
    return current


def _step(finding: Finding, step: Step, now: datetime, actor, words: str, files: Sequence[CleanFile] = ()) -> Finding:
    finding.save()
    _note(finding, step, now, actor, words, files)
    if step != Step.PASS:
        transaction.on_commit(lambda: tell(finding, step, words))
    audit.record(Action.FINDING_HANDLED, actor=actor, subject=finding, detail={"step": step.value})
    return finding


def _note(finding, step, now, actor=None, words: str = "", files: Sequence[CleanFile] = ()) -> None:
    entry = FindingEntry.objects.create(finding=finding, step=step, at=now, by=actor, words=words)
    keep_files(FindingFile, files, entry=entry)


def keep_files(model: type[EvidenceFile], files: Sequence[CleanFile], **owner) -> None:
    """Store files of this kind; `owner` says whose they are."""
    for file in files:
        stored = ContentFile(file.content, name=file.name)
        model.objects.create(name=file.name, content_type=file.content_type, file=stored, **owner)


def tell(finding: Finding, step: Step, words: str = "") -> None:
    """Tell those whom a step concerns: the owner of a notice, the team of what is to be rechecked, the committee."""
    if step in (Step.ASSIGN, Step.FAIL, Step.CHASE):
        people = [finding.owner] if finding.owner else []
    else:
        role = Role.FINAL_REVIEW if step == Step.ESCALATE else Role.FIRST_REVIEW
        people = User.objects.in_roles(role).exclude(pk=finding.owner_id)
    address = staff_address("findings_admin:finding", finding.pk)
    context = {"finding": finding, "step": step.value, "words": words, "address": address}
    mails.tell("oversight/findings/mail/step.txt", people, context)
