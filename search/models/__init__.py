"""Tables of the search, one file for each matter."""

from search.models.documents import DocumentText
from search.models.entries import SearchEntry, label_of_kind
from search.models.lexicon import LexiconEntry
from search.models.statistics import IndexStatistics, TokenCount
from search.models.terms import SearchTerm

__all__ = [
    "DocumentText",
    "IndexStatistics",
    "LexiconEntry",
    "SearchEntry",
    "SearchTerm",
    "TokenCount",
    "label_of_kind",
]
