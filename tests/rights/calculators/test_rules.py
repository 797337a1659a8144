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
from rights.calculators.rules.results import in_force, months_full, sum_of, whole_months
from unionsite.core.workdays import DayKind, Override, WorkCalendar, months_after

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


def unused(wage="6525", entitled="10", taken="4", *, own=False, joined=None, left=None, on=TODAY):
    return unused_leave(
        wage=D(wage),
        entitled_days=D(entitled),
        taken_days=D(taken),
        is_own_wish=own,
        joined_on=joined,
        left_on=left,
        on=on,
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


def claimed(kind=Claim.OTHER, began=None, interrupted=(), suspended=(None, None), on=TODAY, days=()):
    return limitation(
        kind=kind,
        began_on=began,
        interrupted_on=interrupted,
        suspended_from=suspended[0],
        suspended_to=suspended[1],
        on=on,
        calendar=WorkCalendar(dict(days)),
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
            # 4350 ÷ 21.75 = 200 a day, 25 an hour: ×150 %, ×200 %, ×300 %
            ({"wage": "4350", "weekday": "1"}, "37.50"),
            ({"wage": "4350", "rest_day": "1"}, "50"),
            ({"wage": "4350", "holiday": "1"}, "75"),
            # Half an hour: 25 × 0.5 × 1.5
            ({"wage": "4350", "weekday": "0.5"}, "18.75"),
            # All that a month may have: 25 × 36 × 1.5
            ({"wage": "4350", "weekday": "36"}, "1350"),
            # 93.75 + 400 + 600
            ({"wage": "4350", "weekday": "2.5", "rest_day": "8", "holiday": "8"}, "1093.75"),
            # 5600 ÷ 174 × 3 × 1.5 = 144.827…
            ({"wage": "5600", "weekday": "3"}, "144.83"),
            # The most and the least that can be typed: 10000000 ÷ 174 × 3 = 172413.793…; 0.01 ÷ 174 × 15 = 0.0008…
            ({"wage": "10000000", "holiday": "1"}, "172413.79"),
            ({"wage": "0.01", "weekday": "10"}, "0"),
        ],
    )
    def test_by_hand(self, hours, total):
        assert worked_over(**hours).total == D(total)

    def test_only_hours_that_were_typed_are_steps(self):
        assert len(worked_over(weekday="1").steps) == 3

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
        began = months_after(TODAY, -12 * years)
        assert leave_of(began, began).total == days
        assert leave_of(began + DAY, began + DAY).total == before

    @pytest.mark.parametrize(
        ("began", "joined", "on", "days"),
        [
            # The year of work is full on the same day, 05-08.
            (date(2025, 5, 8), date(2025, 5, 8), TODAY, 5),
            (date(2025, 5, 9), date(2025, 5, 9), TODAY, 0),
            # From 02-29 it ends with the last of February, as there is no other: full on 03-01.
            (date(2024, 2, 29), date(2024, 2, 29), date(2025, 2, 28), 0),
            (date(2024, 2, 29), date(2024, 2, 29), date(2025, 3, 1), 5),
            # Ten full years on 2026-01-31, ten days already on that day.
            (date(2016, 1, 31), date(2016, 1, 31), date(2026, 1, 30), 5),
            (date(2016, 1, 31), date(2016, 1, 31), date(2026, 1, 31), 10),
            # Joined on the first day: 365 ÷ 365 × 10; on the second: 364 ÷ 365 × 10 = 9.97
            (date(2014, 1, 1), date(2026, 1, 1), TODAY, 10),
            (date(2014, 1, 1), date(2026, 1, 2), TODAY, 9),
            # 2026-04-01 to 12-31 are 275 days; 275 ÷ 365 × 10 = 7.53
            (date(2014, 1, 1), date(2026, 4, 1), TODAY, 7),
            # From 07-01 on 184 days; 184 ÷ 365 × 5 = 2.52
            (date(2020, 1, 1), date(2026, 7, 1), date(2026, 11, 30), 2),
            # From 10-20 on 73 days; 73 ÷ 365 × 5 = 1; a day later 0.99
            (date(2020, 1, 1), date(2026, 10, 20), date(2026, 12, 31), 1),
            (date(2020, 1, 1), date(2026, 10, 21), date(2026, 12, 31), 0),
            # The last day of the year: 1 ÷ 365 × 15
            (date(2000, 1, 1), date(2026, 12, 31), date(2026, 12, 31), 0),
            # 366 days of a leap year give no more than the whole: 366 ÷ 365 × 10 = 10.03
            (date(2010, 1, 1), date(2024, 1, 1), date(2024, 6, 1), 10),
            # Joined last year: whole.
            (date(2020, 1, 1), date(2025, 12, 31), TODAY, 5),
        ],
    )
    def test_by_hand(self, began, joined, on, days):
        assert leave_of(began, joined, on).total == days

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
        began = months_after(TODAY, -12 * years)
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
            # The last day of the year: 365 ÷ 365 × 10 − 4 = 6 days; of a leap year no more, 366 ÷ 365 × 10 = 10.03
            ({"left": date(2026, 12, 31)}, "3600"),
            ({"left": date(2024, 12, 31)}, "3600"),
            # 1 ÷ 365 × 10 = 0.02
            ({"left": date(2026, 1, 1), "taken": "0"}, "0"),
            # 5000 ÷ 21.75 × 3 × 200 % = 1379.310…
            ({"wage": "5000", "entitled": "5", "taken": "2"}, "1379.31"),
        ],
    )
    def test_by_hand(self, case, total):
        assert unused(**case).total == D(total)

    @pytest.mark.parametrize(
        ("joined", "taken", "total"),
        [
            # 4350 ÷ 21.75 = 200 a day. From 07-01 to 12-31 are 184 days: 184 ÷ 365 × 5 = 2.52 → 2 days × 200 × 200 %
            (date(2026, 7, 1), "0", "800"),
            (date(2026, 7, 1), "1", "400"),
            # Half a day of the two: 1.5 × 400
            (date(2026, 7, 1), "0.5", "600"),
            # More was taken than the share.
            (date(2026, 7, 1), "3", "0"),
            # From the first day on the whole year, 5 × 400; from the second 364 ÷ 365 × 5 = 4.98 → 4
            (date(2026, 1, 1), "0", "2000"),
            (date(2026, 1, 2), "0", "1600"),
            # 73 days are one day, 72 none.
            (date(2026, 10, 20), "0", "400"),
            (date(2026, 10, 21), "0", "0"),
            # Joined in an earlier year: whole.
            (date(2025, 7, 1), "0", "2000"),
            (None, "0", "2000"),
        ],
    )
    def test_still_here(self, joined, taken, total):
        result = unused("4350", "5", taken, joined=joined, on=date(2026, 11, 30))
        assert result.total == D(total)
        assert result.steps[1].words == "2026年应休未休的天数"

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
        assert unused(str(wage + 1), entitled, str(taken), left=left).total >= result.total
        assert unused(str(wage), entitled, str(taken), left=left + DAY).total >= result.total or left.month == 12

    @given(st.integers(1, 60), st.decimals(0, 60, places=1), st.dates(date(2026, 1, 1), date(2026, 12, 30)))
    def test_who_joins_later_has_no_more(self, entitled, taken, joined):
        on = date(2026, 12, 31)
        earlier, later = (unused("4350", entitled, str(taken), joined=day, on=on) for day in (joined, joined + DAY))
        assert 0 <= later.total <= earlier.total


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
            # No 31st in February: six months from 08-31 end on its last day, not the day before.
            (date(2025, 8, 31), date(2026, 2, 27), "0.5"),
            (date(2025, 8, 31), date(2026, 2, 28), "1"),
            (date(2023, 8, 31), date(2024, 2, 28), "0.5"),
            (date(2023, 8, 31), date(2024, 2, 29), "1"),
            # From the 28th the month has its day: six months end on 02-27.
            (date(2025, 8, 28), date(2026, 2, 27), "1"),
            # A year from 02-29 ends on 02-28; a day more is half a month's pay more.
            (date(2024, 2, 29), date(2025, 2, 28), "1"),
            (date(2024, 2, 29), date(2025, 3, 1), "1.5"),
            # Ten years exactly, and a day.
            (date(2016, 5, 9), date(2026, 5, 8), "10"),
            (date(2016, 5, 8), date(2026, 5, 8), "10.5"),
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
        # Above three times the average the law itself gives less: twelve years.
        assert ended(joined, left, str(wage + 1), reason).total >= ended(joined, left, str(wage), reason).total


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
            # The last day of the eleven months, and the day before: ten months and 30 of 31 days, 60000 + 5806.45
            ({"left": date(2025, 12, 31)}, "66000"),
            ({"left": date(2025, 12, 30)}, "65806.45"),
        ],
    )
    def test_by_hand(self, case, total):
        assert unwritten(date(2025, 1, 1), **case).total == D(total)

    @pytest.mark.parametrize(
        ("joined", "signed", "total"),
        [
            # A month from 01-31 ends with February: the second wage begins on 03-01.
            (date(2025, 1, 31), date(2025, 3, 1), "0"),
            # One day of 03-01 to 03-30: 6000 ÷ 30
            (date(2025, 1, 31), date(2025, 3, 2), "200"),
            # 03-01 to 03-30 is a month.
            (date(2025, 1, 31), date(2025, 3, 31), "6000"),
            # Eleven months from 03-01 to 2026-01-30
            (date(2025, 1, 31), None, "66000"),
            # From 2024-02-29: 03-29 to 2025-02-28; signed on 03-29 in time
            (date(2024, 2, 29), date(2024, 3, 29), "0"),
            (date(2024, 2, 29), None, "66000"),
            # From 01-15 on 02-15 to 02-20 are six of 28 days: 1285.714…
            (date(2025, 1, 15), date(2025, 2, 21), "1285.71"),
        ],
    )
    def test_month_ends(self, joined, signed, total):
        assert unwritten(joined, signed=signed).total == D(total)

    def test_no_row_of_no_months(self):
        rows = [step.words for step in unwritten(date(2025, 1, 1), signed=date(2025, 2, 2)).steps]
        assert rows == ["起止日期", "不足一个月的部分"]

    @pytest.mark.parametrize(
        ("signed", "period"),
        [(date(2025, 2, 2), "1天"), (date(2025, 4, 1), "2个月"), (date(2025, 3, 9), "1个月又8天")],
    )
    def test_the_period_in_words(self, signed, period):
        assert unwritten(date(2025, 1, 1), signed=signed).steps[0].value == period

    @given(st.dates(date(2008, 1, 1), TODAY), st.integers(0, 800), st.decimals("0.01", "100000", places=2))
    def test_properties(self, joined, days, wage):
        signed = joined + timedelta(days=days)
        on = date(2030, 1, 1)
        result = unwritten(joined, signed=signed, wage=str(wage), on=on)
        assert result.total == sum_of(result.steps)
        assert 0 <= result.total <= 11 * wage
        assert unwritten(joined, signed=signed, wage=str(wage + 1), on=on).total >= result.total
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

    @pytest.mark.parametrize(
        ("case", "last_day"),
        [
            # March from the 1st 31, April 30, May 31 are 92 days; six more.
            ({}, date(2026, 6, 6)),
            # 15 more: 113
            ({"children": 2}, date(2026, 6, 21)),
            # 143: 92, June 30 are 122; 21 more
            ({"children": 3, "difficult": True}, date(2026, 7, 21)),
            # 158: 122, July 31 are 153; five more
            ({"local": 60}, date(2026, 8, 5)),
            # 42: 31 and eleven
            ({"kind": Birth.LATE_LOSS}, date(2026, 4, 11)),
            ({"kind": Birth.EARLY_LOSS}, date(2026, 3, 15)),
            # Over the year's end: December 31, January 31, February 28 are 90, eight more; of a leap year 91, seven
            ({"begins": date(2026, 12, 1)}, date(2027, 3, 8)),
            ({"begins": date(2027, 12, 1)}, date(2028, 3, 7)),
        ],
    )
    def test_last_days_by_hand(self, case, last_day):
        assert born(**case).last_day == last_day

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
        assert born(kind, children, difficult, local, begins=date(2026, 3, 2)).last_day == result.last_day + DAY


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
        worked, here = months_after(TODAY, -12 * years), months_after(TODAY, -12 * own)
        assert medical_period(work_began=worked, joined_on=here, sick_from=TODAY).total == months

    def test_turns_on_the_anniversary(self):
        here = months_after(TODAY, -60)
        assert medical_period(work_began=here, joined_on=here, sick_from=TODAY).total == 6
        assert medical_period(work_began=here, joined_on=here, sick_from=TODAY - DAY).total == 3

    def test_days(self):
        # Three months from 05-08 end on 08-07; the span of six on 11-07.
        result = medical_period(work_began=TODAY, joined_on=TODAY, sick_from=TODAY)
        assert result.last_day == date(2026, 8, 7)
        assert result.steps[2].value == "2026-11-07"

    @pytest.mark.parametrize(
        ("sick", "last_day", "span_end"),
        [
            # No 30th in February: three months from 11-30 end on 02-28; of six on 05-29.
            (date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 29)),
            # No 31st in November: on 11-30; nor in February: on 02-28.
            (date(2026, 8, 31), date(2026, 11, 30), date(2027, 2, 28)),
            # In a leap year on 02-29.
            (date(2027, 11, 30), date(2028, 2, 29), date(2028, 5, 29)),
            (date(2026, 12, 1), date(2027, 2, 28), date(2027, 5, 31)),
        ],
    )
    def test_month_ends(self, sick, last_day, span_end):
        result = medical_period(work_began=sick, joined_on=sick, sick_from=sick)
        assert (result.last_day, result.steps[2].value) == (last_day, span_end.isoformat())

    @given(st.integers(0, 15_000), st.integers(0, 15_000))
    def test_properties(self, days, more):
        joined = TODAY - timedelta(days=days)
        result = medical_period(work_began=joined - timedelta(days=more), joined_on=joined, sick_from=TODAY)
        assert result.total == sum_of(result.steps) >= 3
        assert medical_period(work_began=joined, joined_on=joined, sick_from=TODAY).total <= result.total <= 24
        assert medical_period(work_began=joined, joined_on=joined, sick_from=TODAY + DAY).last_day > TODAY

    @given(st.dates(TODAY, date(2040, 1, 1)))
    def test_a_later_sick_leave_never_ends_earlier(self, sick):
        began = date(2026, 1, 1)
        first, second = (medical_period(work_began=began, joined_on=began, sick_from=day) for day in (sick, sick + DAY))
        assert first.last_day <= second.last_day
        assert all(step.value > sick.isoformat() for step in first.steps[1:])


class TestLimitation:
    @pytest.mark.parametrize(
        ("began", "interrupted", "last_day"),
        [
            # A year later, a Friday.
            (date(2025, 5, 8), [], date(2026, 5, 8)),
            # No 02-29 in 2025: the last of February, a Friday.
            (date(2024, 2, 29), [], date(2025, 2, 28)),
            # 2025-06-01 lies in the days of the Dragon Boat Festival, 05-31 to 06-02.
            (date(2024, 6, 1), [], date(2025, 6, 3)),
            # Asked within the year, and again within the year after that: 2027-04-01, a Thursday; in any order.
            (date(2024, 6, 1), [date(2025, 5, 1), date(2026, 4, 1)], date(2027, 4, 1)),
            (date(2024, 6, 1), [date(2026, 4, 1), date(2025, 5, 1)], date(2027, 4, 1)),
            # Without the first, the second comes too late.
            (date(2024, 6, 1), [date(2026, 4, 1)], date(2025, 6, 3)),
            # 2026-11-29 is a Sunday.
            (date(2025, 11, 29), [], date(2026, 11, 30)),
            # On that Monday it interrupts still, the day after no more.
            (date(2025, 11, 29), [date(2026, 11, 30)], date(2027, 11, 30)),
            (date(2025, 11, 29), [date(2026, 12, 1)], date(2026, 11, 30)),
            # The National Day of 2025 with Mid-Autumn is 10-01 to 10-08.
            (date(2024, 10, 1), [], date(2025, 10, 9)),
            # 2025-09-28 is a Sunday that was worked.
            (date(2024, 9, 28), [], date(2025, 9, 28)),
            # The same day twice is once; on the first day nothing is new.
            (date(2025, 5, 8), [date(2025, 9, 1), date(2025, 9, 1)], date(2026, 9, 1)),
            (date(2025, 5, 8), [date(2025, 5, 8)], date(2026, 5, 8)),
            # 2024-12-01 is a Sunday; the claim of 2025 comes after 12-02 and does nothing.
            (date(2023, 1, 10), [date(2023, 12, 1), date(2025, 6, 1)], date(2024, 12, 2)),
        ],
    )
    def test_by_hand(self, began, interrupted, last_day):
        assert claimed(began=began, interrupted=interrupted).last_day == last_day

    @pytest.mark.parametrize(
        ("began", "suspended", "last_day"),
        [
            # 12-01 to 12-31 are 31 days: 2026-01-01 and 31 days are 02-01, a Sunday.
            (date(2025, 1, 1), (date(2025, 12, 1), date(2025, 12, 31)), date(2026, 2, 2)),
            # Before it began three of the five days do not count: 2026-01-03 is free, the Sunday after it worked.
            (date(2025, 1, 1), (date(2024, 12, 29), date(2025, 1, 2)), date(2026, 1, 4)),
            # After its end, on 01-01 and for the holiday on 01-04, nothing counts.
            (date(2025, 1, 1), (date(2026, 1, 5), date(2026, 1, 9)), date(2026, 1, 4)),
            # The last day itself: 2026-05-08 and one are a Saturday that was worked.
            (date(2025, 5, 8), (date(2026, 5, 8), date(2026, 5, 8)), date(2026, 5, 9)),
        ],
    )
    def test_suspension_adds_its_days(self, began, suspended, last_day):
        assert claimed(began=began, suspended=suspended).last_day == last_day

    def test_a_suspension_lets_a_later_claim_be_in_time(self):
        # 2024-12-01 to 2025-01-31 are 62 days: 2025-03-01 and 62 days are 05-02, free until 05-05.
        began, suspended = date(2024, 3, 1), (date(2024, 12, 1), date(2025, 1, 31))
        assert claimed(began=began, suspended=suspended).last_day == date(2025, 5, 6)
        late = claimed(began=began, suspended=suspended, interrupted=[date(2025, 5, 6)])
        assert late.last_day == date(2026, 5, 6)

    @pytest.mark.parametrize(
        ("on", "left", "value", "span"),
        [
            (date(2026, 11, 29), 2, "2026-11-30，还剩2天", "2026-11-29至2026-11-30"),
            (date(2026, 11, 30), 1, "2026-11-30，就是今天", "2026-11-30至2026-11-30"),
            (date(2026, 12, 1), 0, "2026-11-30，已过1天", "2026-12-01至2026-12-01"),
            (date(2027, 1, 1), 0, "2026-11-30，已过32天", "2026-12-01至2027-01-01"),
        ],
    )
    def test_says_in_large_whether_the_day_has_passed(self, on, left, value, span):
        result = claimed(began=date(2025, 11, 29), on=on)
        assert (result.total, result.value, result.steps[-1].formula) == (left, value, span)

    def test_no_verdict_where_a_claim_may_be_left_out(self):
        result = claimed(began=date(2024, 6, 1), interrupted=[date(2026, 4, 1)])
        assert "还不能确定" in result.value
        assert "天" not in result.value
        assert "2025-06-03以前还主张过权利的" in result.steps[-1].formula

    def test_the_table_of_working_days_decides(self):
        worked = {date(2026, 11, 29): Override(DayKind.WORK)}
        assert claimed(began=date(2025, 11, 29), days=worked).last_day == date(2026, 11, 29)

    def test_says_when_the_holidays_of_that_year_are_not_known(self):
        assert "2098年的放假安排还没有公布" in claimed(began=date(2097, 5, 8)).edges[0]
        assert "放假安排" not in claimed(began=date(2025, 5, 8)).edges[0]

    def test_wages_while_employed_have_no_last_day(self):
        result = claimed(Claim.WAGES_AT_WORK, began=date(2015, 1, 1), interrupted=[date(2020, 1, 1)])
        assert result.last_day is None
        assert result.steps[0].formula == "劳动关系存续期间拖欠劳动报酬，不受一年的限制"

    def test_wages_after_the_end_of_work(self):
        # The year runs from the end of work; 2026-01-31 is a Saturday.
        result = claimed(Claim.WAGES_AFTER, began=date(2025, 1, 31))
        assert result.last_day == date(2026, 2, 2)
        assert result.steps[0].words == "劳动关系终止之日"

    @given(
        st.dates(date(2008, 5, 1), TODAY),
        st.lists(st.dates(date(2008, 5, 1), TODAY), max_size=4),
        st.dates(date(2008, 5, 1), TODAY),
        st.integers(0, 500),
    )
    def test_properties(self, began, interrupted, suspended, days):
        span = (suspended, suspended + timedelta(days=days))
        interrupted = [day for day in interrupted if day >= began]
        result = claimed(began=began, interrupted=interrupted, suspended=span)
        assert result.total == sum_of(result.steps) >= 0
        assert result.last_day >= months_after(began, 12)
        assert WorkCalendar().is_workday(result.last_day)
        assert claimed(began=began, interrupted=interrupted[::-1], suspended=span) == result
        assert claimed(began=began, interrupted=interrupted, suspended=span, on=TODAY + DAY).total <= result.total
        # A later beginning never ends earlier, one claim more neither.
        assert claimed(began=began + DAY).last_day >= claimed(began=began).last_day
        assert (
            claimed(began=began, interrupted=interrupted[1:]).last_day
            <= claimed(began=began, interrupted=interrupted).last_day
        )

    @given(st.dates(date(2008, 5, 1), TODAY), st.dates(date(2008, 5, 1), date(2040, 1, 1)))
    def test_no_span_runs_backwards(self, began, on):
        first, last = claimed(began=began, on=on).steps[-1].formula.split("至")
        assert first <= last


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
            Calculator.UNUSED_LEAVE: [unused(), unused(own=True), unused(left=TODAY), unused(joined=TODAY)],
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
                claimed(began=date(2025, 11, 29), interrupted=[TODAY], suspended=(TODAY, TODAY)),
                claimed(began=date(2024, 6, 1), interrupted=[TODAY]),
            ],
        }
        assert set(results) == set(Calculator)
        for calculator, made in results.items():
            for result in made:
                assert result.edges
                for step in result.steps:
                    assert step.citations, step
                    assert set(step.citations) <= set(ABOUT[calculator].citations), step


class TestMonths:
    @pytest.mark.parametrize(
        ("day", "months", "after", "full"),
        [
            # The last day where the first does not count, and the day after the last where it does.
            (date(2025, 8, 31), 6, date(2026, 2, 28), date(2026, 3, 1)),
            (date(2023, 8, 31), 6, date(2024, 2, 29), date(2024, 3, 1)),
            (date(2025, 1, 31), 1, date(2025, 2, 28), date(2025, 3, 1)),
            (date(2025, 1, 31), 2, date(2025, 3, 31), date(2025, 3, 31)),
            (date(2025, 1, 28), 1, date(2025, 2, 28), date(2025, 2, 28)),
            (date(2025, 2, 28), 1, date(2025, 3, 28), date(2025, 3, 28)),
            (date(2025, 3, 31), 1, date(2025, 4, 30), date(2025, 5, 1)),
            (date(2025, 12, 31), 2, date(2026, 2, 28), date(2026, 3, 1)),
            (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 3, 1)),
            (date(2024, 2, 29), 48, date(2028, 2, 29), date(2028, 2, 29)),
            (date(2025, 12, 1), 1, date(2026, 1, 1), date(2026, 1, 1)),
            (date(2025, 5, 8), 0, date(2025, 5, 8), date(2025, 5, 8)),
        ],
    )
    def test_by_hand(self, day, months, after, full):
        assert (months_after(day, months), months_full(day, months)) == (after, full)

    @given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
    def test_a_later_day_never_ends_earlier(self, day, months):
        for rule in (months_after, months_full):
            assert rule(day, months) <= rule(day + DAY, months)
            assert rule(day, months) < rule(day, months + 1)

    @given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 5000))
    def test_whole_months_are_the_most_that_fit(self, first, days):
        end = first + timedelta(days=days)
        months = whole_months(first, end)
        assert months_full(first, months) <= end < months_full(first, months + 1)
