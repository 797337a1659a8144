"""Every write on incidents: recording, the steps, the reminders of the four hours (S-2.3, S-6.2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.attachments.checking import CleanFile
from unionsite.accounts.choices import Role
from unionsite.accounts.models import SecuritySettings, User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import mails
from unionsite.core.columns import moment
from unionsite.core.mails import staff_address
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.services import keep_files, record_finding
from unionsite.oversight.incidents import rules
from unionsite.oversight.incidents.choices import HOTLINE, RECORD, REMIND_AFTER, State, Step
from unionsite.oversight.incidents.models import Incident, IncidentEntry, IncidentFile
from unionsite.oversight.incidents.queries import actor_of


@transaction.atomic
def record_incident(
    *, facts: Mapping[str, object], actor, files: Sequence[CleanFile] = (), now: datetime | None = None
) -> Incident:
    """Store a new incident with the next number of the year. Raises Refused.

    `facts` are of `Incident.FACTS`, at least title, grade and time of finding; `complete` adds the others."""
    now = now or timezone.now()
    if not actor.has_perm(RECORD):
        raise Refused(_("您没有登记安全事件的权限。"))
    _refuse_future(facts["found_at"], now)
    # One after another, so that no two take the same number.
    SecuritySettings.objects.select_for_update().first()
    year = timezone.localtime(now).year
    last = Incident.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
    incident = Incident.objects.create(year=year, serial=last + 1, recorded_at=now, recorded_by=actor, **facts)
    # Those whose time is over already are not sent one after the other.
    incident.reminders = max(rules.reminders_due(incident, now) - 1, 0)
    return _step(incident, Step.FOUND, now, actor, incident.what, files)


@transaction.atomic
def complete(
    *, incident: Incident, actor, facts: Mapping[str, object], files: Sequence[CleanFile] = (), now=None
) -> Incident:
    """Add what was not known so far; what stands already is changed by `correct`, with a reason. Raises Refused."""
    incident, now = _locked(incident, actor, Step.COMPLETE), now or timezone.now()
    open_facts = {*incident.open_facts, "has_personal_data"}
    added = [name for name in Incident.FACTS if name in open_facts and facts.get(name)]
    if not added and not files:
        raise Refused(_("请至少填写一项。"))
    for name in added:
        setattr(incident, name, facts[name])
    fields = {name: Incident._meta.get_field(name).verbose_name for name in added}
    words = [_("%(what)s：%(value)s") % {"what": fields[name], "value": _in_words(incident, name)} for name in added]
    return _step(incident, Step.COMPLETE, now, actor, "\n".join(words), files)


@transaction.atomic
def take(
    step: Step, *, incident: Incident, actor, words: str = "", files: Sequence[CleanFile] = (), now=None
) -> Incident:
    """Take a step that is told in words alone: what was done; who was told of the personal data, or why nobody need be
    (PIPL 57); what the 工会委员会 is asked to decide, and what it decided, as only its members may write (S-2.3);
    lessons, of which the newest stand for the incident; the end, when nothing is missing. Raises Refused."""
    incident, now = _locked(incident, actor, step, None if step == Step.CLOSE else words), now or timezone.now()
    match step:
        case Step.TELL:
            incident.told_at = now
        case Step.ESCALATE:
            incident.escalated_at, incident.decided_at = now, None
        case Step.DECIDE:
            incident.decided_at = now
        case Step.LEARN:
            incident.lessons = words
        case Step.CLOSE:
            incident.state, incident.closed_at = State.CLOSED, now
    return _step(incident, step, now, actor, words, files)


@transaction.atomic
def correct(*, incident: Incident, actor, facts: Mapping[str, object], words: str, now=None) -> Incident:
    """Correct what is known, grade included; what it was before stays in the history. Raises Refused."""
    incident, now = _locked(incident, actor, Step.CORRECT, words), now or timezone.now()
    _refuse_future(facts["found_at"], now)
    changes = []
    for name in Incident.FACTS:
        before = _in_words(incident, name)
        setattr(incident, name, facts[name])
        if before != (after := _in_words(incident, name)):
            label = Incident._meta.get_field(name).verbose_name
            changes.append(_("%(what)s：原为“%(before)s”，改为“%(after)s”") % _change(label, before, after))
    if not changes:
        raise Refused(_("没有改动任何内容。"))
    incident.reminders = min(incident.reminders, rules.reminders_due(incident, now))
    return _step(incident, Step.CORRECT, now, actor, "\n".join([words, *changes]))


@transaction.atomic
def report(
    *, incident: Incident, actor, at: datetime, to: str, words: str, files: Sequence[CleanFile] = (), now=None
) -> Incident:
    """Write down that it was reported, when and to whom. Raises Refused."""
    incident, now = _locked(incident, actor, Step.REPORT), now or timezone.now()
    _refuse_future(at, now)
    if at < incident.found_at:
        raise Refused(_("上报时间不能早于发现时间。"))
    # The first report stops the clock; later ones add to it.
    if incident.reported_at is None:
        incident.reported_at, incident.reported_to = at, to
    said = _("%(time)s上报%(to)s") % {"time": moment(at), "to": to}
    return _step(incident, Step.REPORT, now, actor, "\n".join(filter(None, [said, words])), files)


@transaction.atomic
def follow_up(*, incident: Incident, actor, title: str, detail: str, gravity: Gravity, department=None, now=None):
    """Make a measure a finding that is followed until it is done, and return the finding. Raises Refused."""
    incident, now = _locked(incident, actor, Step.FOLLOW, title), now or timezone.now()
    detail = "\n".join(filter(None, [detail, _("来自安全事件%(number)s。") % {"number": incident.number}]))
    what = {"title": title, "detail": detail, "gravity": gravity, "department": department}
    finding = record_finding(source=Source.RISK, found_by=actor, now=now, **what)
    _step(incident, Step.FOLLOW, now, actor, title, finding=finding)
    return finding


def remind_of_reports(now: datetime | None = None) -> int:
    """Remind of incidents that wait for their report, at each of `REMIND_AFTER` once; return how many mails' worth."""
    now = now or timezone.now()
    waiting = Incident.objects.waiting_for_report().filter(found_at__lte=now - REMIND_AFTER[0])
    return sum(_remind(key, now) for key in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _remind(key: int, now: datetime) -> bool:
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=key)
    due = rules.reminders_due(incident, now)
    if due <= incident.reminders:
        return False
    incident.reminders = due
    incident.save(update_fields=["reminders"])
    IncidentEntry.objects.create(incident=incident, step=Step.REMIND, at=now)
    transaction.on_commit(partial(tell, incident, Step.REMIND, is_late=due == len(REMIND_AFTER)))
    return True


def _locked(incident: Incident, actor, step: Step, words: str | None = None) -> Incident:
    """Lock an incident and return it as it is now. Raises Refused if this person may not take this step, or if `words`
    are asked for and say nothing."""
    if words is not None and not is_reason_enough(words):
        raise Refused(_("请写明具体情况。"))
    current = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if step not in rules.steps_for(current, actor_of(actor)):
        raise Refused(_("现在不能办这一步：可能别人刚办过，或者应由另一个人来办。请刷新后再看。"))
    return current


def _refuse_future(at, now: datetime) -> None:
    if at > now:
        raise Refused(_("时间不能晚于现在。"))


def _change(label, before: str, after: str) -> dict[str, str]:
    return {"what": str(label), "before": before, "after": after}


def _in_words(incident: Incident, name: str) -> str:
    value = getattr(incident, name)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    display = getattr(incident, f"get_{name}_display", None)
    return str(display() if display else value)


TOLD = frozenset({Step.FOUND, Step.CORRECT, Step.REPORT, Step.ESCALATE, Step.DECIDE, Step.CLOSE})


def _step(incident: Incident, step: Step, now, actor, words: str, files=(), finding=None) -> Incident:
    incident.save()
    entry = IncidentEntry.objects.create(incident=incident, step=step, at=now, by=actor, words=words, finding=finding)
    keep_files(IncidentFile, files, entry=entry)
    if step in TOLD:
        transaction.on_commit(partial(tell, incident, step, words))
    audit.record(Action.INCIDENT_HANDLED, actor=actor, subject=incident, detail={"step": step.value})
    return incident


TEAM = (Role.SECURITY, Role.FIRST_REVIEW)


def tell(incident: Incident, step: Step, words: str = "", *, is_late: bool = False) -> None:
    """Tell the team what is new, the committee what it is asked, and both when the four hours are over."""
    roles = (Role.FINAL_REVIEW,) if step == Step.ESCALATE else TEAM
    if is_late:
        roles = (*TEAM, Role.FINAL_REVIEW)
    people = User.objects.in_roles(*roles)
    context = {
        "incident": incident,
        "step": step.value,
        "words": words,
        "is_late": is_late,
        "hotline": HOTLINE,
        "address": staff_address("incidents_admin:incident", incident.pk),
    }
    mails.tell("oversight/incidents/mail/step.txt", people, context)
