"""Writes: plans of a new site, changes of plans, the daily check that records and closes findings (S-7.3, S-7.4)."""

from datetime import datetime
from functools import partial

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.mails import staff_address, tell
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.services import close_gone, record_finding
from unionsite.oversight.freshness import public_texts, rules
from unionsite.oversight.freshness.choices import KEYS, USUAL, VETO_FROM, State, Veto
from unionsite.oversight.freshness.models import HOME_DEPTH, UpdatePlan, places
from unionsite.oversight.freshness.queries import Row, ledger


@transaction.atomic
def lay_plans() -> int:
    """Give a new site its usual plans; return how many. Does nothing where there is any plan."""
    if UpdatePlan.objects.exists():
        return 0
    pages = {page.specific_class: page for page in places()}
    plans = [
        UpdatePlan(section=pages[model], kind=kind, limit_days=days, monthly=monthly, is_key=is_key)
        for name, kind, days, monthly, is_key in USUAL
        if (model := apps.get_model(name)) in pages
    ]
    return len(UpdatePlan.objects.bulk_create(plans))


@transaction.atomic
def save_plan(*, plan: UpdatePlan, actor) -> UpdatePlan:
    """Add or change a plan; another limit makes another due date, of which the owner is told anew."""
    step = "create" if plan.pk is None else "edit"
    plan.save()
    audit.record(Action.UPDATE_PLAN_CHANGED, actor=actor, subject=plan, detail={"action": step})
    return plan


@transaction.atomic
def delete_plan(*, plan: UpdatePlan, actor) -> None:
    number = plan.pk
    plan.delete()
    plan.pk = number
    audit.record(Action.UPDATE_PLAN_CHANGED, actor=actor, subject=plan, detail={"action": "delete"})


def check() -> None:
    """Runs daily."""
    check_freshness()
    public_texts.check_cited_law()
    public_texts.check_public_texts()


@transaction.atomic
def check_freshness(now: datetime | None = None) -> int:
    """Record what is stale or blank as findings, close those that are fresh again, tell owners whose last day is near;
    return how many plans are at fault. Safe to run twice."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    rows = ledger(today)
    faults = [row for row in rows if rules.is_fault(row.state, row.due_on, today)]
    still = [_record(row, now) for row in faults]
    # The home page shows what the sections publish; it is a veto of its own.
    sections = [(row.state, row.plan.is_key) for row in faults if row.plan.section.depth > HOME_DEPTH]
    still += [_record_veto(veto, now) for veto in sorted(rules.vetoes(sections))]
    close_gone(source=Source.FRESHNESS, prefix=KEYS, still=still, now=now)
    for row in rows:
        if rules.is_reminder_due(row.due_on, today, row.plan.reminded_for):
            UpdatePlan.objects.filter(pk=row.plan.pk).update(reminded_for=row.due_on)
            transaction.on_commit(partial(remind, row))
    return len(faults)


def gravity_of(row: Row) -> Gravity:
    if row.plan.section.depth == HOME_DEPTH and not row.plan.kind:
        return Gravity.VETO
    return Gravity.SERIOUS if row.plan.is_key else Gravity.USUAL


def _record(row: Row, now: datetime) -> str:
    plan, key = row.plan, f"{KEYS}{row.plan.pk}"
    words = _("栏目没有内容：%(place)s") if row.state is State.BLANK else _("超期未更新：%(place)s")
    last = _("最近一次更新：%(day)s。") % {"day": f"{timezone.localdate(row.last.at):%Y-%m-%d}"} if row.last else ""
    record_finding(
        source=Source.FRESHNESS,
        key=key,
        title=words % {"place": plan},
        detail=last
        + _("更新期限%(days)d天，自%(day)s起超期。") % {"days": plan.limit_days, "day": f"{row.stale_from:%Y-%m-%d}"},
        gravity=gravity_of(row),
        page=plan.section,
        department=plan.owner.department if plan.owner else None,
        owner=plan.owner,
        now=now,
    )
    return key


def _record_veto(veto: Veto, now: datetime) -> str:
    key = f"{KEYS}{veto}"
    title = _("%(veto)s（%(number)d个以上）") % {"veto": veto.label, "number": VETO_FROM[veto]}
    record_finding(source=Source.FRESHNESS, key=key, title=title, gravity=Gravity.VETO, now=now)
    return key


def remind(row: Row) -> None:
    """Tell the owner, or the 小组 where there is none, that the last day in time is near."""
    owner = row.plan.owner
    is_owned = owner is not None and owner.is_active
    people = [owner] if is_owned else User.objects.in_roles(Role.FIRST_REVIEW)
    address = staff_address("freshness_admin:index")
    tell("oversight/freshness/mail/due.txt", people, {"row": row, "address": address})
