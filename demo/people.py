"""The demo's contacts, each through both stages, with the chair's reception days to come."""

from datetime import date, time
from typing import Any

from demo.story import CALENDAR, CONTENT, RECEPTION, read
from demo.writing import Demo, pass_review
from home.models import Contact, ReceptionDay
from unionsite.accounts.models import Department

MONTHS = 4
# Who has no screen at hand signs up by telephone.
PLACE = "{place}（请先报名）"


def add_people(demo: Demo, *, today: date) -> None:
    departments = {department.code: department for department in Department.objects.all()}
    rows = read(CONTENT / "people.toml")["contacts"]
    for place, row in enumerate(rows, start=1):
        contact = build_contact(row, departments, place)
        if row.get("receives"):
            contact.reception_days = [
                ReceptionDay(
                    day=day,
                    starts_at=time(RECEPTION["starts"]),
                    ends_at=time(RECEPTION["ends"]),
                    place=PLACE.format_map(RECEPTION),
                )
                for day in reception_days(today)
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
    """Return the next days of reception: the story's day of a month, or the next working day."""
    months = (today.year * 12 + today.month - 1 + step for step in range(MONTHS + 1))
    days = (CALENDAR.add_workdays(date(month // 12, month % 12 + 1, RECEPTION["day"]), 0) for month in months)
    return [day for day in days if day > today][:MONTHS]
