"""Records of duties: written by one person, signed or given back by another, with all that follows (S-6.1 to S-6.6)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.attachments.checking import CleanFile
from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.accounts.people.queries import security_officers
from unionsite.accounts.staff.services import certify
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import mails
from unionsite.core.mails import staff_address
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.oversight.duties import rules
from unionsite.oversight.duties.choices import DutyKind, DutyState, RecordState
from unionsite.oversight.duties.models import Duty, DutyFile, DutyRecord, ReadingConfirmation
from unionsite.oversight.duties.services.register import reckon
from unionsite.oversight.findings.services import keep_files, record_finding


@transaction.atomic
def write_record(
    *,
    duty: Duty,
    actor,
    done_on: date,
    people: Collection = (),
    faults: Sequence[str] = (),
    files: Sequence[CleanFile] = (),
    now: datetime | None = None,
    **facts,
) -> DutyRecord:
    """Write down that a duty was done; it counts once another person has signed it. `facts` are the fields that its
    kind asks for; each of `faults` becomes a finding at once. Raises Refused for who neither edits duties nor answers
    for this one, and for a version that there is."""
    now = now or timezone.now()
    duty = _locked(duty)
    if not rules.may_record(actor, duty):
        raise Refused(_("这一项由责任人或者安全管理员登记。"))
    if duty.kind == DutyKind.RIGHTS or not duty.is_active:
        raise Refused(_("这项职责已停用，或者在复核的页面上办理。"))
    if done_on > timezone.localdate(now):
        raise Refused(_("完成日期不能晚于今天。"))
    record = DutyRecord(duty=duty, done_on=done_on, written_by=actor, written_at=now, **facts)
    others = duty.records.exclude(state=RecordState.RETURNED)
    if record.version and others.filter(version=record.version).exists():
        raise Refused(_("这个版本已经登记过，请写新的版本号。"))
    record.save()
    record.people.set(people)
    keep_files(DutyFile, files, record=record)
    for number, fault in enumerate(faults):
        record_finding(
            source=duty.spec.source,
            key=f"{record.finding_key}{number}",
            title=fault,
            detail=str(record),
            found_by=actor,
            now=now,
        )
    transaction.on_commit(lambda: tell(record))
    audit.record(Action.DUTY_RECORDED, actor=actor, subject=record)
    return record


@transaction.atomic
def sign(*, record: DutyRecord, actor, words: str = "", now: datetime | None = None) -> DutyRecord:
    """Sign a record: it counts from now on, its text is in force, the dates of the people named are set. Raises
    Refused for who wrote it, for accounts too new to act, and while a review of rights has open rows."""
    now = now or timezone.now()
    record = _for_judging(record, actor, now)
    if record.undecided:
        raise Refused(_("还有%(count)d人的权限没有确认，不能签字。") % {"count": record.undecided})
    _judge(record, RecordState.SIGNED, actor, words, now)
    duty = record.duty
    # A version that was written before the one in force may be signed after it.
    if record.version and record.pk > (duty.edition_id or 0):
        duty.edition = record
    reckon(duty)
    duty.save()
    if duty.spec.sets:
        certify(
            users=list(record.people.all()),
            actor=actor,
            field=duty.spec.sets,
            day=record.valid_until or record.done_on,
        )
    audit.record(Action.DUTY_SIGNED, actor=actor, subject=record)
    return record


@transaction.atomic
def give_back(*, record: DutyRecord, actor, words: str, now: datetime | None = None) -> DutyRecord:
    """Give a record back with what is missing; it never counts, another is written. Raises Refused."""
    now = now or timezone.now()
    record = _for_judging(record, actor, now)
    if not is_reason_enough(words):
        raise Refused(_("请写明为什么退回。"))
    _judge(record, RecordState.RETURNED, actor, words, now)
    transaction.on_commit(lambda: tell(record))
    audit.record(Action.DUTY_RETURNED, actor=actor, subject=record)
    return record


@transaction.atomic
def confirm_reading(*, duty: Duty, person, edition_id: int | None, now: datetime | None = None) -> None:
    """Note that somebody has read the version that they were shown. Raises Refused if another came into force."""
    duty = _locked(duty)
    if duty.edition_id != edition_id or not duty.is_active:
        raise Refused(_("这项制度刚刚有了新的版本，请读过新的版本再确认。"))
    values = {"at": now or timezone.now()}
    _reading, is_new = ReadingConfirmation.objects.get_or_create(record_id=edition_id, person=person, defaults=values)
    if is_new:
        audit.record(Action.RULE_READ, actor=person, subject=duty, detail={"revision": duty.edition.version})


def tell(record: DutyRecord) -> None:
    """Write to those whose turn it is: who may sign what was written or decide the rows of a review that has begun, or
    who wrote what came back."""
    if record.judged_by is None:
        people = [officer for officer in security_officers() if officer.pk != record.written_by_id]
        people = people or list(User.objects.in_roles(Role.FINAL_REVIEW))
    else:
        people = [record.written_by] if record.written_by else []
    address = staff_address("duties_admin:record", record.duty_id, record.pk)
    context = {"record": record, "address": address}
    mails.tell("oversight/duties/mail/record.txt", people, context)


def _locked(duty: Duty) -> Duty:
    return Duty.objects.select_for_update().get(pk=duty.pk)


def _for_judging(record: DutyRecord, actor, now: datetime) -> DutyRecord:
    """Lock the duty and return its record as it is now. Raises Refused for who may not judge it."""
    duty = _locked(record.duty)
    record = DutyRecord.objects.select_for_update().get(pk=record.pk)
    record.duty = duty
    if not actor.may_act(timezone.localdate(now)):
        raise Refused(_("您的账号刚新设或恢复，%(day)s起才能办理。") % {"day": actor.acts_from})
    if not rules.may_judge(actor, record):
        raise Refused(_("现在不能办这一步：可能别人刚办过，或者应由登记人以外的人签字。请刷新后再看。"))
    return record


def _judge(record: DutyRecord, state: RecordState, actor, words: str, now: datetime) -> None:
    record.state, record.judged_by, record.judged_at, record.answer = state, actor, now, words
    record.save()


@transaction.atomic
def record_drill(*, done_at: datetime, is_good: bool, words: str) -> DutyRecord | None:
    """Write a drill into the record that waits for a signature; return it, or None where none is wanted.

    The drill is weekly, the duty quarterly: a good one begins a record when there was none before or the duty is soon
    due, the others of that time are lines of it. A failed one is a record and a finding at once. It never signs.
    """
    duty = (
        Duty.objects.select_for_update().filter(kind=DutyKind.RESTORE, is_active=True).order_by("due_on", "pk").first()
    )
    if duty is None:
        return None
    day = timezone.localdate(done_at)
    line = f"{day:%Y-%m-%d} {words}"
    record = duty.records.filter(state=RecordState.WAITING, written_by=None).first()
    if record:
        record.done_on, record.words = max(day, record.done_on), f"{record.words}\n{line}"
        record.save(update_fields=["done_on", "words"])
    elif not is_good or _is_wanted(duty, timezone.localdate(done_at)):
        record = DutyRecord.objects.create(
            duty=duty, done_on=day, written_at=done_at, words=line, took_part=_("系统自动演练")
        )
        transaction.on_commit(lambda: tell(record))
        audit.record(Action.DUTY_RECORDED, subject=record)
    if not is_good:
        key = f"{record.finding_key}{day:%Y%m%d}"
        record_finding(source=duty.spec.source, key=key, title=_("备份恢复演练没有通过"), detail=words, now=done_at)
    return record


def _is_wanted(duty: Duty, today) -> bool:
    was_signed = duty.records.filter(state=RecordState.SIGNED).exists()
    return not was_signed or duty.state_on(today) in (DutyState.LATE, DutyState.SOON)
