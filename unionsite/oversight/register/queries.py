"""Composed reads of the register: what went out for the first time, counted."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, DateField
from django.db.models.functions import TruncMonth
from wagtail.models import Locale

from unionsite.oversight.register.models import RegisterEntry
from unionsite.publishing.choices import ReleaseKind


def first_between(start: datetime, stop: datetime) -> list[tuple[str, str, date, int]]:
    """Count what went out for the first time from `start` to before `stop`: (section, department, first day of the
    month, number); two queries. Translations repeat a piece, and what was imported went out elsewhere."""
    entries = RegisterEntry.objects.between(start, stop).filter(
        is_first=True, language=Locale.get_default().get_display_name()
    )
    entries = entries.exclude(release__kind=ReleaseKind.IMPORTED)
    month = TruncMonth("went_out_at", output_field=DateField())
    rows = entries.order_by().annotate(month=month).values_list("section", "department", "month")
    return list(rows.annotate(number=Count("pk")))
