"""Gathers the models of the features, so that Django finds them."""

# ruff: noqa: F401  (they are imported for Django, and from here)

from search.index.models import DocumentText, IndexStatistics, SearchEntry, TokenCount, label_of_kind
from search.terms.models import SearchTerm
from search.words.models import LexiconEntry
