"""When an incident must be reported, what may be done with it, and by whom (S-2.3, S-6.2). Pure: now is passed in."""

from dataclasses import dataclass
from datetime import datetime

from unionsite.oversight.incidents.choices import REMIND_AFTER, REPORT_WITHIN, REPORTED, Grade, Missing, State, Step


@dataclass(frozen=True, slots=True)
class IncidentStatus:
    """What the rules look at of an incident. `is_told`: PIPL 57 is done, or why not is on record."""

    state: State
    grade: Grade
    found_at: datetime
    has_personal_data: bool = False
    is_reported: bool = False
    is_told: bool = False
    is_escalated: bool = False
    is_decided: bool = False
    has_lessons: bool = False
    has_open_facts: bool = False  # something of it is not known yet


@dataclass(frozen=True, slots=True)
class Actor:
    may_record: bool
    is_committee: bool


def report_due(grade: Grade, found_at: datetime) -> datetime | None:
    """Return until when it must be reported; None for an incident that need not be."""
    return found_at + REPORT_WITHIN if grade in REPORTED else None


def waits_for_report(incident: IncidentStatus) -> bool:
    return incident.state == State.OPEN and incident.grade in REPORTED and not incident.is_reported


def waits_for_decision(incident: IncidentStatus) -> bool:
    return incident.state == State.OPEN and incident.is_escalated and not incident.is_decided


def is_late(incident: IncidentStatus, now: datetime) -> bool:
    return waits_for_report(incident) and now >= incident.found_at + REPORT_WITHIN


def reminders_due(incident: IncidentStatus, now: datetime) -> int:
    """Return how many reminders should have been sent by now, from 0 to 3."""
    return sum(now >= incident.found_at + after for after in REMIND_AFTER) if waits_for_report(incident) else 0


def missing(incident: IncidentStatus) -> list[Missing]:
    """Return what must be on record before the incident can be closed."""
    lacks = {
        Missing.FACTS: incident.has_open_facts,
        Missing.REPORT: waits_for_report(incident),
        Missing.TELL: incident.has_personal_data and not incident.is_told,
        Missing.DECISION: waits_for_decision(incident),
        Missing.LESSONS: not incident.has_lessons,
    }
    return [what for what, is_so in lacks.items() if is_so]


def steps_for(incident: IncidentStatus, actor: Actor) -> list[Step]:
    """Return the steps that this person may take now. A closed incident still takes the final report and measures."""
    if incident.state == State.CLOSED:
        return [Step.REPORT, Step.FOLLOW] if actor.may_record else []
    steps = [Step.DECIDE] if actor.is_committee and waits_for_decision(incident) else []
    if not actor.may_record:
        return steps
    steps += [Step.COMPLETE] if incident.has_open_facts else []
    steps += [Step.ACT, Step.REPORT]
    steps += [Step.TELL] if incident.has_personal_data else []
    steps.append(Step.CORRECT)
    steps += [] if waits_for_decision(incident) else [Step.ESCALATE]
    steps += [Step.LEARN, Step.FOLLOW]
    return steps if missing(incident) else [*steps, Step.CLOSE]
