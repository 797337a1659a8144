"""Totals, grades, rankings and periods: tables, and random histories counted again by other means."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionsite.oversight.scores import rules
from unionsite.oversight.scores.choices import Grade, Length, ScoreKind
from unionsite.oversight.scores.rules import Award, Line

pytestmark = pytest.mark.once

TODAY = date(2026, 5, 8)
tenths = st.integers(0, 400).map(lambda number: Decimal(number) / 10)
lines = st.lists(st.builds(Line, st.sampled_from(ScoreKind.values), tenths, tenths, st.integers(0, 30)), max_size=12)
names = st.sampled_from(["甲", "乙", "丙", "丁"]).map(lambda name: (name,))
awards = st.lists(st.builds(Award, names, tenths, st.booleans()), max_size=30)


def deduction(points, number=1, most=0):
    return Line(ScoreKind.DEDUCTION, Decimal(points), Decimal(most), number)


def bonus(points, number=1, most=0):
    return Line(ScoreKind.BONUS, Decimal(points), Decimal(most), number)


def veto(number):
    return Line(ScoreKind.VETO, Decimal(5), Decimal(0), number)


@pytest.mark.parametrize(
    ("counted", "total", "grade"),
    [
        ([], 100, Grade.EXCELLENT),
        ([bonus(5, 10)], 120, Grade.EXCELLENT),
        ([bonus(5, 10, most=10)], 110, Grade.EXCELLENT),
        ([deduction(5, 3)], 85, Grade.GOOD),
        ([deduction(5, 3, most=8)], 92, Grade.EXCELLENT),
        ([deduction(20), bonus(5)], 80, Grade.GOOD),  # not above 80: no bonus
        ([deduction("19.5"), bonus("0.5", 3)], 82, Grade.GOOD),
        ([deduction(40)], 60, Grade.PASSED),
        ([deduction("40.5")], Decimal("59.5"), Grade.FAILED),
        ([deduction(50, 3), bonus(20)], 0, Grade.FAILED),
        ([veto(0)], 100, Grade.EXCELLENT),
        ([veto(1)], 100, Grade.FAILED),
    ],
)
def test_s87_the_total_of_a_card(counted, total, grade):
    result = rules.result_of(counted)
    assert (result.total, result.grade) == (total, grade)


@given(lines)
def test_s87_any_card_counted_again(counted):
    # In tenths of a point, as whole numbers.
    cost = gain = 0
    for line in counted:
        points = int(line.each * 10) * line.number
        if line.most:
            points = min(points, int(line.most * 10))
        if line.kind == "deduction":
            cost += points
        elif line.kind == "bonus":
            gain += points
    total = 1000 - cost if cost < 1000 else 0
    if total > 800:
        total += gain if gain < 200 else 200
    failed = total < 600 or any(line.kind == "veto" and line.number for line in counted)

    result = rules.result_of(counted)

    assert int(result.total * 10) == total
    assert (result.grade == Grade.FAILED) is failed
    assert 0 <= result.total <= 120


@given(awards)
def test_s86_any_ranking_counted_again(history):
    ranked = rules.ranking(history)

    assert {row.who for row in ranked} == {award.who for award in history}
    for row in ranked:
        own = [award for award in history if award.who == row.who]
        assert row.points == sum(award.points for award in own)
        assert row.pieces == len([award for award in own if award.is_new])
        assert row.place == 1 + len([other for other in ranked if other.points > row.points])
    assert [row.place for row in ranked] == sorted(row.place for row in ranked)


@given(st.dates(date(2000, 1, 1), date(2200, 12, 31)), st.sampled_from(Length.values))
def test_every_day_is_in_one_period_of_each_length(day, length):
    number = rules.number_of(length, day)

    span = rules.span_of(length, day.year, number, TODAY)
    assert span.start <= day <= span.last
    last = {"month": 12, "quarter": 4, "year": 1}[length]
    others = [rules.span_of(length, day.year, other, TODAY) for other in range(1, last + 1) if other != number]
    assert not any(other.start <= day < other.stop for other in others)


def test_periods_follow_each_other_without_a_gap():
    for length, last in (("month", 12), ("quarter", 4), ("year", 1)):
        spans = [rules.span_of(length, year, number, TODAY) for year in (2026, 2027) for number in range(1, last + 1)]
        assert spans[0].start == date(2026, 1, 1)
        assert spans[-1].stop == date(2028, 1, 1)
        assert all(one.stop == two.start for one, two in pairwise(spans))


@pytest.mark.parametrize(
    ("due", "done", "late"),
    [(8, None, False), (7, None, True), (7, 7, False), (6, 7, True)],
)
def test_late(due, done, late):
    assert rules.is_late(date(2026, 5, due), done and date(2026, 5, done), TODAY) is late


@pytest.mark.parametrize(
    ("text", "authors"),
    [("田晓禾", ["田晓禾"]), ("田晓禾、李 明，田晓禾", ["田晓禾", "李 明"]), (" 、", []), ("Wang Fang", ["Wang Fang"])],
)
def test_the_authors_of_a_piece(text, authors):
    assert rules.authors_of(text) == authors
