"""What is found for a query, in its order: retrieved once, whatever the page then shows of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from wagtail.search.query import PlainText

from search.analysis.normalise import squeezed
from search.analysis.query import LONGEST_QUERY
from search.choices import FEWEST_PAGES, MOST_HITS, NAMED, STEP_BACK, Source
from search.index.models import SearchEntryQuerySet
from search.promotions.queries import named_statute
from search.results.place import Place
from search.results.recent import recent
from search.results.rules import CASES, boosts, precedence
from search.typed_query import TypedQuery, looser, promotion_key, read_query
from search.words.queries import current_dictionary


class Row(NamedTuple):
    """A found entry with the fields that it is filtered by."""

    pk: int
    title: str
    section: str
    kind: str
    year: int | None
    department: int | None
    published_at: datetime | None
    valid_until: date | None
    article: int | None

    @property
    def type(self) -> str:
        return Source.LAWS if self.article else Source.PAGES


# The fields of a row as attributes of an entry.
ENTRY_FIELDS = ("pk", "title", "section", "kind", "year", "department_id", "published_at", "valid_until", "article_id")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    """The rows found for a query, in their order, with the score of each by its key."""

    query: TypedQuery
    rows: list[Row]
    scores: dict[int, float]


def read(typed: str, place: Place, *, is_exact: bool) -> TypedQuery:
    """Return what was typed as it is read here."""

    def make() -> TypedQuery:
        return read_query(typed, place.entries, is_exact=is_exact)

    if len(typed) > LONGEST_QUERY:
        return make()
    return recent(("read", typed, is_exact, *place.key), place.now, make)


def find(query: TypedQuery, place: Place, *, is_exact: bool) -> Found:
    """Return what is found; with parts of the words where nothing has all of them, unless they are meant exactly."""

    def make() -> Found:
        found = _found(query, place.entries)
        if not found.rows and not is_exact and (loose := looser(query)):
            # Results with parts of the words are better than nothing, as long as the page says so.
            found = _found(loose, place.entries)
        return found

    key = "found", query.typed, query.corrected, is_exact, *place.key
    return recent(key, place.now, make, lambda found: len(found.rows))


def _found(query: TypedQuery, entries: SearchEntryQuerySet) -> Found:
    known, scores = found_entries(query, entries)
    # With equal scores the newest page comes first, and articles keep their order.
    rows = sorted(
        (known[pk] for pk in scores if pk in known),
        key=lambda row: (-round(scores[row.pk], 6), row.article or 0, -(row.published_at or LONG_AGO).timestamp()),
    )
    return Found(query, _arrange(query, rows, scores), scores)


def _arrange(query: TypedQuery, rows: list[Row], scores: dict[int, float]) -> list[Row]:
    """Put what was written for the question before documents, articles of a statute with many good ones before
    single ones, and further articles of one statute, and further cases, behind results that are nearly as good.

    A statute that the query names comes first, and before it the article that it names, whatever else mentions it.
    """
    statutes = {row.pk: row.title.partition("》")[0] for row in rows if row.article}
    squeezed_of = {statute: squeezed(statute) for statute in set(statutes.values())}
    names = {pk: squeezed_of[statute] for pk, statute in statutes.items()}
    # Each case is a statute of its own, and all of them have the same words.
    families = {row.pk: row.kind if row.kind == CASES else names[row.pk] for row in rows if row.article}
    named = _named(query, set(names.values()))
    cited = set(query.parsed.titles) if query.parsed.citation else frozenset()
    boost = boosts(families, scores)
    seen: Counter[str] = Counter()
    worth = {row.pk: scores[row.pk] * boost.get(row.pk, 1.0) for row in rows}
    if not named and not cited:
        worth = {row.pk: worth[row.pk] * precedence(row.kind) for row in rows}
    for row in sorted(rows, key=lambda row: -worth[row.pk]):
        if family := families.get(row.pk):
            worth[row.pk] *= NAMED if names[row.pk] in named else STEP_BACK ** seen[family]
            seen[family] += 1
    rows = sorted(rows, key=lambda row: -worth[row.pk])
    first = next((row for row in rows if names.get(row.pk) in named), None)
    asked = {row.pk for row in rows if row.article and squeezed(row.title) in cited} if cited else cited
    return sorted(rows, key=lambda row: (row.pk not in asked, row is not first))


def _named(query: TypedQuery, names: set[str]) -> set[str]:
    """Return those names of statutes that the query says, by the lists' names for them too."""
    if query.parsed.citation:
        # If the query names an article, the neighbouring articles are no answer.
        return set()
    asked = squeezed(query.text)
    statute = named_statute(query.text, current_dictionary())
    found = {name for name in names if name in asked or (statute and name == squeezed(statute.title))}
    # 劳动合同法实施条例 does not name the 劳动合同法.
    return {name for name in found if not any(name in other for other in found - {name})}


def found_entries(query: TypedQuery, entries: SearchEntryQuerySet) -> tuple[dict[int, Row], dict[int, float]]:
    """Return the best entries by key, and their scores; with a backend other than ours in its own order."""
    found = entries.search(PlainText(query.text, operator="or"))
    if hasattr(found, "hits"):
        hits = found.hits(MOST_HITS, *Row._fields)
        if len(hits) >= MOST_HITS and sum(Row(*hit.values).article is None for hit in hits) < FEWEST_PAGES:
            # A very common word: thousands of articles would leave no room for the union's own pages.
            hits += found.narrowed(article=None).hits(MOST_HITS, *Row._fields)
        return {hit.key: Row(*hit.values) for hit in hits}, {hit.key: hit.score for hit in hits}
    # Without signs, which mean something else to each backend. Scores fall slowly, as the true ones are not known.
    others = list(entries.search(PlainText(promotion_key(query.text), operator="or"))[:MOST_HITS])
    rows = {entry.pk: Row(*(getattr(entry, name) for name in ENTRY_FIELDS)) for entry in others}
    return rows, {entry.pk: 1 - place / (2 * MOST_HITS) for place, entry in enumerate(others)}
