"""Reads what was typed for one search: its words, and its correction where they occur nowhere."""

import logging
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.db import DatabaseError
from wagtail.search.query import Phrase

from search.analysis.correction import Corrector
from search.analysis.dictionary import Dictionary, shipped_dictionary
from search.analysis.normalise import fold_common, has_han, normalise, runs
from search.analysis.query import ParsedQuery, loosened, parse
from search.index.models import SearchEntryQuerySet
from search.words.queries import current_dictionary, dictionary_now, site_names
from unionsite.core.generation import WORDS, remembered_of

logger = logging.getLogger(__name__)
# 年假 need not occur anywhere if 年休假 does. The nearest synonyms come first.
SYNONYMS_ASKED = 3


@dataclass(frozen=True)
class TypedQuery:
    """`typed` is what the reader wrote, `parsed` what is searched; if they differ, `corrected` is the query shown."""

    typed: str
    parsed: ParsedQuery
    corrected: str = ""
    # Parts of the words; they are searched because no page has the words themselves.
    loosened: str = ""

    def __bool__(self):
        return bool(self.parsed)

    @property
    def text(self) -> str:
        """Return the text that is searched."""
        return self.loosened or self.corrected or self.typed

    @property
    def exact_address(self) -> str:
        """Return the address that searches the words exactly as typed."""
        return f"?{urlencode({'q': self.typed, 'exact': 1})}"

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return the keys by which promotions may know the query: as typed, without signs, corrected."""
        texts = (self.parsed.text, normalise(self.typed), self.corrected)
        return tuple(dict.fromkeys(key for text in texts if (key := promotion_key(text))))


def promotion_key(text: str) -> str:
    """Return a query without what makes no difference: width, case, spaces, signs, traditional characters."""
    return " ".join(run[0] for run in runs(normalise(text)))[:255]


def read_query(typed: str, entries: SearchEntryQuerySet, *, is_exact: bool = False) -> TypedQuery:
    """Read at most 200 characters of any text. Nothing is corrected to words that occur in no public entry."""
    dictionary = current_dictionary()
    parsed = parse(typed, dictionary)
    if not parsed or is_exact:
        return TypedQuery(parsed.typed, parsed)
    correction = current_corrector().correct(parsed.typed, lambda text: occurs(text, entries))
    if correction is None:
        return TypedQuery(parsed.typed, parsed)
    corrected = " ".join(correction.text.split())
    return TypedQuery(parsed.typed, parse(corrected, dictionary, corrected=correction.words), corrected)


def looser(query: TypedQuery) -> TypedQuery | None:
    """Return the same query read more loosely, for when nothing is found; None when that makes no difference."""
    text = loosened(query.parsed)
    return replace(query, parsed=parse(text, current_dictionary()), loosened=text) if text else None


def occurs(text: str, entries: SearchEntryQuerySet) -> bool:
    """Whether the words, or their nearest synonyms, stand side by side in any of the entries."""
    others = current_dictionary().synonyms(text)[:SYNONYMS_ASKED]
    return any(stands(one, entries) for one in (text, *others))


def stands(text: str, entries: SearchEntryQuerySet) -> bool:
    wanted = Phrase(text) if has_han(text) or " " in text else text
    found = entries.search(wanted)
    return found.exists() if hasattr(found, "exists") else bool(found[:1])


@remembered_of(WORDS)
def current_corrector() -> Corrector:
    """Return the corrector; made anew only when words or names have changed, because its tables take a moment."""
    return corrector_of(current_dictionary())


def corrector_of(dictionary: Dictionary) -> Corrector:
    return _made_of(dictionary, site_names())


@lru_cache(maxsize=2)
def _made_of(dictionary: Dictionary, names: tuple[str, ...]) -> Corrector:
    return Corrector(dictionary, names)


def warm_up() -> None:
    """Load the dictionary, the tables of the correction and the folded characters before a server makes its workers,
    which then share their memory.

    The words of editors and the names of the site are read from the database as they are now; a worker makes its own
    only when they have changed since. Without a database the shipped lists alone are loaded.
    """
    fold_common()
    try:
        dictionary = dictionary_now()
        corrector = corrector_of(dictionary)
    except DatabaseError as error:
        logger.warning("The words of this site cannot be read before the fork: %s", type(error).__name__)
        dictionary = shipped_dictionary()
        corrector = Corrector(dictionary)
    # Make what is only made when it is first needed.
    dictionary.cut("劳动合同期满")
    corrector.prepare()
