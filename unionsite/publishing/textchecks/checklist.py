"""Collects what texts are checked against (settings, words, laws), in one query while nothing has changed."""

import contextlib

from django.db.models import Max
from django.utils import timezone

from unionsite.core.generation import remembered_of
from unionsite.laws.choices import Category
from unionsite.laws.models import Statute
from unionsite.publishing.textchecks.choices import RULES, Level, WordKind
from unionsite.publishing.textchecks.engine import Checklist
from unionsite.publishing.textchecks.models import TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.rules.facts import LawIndex
from unionsite.publishing.textchecks.words import Word, WordIndex

# The stamp of the word list and the index built from it; replaced together, as in `core.generation`.
_index: tuple[str, WordIndex] | None = None


def current() -> Checklist:
    """Return the checklist in force now.

    The settings are read each time; they hold the stamp of the word list, by which its index is remembered.
    """
    settings = TextCheckSettings.current()
    levels = {}
    for rule, value in settings.levels.items():
        with contextlib.suppress(ValueError):
            if rule in RULES:
                levels[rule] = Level(value)
    return Checklist(
        today=timezone.localdate(),
        words=word_index(settings.words_stamp),
        laws=law_index(),
        levels=levels,
        title_length=settings.title_length,
        paragraph_length=settings.paragraph_length,
    )


def word_index(stamp: str) -> WordIndex:
    """Return the index of the word list for its state `stamp`; each process builds a new one when the stamp changes."""
    global _index
    if _index is None or _index[0] != stamp:
        _index = (stamp, WordIndex(words()))
    return _index[1]


def words() -> list[Word]:
    rows = WordEntry.objects.values_list("word", "kind", "replacement", "level", "note")
    return [
        Word(word, WordKind(kind), replacement, Level(level) if level else "", note)
        for word, kind, replacement, level, note in rows.iterator(chunk_size=5000)
    ]


@remembered_of()
def law_index() -> LawIndex:
    """Return the names of the law library; remembered until an import of statutes changes the generation."""
    rows = Statute.objects.exclude(category=Category.CASE).annotate(last=Max("articles__number"))
    return LawIndex.of(rows.order_by().values_list("title", "short_title", "last"))


def forget() -> None:
    """Empty this process's memory; for tests, where the database returns to an earlier state."""
    global _index
    _index = None
