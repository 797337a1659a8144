"""The register of duties: storing one, the usual ones of a new site, reminders."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from unionsite.accounts.people.queries import security_officers
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.mails import staff_address, tell
from unionsite.core.workdays import months_after
from unionsite.oversight.duties import rules
from unionsite.oversight.duties.choices import KINDS, SOON, USUAL, RecordState
from unionsite.oversight.duties.models import Duty, DutyRecord

# A new duty is done for the first time within a quarter, or within its cycle if that is shorter.
FIRST_MONTHS = 3


@transaction.atomic
def store_duty(*, duty: Duty, actor) -> Duty:
    """Store a new or changed duty and reckon anew when it is due."""
    if duty.pk:
        Duty.objects.select_for_update().get(pk=duty.pk)
    reckon(duty)
    duty.save()
    audit.record(Action.DUTY_CHANGED, actor=actor, subject=duty)
    return duty


def reckon(duty: Duty) -> None:
    """Set when the duty is due from its signed records; a new date is reminded of anew."""
    signed = DutyRecord.objects.filter(duty_id=duty.pk, state=RecordState.SIGNED)
    done = signed.values_list("done_on", flat=True)
    due_on = rules.next_due(first_due=duty.first_due, months=duty.months, done=done)
    if due_on != duty.due_on:
        duty.due_on, duty.reminded_on = due_on, None


@transaction.atomic
def lay_usual_duties(*, today: date) -> int:
    """Lay the usual duties of a new site; return how many. Does nothing once there is any."""
    if Duty.objects.exists():
        return 0
    for kind, title in USUAL:
        months = KINDS[kind].months
        first_due = months_after(today, min(months, FIRST_MONTHS))
        Duty.objects.create(kind=kind, title=title, months=months, first_due=first_due, due_on=first_due)
    return len(USUAL)


@transaction.atomic
def remind(*, now: datetime | None = None) -> int:
    """Write to owners, or 安全管理员 where there is none, of what is due soon or late; return how many duties. What
    waits for a signature is not theirs to do. Safe to run twice."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    due = Duty.objects.pending().filter(due_on__lte=today + timedelta(days=SOON))
    due = due.exclude(records__state=RecordState.WAITING).select_related("owner").select_for_update(of=("self",))
    lines, officers = defaultdict(list), security_officers()
    reminded = []
    for duty in due.order_by("due_on", "pk"):
        if rules.is_to_be_reminded(duty.due_on, today, duty.reminded_on):
            reminded.append(duty.pk)
            has_owner = duty.owner is not None and duty.owner.is_active
            for person in [duty.owner] if has_owner else officers:
                lines[person].append((duty, (duty.due_on - today).days))
    Duty.objects.filter(pk__in=reminded).update(reminded_on=today)
    # Of each duty the days until it is due, negative when it is late.
    for person, rows in lines.items():
        context = {"lines": rows, "address": staff_address("duties_admin:index")}
        transaction.on_commit(partial(tell, "oversight/duties/mail/due.txt", [person], context))
    return len(reminded)
