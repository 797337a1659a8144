"""What holds for every case: due dates against another library's days, and that nothing runs backwards (S-4.2, G7)."""

from dataclasses import replace
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.cases.choices import ENDED, OPEN, Complexity, DueKind, Ladder, State
from interact.cases.sla import Facts, Limits, Pause, current_due, dues, explain, last_promise, rung, workdays_late
from interact.channels.records import Channel
from unionsite.core.workdays import WorkCalendar

pytestmark = pytest.mark.once

CALENDAR = WorkCalendar()
DAY = timedelta(days=1)
FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
SECOND_OPINION = holidays.country_holidays("CN", years=range(2006, 2028))
RUNGS = [None, Ladder.REMIND, Ladder.CHASE, Ladder.COMMITTEE]

some = settings(max_examples=60)
few = settings(max_examples=30)

begins = st.dates(FIRST, date(2026, 5, 31))
spans = st.integers(min_value=0, max_value=40)
numbers = st.integers(min_value=1, max_value=20)
limits = st.builds(
    Limits,
    acknowledge=numbers,
    correction=numbers,
    general=numbers,
    opinion=numbers,
    progress=numbers,
    close_days=st.integers(min_value=1, max_value=90),
    remind_before=st.integers(min_value=0, max_value=5),
    chase_after=st.integers(min_value=1, max_value=5),
    committee_after=st.integers(min_value=1, max_value=10),
)


@st.composite
def pauses_around(draw, since):
    """Up to four, some before `since`, some overlapping, closed."""
    starts = draw(st.lists(st.integers(min_value=-20, max_value=60), max_size=4))
    return tuple(Pause(since + start * DAY, since + (start + draw(spans)) * DAY) for start in starts)


@st.composite
def cases(draw, states=OPEN):
    """Any case in its present round; what was done follows the beginning by some days."""
    since = draw(begins)

    def done():
        return draw(st.none() | st.integers(min_value=0, max_value=30).map(lambda number: since + number * DAY))

    return Facts(
        channel=draw(st.sampled_from(Channel)),
        complexity=draw(st.sampled_from(Complexity)),
        state=State(draw(st.sampled_from(sorted(states)))),
        since=since,
        acknowledged_on=done(),
        opinion_on=done(),
        progress_on=done(),
        promised_on=done(),
        replied_on=done(),
        extended_days=draw(st.sampled_from([0, 15, 30])),
        pauses=draw(pauses_around(since)),
    )


def todays(facts):
    return facts.since + 30 * DAY


def on_by_kind(facts, limits, today=None):
    return {due.kind: due.on for due in dues(facts, limits, CALENDAR, today=today or todays(facts))}


def naive(since, number, counts, pauses):
    """Day by day: the `number`th day that counts and was not paused."""
    day = since
    while number:
        day += DAY
        is_paused = any(pause.first < day <= pause.last for pause in pauses)
        number -= counts(day) and not is_paused
    return day


# --- Against another library ---


@some
@given(cases(), limits)
def test_due_dates_are_those_of_a_plain_count_with_another_library(facts, limits):
    plain = {
        DueKind.ACKNOWLEDGE: limits.acknowledge,
        DueKind.REPLY: limits.correction if facts.channel == Channel.CORRECTION else limits.general,
        DueKind.OPINION: limits.opinion,
        DueKind.PROGRESS: limits.progress,
    }
    facts = replace(facts, promised_on=None)
    for due in dues(facts, limits, CALENDAR, today=todays(facts)):
        if due.on > LAST:
            continue
        if due.kind == DueKind.CLOSE:
            on = naive(facts.since, limits.close_days + facts.extended_days, lambda _day: True, facts.pauses)
            while not SECOND_OPINION.is_working_day(on) or any(p.first < on <= p.last for p in facts.pauses):
                on += DAY
        else:
            on = naive(due.since, plain[due.kind], SECOND_OPINION.is_working_day, facts.pauses)
        assert due.on == on
        assert not due.is_provisional


@some
@given(cases(), limits)
def test_without_pauses_the_other_library_needs_no_help(facts, limits):
    facts = replace(facts, promised_on=None, pauses=())
    for due in dues(facts, limits, CALENDAR, today=todays(facts)):
        if due.is_workdays:
            assert due.on == SECOND_OPINION.get_nth_working_day(due.since, due.number)
            assert due.paused == 0


# --- What every due date is like ---


@some
@given(cases(), limits)
def test_dates_are_in_order_on_working_days_and_after_their_beginning(facts, limits):
    found = dues(facts, limits, CALENDAR, today=todays(facts))
    assert [due.on for due in found] == sorted(due.on for due in found)
    assert current_due(facts, limits, CALENDAR, today=todays(facts)) == found[0]
    assert len({due.kind for due in found}) == len(found)
    for due in found:
        assert CALENDAR.is_workday(due.on)
        assert due.on > due.since >= facts.since
        assert not any(pause.first < due.on <= pause.last for pause in facts.pauses)


@some
@given(cases(), limits)
def test_the_parts_add_up(facts, limits):
    for due in dues(facts, limits, CALENDAR, today=todays(facts)):
        if due.is_workdays:
            assert CALENDAR.workdays_between(due.since, due.on) == due.number + due.paused
        else:
            assert (due.on - due.since).days >= due.number + due.paused


@few
@given(cases(), limits)
def test_a_promise_is_kept_by_its_date_and_within_the_limit(facts, limits):
    facts = replace(facts, pauses=())
    with_promise, without = on_by_kind(facts, limits), on_by_kind(replace(facts, promised_on=None), limits)
    for kind, on in with_promise.items():
        assert on <= without[kind]
    if DueKind.PROGRESS in with_promise and facts.promised_on:
        begin = next(d.since for d in dues(facts, limits, CALENDAR, today=todays(facts)) if d.kind == DueKind.PROGRESS)
        if CALENDAR.workdays_between(begin, facts.promised_on) > 0:
            assert with_promise[DueKind.PROGRESS] <= facts.promised_on


@few
@given(cases(), limits, st.integers(min_value=0, max_value=200))
def test_the_last_promise_lies_ahead(facts, limits, passed):
    today = facts.since + passed * DAY
    last = last_promise(facts, limits, CALENDAR, today)
    assert today < last <= CALENDAR.add_workdays(today, limits.progress)
    assert CALENDAR.is_workday(last)


@few
@given(cases(states=ENDED), limits)
def test_an_ended_case_owes_nothing(facts, limits):
    assert dues(facts, limits, CALENDAR, today=todays(facts)) == []


# --- Nothing runs backwards ---


def is_never_earlier(before, after):
    return before.keys() == after.keys() and all(after[kind] >= on for kind, on in before.items())


@some
@given(cases(), limits, st.integers(min_value=-20, max_value=80), spans)
def test_one_more_pause_never_makes_a_date_earlier(facts, limits, start, length):
    pause = Pause(facts.since + start * DAY, facts.since + (start + length) * DAY)
    more = replace(facts, pauses=(*facts.pauses, pause))
    assert is_never_earlier(on_by_kind(facts, limits), on_by_kind(more, limits))


@some
@given(cases(), limits, spans, spans)
def test_longer_pauses_never_make_a_date_earlier(facts, limits, before, after):
    longer = tuple(Pause(pause.first - before * DAY, pause.last + after * DAY) for pause in facts.pauses)
    assert is_never_earlier(on_by_kind(facts, limits), on_by_kind(replace(facts, pauses=longer), limits))


@some
@given(cases(), limits, st.integers(min_value=0, max_value=60))
def test_more_extension_never_makes_a_date_earlier(facts, limits, more):
    extended = replace(facts, extended_days=facts.extended_days + more)
    before, after = on_by_kind(facts, limits), on_by_kind(extended, limits)
    assert is_never_earlier(before, after)
    assert all(after[kind] == on for kind, on in before.items() if kind != DueKind.CLOSE)


@some
@given(cases(), limits, limits)
def test_longer_limits_never_make_a_date_earlier(facts, one, other):
    names = one.as_json()
    shorter = Limits(**{name: min(value, other.as_json()[name]) for name, value in names.items()})
    longer = Limits(**{name: max(value, other.as_json()[name]) for name, value in names.items()})
    assert is_never_earlier(on_by_kind(facts, shorter), on_by_kind(facts, longer))


@some
@given(cases(), limits, st.integers(min_value=0, max_value=60))
def test_a_later_case_is_never_due_earlier(facts, limits, later):
    facts = replace(facts, acknowledged_on=None, opinion_on=None, progress_on=None, promised_on=None, replied_on=None)
    after = replace(facts, since=facts.since + later * DAY)
    assert is_never_earlier(on_by_kind(facts, limits), on_by_kind(after, limits))


# --- Pauses ---


@some
@given(cases(), limits, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_pauses_matters(facts, limits, random):
    shuffled = [*facts.pauses, *facts.pauses[:2]]
    random.shuffle(shuffled)
    again = replace(facts, pauses=tuple(shuffled))
    assert dues(again, limits, CALENDAR, today=todays(facts)) == dues(facts, limits, CALENDAR, today=todays(facts))


@some
@given(cases(), limits, st.integers(min_value=-20, max_value=60), spans)
def test_a_pause_may_be_cut_in_two_on_any_day(facts, limits, start, length):
    first, last = facts.since + start * DAY, facts.since + (start + length) * DAY
    cut = first + length // 2 * DAY
    whole = replace(facts, pauses=(Pause(first, last),))
    halves = replace(facts, pauses=(Pause(first, cut), Pause(cut, last)))
    assert dues(whole, limits, CALENDAR, today=todays(facts)) == dues(halves, limits, CALENDAR, today=todays(facts))


@few
@given(cases(), limits, st.integers(min_value=-60, max_value=60))
def test_a_pause_of_one_day_and_one_before_the_beginning_are_none(facts, limits, start):
    plain = replace(facts, pauses=())
    day = facts.since + start * DAY
    nothing = replace(facts, pauses=(Pause(day, day), Pause(facts.since - 30 * DAY, facts.since)))
    assert dues(nothing, limits, CALENDAR, today=todays(facts)) == dues(plain, limits, CALENDAR, today=todays(facts))


@few
@given(cases(), limits, st.integers(min_value=0, max_value=40), spans)
def test_an_open_pause_is_one_that_ends_today(facts, limits, start, length):
    first = facts.since + start * DAY
    today = first + length * DAY
    standing = replace(facts, pauses=(*facts.pauses, Pause(first, None)))
    ended = replace(facts, pauses=(*facts.pauses, Pause(first, today)))
    assert dues(standing, limits, CALENDAR, today=today) == dues(ended, limits, CALENDAR, today=today)
    assert is_never_earlier(on_by_kind(standing, limits, today), on_by_kind(standing, limits, today + DAY))


@few
@given(cases(), limits, st.integers(min_value=0, max_value=40), spans)
def test_nobody_becomes_late_while_the_clock_stands(facts, limits, start, length):
    first = facts.since + start * DAY
    standing = replace(facts, pauses=(Pause(first, None),))
    for due in dues(standing, limits, CALENDAR, today=first + length * DAY):
        # Late before the clock was stopped, or still ahead.
        assert due.on <= first or due.on > first + length * DAY


# --- Why, and how late ---


@some
@given(cases(), limits, st.none() | limits)
def test_every_date_has_its_explanation(facts, limits, told):
    for due in dues(facts, limits, CALENDAR, today=todays(facts)):
        words = explain(due, CALENDAR, told)
        since = due.since
        assert words.startswith(f"从{since.year}年{since.month}月{since.day}日起第{due.number + due.paused}")
        assert not words.endswith(("。", ".", "；", "，"))
        assert "%" not in words
        assert ("暂停计时" in words) >= bool(due.paused)
        assert ("尚未录入" in words) == due.is_provisional


@few
@given(st.dates(FIRST, LAST), limits)
def test_the_ladder_is_only_climbed(due_on, limits):
    days = [due_on + number * DAY for number in range(-15, 30)]
    rungs = [RUNGS.index(rung(due_on, today, limits, CALENDAR)) for today in days]
    assert rungs == sorted(rungs)
    late = [workdays_late(due_on, today, CALENDAR) for today in days]
    assert late == sorted(late)
    assert set(late[: days.index(due_on) + 1]) == {0}


@pytest.mark.parametrize("year", range(2007, 2027))
def test_a_reply_over_each_new_year_and_national_day_agrees_with_another_library(year):
    for first in (date(year, 1, 1), date(year, 9, 15)):
        for number in range(40):
            since = first + number * DAY
            facts = Facts(Channel.QUESTION, Complexity.GENERAL, State.ASSIGNED, since)
            found = next(d for d in dues(facts, Limits(), CALENDAR, today=since) if d.kind == DueKind.REPLY)
            assert found.on == SECOND_OPINION.get_nth_working_day(since, 5)
