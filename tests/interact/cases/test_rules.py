"""The table of steps: who may do what when (S-2.6, S-4.3); and numbers that everybody may read."""

from collections import defaultdict
from datetime import date
from itertools import product

import pytest

from interact.cases import rules
from interact.cases.choices import ENDED, Complexity, Party, Purpose, State, Step
from interact.channels.records import Channel

T, D, C, E = Party.TEAM, Party.DEPARTMENT, Party.COMMITTEE, Party.EMPLOYEE


def status(state=State.RECEIVED, **changes) -> rules.CaseStatus:
    values = {"channel": Channel.SUGGESTION, "complexity": Complexity.GENERAL, "state": state}
    return rules.CaseStatus(**values | changes)


@pytest.mark.parametrize(
    ("step", "state", "party"),
    [
        (Step.ACCEPT, State.RECEIVED, T),
        (Step.DECLINE, State.RECEIVED, T),
        (Step.ASSIGN, State.ASSIGNED, T),
        (Step.RETURN, State.ASSIGNED, D),
        (Step.ANSWER, State.ASSIGNED, D),
        (Step.ANSWER, State.FOLLOWING, T),
        (Step.SEND_BACK, State.ANSWERED, T),
        (Step.REPLY, State.ANSWERED, T),
        (Step.CLOSE, State.REPLIED, T),
        (Step.SUPPLEMENT, State.REPLIED, E),
        (Step.REOPEN, State.CLOSED, E),
        (Step.WITHDRAW, State.ANSWERED, E),
        (Step.NOTE, State.CLOSED, C),
    ],
)
def test_a_step_in_its_place(step, state, party):
    assert rules.may(step, status(state), {party})
    assert not rules.may(step, status(state), set())


@pytest.mark.parametrize("step", [Step.ACCEPT, Step.REPLY, Step.CLOSE, Step.MERGE, Step.ESCALATE, Step.ASK_EXTENSION])
@pytest.mark.parametrize("party", [D, E])
def test_departments_and_employees_do_not_steer(step, party):
    assert not any(rules.may(step, status(state), {party}) for state in State)


@pytest.mark.parametrize("state", sorted(ENDED - {State.CLOSED}))
def test_nothing_moves_what_has_ended(state):
    everybody = {T, D, C, E}
    allowed = set(rules.steps(status(state), everybody))
    assert not allowed - {Step.NOTE, Step.HOLD, Step.RELEASE, Step.REVEAL}


@pytest.mark.parametrize("step", [Step.EXTEND, Step.REFUSE_EXTENSION, Step.DECIDE])
def test_only_the_committee_decides_and_only_when_asked(step):
    asked = status(State.ASSIGNED, is_extension_asked=True, is_escalated=True)
    assert rules.may(step, asked, {C})
    assert not rules.may(step, asked, {T, D, E})
    assert not rules.may(step, status(State.ASSIGNED), {C})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [Purpose.RESULT]),
        ({"complexity": Complexity.COMPLEX}, [Purpose.OPINION]),
        ({"complexity": Complexity.COMPLEX, "has_opinion": True}, [Purpose.PROGRESS, Purpose.RESULT]),
    ],
)
def test_s_4_3_what_an_answer_may_be_for(changes, expected):
    assert rules.purposes(status(State.ASSIGNED, **changes)) == expected


def test_s_4_3_a_reply_that_is_no_result_leaves_it_to_be_followed():
    assert rules.state_after(Step.REPLY, status(State.ANSWERED), Purpose.OPINION) is State.FOLLOWING
    assert rules.state_after(Step.REPLY, status(State.ANSWERED), Purpose.RESULT) is State.REPLIED


@pytest.mark.parametrize(
    ("day", "may"), [(date(2026, 6, 10), True), (date(2026, 6, 11), False)], ids=["last day", "a day later"]
)
def test_reopening_has_a_last_day(day, may):
    told = status(State.CLOSED, replied_on=date(2026, 5, 8), closed_on=date(2026, 5, 11))
    assert rules.may_reopen(told, day, 30) is may


@pytest.mark.parametrize(
    ("channel", "by_name", "secret", "second_person"),
    [
        (Channel.SUGGESTION, False, False, True),
        (Channel.QUESTION, False, False, True),
        (Channel.CORRECTION, False, False, True),
        (Channel.LETTER, True, False, False),
        (Channel.REPORT, True, True, False),
    ],
)
def test_levels_of_confidentiality(channel, by_name, secret, second_person):
    levels = rules.is_by_name(channel), rules.is_secret(channel), rules.needs_second_person(channel)
    assert levels == (by_name, secret, second_person)


@pytest.mark.parametrize(("words", "enough"), [("", False), ("　 ", False), ("同意", False), ("不归工会", True)])
def test_a_reason_has_a_few_characters(words, enough):
    assert rules.is_reason_enough(words) is enough


def test_every_step_of_staff_that_the_employee_reads_is_marked():
    shown = {step for step, rule in rules.RULES.items() if rule.is_shown and E not in rule.parties}
    assert shown == {
        Step.ACCEPT,
        Step.DECLINE,
        Step.REPLY,
        Step.ASK,
        Step.CLOSE,
        Step.CHECK_PAPERS,
        Step.RECLASSIFY,
        Step.EXTEND,
        Step.PAUSE,
        Step.RESUME,
        Step.MERGE,
    }


# --- Numbers for everybody (T62) ---


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([], []),
        ([9, 5], [9, 5]),
        ([9, 0, 12], [None, None, 12]),
        ([9, 4, 3, 12], [9, None, None, 12]),
        ([2, 9, 2, 12], [None, None, None, 12]),
        ([1, 3], [None, None]),
        # The rest of the total could only be four and five, or four each.
        ([4, 5, 5, 20], [None, None, None, 20]),
        ([4, 4, 4, 6], [None, None, None, None]),
    ],
)
def test_t62_few_are_hidden_and_what_would_tell_them(numbers, told):
    assert rules.tellable(numbers, smallest=5) == told


def test_a_smallest_number_of_one_hides_nothing():
    assert rules.tellable([9, 0, 1], smallest=1) == [9, 0, 1]


@pytest.mark.parametrize(("smallest", "most", "length"), [(3, 20, 3), (3, 14, 4), (5, 22, 3), (2, 20, 3)])
def test_t62_who_knows_total_and_rule_cannot_tell_a_small_number(smallest, most, length):
    """All columns up to a total: those that look the same differ in each small number that is hidden."""
    looks = defaultdict(list)
    for numbers in product(range(most + 1), repeat=length):
        if smallest <= sum(numbers) <= most:
            looks[tuple(rules.tellable(numbers, smallest=smallest)), sum(numbers)].append(numbers)
    for (told, _total), columns in looks.items():
        for place in (place for place, number in enumerate(told) if number is None):
            found = {numbers[place] for numbers in columns}
            assert len(found) > 1 or not rules.is_few(found.pop(), smallest=smallest)
