"""Reads of the words of editors: the dictionary that queries are read with, and the record of changes."""

from __future__ import annotations

import functools

from django.db.models import Count, OuterRef, Subquery
from wagtail.models import ModelLogEntry

from search.analysis import lexicon
from search.analysis.dictionary import Dictionary, name_as_word
from search.analysis.lexicon import Lexicon
from search.words.models import LexiconEntry
from search.words.rules import merge
from unionsite.accounts.models import Department
from unionsite.core.generation import remembered
from unionsite.laws.models import Statute


@remembered
def current_dictionary() -> Dictionary:
    """Made of the words as they are now; three queries whenever anything public has changed, none otherwise.

    Made anew (some 10 ms) only where the words themselves are others: publishing a page costs the reading alone.
    """
    return _made_of(current_lexicon(), site_names())


@functools.lru_cache(maxsize=2)
def _made_of(words: Lexicon, names: tuple[str, ...]) -> Dictionary:
    return Dictionary(words, names)


def current_lexicon() -> Lexicon:
    """The lists as they act now; one query."""
    own, off = [], set()
    for entry in LexiconEntry.objects.order_by("pk"):
        if entry.is_off:
            off.add(entry.folded)
        else:
            own.append((entry.kind, entry.entry))
    return merge(lexicon.shipped(), own, frozenset(off))


def switched_off() -> frozenset[str]:
    """Shipped entries that do not act, as `folded` writes them; one query."""
    return frozenset(LexiconEntry.objects.filter(is_off=True).values_list("folded", flat=True))


def site_names() -> tuple[str, ...]:
    """Titles of statutes and names of departments, which no dictionary holds; two queries."""
    titles = Statute.objects.order_by("slug").values_list("title", "short_title")
    departments = Department.objects.filter(is_active=True).order_by("name").values_list("name", flat=True)
    return tuple(dict.fromkeys(name for names in (*titles, departments) for name in names if name))


def reviewed_words() -> frozenset[str]:
    """Words that may be shown to everybody: of the shipped lists and names that the site knows, not what one editor has
    added; two queries."""
    shipped = lexicon.shipped()
    said = (term for entry in shipped.synonyms for term in (*entry.terms, *entry.targets))
    return frozenset([*shipped.words, *said, *map(name_as_word, site_names())]) - {""}


def changes():
    """Every change of an entry."""
    return ModelLogEntry.objects.get_for_model(LexiconEntry).filter(uuid__isnull=False).order_by("-timestamp", "-pk")


def changes_at_once():
    """One row for what was done at once, with `entries`, the number of entries; newest first."""
    together = changes().filter(uuid=OuterRef("uuid")).order_by().values("uuid").annotate(number=Count("pk"))
    rows = changes().latest_by_uuid_and_action().select_related("content_type", "user__wagtail_userprofile")
    return rows.annotate(entries=Subquery(together.values("number")))
