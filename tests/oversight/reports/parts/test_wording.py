"""Words of periods, and tables that a chart can show."""

from datetime import date
from decimal import Decimal

import pytest

from tests.oversight.reports.parts.history import MONTH, QUARTER, YEAR
from unionsite.oversight.reports.parts import wording
from unionsite.oversight.scores.rules import span_of


@pytest.mark.parametrize(
    ("span", "names"), [(MONTH[0], ("本月", "上月")), (QUARTER[0], ("本季度", "上季度")), (YEAR[0], ("本年", "上年"))]
)
def test_names_of_periods(span, names):
    assert wording.names_of(span) == names


def test_months_of_a_period_over_the_turn_of_the_year():
    last = span_of("quarter", 2025, 4, date(2026, 1, 8))
    assert wording.months_in(last) == [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)]
    assert (wording.months_of(last), wording.months_of(YEAR[0]), wording.months_of(MONTH[0])) == (3, 12, 1)


@pytest.mark.parametrize(("rows", "columns", "chart"), [(24, 4, "bar"), (25, 4, ""), (24, 5, "")])
def test_what_no_chart_can_show_has_none(rows, columns, chart):
    headings = ["部门", *map(str, range(columns))]
    made = wording.table("k", "表", headings, [("甲", *range(columns))] * rows, chart="bar")
    assert made.chart == chart


def test_most_first_and_the_nameless_last():
    rows = wording.most_first({"甲": 1, "乙": 5, "": 9}, {"丙": 3, "丁": 4}, "其他")
    assert rows == [("乙", 5, 0), ("甲", 1, 0), ("丁", 0, 4), ("丙", 0, 3), ("其他", 9, 0)]


@pytest.mark.parametrize(("number", "shown"), [(None, None), (Decimal("96.50"), 96.5), (2, 2.0), (1.25, 1.2)])
def test_one_decimal(number, shown):
    assert wording.decimal(number) == shown
