"""Reads of the editors' words: the dictionary that queries are read with."""

import functools

from search.analysis import lexicon
from search.analysis.dictionary import Dictionary
from search.analysis.lexicon import Lexicon
from search.words.models import LexiconEntry
from search.words.rules import merge
from unionsite.accounts.models import Department
from unionsite.core.generation import WORDS, remembered_of
from unionsite.laws.models import Statute


@remembered_of(WORDS)
def current_dictionary() -> Dictionary:
    """Return the dictionary of the words as they are now; three queries after anything public has changed, else none.

    It is built anew (some 10 ms) only if the words themselves differ: publishing a page costs only the queries.
    """
    return dictionary_now()


def dictionary_now() -> Dictionary:
    """Return the same, whatever this process remembers; three queries."""
    return _made_of(current_lexicon(), site_names())


@functools.lru_cache(maxsize=2)
def _made_of(words: Lexicon, names: tuple[str, ...]) -> Dictionary:
    return Dictionary(words, names)


def current_lexicon() -> Lexicon:
    """Return the lists now in effect; one query."""
    entries = list(LexiconEntry.objects.order_by("pk"))
    own = [(entry.kind, entry.entry) for entry in entries if not entry.is_off]
    return merge(lexicon.shipped(), own, frozenset(entry.folded for entry in entries if entry.is_off))


def site_names() -> tuple[str, ...]:
    """Return titles of statutes and names of departments, which no dictionary has; two queries."""
    titles = Statute.objects.order_by("slug").values_list("title", "short_title")
    departments = Department.objects.filter(is_active=True).order_by("name").values_list("name", flat=True)
    return tuple(dict.fromkeys(name for names in (*titles, departments) for name in names if name))
