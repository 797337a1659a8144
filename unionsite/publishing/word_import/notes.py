"""Collects notes on what the import dropped, changed or leaves to the editor; one note for each matter, with places."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import EXCERPT, NOTES_SHOWN, PLACES_SHOWN, Level


class Notebook:
    """The notes of one import, in the order in which they came up; equal notes are counted as one."""

    def __init__(self) -> None:
        self._notes: dict[tuple[Level, str], dict[str, Any]] = {}

    def add(self, level: Level, text: str, place: str = "", count: int = 1) -> None:
        text = str(text)
        new = {"level": level.value, "text": text, "places": [], "count": 0}
        note = self._notes.setdefault((level, text), new)
        note["count"] += count
        if place and place not in note["places"] and len(note["places"]) < PLACES_SHOWN:
            note["places"].append(place)

    def todo(self, text: str, place: str = "") -> None:
        self.add(Level.TODO, text, place)

    def dropped(self, text: str, place: str = "", count: int = 1) -> None:
        self.add(Level.DROPPED, text, place, count)

    def changed(self, text: str, place: str = "", count: int = 1) -> None:
        self.add(Level.CHANGED, text, place, count)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the notes for the database: first what to do, then what was dropped, then what was changed."""
        return sorted(self._notes.values(), key=lambda note: Level.values.index(note["level"]))[:NOTES_SHOWN]


def excerpt(text: str) -> str:
    """Return the first words of a text in quotation marks."""
    words = " ".join(text.split())
    return f"“{words[:EXCERPT]}{'…' if len(words) > EXCERPT else ''}”" if words else ""


def paragraph_place(number: int, text: str) -> str:
    return _("第%(number)d段%(excerpt)s") % {"number": number, "excerpt": excerpt(text)}


def table_place(number: int) -> str:
    return _("第%(number)d张表格") % {"number": number}
