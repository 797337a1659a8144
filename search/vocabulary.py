"""What a query may have been meant to be: the corrector of the words that count now."""

from __future__ import annotations

from functools import lru_cache

from search.analysis.correction import Corrector
from search.analysis.dictionary import Dictionary
from search.lexicon_store import current_dictionary, site_names
from unionsite.core.generation import remembered


@remembered
def current_corrector() -> Corrector:
    """Made anew only where words or names have changed: its tables take a moment."""
    return _made_of(current_dictionary(), site_names())


@lru_cache(maxsize=2)
def _made_of(dictionary: Dictionary, names: tuple[str, ...]) -> Corrector:
    return Corrector(dictionary, names)
