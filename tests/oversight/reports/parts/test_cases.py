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
    table_of,
)
from unionsite.core.workday_table import current_calendar
from unionsite.oversight.reports.parts import asking

pytestmark = pytest.mark.django_db
TEAM = [channel for channel in Channel if channel not in BY_NAME]
HIDDEN = "件数少于5件的，为保护职工不列出，以“—”表示。"
NOBODY = "小组办理或未分派"
FEW = "收到意见建议、答疑解惑、网站纠错、入会申请、会员卡少于5件。"


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
    assert f"收到意见建议、答疑解惑、网站纠错、入会申请、会员卡{len(own)}件" in part.said[0]
    assert part.said[0].endswith(f"其中已答复{replied}件，按时答复{on_time}件。")
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
    table = {row[0]: row[1:] for found in asking.answering(now, before).tables for row in found.rows}
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
    assert part.said[0] == "本月收到意见建议、答疑解惑、网站纠错、入会申请、会员卡17件。"
    assert part.said.count(HIDDEN) == 1


@pytest.mark.parametrize("number", [1, 4])
def test_t62_none_is_not_told_from_few(departments, number):
    parts = [read(*MONTH) for read in (asking.interaction, asking.answering)]
    send(number, department=departments[0], **replied())
    assert [read(*MONTH) for read in (asking.interaction, asking.answering)] == parts
    interaction, bulletin = parts
    assert rows_of(interaction, "handled")["意见建议"] == (None,) * 8
    assert interaction.said[0] == bulletin.said[0] == f"本月{FEW}"
    assert HIDDEN in interaction.said
    assert (bulletin.said[1:], bulletin.tables) == ((), ())


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
        (0, 0, 0, 9, FEW),
        (4, 0, 0, 9, FEW),
        (0, 0, 6, 4, "6件。"),
        (0, 0, 6, 5, "6件，比上月增加1件。"),
        (4, 0, 6, 0, "10件。"),
        (4, 3, 0, 0, "7件；其中已答复7件。"),
        (5, 0, 1, 6, "6件，与上月持平；其中已答复5件，按时答复5件。"),
    ],
)
def test_t62_the_sentence_tells_nothing_few(on_time, late, waiting, before, said):
    send(on_time, **replied())
    send(late, **replied(was_on_time=False))
    send(waiting)
    send(before, span=MONTH[1])
    sentence = f"本月{said}" if said == FEW else f"本月收到意见建议、答疑解惑、网站纠错、入会申请、会员卡{said}"
    assert {read(*MONTH).said[0] for read in (asking.interaction, asking.answering)} == {sentence}


def test_t62_the_smallest_number_is_the_setting(departments):
    stored = FeedbackSettings.load()
    stored.smallest_group = 9
    stored.save()
    send(8)
    assert asking.answering(*MONTH).said[0].endswith("少于9件。")
    assert HIDDEN.replace("5", "9") in asking.interaction(*MONTH).said


def test_nothing_hidden_is_not_explained():
    for channel in TEAM:
        for span in MONTH:
            send(6, channel, span)
            send(6, channel, span, **replied())
    assert HIDDEN not in asking.interaction(*MONTH).said
