"""What the law says in figures, with the days it is valid and the article behind each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rights.calculators import citations as cite
from rights.calculators.choices import Ending


@dataclass(frozen=True)
class Rule:
    """Figures of the law between two days; without a last day they are in force."""

    valid_from: date
    valid_to: date | None
    citations: tuple[cite.Citation, ...]


@dataclass(frozen=True)
class PaidDays(Rule):
    """A month's wage is divided by so many days, a day by so many hours."""

    days: Decimal
    hours: int = 8


PAID_DAYS = (
    PaidDays(date(2008, 1, 3), date(2024, 12, 31), (cite.PAID_DAYS_2008,), Decimal("21.75")),
    PaidDays(date(2025, 1, 1), None, (cite.PAID_DAYS_2025, cite.PAID_DAYS_2008), Decimal("21.75")),
)


@dataclass(frozen=True)
class Overtime(Rule):
    """Per cent of the hourly wage; hours that a month may have at most."""

    weekday: int
    rest_day: int
    holiday: int
    most_hours: int


OVERTIME = (Overtime(date(1995, 1, 1), None, (cite.PAY_44, cite.WAGES_13), 150, 200, 300, 36),)


@dataclass(frozen=True)
class LeaveTier:
    """From so many full years: days a year, and months of sick leave that take them away."""

    years: int
    days: int
    sick_months: int


@dataclass(frozen=True)
class AnnualLeave(Rule):
    """Tiers from the highest down; days of paid personal leave that take the leave away; per cent for a day not taken,
    of which 100 are the wage that was paid anyway."""

    tiers: tuple[LeaveTier, ...]
    personal_days: int
    unused_percent: int


ANNUAL_LEAVE = (
    AnnualLeave(
        date(2008, 1, 1),
        None,
        (cite.LEAVE_3,),
        (LeaveTier(20, 15, 4), LeaveTier(10, 10, 3), LeaveTier(1, 5, 2)),
        personal_days=20,
        unused_percent=300,
    ),
)


@dataclass(frozen=True)
class EndingTerms:
    """How many times the compensation is paid, whether a month's wage comes on top, and why."""

    times: int
    citations: tuple[cite.Citation, ...]
    has_month: bool = False


ENDINGS = {
    Ending.AGREED: EndingTerms(1, (cite.CONTRACT_36, cite.CONTRACT_46)),
    Ending.FORCED: EndingTerms(1, (cite.CONTRACT_38, cite.CONTRACT_46)),
    Ending.NOTICE: EndingTerms(1, (cite.CONTRACT_40, cite.CONTRACT_46)),
    Ending.NO_NOTICE: EndingTerms(1, (cite.CONTRACT_40, cite.CONTRACT_46), has_month=True),
    Ending.LAYOFF: EndingTerms(1, (cite.CONTRACT_41, cite.CONTRACT_46)),
    Ending.EXPIRED: EndingTerms(1, (cite.CONTRACT_44, cite.CONTRACT_46)),
    Ending.CLOSED: EndingTerms(1, (cite.CONTRACT_44, cite.CONTRACT_46)),
    Ending.UNLAWFUL: EndingTerms(2, (cite.CONTRACT_48, cite.CONTRACT_87)),
    Ending.RESIGNED: EndingTerms(0, (cite.CONTRACT_36, cite.CONTRACT_37, cite.CONTRACT_46)),
    Ending.REFUSED: EndingTerms(0, (cite.CONTRACT_44, cite.CONTRACT_46)),
    Ending.FAULT: EndingTerms(0, (cite.CONTRACT_39, cite.CONTRACT_46)),
}


@dataclass(frozen=True)
class Compensation(Rule):
    """Wages above so many times the local average count as that much, and then for so many years at most."""

    wage_times: int
    most_years: int


COMPENSATION = (Compensation(date(2008, 1, 1), None, (cite.CONTRACT_47,), wage_times=3, most_years=12),)


@dataclass(frozen=True)
class DoubleWage(Rule):
    """Paid after so many months of work without a contract, until so many are full."""

    after_months: int
    until_months: int


DOUBLE_WAGE = (DoubleWage(date(2008, 1, 1), None, (cite.CONTRACT_82,), after_months=1, until_months=12),)


@dataclass(frozen=True)
class Maternity(Rule):
    """Days of one region; `local` is what it adds to the national days, the region without a name is the country."""

    region: str
    birth: int = 98
    difficult: int = 15
    each_further_child: int = 15
    early_loss: int = 15
    late_loss: int = 42
    local: int = 0


# None of the local texts in the law library has days of its own; a region is a row with its article.
MATERNITY = (Maternity(date(2012, 4, 28), None, (cite.WOMEN_7,), region=""),)


@dataclass(frozen=True)
class SickTier:
    """From so many full years of work and of work here: months of sick leave, counted within a longer span."""

    years: int
    own_years: int
    months: int
    within: int


@dataclass(frozen=True)
class MedicalPeriod(Rule):
    """Tiers from the highest down: the first that somebody reaches is his."""

    tiers: tuple[SickTier, ...]


MEDICAL = (
    MedicalPeriod(
        date(1995, 1, 1),
        None,
        (cite.SICK_3,),
        (
            SickTier(10, 20, 24, 30),
            SickTier(10, 15, 18, 24),
            SickTier(10, 10, 12, 18),
            SickTier(10, 5, 9, 15),
            SickTier(10, 0, 6, 12),
            SickTier(0, 5, 6, 12),
            SickTier(0, 0, 3, 6),
        ),
    ),
)


@dataclass(frozen=True)
class Limitation(Rule):
    months: int


LIMITATION = (Limitation(date(2008, 5, 1), None, (cite.CLAIMS_27,), months=12),)
