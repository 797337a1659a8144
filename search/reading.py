"""What was typed, read for one search: its words, and what it is corrected to where they stand nowhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from wagtail.search.query import Phrase

from search.analysis.correction import Corrector
from search.analysis.dictionary import Dictionary
from search.analysis.normalise import has_han, normalise, runs
from search.analysis.query import ParsedQuery, loosened, parse
from search.index.querysets import SearchEntryQuerySet
from search.words.queries import current_dictionary, site_names
from unionsite.core.generation import remembered

# 年假 need not stand anywhere where 年休假 does; the nearest ones come first.
SYNONYMS_ASKED = 3


@dataclass(frozen=True)
class Reading:
    """`typed` is what the reader wrote, `parsed` what is searched; they differ where `corrected` says what is shown."""

    typed: str
    parsed: ParsedQuery
    corrected: str = ""
    # Parts of the words, searched because no page has the words themselves.
    loosened: str = ""

    def __bool__(self):
        return bool(self.parsed)

    @property
    def text(self) -> str:
        """What is searched."""
        return self.loosened or self.corrected or self.typed

    @property
    def exact_address(self) -> str:
        """Where the words as typed are searched."""
        return f"?{urlencode({'q': self.typed, 'exact': 1})}"

    @property
    def is_cut(self) -> bool:
        return self.parsed.is_cut

    @property
    def spellings(self) -> tuple[str, ...]:
        """The query as the promotions may know it: as typed, without signs, corrected."""
        texts = (self.parsed.text, normalise(self.typed), self.corrected)
        return tuple(dict.fromkeys(key for text in texts if (key := promotion_key(text))))


def promotion_key(text: str) -> str:
    """A query without anything that makes no difference: width, case, blanks, signs, traditional characters."""
    return " ".join(run[0] for run in runs(normalise(text)))[:255]


def read_query(typed: str, entries: SearchEntryQuerySet, *, is_exact: bool = False) -> Reading:
    """At most 200 characters of any text at all. Nothing is corrected to what stands in no public entry."""
    dictionary = current_dictionary()
    parsed = parse(typed, dictionary)
    if not parsed or is_exact:
        return Reading(parsed.typed, parsed)
    correction = current_corrector().correct(parsed.typed, lambda text: occurs(text, entries))
    if correction is None:
        return Reading(parsed.typed, parsed)
    corrected = " ".join(correction.text.split())
    return Reading(parsed.typed, parse(corrected, dictionary, corrected=correction.words), corrected)


def looser(reading: Reading) -> Reading | None:
    """The same query read more loosely, for when nothing is found."""
    text = loosened(reading.parsed)
    return replace(reading, parsed=parse(text, current_dictionary()), loosened=text) if text else None


def occurs(text: str, entries: SearchEntryQuerySet) -> bool:
    """Whether the words stand side by side in any of the entries, or what is looked for along with them does."""
    others = current_dictionary().synonyms(text)[:SYNONYMS_ASKED]
    return any(stands(one, entries) for one in (text, *others))


def stands(text: str, entries: SearchEntryQuerySet) -> bool:
    wanted = Phrase(text) if has_han(text) or " " in text else text
    found = entries.search(wanted)
    return found.exists() if hasattr(found, "exists") else bool(found[:1])


@remembered
def current_corrector() -> Corrector:
    """Made anew only where words or names have changed: its tables take a moment."""
    return _made_of(current_dictionary(), site_names())


@lru_cache(maxsize=2)
def _made_of(dictionary: Dictionary, names: tuple[str, ...]) -> Corrector:
    return Corrector(dictionary, names)
