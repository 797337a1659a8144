"""The demo's contacts, each through both stages, with the chair's reception days to come."""

from __future__ import annotations

import tomllib
from datetime import date, time, timedelta
from typing import Any

from demo.texts import CONTENT
from demo.writing import Demo, pass_review
from home.models import Contact, ReceptionDay
from unionsite.accounts.models import Department

MONTHS, DAY = 4, 15


def add_people(demo: Demo, *, today: date) -> None:
    departments = {department.code: department for department in Department.objects.all()}
    rows = tomllib.loads((CONTENT / "people.toml").read_text("utf-8"))["contacts"]
    for place, row in enumerate(rows, start=1):
        contact = build_contact(row, departments, place)
        if row.get("receives"):
            contact.reception_days = [
                ReceptionDay(day=day, starts_at=time(14), ends_at=time(16)) for day in reception_days(today)
            ]
        contact.full_clean()
        contact.save()
        contact.save_revision(user=demo.people["editor"])
        pass_review(demo, contact)


def build_contact(row: dict[str, Any], departments: dict[str, Department], place: int) -> Contact:
    """Return the contact of a row, not yet saved."""
    texts = {name: text for name, text in row.items() if name not in ("department", "receives")}
    return Contact(**texts, department=departments.get(row.get("department")), sort_order=place * 10, live=False)


def reception_days(today: date) -> list[date]:
    """Return the next days of reception: the 15th of a month, or the Monday after where it falls on a weekend."""
    months = (today.year * 12 + today.month - 1 + step for step in range(MONTHS + 1))
    days = (date(month // 12, month % 12 + 1, DAY) for month in months)
    moved = (day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0) for day in days)
    return [day for day in moved if day > today][:MONTHS]
