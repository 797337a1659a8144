"""Plans an import: what pasted days would change in the table, and the figures of the years afterwards."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from unionsite.core.models import WorkdayOverride
from unionsite.core.workdays import PACKAGE_YEARS, STATUTORY_DAYS, DayKind, Override, WorkCalendar, YearState
from unionsite.publishing.workdays.pasted_table import PastedDay


def said_of(day: PastedDay | WorkdayOverride) -> str:
    """Return kind, name and source of a day on one line; two versions of a day are compared by it."""
    return " ".join(part for part in (str(DayKind(day.kind).label), day.name, day.source_url) if part)


@dataclass(frozen=True, slots=True)
class Change:
    """One pasted day, as described before and after the import; `before` is empty for a day not in the table yet."""

    entry: PastedDay
    before: str
    after: str

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def is_same(self) -> bool:
        return self.before == self.after

    def __str__(self) -> str:
        said = self.after if self.is_new else f"{self.before} → {self.after}"
        return f"{self.entry.date:%Y-%m-%d} {said}"


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The figures of a year after the import; `looks_right` compares them with the thirteen statutory days."""

    year: int
    weekdays_off: int
    weekends_worked: int
    state: YearState

    @property
    def looks_right(self) -> bool:
        # One day may move over New Year. For a year that the package knows, the table holds only corrections.
        return self.year in PACKAGE_YEARS or abs(self.balance - STATUTORY_DAYS) <= 1

    @property
    def balance(self) -> int:
        return self.weekdays_off - self.weekends_worked


@dataclass(frozen=True, slots=True)
class Plan:
    changes: Sequence[Change]
    years: Sequence[YearFigures]

    @property
    def added(self) -> list[Change]:
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if not change.is_new and not change.is_same]

    @property
    def same(self) -> list[Change]:
        return [change for change in self.changes if change.is_same]

    @property
    def changes_nothing(self) -> bool:
        return all(change.is_same for change in self.changes)

    @property
    def fingerprint(self) -> str:
        """A hash of the changes: it differs as soon as the table or the paste is not what somebody looked at."""
        text = "\n".join(f"{change.entry.date}\t{change.before}\t{change.after}" for change in self.changes)
        return hashlib.sha256(text.encode()).hexdigest()


def plan_import(entries: Sequence[PastedDay], stored: Iterable[WorkdayOverride]) -> Plan:
    """Return what importing `entries` would change; `stored` are the rows of the table in the years of `entries`."""
    rows: dict[date, WorkdayOverride] = {row.date: row for row in stored}
    changes = [
        Change(entry, said_of(rows[entry.date]) if entry.date in rows else "", said_of(entry)) for entry in entries
    ]
    days = {day: DayKind(row.kind) for day, row in rows.items()} | {entry.date: entry.kind for entry in entries}
    calendar = WorkCalendar({day: Override(kind) for day, kind in days.items()})
    figures = [
        YearFigures(
            year,
            sum(day.year == year and kind == DayKind.REST and day.weekday() < 5 for day, kind in days.items()),
            sum(day.year == year and kind == DayKind.WORK and day.weekday() >= 5 for day, kind in days.items()),
            calendar.year_state(year),
        )
        for year in sorted({entry.date.year for entry in entries})
    ]
    return Plan(changes, figures)
