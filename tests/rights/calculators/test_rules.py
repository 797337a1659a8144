"""The rules of the calculators: cases worked by hand, days on which a figure turns, properties."""

from datetime import date, timedelta
from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights.calculators import law
from rights.calculators.choices import ABOUT, Birth, Calculator, Claim, Ending
from rights.calculators.citations import WOMEN_7
from rights.calculators.rules.claims import limitation
from rights.calculators.rules.contract import compensation, double_wage
from rights.calculators.rules.leave import annual_leave, maternity, medical_period
from rights.calculators.rules.pay import overtime, unused_leave
from rights.calculators.rules.results import add_months, in_force, sum_of, whole_months

pytestmark = pytest.mark.once

TODAY = date(2026, 5, 8)
DAY = timedelta(days=1)

# --- With the least a caller says, so that a case shows what it is about ---


def worked_over(wage="6000", weekday="0", rest_day="0", holiday="0"):
    return overtime(
        wage=D(wage), weekday_hours=D(weekday), rest_day_hours=D(rest_day), holiday_hours=D(holiday), on=TODAY
    )


def leave_of(work_began, joined_on, on=TODAY, *, sick="0", personal=0, vacation=0):
    return annual_leave(
        work_began=work_began,
        joined_on=joined_on,
        on=on,
        sick_months=D(sick),
        personal_days=personal,
        vacation_days=vacation,
    )


def unused(wage="6525", entitled="10", taken="4", *, own=False, joined=None, left=None):
    return unused_leave(
        wage=D(wage),
        entitled_days=D(entitled),
        taken_days=D(taken),
        is_own_wish=own,
        joined_on=joined,
        left_on=left,
        on=TODAY,
    )


def ended(joined, left, wage="8000", reason=Ending.AGREED, average=None, minimum=None, last=None):
    return compensation(
        reason=reason,
        joined_on=joined,
        left_on=left,
        wage=D(wage),
        local_average=average and D(average),
        local_minimum=minimum and D(minimum),
        last_wage=last and D(last),
    )


def unwritten(joined, *, signed=None, left=None, wage="6000", on=TODAY):
    return double_wage(wage=D(wage), joined_on=joined, signed_on=signed, left_on=left, on=on)


def born(kind=Birth.BIRTH, children=1, difficult=False, local=0, begins=date(2026, 3, 1), ends=None, **more):
    return maternity(
        kind=kind, children=children, is_difficult=difficult, local_days=local, begins_on=begins, ends_on=ends, **more
    )


def claimed(kind=Claim.OTHER, began=None, interrupted=None, suspended=(None, None), on=TODAY):
    return limitation(
        kind=kind,
        began_on=began,
        interrupted_on=interrupted,
        suspended_from=suspended[0],
        suspended_to=suspended[1],
        on=on,
    )


class TestOvertime:
    @pytest.mark.parametrize(
        ("hours", "total"),
        [
            # 6000 ÷ 21.75 ÷ 8 = 34.482758…; ×10×1.5 = 517.241… → 517.24
            ({"weekday": "10"}, "517.24"),
            # 34.482758… × 8 × 2 = 551.724… → 551.72
            ({"rest_day": "8"}, "551.72"),
            # 34.482758… × 8 × 3 = 827.586… → 827.59
            ({"holiday": "8"}, "827.59"),
            # 517.24 + 551.72 + 827.59
            ({"weekday": "10", "rest_day": "8", "holiday": "8"}, "1896.55"),
        ],
    )
    def test_by_hand(self, hours, total):
        assert worked_over(**hours).total == D(total)

    def test_more_hours_than_the_law_allows_are_paid_and_said(self):
        assert "36小时" in worked_over(weekday="37").edges[0]
        assert "36小时" not in worked_over(weekday="36").edges[0]

    @given(
        st.decimals("0.01", "10000000", places=2),
        st.lists(st.decimals(0, 200, places=2), min_size=3, max_size=3),
    )
    def test_properties(self, wage, hours):
        result = worked_over(str(wage), *map(str, hours))
        assert result.total == sum_of(result.steps) >= 0
        assert worked_over(str(wage + 1), *map(str, hours)).total >= result.total
        assert worked_over(str(wage), str(hours[0] + 1), *map(str, hours[1:])).total >= result.total


class TestAnnualLeave:
    @pytest.mark.parametrize(("years", "before", "days"), [(1, 0, 5), (10, 5, 10), (20, 10, 15)])
    def test_turns_on_the_anniversary(self, years, before, days):
        began = add_months(TODAY, -12 * years)
        assert leave_of(began, began).total == days
        assert leave_of(began + DAY, began + DAY).total == before

    def test_joined_this_year(self):
        # 2026-04-01 to 12-31 are 275 days; 275 ÷ 365 × 10 = 7.53 → 7
        assert leave_of(date(2014, 1, 1), date(2026, 4, 1)).total == 7
        # From 2026-10-20 on 73 days; 73 ÷ 365 × 5 = 1; a day later 0.99 → 0
        last = date(2026, 12, 31)
        assert leave_of(date(2020, 1, 1), date(2026, 10, 20), last).total == 1
        assert leave_of(date(2020, 1, 1), date(2026, 10, 21), last).total == 0

    @pytest.mark.parametrize(
        ("years", "case", "days"),
        [
            (5, {"sick": "1.9"}, 5),
            (5, {"sick": "2"}, 0),
            (12, {"sick": "2.9"}, 10),
            (12, {"sick": "3"}, 0),
            (22, {"sick": "3.9"}, 15),
            (22, {"sick": "4"}, 0),
            (5, {"personal": 19}, 5),
            (5, {"personal": 20}, 0),
            (5, {"vacation": 6}, 0),
            (5, {"vacation": 5}, 0),
            # Made up to what the leave would have been: 5 − 3.
            (5, {"vacation": 3}, 2),
        ],
    )
    def test_exclusions(self, years, case, days):
        began = add_months(TODAY, -12 * years)
        assert leave_of(began, began, **case).total == days

    def test_says_when_more_days_come_this_year(self):
        began = date(2016, 5, 9)
        assert "2026-05-09累计工作满10年" in leave_of(began, began).edges[0]

    @given(st.dates(date(1980, 1, 1), TODAY), st.integers(0, 400))
    def test_properties(self, began, later):
        result = leave_of(began, began)
        assert result.total == sum_of(result.steps)
        assert 0 <= result.total <= 15
        earlier = began - timedelta(days=later)
        if began.year < TODAY.year:
            assert leave_of(earlier, earlier).total >= result.total


class TestUnusedLeave:
    @pytest.mark.parametrize(
        ("case", "total"),
        [
            # 6525 ÷ 21.75 = 300 a day; 10 − 4 = 6 days; 300 × 6 × 200 % = 3600
            ({}, "3600"),
            ({"taken": "9.5"}, "300"),
            ({"taken": "12"}, "0"),
            ({"own": True}, "0"),
            # Left on the 181st day: 181 ÷ 365 × 10 − 4 = 0.96 → 0
            ({"left": date(2026, 6, 30)}, "0"),
            # On the 183rd: 183 ÷ 365 × 10 − 4 = 1.01 → 1 day
            ({"left": date(2026, 7, 2)}, "600"),
            # Here since 2026-03-01: 122 days to 06-30; 122 ÷ 365 × 10 − 0 = 3.34 → 3 days
            ({"joined": date(2026, 3, 1), "left": date(2026, 6, 30), "taken": "0"}, "1800"),
        ],
    )
    def test_by_hand(self, case, total):
        assert unused(**case).total == D(total)

    @given(
        st.decimals("0.01", "1000000", places=2),
        st.integers(1, 60),
        st.decimals(0, 60, places=1),
        st.dates(date(2025, 1, 1), date(2026, 12, 30)),
    )
    def test_properties(self, wage, entitled, taken, left):
        result = unused(str(wage), entitled, str(taken), left=left)
        assert result.total == sum_of(result.steps) >= 0
        assert unused(str(wage), entitled + 1, str(taken), left=left).total >= result.total
        assert unused(str(wage), entitled, str(taken + 1), left=left).total <= result.total


class TestCompensation:
    @pytest.mark.parametrize(
        ("joined", "left", "months"),
        [
            # The last day counts: half a year is full on 06-30.
            (date(2020, 1, 1), date(2020, 1, 1), "0.5"),
            (date(2020, 1, 1), date(2020, 6, 29), "0.5"),
            (date(2020, 1, 1), date(2020, 6, 30), "1"),
            (date(2020, 1, 1), date(2020, 12, 31), "1"),
            (date(2020, 1, 1), date(2021, 1, 1), "1.5"),
            (date(2020, 1, 1), date(2026, 5, 8), "6.5"),
            # Only what lies after 2008-01-01 counts: 2008-01-01 to 2009-12-31 are two years.
            (date(1999, 3, 1), date(2009, 12, 31), "2"),
        ],
    )
    def test_years(self, joined, left, months):
        assert ended(joined, left, "8000").total == 8000 * D(months)

    def test_three_times_the_average_and_twelve_years(self):
        joined, left = date(2010, 1, 1), date(2025, 12, 31)
        # 16 years. 24000 is three times 8000, not more: 16 × 24000.
        assert ended(joined, left, "24000", average="8000").total == 384_000
        # One cent more: 24000 × 12.
        assert ended(joined, left, "24000.01", average="8000").total == 288_000

    def test_minimum(self):
        assert ended(date(2024, 1, 1), date(2025, 12, 31), "1800", minimum="2100").total == 4200

    def test_n_plus_1_takes_the_wage_of_the_last_month(self):
        joined, left = date(2024, 1, 1), date(2025, 12, 31)
        # 8000 × 2 + 9000
        assert ended(joined, left, reason=Ending.NO_NOTICE, last="9000").total == 25_000
        assert ended(joined, left, reason=Ending.NO_NOTICE).total == 24_000

    def test_2n_from_the_first_day_of_work(self):
        # 1999-03-01 to 2009-02-28 are ten years: 8000 × 10 × 2.
        assert ended(date(1999, 3, 1), date(2009, 2, 28), reason=Ending.UNLAWFUL).total == 160_000

    @pytest.mark.parametrize("reason", [Ending.RESIGNED, Ending.REFUSED, Ending.FAULT])
    def test_nothing(self, reason):
        assert ended(date(2020, 1, 1), TODAY, reason=reason).total == 0

    @given(
        st.dates(date(2000, 1, 1), date(2026, 1, 1)),
        st.integers(0, 9000),
        st.sampled_from(Ending),
        st.decimals(1, 100_000, places=2),
        st.one_of(st.none(), st.decimals(1000, 20_000, places=2)),
    )
    def test_properties(self, joined, days, reason, wage, average):
        left = max(joined, date(2008, 1, 1)) + timedelta(days=days)
        result = ended(joined, left, str(wage), reason, average)
        assert result.total == sum_of(result.steps) >= 0
        assert ended(joined, left + DAY, str(wage), reason, average).total >= result.total


class TestDoubleWage:
    @pytest.mark.parametrize(
        ("case", "total"),
        [
            # 2025-01-01: from 02-01 to 12-31, eleven months and never more.
            ({}, "66000"),
            ({"left": date(2026, 3, 1)}, "66000"),
            ({"signed": date(2025, 2, 1)}, "0"),
            # One day, 02-01: 6000 ÷ 28 = 214.285… → 214.29
            ({"signed": date(2025, 2, 2)}, "214.29"),
            # 02-01 to 03-31: two months
            ({"signed": date(2025, 4, 1)}, "12000"),
            # 02-01 to 03-15: a month and 15 of 31 days, 6000 + 2903.23
            ({"left": date(2025, 3, 15)}, "8903.23"),
            ({"on": date(2025, 1, 15)}, "0"),
        ],
    )
    def test_by_hand(self, case, total):
        assert unwritten(date(2025, 1, 1), **case).total == D(total)

    @given(st.dates(date(2008, 1, 1), TODAY), st.integers(0, 800), st.decimals("0.01", "100000", places=2))
    def test_properties(self, joined, days, wage):
        signed = joined + timedelta(days=days)
        on = date(2030, 1, 1)
        result = unwritten(joined, signed=signed, wage=str(wage), on=on)
        assert result.total == sum_of(result.steps)
        assert 0 <= result.total <= 11 * wage
        # Rounded to cents in two parts.
        later = unwritten(joined, signed=signed + DAY, wage=str(wage), on=on)
        assert later.total >= result.total - D("0.01")


class TestMaternity:
    @pytest.mark.parametrize(
        ("case", "days"),
        [
            ({}, 98),
            ({"difficult": True}, 113),
            ({"children": 3}, 128),
            # 98 + 15 + 15 + 60
            ({"children": 2, "difficult": True, "local": 60}, 188),
            ({"kind": Birth.EARLY_LOSS, "children": 2, "difficult": True, "local": 60}, 15),
            ({"kind": Birth.LATE_LOSS}, 42),
        ],
    )
    def test_by_hand(self, case, days):
        assert born(**case).total == days

    def test_last_day_and_what_is_missing(self):
        # March from the 1st 31, April 30, May 31 are 92 days; six more end on 06-06.
        result = born(ends=date(2026, 6, 5))
        assert result.last_day == date(2026, 6, 6)
        assert result.steps[-1].value == "少1天"
        assert born(ends=date(2026, 6, 6)).steps[-1].value == "不少于规定的天数"

    def test_a_region_is_a_row(self):
        rules = (*law.MATERNITY, law.Maternity(date(2021, 1, 1), None, (WOMEN_7,), region="somewhere", local=60))
        assert born(region="somewhere", rules=rules).total == 158
        assert born(rules=rules).total == 98

    @given(st.sampled_from(Birth), st.integers(1, 9), st.booleans(), st.integers(0, 366))
    def test_properties(self, kind, children, difficult, local):
        result = born(kind, children, difficult, local)
        assert result.total == sum_of(result.steps) > 0
        assert born(kind, children + 1, True, local + 1).total >= result.total
        assert (result.last_day - date(2026, 3, 1)).days + 1 == result.total


class TestMedicalPeriod:
    @pytest.mark.parametrize(
        ("years", "own", "months"),
        [
            (0, 0, 3),
            (9, 4, 3),
            (9, 5, 6),
            (10, 4, 6),
            (10, 5, 9),
            (10, 9, 9),
            (10, 10, 12),
            (15, 15, 18),
            (20, 20, 24),
            (40, 1, 6),
        ],
    )
    def test_table(self, years, own, months):
        worked, here = add_months(TODAY, -12 * years), add_months(TODAY, -12 * own)
        assert medical_period(work_began=worked, joined_on=here, sick_from=TODAY).total == months

    def test_turns_on_the_anniversary(self):
        here = add_months(TODAY, -60)
        assert medical_period(work_began=here, joined_on=here, sick_from=TODAY).total == 6
        assert medical_period(work_began=here, joined_on=here, sick_from=TODAY - DAY).total == 3

    def test_days(self):
        # Three months from 05-08 end on 08-07; the span of six on 11-07.
        result = medical_period(work_began=TODAY, joined_on=TODAY, sick_from=TODAY)
        assert result.last_day == date(2026, 8, 7)
        assert result.steps[2].value == "2026-11-07"

    @given(st.integers(0, 15_000), st.integers(0, 15_000))
    def test_properties(self, days, more):
        joined = TODAY - timedelta(days=days)
        result = medical_period(work_began=joined - timedelta(days=more), joined_on=joined, sick_from=TODAY)
        assert result.total == sum_of(result.steps) >= 3
        assert medical_period(work_began=joined, joined_on=joined, sick_from=TODAY).total <= result.total <= 24


class TestLimitation:
    def test_a_year_and_the_day_after(self):
        assert claimed(began=date(2025, 5, 8)).last_day == TODAY
        assert claimed(began=date(2025, 5, 8)).total == 1
        assert claimed(began=date(2025, 5, 7)).total == 0
        assert claimed(began=date(2024, 2, 29)).last_day == date(2025, 2, 28)

    def test_wages_while_employed_have_no_last_day(self):
        assert claimed(Claim.WAGES_AT_WORK).last_day is None
        assert claimed(Claim.WAGES_AFTER, began=date(2026, 1, 31)).last_day == date(2027, 1, 31)

    def test_interruption_begins_anew_only_in_time(self):
        began = date(2025, 1, 1)
        assert claimed(began=began, interrupted=date(2026, 1, 1)).last_day == date(2027, 1, 1)
        assert claimed(began=began, interrupted=date(2026, 1, 2)).last_day == date(2026, 1, 1)

    def test_suspension_adds_its_days(self):
        began = date(2025, 1, 1)
        # 12-01 to 12-31 are 31 days: 2026-01-01 and 31 days.
        assert claimed(began=began, suspended=(date(2025, 12, 1), date(2025, 12, 31))).last_day == date(2026, 2, 1)
        # Before it began three of the five days do not count: 01-01 and 01-02 do.
        assert claimed(began=began, suspended=(date(2024, 12, 29), date(2025, 1, 2))).last_day == date(2026, 1, 3)
        assert claimed(began=began, suspended=(date(2026, 1, 2), date(2026, 1, 9))).last_day == date(2026, 1, 1)

    @given(
        st.dates(date(2008, 5, 1), TODAY),
        st.one_of(st.none(), st.dates(date(2008, 5, 1), TODAY)),
        st.dates(date(2008, 5, 1), TODAY),
        st.integers(0, 500),
    )
    def test_properties(self, began, interrupted, suspended, days):
        span = (suspended, suspended + timedelta(days=days))
        result = claimed(began=began, interrupted=interrupted, suspended=span)
        assert result.total == sum_of(result.steps) >= 0
        assert result.last_day >= add_months(began, 12)
        assert claimed(began=began, interrupted=interrupted, suspended=span, on=TODAY + DAY).total <= result.total


class TestTables:
    @pytest.mark.parametrize(
        "rules",
        [
            law.ANNUAL_LEAVE,
            law.COMPENSATION,
            law.DOUBLE_WAGE,
            law.LIMITATION,
            law.MATERNITY,
            law.MEDICAL,
            law.OVERTIME,
            law.PAID_DAYS,
        ],
    )
    def test_follow_each_other_without_a_gap(self, rules):
        for earlier, later in pairwise(rules):
            assert earlier.valid_to + DAY == later.valid_from
        assert rules[-1].valid_to is None
        assert in_force(rules, rules[0].valid_from) is rules[0]
        assert in_force(rules, rules[0].valid_from - DAY) is None
        assert all(rule.citations for rule in rules)

    def test_every_step_cites_an_article_that_its_calculator_names(self):
        results = {
            Calculator.OVERTIME: [worked_over(weekday="40", rest_day="1", holiday="1")],
            Calculator.ANNUAL_LEAVE: [
                leave_of(date(2010, 1, 1), date(2026, 1, 5), **case)
                for case in ({}, {"sick": "9"}, {"personal": 30}, {"vacation": 1}, {"vacation": 30})
            ]
            + [leave_of(TODAY, TODAY)],
            Calculator.UNUSED_LEAVE: [unused(), unused(own=True), unused(left=TODAY)],
            Calculator.COMPENSATION: [
                ended(date(2000, 1, 1), TODAY, "90000", reason, average="5000") for reason in Ending
            ],
            Calculator.DOUBLE_WAGE: [
                unwritten(date(2025, 1, 1)),
                unwritten(TODAY),
                unwritten(date(2025, 1, 1), signed=date(2025, 3, 9)),
            ],
            Calculator.MATERNITY: [born(children=2, difficult=True, local=9, ends=TODAY)],
            Calculator.MEDICAL: [medical_period(work_began=TODAY, joined_on=TODAY, sick_from=TODAY)],
            Calculator.LIMITATION: [
                claimed(Claim.WAGES_AT_WORK),
                claimed(began=TODAY, interrupted=TODAY, suspended=(TODAY, TODAY)),
            ],
        }
        assert set(results) == set(Calculator)
        for calculator, made in results.items():
            for result in made:
                assert result.edges
                for step in result.steps:
                    assert step.citations, step
                    assert set(step.citations) <= set(ABOUT[calculator].citations), step


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 5000))
def test_whole_months_are_the_most_that_fit(first, days):
    end = first + timedelta(days=days)
    months = whole_months(first, end)
    assert add_months(first, months) <= end < add_months(first, months + 1)
