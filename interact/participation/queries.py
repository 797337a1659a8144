"""Reads of who takes part, and of what others tell of activities."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from interact.participation.models import Participation
from interact.participation.rules import Person
from unionsite.core.wings import place


@dataclass(frozen=True)
class Held:
    """What reports and scores ask about activities: names of the kinds; by kind how many were held between two
    moments, and how many took part; how many signed up; (page, record) of those whose summary is overdue."""

    kinds: dict[str, Any]
    between: Callable[[datetime, datetime], dict[str, tuple[int, int]]]
    signed_between: Callable[[datetime, datetime], int]
    overdue: Callable[[date], list[tuple[Any, Any]]]


held: list[Held] = place("figures of activities for reports and scores")


def person_of(user) -> Person | None:
    if not user.is_authenticated:
        return None
    return Person(user.employee_number, user.is_active, user.left_on is not None, user.department_id)


def has_taken_part(activity, user) -> bool:
    """Whether this user has taken part in an activity, or in a questionnaire where each person has one answer."""
    return user.is_authenticated and Participation.objects.of(activity).filter(person=user).exists()
