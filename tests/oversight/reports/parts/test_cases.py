"""What reports tell of cases, against a count by hand; and that no small number can be had from it (T62)."""

from statistics import median

import pytest
from django.utils import timezone

from interact.cases.choices import State
from interact.cases.models.settings import FeedbackSettings
from interact.channels.records import BY_NAME, Channel
from interact.models import Case
from tests.oversight.reports.parts.history import (
    MONTH,
    History,
    a_case,
    beside,
    is_in,
    made_up,
    midnight,
    rows_of,
    summed,
    table_of,
)
from unionsite.core.workday_table import current_calendar
from unionsite.oversight.reports.parts import asking

pytestmark = pytest.mark.django_db
TEAM = [channel for channel in Channel if channel not in BY_NAME]
NOBODY = "小组办理或未分派"
FEW = (None, None, None, None)


def test_cases_by_channel(history, periods, departments):
    now, before = periods
    cases = made_up(history, departments, 1500)
    calendar = current_calendar()

    part = asking.interaction(now, before)

    handled, received = rows_of(part, "handled"), rows_of(part, "received")
    for channel in TEAM:
        own = [case for case in cases if case.channel == channel]
        fresh = [case for case in own if is_in(now, case.received_at)]
        answered = [case for case in fresh if case.first_replied_on]
        on_time = sum(bool(case.was_on_time) for case in answered)
        rated = [case.satisfaction for case in fresh if case.satisfaction]
        took = [
            max(calendar.workdays_between(timezone.localdate(case.received_at), case.first_replied_on), 0)
            for case in answered
        ]
        waiting = [
            case
            for case in own
            if timezone.localdate(case.received_at) < now.stop and not (case.closed_on and case.closed_on < now.stop)
        ]
        assert min(len(answered), len(rated)) >= 5
        assert handled[str(channel.label)] == (
            len(fresh),
            len(answered),
            on_time,
            on_time * 100 // len(answered),
            sum(case.state == State.CLOSED and is_in(now, case.closed_on) for case in own),
            len(waiting),
            round(float(median(took)), 1),
            sum(one != "poor" for one in rated) * 100 // len(rated),
        )
        assert received[str(channel.label)] == tuple(
            sum(is_in(span, case.received_at) for case in own) for span in periods
        )
    own = [case for case in cases if case.channel in TEAM and is_in(now, case.received_at)]
    on_time = sum(bool(case.was_on_time) for case in own)
    replied = sum(case.first_replied_on is not None for case in own)
    earlier = sum(case.channel in TEAM and is_in(before, case.received_at) for case in cases)
    assert summed(part) == (len(own), earlier, replied, on_time)
    assert list(rows_of(part, "cases")) == ["意见建议、答疑解惑、网站纠错、入会申请、会员卡"]
    wrong = [case for case in cases if case.channel == Channel.CORRECTION and case.result in ("solved", "partly")]
    assert rows_of(part, "others")["经查属实的职工纠错（件）"] == beside(
        *(sum(is_in(span, case.closed_on) for case in wrong) for span in periods)
    )


def test_the_bulletin_counts_cases_by_department(history, departments):
    now, before = MONTH
    cases = [case for case in made_up(history, departments, 1600) if case.channel in TEAM]

    part = asking.answering(now, before)

    assert rows_of(part, "answering") == shown(by_department(cases, departments, now, before))
    assert table_of(part, "answering").rows[-1][0] == NOBODY


# --- Small numbers (T62) ---


def by_department(cases, departments, now, before) -> dict[str, tuple[int, ...]]:
    """Of each department received, received before, answered and on time, counted by hand."""
    rows = {}
    for department in (None, *departments):
        own = [case for case in cases if case.department == department]
        fresh = [case for case in own if is_in(now, case.received_at)]
        rows[department.name if department else NOBODY] = (
            len(fresh),
            sum(is_in(before, case.received_at) for case in own),
            sum(case.first_replied_on is not None for case in fresh),
            sum(bool(case.was_on_time) for case in fresh),
        )
    return rows


def shown(rows: dict[str, tuple[int, ...]]) -> dict[str, tuple]:
    """The rows of a bulletin, each column by the rule."""
    columns = []
    for numbers in zip(*rows.values(), strict=True):
        places = sorted(range(len(numbers)), key=numbers.__getitem__)
        hidden = {place for place in places if numbers[place] < 5}
        for place in places:
            if hidden and sum(numbers[one] for one in hidden) < 5:
                hidden.add(place)
        columns.append([None if place in hidden else number for place, number in enumerate(numbers)])
    received, _before, answered, on_time = columns
    for whole, part in ((received, answered), (answered, on_time)):
        part[:] = [None if more is None else number for more, number in zip(whole, part, strict=True)]
    told = dict(zip(rows, zip(*columns, strict=True), strict=True))
    return {name: row for name, row in told.items() if any(number is not None for number in row)}


def send(number: int, channel=Channel.SUGGESTION, span=MONTH[0], department=None, **facts) -> None:
    cases = [a_case(channel, midnight(span.start), department=department, **facts) for _number in range(number)]
    Case.objects.bulk_create(cases)


def replied(*, was_on_time: bool = True) -> dict:
    day = MONTH[0].start
    facts = {"first_replied_on": day, "replied_on": day, "was_on_time": was_on_time, "satisfaction": "poor"}
    return facts | {"state": State.CLOSED, "closed_on": day}


@pytest.mark.parametrize("seed", range(10))
def test_t62_no_small_number_is_the_total_less_the_rest(departments, seed):
    history = History(seed)
    cases = [case for case in made_up(history, departments, history.randrange(400)) if case.channel in TEAM]
    now, before = MONTH
    wanted = by_department(cases, departments, now, before)
    table = {row[0]: row[1:] for found in asking.answering(now, before).tables[1:] for row in found.rows}
    told = [list(zip(*(table.get(name, (None,) * 4) for name in wanted), strict=True))]
    truth = [list(zip(*wanted.values(), strict=True))]
    rows = rows_of(asking.interaction(now, before), "received")
    told.append(list(zip(*(rows[str(channel.label)] for channel in TEAM), strict=True)))
    truth.append(
        [[sum(is_in(span, one.received_at) for one in cases if one.channel == name) for name in TEAM] for span in MONTH]
    )
    for shown_columns, columns in zip(told, truth, strict=True):
        for seen, numbers in zip(shown_columns, columns, strict=True):
            hidden = [number for number, one in zip(numbers, seen, strict=True) if one is None]
            assert all(one in (None, number) for number, one in zip(numbers, seen, strict=True))
            assert all(number >= 5 for number in seen if number is not None)
            assert not hidden or sum(numbers) < 5 or (len(hidden) > 1 and sum(hidden) >= 5)


def test_t62_one_small_number_hides_the_next(departments):
    send(2)
    send(6, Channel.QUESTION)
    send(9, Channel.CORRECTION)
    part = asking.interaction(*MONTH)
    assert rows_of(part, "received") == {
        "意见建议": (None, None),
        "答疑解惑": (None, None),
        "网站纠错": (9, None),
        "入会申请": (None, None),
        "会员卡": (None, None),
    }
    assert summed(part) == (17, None, None, None)


@pytest.mark.parametrize("number", [1, 4])
def test_t62_none_is_not_told_from_few(departments, number):
    parts = [read(*MONTH) for read in (asking.interaction, asking.answering)]
    send(number, department=departments[0], **replied())
    assert [read(*MONTH) for read in (asking.interaction, asking.answering)] == parts
    interaction, bulletin = parts
    assert rows_of(interaction, "handled")["意见建议"] == (None,) * 8
    assert summed(interaction) == summed(bulletin) == FEW
    assert [table.key for table in bulletin.tables] == ["cases"]


@pytest.mark.parametrize("number", [0, 1])
def test_t62_beside_others_none_is_not_told_from_one(departments, number):
    """Only the total says that there is one more: not whose it is."""
    send(number, department=departments[0])
    send(9, department=departments[1])
    send(30 - number, department=departments[2])
    rows = rows_of(asking.answering(*MONTH), "answering")
    assert rows == {"部门2": (30 - number, None, None, None)}


def test_t62_the_order_of_departments_tells_nothing_hidden(departments):
    for number, department in zip((0, 2, 8, 40), (None, *departments), strict=True):
        send(number, department=department)
        send(20, department=department, span=MONTH[1])
    names = [row[0] for row in table_of(asking.answering(*MONTH), "answering").rows]
    assert names == ["部门2", "部门0", "部门1", NOBODY]


def test_t62_no_rate_stands_beside_a_hidden_number():
    for channel in TEAM:
        send(20, channel, **replied())
    send(3, **replied(was_on_time=True))
    Case.objects.filter(channel=Channel.QUESTION).update(was_on_time=False)
    rows = rows_of(asking.interaction(*MONTH), "handled")
    # On time was none of the questions; so those of the corrections are hidden, too.
    assert rows["答疑解惑"] == (20, 20, None, None, 20, None, 0, 0)
    assert rows["网站纠错"] == (20, 20, None, None, 20, None, 0, 0)
    assert rows["意见建议"] == (23, 23, 23, 100, 23, None, 0, 0)


@pytest.mark.parametrize(
    ("on_time", "late", "waiting", "before", "said"),
    [
        (0, 0, 0, 9, (None, 9, None, None)),
        (4, 0, 0, 9, (None, 9, None, None)),
        (0, 0, 6, 4, (6, None, None, None)),
        (0, 0, 6, 5, (6, 5, None, None)),
        (4, 0, 6, 0, (10, None, None, None)),
        (4, 3, 0, 0, (7, None, 7, None)),
        (5, 0, 1, 6, (6, 6, 5, 5)),
    ],
)
def test_t62_the_sum_tells_nothing_few(on_time, late, waiting, before, said):
    send(on_time, **replied())
    send(late, **replied(was_on_time=False))
    send(waiting)
    send(before, span=MONTH[1])
    assert {summed(read(*MONTH)) for read in (asking.interaction, asking.answering)} == {said}


def test_t62_the_smallest_number_is_the_setting(departments):
    stored = FeedbackSettings.load()
    stored.smallest_group = 9
    stored.save()
    send(8)
    for part in (asking.answering(*MONTH), asking.interaction(*MONTH)):
        assert summed(part) == FEW
        assert "少于9件的，为保护职工以“—”表示" in table_of(part, "cases").caption
