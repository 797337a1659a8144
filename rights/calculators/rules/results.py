"""A result with its steps, and what all calculators share: rules in force, money, months."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rights.calculators.citations import Citation
from rights.calculators.law import PaidDays, Rule
from unionsite.core.workdays import months_after

AnyRule = TypeVar("AnyRule", bound=Rule)
ONE_DAY = timedelta(days=1)
DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class Step:
    """One step; `amount` is its part of the total, None where it only leads there."""

    words: str
    formula: str
    value: str
    citations: tuple[Citation, ...] = ()
    amount: Decimal | None = None


@dataclass(frozen=True)
class Result:
    """`total` counts yuan, days or months, as `value` says; `edges` are the cases that the figure does not cover."""

    words: str
    value: str
    total: Decimal
    steps: tuple[Step, ...]
    edges: tuple[str, ...]
    last_day: date | None = None


def in_force(rules: Iterable[AnyRule], day: date) -> AnyRule | None:
    """Return the rule that is valid on this day."""
    return next(
        (rule for rule in rules if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)), None
    )


def must_be_in_force(rules: Iterable[AnyRule], day: date) -> AnyRule:
    """Return the rule that is valid on this day; the form has made sure that there is one."""
    rule = in_force(rules, day)
    if rule is None:
        raise ValueError(f"No rule for {day}")
    return rule


def sum_of(steps: Iterable[Step]) -> Decimal:
    return sum((step.amount for step in steps if step.amount is not None), Decimal(0))


def daily_step(wage: Decimal, rule: PaidDays, citations: tuple[Citation, ...] = ()) -> Step:
    """The daily wage: the month's divided by its paid days."""
    formula = _("%(wage)s元÷%(days)s天") % {"wage": plain(wage), "days": rule.days}
    return Step(_("日工资"), formula, yuan(wage / rule.days), citations + rule.citations)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def yuan(amount: Decimal) -> str:
    return _("%(amount)s元") % {"amount": f"{cents(amount):,}"}


def days_text(number: Decimal | int) -> str:
    # Only exactly one is singular: 0.5 days.
    text = ngettext("%(number)s天", "%(number)s天", 1 if number == 1 else 2)
    return text % {"number": plain(Decimal(number))}


def months_text(number: int) -> str:
    return ngettext("%(months)s个月", "%(months)s个月", number) % {"months": number}


def plain(number: Decimal) -> str:
    """Return a number without needless zeros: 6000, 7.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def months_full(first: date, months: int) -> date:
    """Return the day after so many months of which `first` is the first day: a month without that day ends with its
    last, so a month from 01-31 is full on 03-01."""
    later = months_after(first, months)
    return later if later.day == first.day else later + ONE_DAY


def whole_months(first: date, end: date) -> int:
    """Return how many full months lie between two days, the end not included; none when it comes first."""
    months = max(0, (end.year - first.year) * 12 + end.month - first.month)
    return months - 1 if months and months_full(first, months) > end else months
