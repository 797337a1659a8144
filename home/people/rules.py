"""What a contact must have, and how its telephone is dialled. Pure."""

import re
import unicodedata
from datetime import date, datetime, time

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactKind(models.TextChoices):
    COMMITTEE = "committee", _("工会委员会成员")
    REPRESENTATIVE = "representative", _("职工代表")
    STATION = "station", _("服务站点")


PEOPLE = frozenset({ContactKind.COMMITTEE, ContactKind.REPRESENTATIVE})
IN_ENGLISH = ("name", "duty", "place", "hours")


_EXTENSION = re.compile(r"转|分机")


def needs_department(kind: str) -> bool:
    """Whether readers look for this kind by their department."""
    return kind == ContactKind.REPRESENTATIVE


def needs_consent(kind: str, has_picture: bool) -> bool:
    """Whether the picture is the portrait of a person, who must have agreed that it is shown."""
    return has_picture and kind in PEOPLE


def may_receive(kind: str) -> bool:
    """Whether this kind has reception days."""
    return kind == ContactKind.COMMITTEE


def is_over(day: date, until: time, now: datetime) -> bool:
    """Whether a reception is over; `now` is local time."""
    return (day, until) <= (now.date(), now.time())


def dialled(telephone: str) -> str:
    """Return the address that a telephone dials for a callable number; empty for an internal extension alone."""
    number = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", telephone))
    outside, _word, extension = _EXTENSION.sub("|", number, count=1).partition("|")
    if not re.fullmatch(r"\+?[\d-]+", outside):
        return ""
    return f"tel:{outside},{extension}" if extension else f"tel:{outside}"
