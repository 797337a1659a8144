"""Due dates of a case over real holidays, pauses, reminders and explanations (S-4.1 to S-4.3, G7, G8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from interact.cases.choices import ENDED, OPEN, Complexity, DueKind, Ladder, State
from interact.cases.sla import (
    STRICT,
    Due,
    Facts,
    Limits,
    Pause,
    current_due,
    dues,
    explain,
    last_promise,
    may_close,
    rung,
    was_on_time,
    workdays_late,
)
from interact.channels.records import Channel
from unionsite.core.workdays import DayKind, Override, WorkCalendar

pytestmark = pytest.mark.once

CALENDAR = WorkCalendar()
LIMITS = Limits()
LATER = date(2027, 12, 31)


def day(text):
    return date.fromisoformat(text) if text else None


def pauses(*spans):
    return tuple(Pause(day(first), day(last)) for first, last in spans)


def case(since, **changes):
    """A general suggestion that was accepted on the day on which it came."""
    given = {name: day(value) if name.endswith("_on") else value for name, value in changes.items()}
    known = {"channel": Channel.SUGGESTION, "complexity": Complexity.GENERAL, "state": State.ASSIGNED}
    return Facts(since=day(since), **(known | given))


def complex_case(since, **changes):
    return case(since, complexity=Complexity.COMPLEX, **changes)


def due(facts, kind, *, limits=LIMITS, calendar=CALENDAR, today=LATER):
    return next(due for due in dues(facts, limits, calendar, today=today) if due.kind == kind)


def due_on(facts, kind, **where):
    return str(due(facts, kind, **where).on)


# --- What is owed ---


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        (case("2026-11-02", state=State.RECEIVED), ["acknowledge", "reply", "close"]),
        (case("2026-11-02", state=State.RECEIVED, acknowledged_on="2026-11-02"), ["reply", "close"]),
        (complex_case("2026-11-02", state=State.RECEIVED), ["acknowledge", "opinion", "close"]),
        (case("2026-11-02"), ["reply", "close"]),
        (case("2026-11-02", channel=Channel.CORRECTION), ["reply", "close"]),
        (case("2026-11-02", replied_on="2026-11-03", state=State.REPLIED), ["close"]),
        (complex_case("2026-11-02"), ["opinion", "close"]),
        (complex_case("2026-11-02", opinion_on="2026-11-10"), ["progress", "close"]),
        (complex_case("2026-11-02", opinion_on="2026-11-10", progress_on="2026-11-20"), ["progress", "close"]),
        (complex_case("2026-11-02", replied_on="2026-11-10"), ["close"]),
        (complex_case("2026-11-02", opinion_on="2026-11-05", replied_on="2026-11-10"), ["close"]),
    ],
)
def test_what_is_owed_follows_from_what_was_done(facts, kinds):
    assert [due.kind for due in dues(facts, LIMITS, CALENDAR, today=LATER)] == kinds


@pytest.mark.parametrize("state", sorted(ENDED))
def test_nothing_is_owed_once_the_case_has_ended(state):
    facts = case("2026-11-02", state=state)
    assert dues(facts, LIMITS, CALENDAR, today=LATER) == []
    assert current_due(facts, LIMITS, CALENDAR, today=LATER) is None


@pytest.mark.parametrize("state", sorted(OPEN))
def test_the_end_is_owed_as_long_as_the_case_is_open(state):
    facts = case("2026-11-02", state=state, acknowledged_on="2026-11-02", replied_on="2026-11-03")
    assert current_due(facts, LIMITS, CALENDAR, today=LATER).kind == DueKind.CLOSE


def test_a_due_date_tells_how_it_was_counted():
    facts = case("2026-09-28", pauses=pauses(("2026-09-29", "2026-10-09")))
    assert due(facts, DueKind.REPLY) == Due(
        DueKind.REPLY, date(2026, 10, 14), date(2026, 9, 28), 5, is_workdays=True, paused=3, is_provisional=False
    )
    assert due(facts, DueKind.CLOSE) == Due(
        DueKind.CLOSE, date(2026, 12, 7), date(2026, 9, 28), 60, is_workdays=False, paused=10, is_provisional=False
    )


def test_the_end_rules_where_it_comes_before_another_date():
    facts = complex_case("2026-09-01", opinion_on="2026-09-10", progress_on="2026-10-27")
    assert [(due.kind, str(due.on)) for due in dues(facts, LIMITS, CALENDAR, today=LATER)] == [
        ("close", "2026-11-02"),
        ("progress", "2026-11-10"),
    ]
    assert current_due(facts, LIMITS, CALENDAR, today=LATER).kind == DueKind.CLOSE


# --- Working days ---


@pytest.mark.parametrize(
    ("since", "acknowledge", "correction", "general", "opinion"),
    [
        # An ordinary week, and what came in on the weekend after it.
        ("2026-11-02", "2026-11-03", "2026-11-05", "2026-11-09", "2026-11-23"),
        ("2026-11-06", "2026-11-09", "2026-11-11", "2026-11-13", "2026-11-27"),
        ("2026-11-07", "2026-11-09", "2026-11-11", "2026-11-13", "2026-11-27"),
        ("2026-11-08", "2026-11-09", "2026-11-11", "2026-11-13", "2026-11-27"),
        # 春节 2026: 2月15日至23日放假, 2月14日 and 2月28日 (both Saturdays) are worked.
        ("2026-02-12", "2026-02-13", "2026-02-24", "2026-02-26", "2026-03-11"),
        ("2026-02-13", "2026-02-14", "2026-02-25", "2026-02-27", "2026-03-12"),
        ("2026-02-14", "2026-02-24", "2026-02-26", "2026-02-28", "2026-03-13"),
        ("2026-02-17", "2026-02-24", "2026-02-26", "2026-02-28", "2026-03-13"),
        ("2026-02-28", "2026-03-02", "2026-03-04", "2026-03-06", "2026-03-20"),
        # 国庆 2025: 10月1日至8日放假, 9月28日 (Sunday) and 10月11日 (Saturday) are worked.
        ("2025-09-26", "2025-09-28", "2025-09-30", "2025-10-10", "2025-10-23"),
        ("2025-09-30", "2025-10-09", "2025-10-11", "2025-10-14", "2025-10-28"),
        ("2025-10-05", "2025-10-09", "2025-10-11", "2025-10-14", "2025-10-28"),
        # 中秋 and 国庆 2026: 9月25日至27日, 10月1日至7日放假; 9月20日 (Sunday) and 10月10日 (Saturday) are worked.
        ("2026-09-18", "2026-09-20", "2026-09-22", "2026-09-24", "2026-10-15"),
        ("2026-09-30", "2026-10-08", "2026-10-10", "2026-10-13", "2026-10-27"),
        ("2026-10-07", "2026-10-08", "2026-10-10", "2026-10-13", "2026-10-27"),
    ],
)
def test_limits_are_counted_in_working_days_with_the_days_made_up_for(since, acknowledge, correction, general, opinion):
    received = case(since, state=State.RECEIVED)
    assert due_on(received, DueKind.ACKNOWLEDGE) == acknowledge
    assert due_on(replace(received, channel=Channel.CORRECTION), DueKind.REPLY) == correction
    assert due_on(received, DueKind.REPLY) == general
    assert due_on(complex_case(since), DueKind.OPINION) == opinion


def test_the_strict_preset_is_shorter():
    assert due_on(case("2026-09-28"), DueKind.REPLY, limits=STRICT) == "2026-10-08"
    assert due_on(complex_case("2026-09-28"), DueKind.OPINION, limits=STRICT) == "2026-10-16"
    assert STRICT.correction == LIMITS.correction


@pytest.mark.parametrize(
    ("since", "kind", "on", "is_provisional"),
    [
        ("2026-12-24", DueKind.REPLY, "2026-12-31", False),
        ("2026-12-25", DueKind.REPLY, "2027-01-04", True),
        ("2026-12-31", DueKind.REPLY, "2027-01-08", True),
        ("2026-11-01", DueKind.CLOSE, "2026-12-31", False),
        ("2026-11-02", DueKind.CLOSE, "2027-01-04", True),
    ],
)
def test_a_year_that_nobody_knows_yet_makes_a_date_provisional(since, kind, on, is_provisional):
    found = due(case(since), kind)
    assert (str(found.on), found.is_provisional) == (on, is_provisional)


def test_the_table_of_the_administrator_moves_a_date():
    calendar = WorkCalendar(
        {date(2026, 11, 5): Override(DayKind.REST, "厂休"), date(2026, 11, 7): Override(DayKind.WORK)}
    )
    facts = case("2026-11-02", channel=Channel.CORRECTION)
    assert due_on(facts, DueKind.REPLY) == "2026-11-05"
    assert due_on(facts, DueKind.REPLY, calendar=calendar) == "2026-11-06"
    assert due_on(case("2026-11-03"), DueKind.REPLY, calendar=calendar) == "2026-11-10"


# --- Progress of a complex case ---


@pytest.mark.parametrize(
    ("done", "since", "number", "on"),
    [
        ({"opinion_on": "2026-09-18"}, "2026-09-18", 10, "2026-10-09"),
        ({"opinion_on": "2026-09-18", "progress_on": "2026-09-30"}, "2026-09-30", 10, "2026-10-20"),
        # Reported while it passed for a general case, opinion afterwards.
        ({"opinion_on": "2026-09-30", "progress_on": "2026-09-18"}, "2026-09-30", 10, "2026-10-20"),
        ({"opinion_on": "2026-09-30", "promised_on": "2026-10-10"}, "2026-09-30", 3, "2026-10-10"),
        ({"opinion_on": "2026-09-30", "promised_on": "2026-10-20"}, "2026-09-30", 10, "2026-10-20"),
        # Later than the limit; fulfilled; on days off: the working day before, or the first there is.
        ({"opinion_on": "2026-09-30", "promised_on": "2026-10-21"}, "2026-09-30", 10, "2026-10-20"),
        (
            {"opinion_on": "2026-09-18", "progress_on": "2026-09-30", "promised_on": "2026-09-29"},
            "2026-09-30",
            10,
            "2026-10-20",
        ),
        (
            {"opinion_on": "2026-09-18", "progress_on": "2026-09-30", "promised_on": "2026-09-30"},
            "2026-09-30",
            10,
            "2026-10-20",
        ),
        ({"opinion_on": "2026-09-30", "promised_on": "2026-10-17"}, "2026-09-30", 8, "2026-10-16"),
        ({"opinion_on": "2026-09-30", "promised_on": "2026-10-03"}, "2026-09-30", 1, "2026-10-08"),
    ],
)
def test_progress_is_due_after_the_latest_word_or_as_promised(done, since, number, on):
    found = due(complex_case("2026-09-10", **done), DueKind.PROGRESS)
    assert (str(found.since), found.number, str(found.on)) == (since, number, on)


def test_a_pause_moves_a_promise_too():
    facts = complex_case("2026-09-10", opinion_on="2026-11-02", promised_on="2026-11-05")
    paused = replace(facts, pauses=pauses(("2026-11-03", "2026-11-06")))
    assert due_on(paused, DueKind.PROGRESS) == "2026-11-10"


def test_a_promise_goes_no_further_than_limit_and_end():
    facts = complex_case("2026-09-01", opinion_on="2026-09-10")
    assert last_promise(facts, LIMITS, CALENDAR, date(2026, 9, 30)) == date(2026, 10, 20)
    # The end is 2 November; once it has passed, the next word must be promised all the same.
    assert last_promise(facts, LIMITS, CALENDAR, date(2026, 10, 28)) == date(2026, 11, 2)
    assert last_promise(facts, LIMITS, CALENDAR, date(2026, 11, 2)) == date(2026, 11, 16)


@pytest.mark.parametrize("complexity", list(Complexity))
def test_a_case_closes_on_a_result_only(complexity):
    facts = case("2026-11-02", complexity=complexity, opinion_on="2026-11-05", progress_on="2026-11-09")
    assert not may_close(facts)
    assert may_close(replace(facts, replied_on=date(2026, 11, 10)))


# --- The end ---


@pytest.mark.parametrize(
    ("since", "extended", "on"),
    [
        ("2026-08-31", 0, "2026-10-30"),
        ("2026-09-01", 0, "2026-11-02"),  # 10月31日, a Saturday
        ("2026-08-04", 0, "2026-10-08"),  # 10月3日, 国庆节
        ("2026-08-11", 0, "2026-10-10"),  # a Saturday that is worked
        ("2025-12-17", 0, "2026-02-24"),  # 2月15日, the first day of 春节
        ("2025-12-30", 0, "2026-02-28"),  # a Saturday that is worked
        ("2026-09-01", 30, "2026-11-30"),
        ("2026-08-31", 30, "2026-11-30"),  # 11月29日, a Sunday
    ],
)
def test_the_end_is_counted_in_calendar_days_and_falls_on_a_working_day(since, extended, on):
    found = due(case(since, extended_days=extended), DueKind.CLOSE)
    assert (str(found.on), found.number, found.is_workdays) == (on, 60 + extended, False)


# --- Pauses ---


@pytest.mark.parametrize(
    ("spans", "reply", "close"),
    [
        # Received on 2 November (Monday): reply due on the 9th, end on 1 January 2027, so on the 4th.
        ([], ("2026-11-09", 0), ("2027-01-04", 0)),
        ([("2026-11-03", "2026-11-03")], ("2026-11-09", 0), ("2027-01-04", 0)),
        ([("2026-11-03", "2026-11-05")], ("2026-11-11", 2), ("2027-01-04", 2)),
        ([("2026-11-06", "2026-11-08")], ("2026-11-09", 0), ("2027-01-04", 2)),
        ([("2026-11-06", "2026-11-09")], ("2026-11-10", 1), ("2027-01-04", 3)),
        ([("2026-11-03", "2026-11-05"), ("2026-11-04", "2026-11-06")], ("2026-11-12", 3), ("2027-01-04", 3)),
        ([("2026-11-03", "2026-11-05"), ("2026-11-03", "2026-11-05")], ("2026-11-11", 2), ("2027-01-04", 2)),
        ([("2026-11-03", "2026-11-04"), ("2026-11-05", "2026-11-06")], ("2026-11-11", 2), ("2027-01-04", 2)),
        # The second pause lies within the days that the first one added.
        ([("2026-11-03", "2026-11-06"), ("2026-11-10", "2026-11-12")], ("2026-11-16", 5), ("2027-01-06", 5)),
        # Before the clock began, and only partly before.
        ([("2026-10-20", "2026-10-30")], ("2026-11-09", 0), ("2027-01-04", 0)),
        ([("2026-10-20", "2026-11-04")], ("2026-11-11", 2), ("2027-01-04", 2)),
        # After the reply was due.
        ([("2026-11-09", "2026-11-13")], ("2026-11-09", 0), ("2027-01-05", 4)),
        # Two months, over New Year.
        ([("2026-11-03", "2027-01-04")], ("2027-01-08", 43), ("2027-03-04", 62)),
    ],
)
def test_pauses_move_a_date_by_the_days_that_lay_in_them(spans, reply, close):
    facts = case("2026-11-02", pauses=pauses(*spans))
    for kind, expected in ((DueKind.REPLY, reply), (DueKind.CLOSE, close)):
        found = due(facts, kind)
        assert (str(found.on), found.paused) == expected


@pytest.mark.parametrize(
    ("today", "on"),
    [
        ("2026-09-28", "2026-10-10"),
        ("2026-09-29", "2026-10-10"),
        ("2026-09-30", "2026-10-12"),
        ("2026-10-05", "2026-10-12"),
        ("2026-10-08", "2026-10-13"),
        ("2026-10-10", "2026-10-15"),
        ("2026-10-11", "2026-10-15"),
    ],
)
def test_an_open_pause_moves_the_date_with_each_working_day(today, on):
    facts = case("2026-09-28", pauses=pauses(("2026-09-29", None)))
    assert due_on(facts, DueKind.REPLY, today=day(today)) == on


def test_nobody_is_late_while_the_clock_stands_over_the_days_off_at_the_end():
    # The last day is 3 October; stopped on the 5th.
    facts = case("2026-08-04", pauses=pauses(("2026-10-05", "2026-10-10")))
    found = due(facts, DueKind.CLOSE)
    assert (str(found.on), found.paused) == ("2026-10-12", 0)


def test_a_pause_before_the_latest_word_does_not_move_the_next_one():
    facts = complex_case("2026-09-10", opinion_on="2026-11-02", pauses=pauses(("2026-09-14", "2026-09-18")))
    assert due(facts, DueKind.PROGRESS).paused == 0
    assert due(facts, DueKind.CLOSE).paused == 4


# --- Reopened ---


def test_what_was_done_before_the_case_was_reopened_counts_for_nothing():
    before = {"acknowledged_on": "2026-09-10", "opinion_on": "2026-09-20", "progress_on": "2026-09-25"}
    facts = complex_case(
        "2026-11-02",
        state=State.RECEIVED,
        replied_on="2026-10-15",
        promised_on="2026-10-12",
        pauses=pauses(("2026-09-14", "2026-09-18")),
        **before,
    )
    assert [(due.kind, str(due.on), due.paused) for due in dues(facts, LIMITS, CALENDAR, today=LATER)] == [
        ("acknowledge", "2026-11-03", 0),
        ("opinion", "2026-11-23", 0),
        ("close", "2027-01-04", 0),
    ]
    assert not may_close(facts)


# --- Limits ---


def test_limits_are_kept_as_json():
    assert Limits.from_json(STRICT.as_json()) == STRICT
    assert Limits.from_json({}) == LIMITS
    assert Limits.from_json({"general": 7, "of another version": 1}) == Limits(general=7)


@pytest.mark.parametrize(
    "wrong", [{"general": 0}, {"close_days": -1}, {"opinion": "15"}, {"progress": None}, {"remind_before": -1}]
)
def test_limits_that_cannot_be_kept_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Limits.from_json(wrong)


def test_no_reminder_beforehand_and_no_extension_are_possible():
    assert Limits(remind_before=0, extension_days=0).remind_before == 0


# --- Reminders ---


@pytest.mark.parametrize(
    ("today", "expected", "late"),
    [
        # Due on 30 September 2026, the day before the holidays.
        ("2026-09-28", None, 0),
        ("2026-09-29", Ladder.REMIND, 0),
        ("2026-09-30", Ladder.REMIND, 0),
        ("2026-10-01", Ladder.REMIND, 0),
        ("2026-10-07", Ladder.REMIND, 0),
        ("2026-10-08", Ladder.CHASE, 1),
        ("2026-10-09", Ladder.CHASE, 2),
        ("2026-10-10", Ladder.CHASE, 3),
        ("2026-10-11", Ladder.CHASE, 3),
        ("2026-10-12", Ladder.CHASE, 4),
        ("2026-10-13", Ladder.COMMITTEE, 5),
        ("2026-12-31", Ladder.COMMITTEE, 62),
    ],
)
def test_the_ladder_is_climbed_in_working_days(today, expected, late):
    assert rung(date(2026, 9, 30), day(today), LIMITS, CALENDAR) == expected
    assert workdays_late(date(2026, 9, 30), day(today), CALENDAR) == late


@pytest.mark.parametrize(
    ("limits", "today", "expected"),
    [
        (Limits(remind_before=0), "2026-10-08", None),
        (Limits(remind_before=0), "2026-10-09", Ladder.REMIND),
        (Limits(remind_before=3), "2026-09-28", None),
        (Limits(remind_before=3), "2026-09-29", Ladder.REMIND),
        (Limits(chase_after=2), "2026-10-10", Ladder.REMIND),
        (Limits(chase_after=2), "2026-10-12", Ladder.CHASE),
        (Limits(chase_after=3, committee_after=2), "2026-10-12", Ladder.COMMITTEE),
    ],
)
def test_the_rungs_are_settings(limits, today, expected):
    assert rung(date(2026, 10, 9), day(today), limits, CALENDAR) == expected


def test_what_is_done_on_the_last_day_is_on_time():
    last = date(2026, 10, 9)
    assert was_on_time(last, last)
    assert was_on_time(last, last - timedelta(days=1))
    # A Saturday: late, though no working day has passed since on an ordinary weekend.
    assert not was_on_time(date(2026, 11, 6), date(2026, 11, 7))


# --- Why ---


@pytest.mark.parametrize(
    ("facts", "kind", "words"),
    [
        (
            case("2026-09-28"),
            DueKind.REPLY,
            "从2026年9月28日起第5个工作日；国庆节10月1日至7日放假，10月10日上班",
        ),
        (
            case("2026-09-28", pauses=pauses(("2026-09-28", "2026-09-30"))),
            DueKind.REPLY,
            "从2026年9月28日起第7个工作日；国庆节10月1日至7日放假，10月10日上班；其间暂停计时2个工作日，不计入5个工作日的期限",
        ),
        (
            complex_case("2026-09-10", opinion_on="2026-11-02"),
            DueKind.PROGRESS,
            "从2026年11月2日起第10个工作日；周末不计",
        ),
        (
            complex_case("2026-09-10", opinion_on="2026-11-02", promised_on="2026-11-05"),
            DueKind.PROGRESS,
            "从2026年11月2日起第3个工作日；已与职工约定提前反馈进展，早于10个工作日的期限",
        ),
        (
            case("2026-12-28"),
            DueKind.REPLY,
            "从2026年12月28日起第5个工作日；元旦2027年1月1日放假；2027年的放假安排尚未录入，暂按周一至周五推算",
        ),
        (
            case("2026-08-31"),
            DueKind.CLOSE,
            "从2026年8月31日起第60天",
        ),
        (
            case("2026-09-01"),
            DueKind.CLOSE,
            "从2026年9月1日起第60天；最后一天2026年10月31日是休息日，依照《民法典》第二百零三条顺延至2026年11月2日",
        ),
        (
            case("2026-07-03", extended_days=30, pauses=pauses(("2026-07-10", "2026-07-12"))),
            DueKind.CLOSE,
            "从2026年7月3日起第92天；含批准延期30天；其间暂停计时2天，不计入90天的期限；"
            "最后一天2026年10月3日（国庆节）是休息日，依照《民法典》第二百零三条顺延至2026年10月8日",
        ),
        (
            case("2026-08-04", pauses=pauses(("2026-10-05", "2026-10-10"))),
            DueKind.CLOSE,
            "从2026年8月4日起第60天；最后一天2026年10月3日（国庆节）是休息日，"
            "依照《民法典》第二百零三条顺延至2026年10月12日；顺延期间暂停计时",
        ),
        (
            case("2026-11-02"),
            DueKind.CLOSE,
            "从2026年11月2日起第60天；最后一天2027年1月1日（元旦）是休息日，"
            "依照《民法典》第二百零三条顺延至2027年1月4日；2027年的放假安排尚未录入，暂按周一至周五推算",
        ),
    ],
)
def test_a_due_date_is_explained(facts, kind, words):
    assert explain(due(facts, kind), CALENDAR, LIMITS) == words


def test_without_the_limits_extension_and_promise_are_not_named():
    extended = case("2026-08-31", extended_days=29)
    assert explain(due(extended, DueKind.CLOSE), CALENDAR).startswith("从2026年8月31日起第89天")
    assert "延期" not in explain(due(extended, DueKind.CLOSE), CALENDAR)
    promised = complex_case("2026-09-10", opinion_on="2026-11-02", promised_on="2026-11-05")
    assert explain(due(promised, DueKind.PROGRESS), CALENDAR) == "从2026年11月2日起第3个工作日"
