"""Collects notes on what the import dropped, changed or leaves to the editor; one note for each matter, with places."""

from functools import partialmethod
from typing import Any

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import EXCERPT, NOTES_SHOWN, PLACES_SHOWN, WORDS_KEPT, Level


class Notebook:
    """The notes of one import, in the order in which they came up; equal notes are counted as one."""

    def __init__(self) -> None:
        self._notes: dict[tuple[Level, str], dict[str, Any]] = {}
        self._room = WORDS_KEPT

    def add(
        self, level: Level, text: str, place: str = "", count: int = 1, *, words: str = "", characters: int = 0
    ) -> None:
        """Add a note. `words` are those that do not stand in the draft, in full, so that the editor finds them here;
        words that nobody shall read are only counted, as `characters`."""
        text = str(text)
        new = {"level": level.value, "text": text, "places": [], "count": 0, "words": [], "characters": 0}
        note = self._notes.setdefault((level, text), new)
        note["count"] += count
        note["characters"] += characters or len(words)
        if words and self._room > 0:
            self._room -= len(words)
            note["words"].append(words)
        if place and place not in note["places"] and len(note["places"]) < PLACES_SHOWN:
            note["places"].append(place)

    todo = partialmethod(add, Level.TODO)
    dropped = partialmethod(add, Level.DROPPED)
    changed = partialmethod(add, Level.CHANGED)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the notes for the database: first what to do, then what was dropped, then what was changed. Of very
        many only those are left out that merely tell of a change."""
        notes = sorted(self._notes.values(), key=lambda note: Level.values.index(note["level"]))
        return [
            note
            for number, note in enumerate(notes)
            if number < NOTES_SHOWN or note["level"] != Level.CHANGED or note["characters"]
        ]


def excerpt(text: str) -> str:
    """Return the first words of a text in quotation marks."""
    words = " ".join(text.split())
    return f"“{words[:EXCERPT]}{'…' if len(words) > EXCERPT else ''}”" if words else ""


def paragraph_place(number: int, text: str) -> str:
    return _("第%(number)d段%(excerpt)s") % {"number": number, "excerpt": excerpt(text)}


def table_place(number: int) -> str:
    return _("第%(number)d张表格") % {"number": number}
