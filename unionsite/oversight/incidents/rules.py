"""When an incident must be reported, what may be done with it, and by whom (S-2.3, S-6.2). Pure: now is passed in,
and of an incident only its own fields are read."""

from dataclasses import dataclass
from datetime import datetime

from unionsite.oversight.incidents.choices import REMIND_AFTER, REPORT_WITHIN, REPORTED, Grade, Missing, State, Step


@dataclass(frozen=True, slots=True)
class Actor:
    may_record: bool
    is_committee: bool


def report_due(grade: Grade, found_at: datetime) -> datetime | None:
    """Return until when it must be reported; None for an incident that need not be."""
    return found_at + REPORT_WITHIN if grade in REPORTED else None


def waits_for_report(incident) -> bool:
    return incident.state == State.OPEN and incident.grade in REPORTED and incident.reported_at is None


def waits_for_decision(incident) -> bool:
    asked, decided = incident.escalated_at, incident.decided_at
    return incident.state == State.OPEN and asked is not None and (decided is None or decided < asked)


def is_late(incident, now: datetime) -> bool:
    return waits_for_report(incident) and now >= incident.found_at + REPORT_WITHIN


def reminders_due(incident, now: datetime) -> int:
    """Return how many reminders should have been sent by now, from 0 to 3."""
    return sum(now >= incident.found_at + after for after in REMIND_AFTER) if waits_for_report(incident) else 0


def missing(incident) -> list[Missing]:
    """Return what must be on record before the incident can be closed."""
    lacks = {
        Missing.FACTS: bool(incident.open_facts),
        Missing.REPORT: waits_for_report(incident),
        Missing.TELL: incident.has_personal_data and incident.told_at is None,
        Missing.DECISION: waits_for_decision(incident),
        Missing.LESSONS: not incident.lessons,
    }
    return [what for what, is_so in lacks.items() if is_so]


def steps_for(incident, actor: Actor) -> list[Step]:
    """Return the steps that this person may take now. A closed incident still takes the final report and measures."""
    if incident.state == State.CLOSED:
        return [Step.REPORT, Step.FOLLOW] if actor.may_record else []
    steps = [Step.DECIDE] if actor.is_committee and waits_for_decision(incident) else []
    if not actor.may_record:
        return steps
    steps += [Step.COMPLETE] if incident.open_facts else []
    steps += [Step.ACT, Step.REPORT]
    steps += [Step.TELL] if incident.has_personal_data else []
    steps.append(Step.CORRECT)
    steps += [] if waits_for_decision(incident) else [Step.ESCALATE]
    steps += [Step.LEARN, Step.FOLLOW]
    return steps if missing(incident) else [*steps, Step.CLOSE]
