"""Where Django finds the models of the features."""

# ruff: noqa: F401  (they are imported for Django, and from here)

from search.index.models import DocumentText, IndexStatistics, SearchEntry, TokenCount, label_of_kind
from search.terms.models import SearchTerm
from search.words.models import LexiconEntry
