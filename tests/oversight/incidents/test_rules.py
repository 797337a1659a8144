"""The four hours, what an incident lacks, and who may take which step."""

from datetime import UTC, datetime, timedelta

import pytest

from unionsite.oversight.incidents import rules
from unionsite.oversight.incidents.choices import Grade, Missing, State, Step
from unionsite.oversight.incidents.forms import FORMS
from unionsite.oversight.incidents.models import Incident
from unionsite.oversight.incidents.screens import TAKE

FOUND = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)
TEAM, COMMITTEE, BOTH, READER = (
    rules.Actor(may_record=True, is_committee=False),
    rules.Actor(may_record=False, is_committee=True),
    rules.Actor(may_record=True, is_committee=True),
    rules.Actor(may_record=False, is_committee=False),
)


def status(
    is_reported=False, is_told=False, is_escalated=False, is_decided=False, has_lessons=False, **what
) -> Incident:
    """Return an incident of which everything is known."""
    known = dict.fromkeys(Incident.FACTS, "known") | {
        "grade": Grade.LARGE,
        "found_at": FOUND,
        "has_personal_data": False,
    }
    steps = {"reported_at": is_reported, "told_at": is_told, "escalated_at": is_escalated, "decided_at": is_decided}
    moments = {name: FOUND for name, is_taken in steps.items() if is_taken}
    return Incident(**known | moments | {"lessons": "learnt" if has_lessons else ""} | what)


@pytest.mark.parametrize(("grade", "hours"), [("special", 4), ("major", 4), ("large", 4), ("usual", None)])
def test_s62_four_hours_run_from_the_finding_for_larger_ones_alone(grade, hours):
    due = rules.report_due(Grade(grade), FOUND)
    assert due == (FOUND + timedelta(hours=hours) if hours else None)


@pytest.mark.parametrize(
    ("minutes", "reminders", "is_late"),
    [(119, 0, False), (120, 1, False), (179, 1, False), (180, 2, False), (239, 2, False), (240, 3, True)],
)
def test_reminders_at_two_hours_left_one_left_and_none(minutes, reminders, is_late):
    now = FOUND + timedelta(minutes=minutes)
    assert rules.reminders_due(status(), now) == reminders
    assert rules.is_late(status(), now) is is_late


@pytest.mark.parametrize("what", [{"grade": Grade.USUAL}, {"is_reported": True}, {"state": State.CLOSED}])
def test_nobody_is_reminded_of_what_need_not_be_reported_any_more(what):
    assert rules.reminders_due(status(**what), FOUND + timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("what", "lacks"),
    [
        ({}, {Missing.REPORT, Missing.LESSONS}),
        ({"grade": Grade.USUAL}, {Missing.LESSONS}),
        ({"is_reported": True, "has_lessons": True}, set()),
        ({"is_reported": True, "has_lessons": True, "has_personal_data": True}, {Missing.TELL}),
        ({"is_reported": True, "has_lessons": True, "has_personal_data": True, "is_told": True}, set()),
        ({"is_reported": True, "has_lessons": True, "is_escalated": True}, {Missing.DECISION}),
        ({"is_reported": True, "has_lessons": True, "is_escalated": True, "is_decided": True}, set()),
    ],
)
def test_what_must_be_on_record_before_the_end(what, lacks):
    assert set(rules.missing(status(**what))) == lacks
    assert (Step.CLOSE in rules.steps_for(status(**what), TEAM)) is (not lacks)


def test_s23_only_the_committee_decides_and_only_what_it_is_asked():
    asked, decided = status(is_escalated=True), status(is_escalated=True, is_decided=True)
    assert rules.steps_for(asked, COMMITTEE) == [Step.DECIDE]
    assert Step.DECIDE not in rules.steps_for(asked, TEAM)
    assert Step.ESCALATE not in rules.steps_for(asked, TEAM)
    assert rules.steps_for(asked, BOTH)[0] == Step.DECIDE
    assert rules.steps_for(decided, COMMITTEE) == rules.steps_for(status(), COMMITTEE) == []
    assert Step.ESCALATE in rules.steps_for(decided, TEAM)


def test_who_reads_takes_no_step():
    for what in ({}, {"is_escalated": True}, {"state": State.CLOSED}):
        assert rules.steps_for(status(**what), READER) == []


def test_a_closed_one_takes_the_final_report_and_measures_alone():
    assert rules.steps_for(status(state=State.CLOSED), TEAM) == [Step.REPORT, Step.FOLLOW]


def test_each_step_that_a_person_takes_has_a_form_and_those_with_more_than_words_a_service():
    assert set(Step) - {Step.FOUND, Step.REMIND} == set(FORMS)
    asked = {step for step, form in FORMS.items() if set(form.base_fields) - {"words", "files"}}
    assert asked == set(TAKE)
