"""The arithmetic of charts: steps, marks and lines of a table of numbers."""

import itertools
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionsite.core.charts import BOTTOM, HEIGHT, LEFT, PHONE, RIGHT, TOP, WIDTH, draw_chart, nice_step, written

pytestmark = pytest.mark.once


def table(*rows, headings=("年份", "人次", "班组", "工时", "件数", "多出的一列")):
    width = max(map(len, rows), default=1)
    return SimpleNamespace(
        row_data=[{"values": list(row)} for row in rows],
        columns=[{"heading": heading} for heading in headings[:width]],
    )


@pytest.mark.parametrize(
    ("span", "step"),
    [
        (0, 1),
        (-5, 1),
        (4, 1),
        (5, 2),
        (8, 2),
        (9, 2.5),
        (10, 2.5),
        (11, 5),
        (100, 25),
        (467, 200),
        (0.4, 0.1),
        (1e9, 2.5e8),
    ],
)
def test_steps_are_round(span, step):
    assert nice_step(span) == pytest.approx(step)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (1, "1"), (1.5, "1.5"), (98.25, "98.25"), (1234567, "1,234,567"), (-3.0, "-3"), (100, "100")],
)
def test_numbers_are_written_without_needless_zeros(number, text):
    assert written(number) == text


@pytest.mark.parametrize("rows", [[], [["2024年"]], [["2024年", None]], [["2024年", "许多"]], [["2024年", ""]]])
def test_no_number_no_chart(rows):
    assert draw_chart(table(*rows), "bar") is None


def test_bars_stand_on_the_baseline_and_are_as_high_as_their_numbers():
    chart = draw_chart(table(["2024年", 100], ["2025年", 50], ["2026年", 0]), "bar")
    first, second, third = chart.series[0].marks
    assert chart.baseline == HEIGHT - BOTTOM
    assert first.y == TOP
    assert first.height == pytest.approx(2 * second.height, abs=0.2)
    assert third.height == 0
    assert all(mark.y + mark.height == pytest.approx(chart.baseline, abs=0.2) for mark in (first, second, third))
    assert [label for _x, label in chart.gridlines] == ["0", "25", "50", "75", "100"]
    assert [label for _x, label in chart.labels] == ["2024年", "2025年", "2026年"]


def test_negative_numbers_hang_below_the_baseline():
    chart = draw_chart(table(["一月", 10], ["二月", -10]), "bar")
    up, down = chart.series[0].marks
    assert up.y + up.height == pytest.approx(chart.baseline, abs=0.2)
    assert down.y == pytest.approx(chart.baseline, abs=0.2)
    assert chart.gridlines[0][1] == "-10"


def test_all_numbers_zero_give_a_flat_chart():
    chart = draw_chart(table(["一月", 0], ["二月", 0]), "line")
    assert {mark.y for mark in chart.series[0].marks} == {chart.baseline}


def test_a_line_goes_through_the_middle_of_each_slot_and_skips_what_is_missing():
    chart = draw_chart(table(["一月", 1, 4], ["二月", None, 5], ["三月", 3, 6]), "line")
    names = [series.name for series in chart.series]
    assert names == ["人次", "班组"]
    assert [mark.label for mark in chart.series[0].marks] == ["一月", "三月"]
    assert len(chart.series[1].line.split()) == 3
    assert chart.series[0].marks[0].middle == chart.series[1].marks[0].middle == chart.labels[0][0]


def test_bars_of_one_row_stand_side_by_side():
    chart = draw_chart(table(["一月", 1, 2, 3]), "bar")
    marks = [series.marks[0] for series in chart.series]
    for left, right in itertools.pairwise(marks):
        assert left.x + left.width <= right.x


def test_at_most_four_series_and_twenty_four_rows():
    chart = draw_chart(table(*([f"{n}日", 1, 2, 3, 4, 5] for n in range(40))), "bar")
    assert len(chart.series) == 4
    assert len(chart.labels) == len(chart.series[0].marks) == 24


@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False), min_size=1, max_size=24), st.sampled_from(["bar", "line"]))
def test_everything_stays_inside_the_drawing(numbers, kind):
    chart = draw_chart(table(*([str(order), number] for order, number in enumerate(numbers))), kind)
    for mark in chart.series[0].marks:
        assert TOP - 0.1 <= mark.y <= HEIGHT - BOTTOM + 0.1
        assert mark.height >= 0
        assert LEFT - 1 <= mark.x <= WIDTH - RIGHT + 1
    assert 2 <= len(chart.gridlines) <= 12


LONG_NAMES = tuple(
    [name, 3] for name in ("工作动态栏目", "权益保障栏目", "交流互动栏目", "企业文化栏目", "其他资讯栏目")
)


@pytest.mark.parametrize(
    ("rows", "is_sloping"),
    [(LONG_NAMES, True), ((["7月", 1], ["8月", 2], ["9月", 4]), False), ((["很长很长的名称", 1],), False)],
)
def test_on_a_phone_long_names_slope_and_nothing_leaves_the_drawing(rows, is_sloping):
    chart = draw_chart(table(*rows), "bar", PHONE)
    assert chart.is_sloping == is_sloping
    assert chart.says_values
    assert chart.baseline < chart.foot < chart.frame.height
    assert all(PHONE.left <= mark.x <= mark.x + mark.width <= chart.right for mark in chart.series[0].marks)
    # Beside each other on a wide screen.
    assert not draw_chart(table(*rows), "bar").is_sloping


def test_where_bars_are_narrow_no_numbers_stand_on_them():
    assert not draw_chart(table(*([f"{number}日", number] for number in range(24))), "bar", PHONE).says_values
