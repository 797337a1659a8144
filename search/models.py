"""Tables of the search, one file for each matter."""

from search.index.models import DocumentText, IndexStatistics, SearchEntry, TokenCount, label_of_kind
from search.terms.models import SearchTerm
from search.words.models import LexiconEntry

__all__ = [
    "DocumentText",
    "IndexStatistics",
    "LexiconEntry",
    "SearchEntry",
    "SearchTerm",
    "TokenCount",
    "label_of_kind",
]
