"""Published answers, pure: what they may say of how things stand, what belongs to 您说了，我们做了, what is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from interact.cases.choices import Result
from unionsite.core.choices import TextChoices

OUTCOME_LENGTH = 300
OUTCOME = ("progress", "outcome", "outcome_on")


class Progress(TextChoices):
    """What became of what an employee said; a 暂不能做 says why."""

    DONE = "done", _("已做到")
    DOING = "doing", _("正在做")
    NOT_NOW = "not_now", _("暂不能做")


# How a case ended, and what may be said of it to the public; where something was only explained nothing was done.
PROGRESS_BY_RESULT = {
    Result.SOLVED: Progress.DONE,
    Result.PARTLY: Progress.DOING,
    Result.UNABLE: Progress.NOT_NOW,
}


def missing_of_outcome(values: Mapping[str, Any]) -> list[str]:
    """Return which of `OUTCOME` are missing: all of them or none are filled in; a picture alone says nothing either."""
    given = [name for name in OUTCOME if values.get(name)]
    return [name for name in OUTCOME if name not in given] if given or values.get("cover") else []


def is_possible_day(day: date | None, *, asked_on: date | None, today: date) -> bool:
    """Whether things may stand so on a day: not before they were asked for, and not in the future."""
    return day is None or (day <= today and (asked_on is None or day >= asked_on))
