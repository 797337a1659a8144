"""The review of rights: a frozen list of who may what, each row kept or withdrawn, by nobody for themselves (S-6.6)."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import offices_of
from unionsite.accounts.models import User
from unionsite.accounts.people.queries import is_last_officer, security_settings
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.refusals import Refused
from unionsite.oversight.duties import rules
from unionsite.oversight.duties.choices import Decision, DutyKind, RecordState
from unionsite.oversight.duties.models import Duty, DutyRecord
from unionsite.oversight.duties.services.records import tell

# Actions of the audit log that change somebody's rights.
CHANGED = (Action.GROUPS_CHANGED, Action.PERMISSIONS_CHANGED, Action.ACCOUNT_CREATED, Action.ACCOUNT_ENABLED)
Row = dict[str, Any]


@transaction.atomic
def begin_review(*, duty: Duty, actor, now: datetime) -> DutyRecord:
    """Begin a review with the list of who may what as it is now. Raises Refused while one is open."""
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.kind != DutyKind.RIGHTS or not rules.may_record(actor, duty):
        raise Refused(_("权限复核由责任人或者安全管理员开始。"))
    if duty.records.filter(state=RecordState.WAITING).exists():
        raise Refused(_("已经有一次复核正在进行，请先完成。"))
    since = _last_review(duty)
    record = DutyRecord.objects.create(
        duty=duty,
        done_on=timezone.localdate(now),
        written_by=actor,
        written_at=now,
        rights=_rows(since, now),
        words="\n".join(_changes_of_roles(since)),
    )
    transaction.on_commit(lambda: tell(record))
    audit.record(Action.DUTY_RECORDED, actor=actor, subject=record)
    return record


@transaction.atomic
def bring_up_to_date(*, record: DutyRecord, now: datetime) -> int:
    """Take in who came or whose roles changed since the review began, to be decided anew, and leave out who went
    undecided; return how many came in."""
    record = DutyRecord.objects.select_for_update().get(pk=record.pk)
    if record.state != RecordState.WAITING:
        return 0
    present = {row["person"]: row for row in _rows(_last_review(record.duty), now)}
    kept = []
    for row in record.rights:
        current = present.get(row["person"])
        is_as_it_was = current is not None and current["roles"] == row["roles"]
        if is_as_it_was or (current is None and row["decision"]):
            kept.append(row)
            present.pop(row["person"], None)
    record.rights = kept + list(present.values())
    record.save()
    return len(present)


@transaction.atomic
def decide(*, record: DutyRecord, person_id: int | None, decision: Decision, actor, now: datetime) -> DutyRecord:
    """Keep somebody's rights, or propose to a second person to end the account. Raises Refused."""
    record = DutyRecord.objects.select_for_update(of=("self",)).select_related("duty").get(pk=record.pk)
    row = next((row for row in record.rights if row["person"] == person_id), None)
    if row is None or not rules.may_decide(actor, record, person_id):
        raise Refused(_("现在不能办这一步：复核可能已经签字，本人的权限应由另一个人确认。"))
    if not actor.may_act(timezone.localdate(now)):
        raise Refused(_("您的账号刚新设或恢复，%(day)s起才能办理。") % {"day": actor.acts_from})
    if row["decision"] == Decision.WITHDRAW:
        raise Refused(_("已经提出停用。改变主意的，请在“待复核事项”中撤回。"))
    if decision == Decision.WITHDRAW:
        _withdraw(person_id, actor, now)
    was_open = not row["decision"]
    row |= {"decision": decision.value, "by": str(actor), "at": now.isoformat()}
    record.save()
    if was_open and not record.undecided:
        # From now on it waits for the signature alone.
        transaction.on_commit(lambda: tell(record))
    detail = {"name": row["name"], "decision": decision.value}
    audit.record(Action.RIGHTS_JUDGED, actor=actor, subject=record, detail=detail)
    return record


def _withdraw(person_id: int, actor, now: datetime) -> None:
    person = User.objects.filter(pk=person_id).first()
    if person is None or not person.is_active:
        raise Refused(_("这个账号已经停用或者不在，不必再收回，请确认这一行。"))
    if person.is_superuser:
        raise Refused(_("超级管理员不能在这里收回。"))
    if not offices_of(actor):
        raise Refused(_("停用账号由系统管理员或者安全管理员等提出，请他们办理这一行。"))
    if is_last_officer(person):
        raise Refused(_("至少要有一位在用的安全管理员，请先设立另一位。"))
    waiting = PendingChange.objects.open().filter(kind=AccountChange.DISABLE, subject=person)
    if not waiting.exists():
        reason = _("权限复核未予保留")
        changes.propose(kind=AccountChange.DISABLE, actor=actor, subject=person, reason=reason, now=now)


def _last_review(duty: Duty) -> datetime | None:
    signed = duty.records.filter(state=RecordState.SIGNED).order_by("-judged_at")
    return signed.values_list("written_at", flat=True).first()


def _rows(since: datetime | None, now: datetime) -> list[Row]:
    """Return a row for each member of staff in service, those with most rights first."""
    people = User.objects.staff().filter(is_active=True).select_related("department")
    people = people.prefetch_related("groups", "user_permissions").order_by("-is_superuser", "name", "pk")
    unused, changed = now - timedelta(days=security_settings().unused_days), _changes_of_people(since)
    rows = []
    for person in people:
        seen, single = person.last_login, len(person.user_permissions.all())
        roles = [person.role_names()] if person.role_names() else []
        roles += [_("单独授予%(count)d项权限") % {"count": single}] if single else []
        rows.append(
            {
                "person": person.pk,
                "name": str(person),
                "username": person.username,
                "department": str(person.department or ""),
                "roles": _("、").join(roles),
                "is_superuser": person.is_superuser,
                "last_seen": f"{timezone.localtime(seen):%Y-%m-%d}" if seen else "",
                "is_unused": (seen or person.date_joined) < unused,
                "changes": changed[str(person.pk)],
                "decision": "",
                "by": "",
                "at": "",
            }
        )
    return rows


def _entries(model: str, since: datetime | None) -> QuerySet[AuditEntry]:
    """Return what changed of people or roles since the last review; nothing before the first."""
    if since is None:
        return AuditEntry.objects.none()
    return AuditEntry.objects.filter(action__in=CHANGED, subject_type=model, at__gt=since).order_by("number")


def _in_words(entry: AuditEntry) -> str:
    parts = [f"{timezone.localtime(entry.at):%Y-%m-%d}", str(entry.get_action_display())]
    for key, mark in (("added", "+"), ("removed", "−")):
        names = entry.detail.get(key) or []
        parts += [f"{mark}{name}" for name in ([names] if isinstance(names, str) else names)]
    return " ".join(parts)


def _changes_of_people(since: datetime | None) -> dict[str, list[str]]:
    found = defaultdict(list)
    for entry in _entries("accounts.user", since):
        found[entry.subject_id].append(_in_words(entry))
    return found


def _changes_of_roles(since: datetime | None) -> list[str]:
    return [f"{entry.subject_label}：{_in_words(entry)}" for entry in _entries("auth.group", since)]
