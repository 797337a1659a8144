"""Turns Wagtail's query objects into one expression for the database, and the words by which its hits are ranked.

Whatever was typed reaches the database only as tokens: letters, digits and 汉字.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from wagtail.search.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from search.analysis.dictionary import Dictionary
from search.analysis.normalise import has_han, normalise, runs
from search.analysis.query import GENERAL, LONGEST_QUERY, MOST_GROUPS, Group, ParsedQuery, Term, parse
from search.analysis.ranking import Frequencies
from search.analysis.tokens import phrase_of


def fts5_term(term: Term) -> str:
    """Return the term as a phrase for MATCH."""
    return f'"{" ".join(term.tokens)}"' + ("*" if term.is_prefix else "")


def tsquery_term(term: Term) -> str:
    """Return the term as a phrase for a cast to `tsquery` (not for `to_tsquery`, which would parse it again)."""
    *before, last = [f"'{token}'" for token in term.tokens]
    return " <-> ".join([*before, f"{last}:*" if term.is_prefix else last])


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database writes expressions: its operators, and a term as a phrase."""

    either: str
    both: str
    without: str
    term: Callable[[Term], str]

    def write(self, query: ParsedQuery, groups: Sequence[Group] | None = None) -> str:
        """Return the expression for a query: all required groups must be met, or, if none is required, any one.
        `groups` are those left by pruning, by default all. "" when there is no word."""
        chosen = query.groups if groups is None else groups
        if not chosen:
            return ""
        required = [self._any_of(group.alternatives) for group in chosen if group.is_required]
        either = self._any_of(term for group in chosen for term in group.alternatives)
        positive = self.both.join(required) or either
        return f"({positive}){self.without}{self._any_of(query.excluded)}" if query.excluded else positive

    def _any_of(self, terms: Iterable[Term]) -> str:
        return f"({self.either.join(dict.fromkeys(map(self.term, terms)))})"


FTS5 = Dialect(" OR ", " AND ", " NOT ", fts5_term)
TSQUERY = Dialect(" | ", " & ", " & !", tsquery_term)


# Groups are left out, the most frequent first, until at most this many rows may match.
MOST_ROWS = 4000
_NOTHING = ParsedQuery()


@dataclass(frozen=True, slots=True)
class Matching:
    """All objects that `expression` finds, or if negated all others; an empty one finds nothing. `query` ranks them."""

    expression: str = ""
    is_negated: bool = False
    query: ParsedQuery = _NOTHING
    # An upper bound of the rows that match, by the last count.
    expected: int = 0

    @property
    def is_everything(self) -> bool:
        return self.is_negated and not self.expression

    @property
    def is_nothing(self) -> bool:
        return not self.is_negated and not self.expression

    def inverted(self) -> Matching:
        return Matching(self.expression, not self.is_negated)


class Matcher:
    """Compiles one query; `frequencies` returns how many pages have each term, by its text, and the number of pages."""

    def __init__(self, dialect: Dialect, dictionary: Dictionary, frequencies: Frequencies):
        self.dialect = dialect
        self.dictionary = dictionary
        self.frequencies = frequencies

    def match(self, query: SearchQuery) -> Matching:
        if isinstance(query, MatchAll):
            return Matching(is_negated=True)
        if isinstance(query, Not):
            return self.match(query.subquery).inverted()
        if isinstance(query, And):
            return self._all_of(list(map(self.match, query.subqueries)))
        if isinstance(query, Or):
            # By De Morgan's law.
            parts = list(map(self.match, query.subqueries))
            inverse = self._all_of([part.inverted() for part in parts]).inverted()
            return replace(inverse, query=_joined(part.query for part in parts))
        if isinstance(query, Boost):
            return self.match(query.subquery)
        if isinstance(query, Phrase | PlainText | Fuzzy):
            parsed = self._read(query.query_string, is_phrase=isinstance(query, Phrase))
            return self._match_words(_all_required(parsed) if getattr(query, "operator", "") == "and" else parsed)
        raise NotImplementedError(f"{type(query).__name__} is not supported by this search backend.")

    def _read(self, text: str, *, is_phrase: bool = False) -> ParsedQuery:
        return _phrase(text) if is_phrase else parse(text, self.dictionary)

    def _match_words(self, query: ParsedQuery) -> Matching:
        if not query:
            return Matching()
        groups: Sequence[Group] = query.groups
        counted, pages = self.frequencies(query.terms)

        def rows(group: Group) -> int:
            return sum(counted.get(term.text, 1) for term in group.alternatives)

        if not any(group.is_required for group in groups):
            groups = prune(query, lambda term: counted.get(term.text, 1), pages)
            # The rarest words find the candidates; the others only help to put them in order.
            kept = sorted(groups, key=rows)
            while len(kept) > 1 and sum(map(rows, kept)) > MOST_ROWS:
                kept.pop()
            groups = [group for group in groups if group in kept]
            expected = sum(map(rows, groups))
        else:
            expected = min(rows(group) for group in groups if group.is_required)
        return Matching(f"({self.dialect.write(query, groups)})", query=query, expected=expected)

    def _all_of(self, parts: list[Matching]) -> Matching:
        wanted = [part for part in parts if not part.is_negated]
        unwanted = [part.expression for part in parts if part.is_negated and part.expression]
        query = _joined(part.query for part in wanted)
        if any(part.is_nothing for part in wanted):
            return Matching()
        excluded = f"({self.dialect.either.join(unwanted)})" if unwanted else ""
        if not wanted:
            return Matching(excluded, is_negated=True)
        expression = self.dialect.both.join(part.expression for part in wanted)
        if excluded:
            expression = f"({expression}){self.dialect.without}{excluded}"
        return Matching(f"({expression})", query=query)


class Completer(Matcher):
    """Compiles what somebody is still typing: every run must occur, the last one perhaps only as a beginning."""

    def _read(self, text: str, *, is_phrase: bool = False) -> ParsedQuery:
        terms: list[Term] = []
        found = list(runs(normalise(text[:LONGEST_QUERY])))
        for number, run in enumerate(found):
            phrase = phrase_of(run[0], is_stemmed=False)
            is_begun = number == len(found) - 1 and run["han"] is None
            if phrase:
                terms.append(Term(run[0], phrase.tokens, phrase.is_prefix or is_begun))
        return ParsedQuery(groups=tuple(Group((term,), is_required=True) for term in terms[:MOST_GROUPS]))


# Words on a larger share of the pages tell little.
MOST_PAGES = 0.1


def prune(query: ParsedQuery, frequency: Callable[[Term], int], pages: int) -> tuple[Group, ...]:
    """Leave out words that occur on more than a tenth of the pages, if rarer ones were typed beside them.

    Required groups stay whole. A typed word is never left out while a synonym of it stays: a reader who looks for 工资
    wants to read about 工资, not only about 劳动报酬. `frequency` returns the pages with a term, or a bound for them.
    """
    limit = max(MOST_PAGES * pages, 10)

    def is_rare(term: Term) -> bool:
        return frequency(term) <= limit

    typed = tuple(group for group in query.groups if not group.is_apart)
    rare = tuple(group for group in typed if group.is_required or is_rare(group.alternatives[0]))
    kept: list[Group] = []
    for group in (*(rare or typed), *(group for group in query.groups if group.is_apart)):
        if group.is_required:
            kept.append(group)
        else:
            first, *others = group.alternatives
            kept.append(replace(group, alternatives=(first, *filter(is_rare, others))))
    if any(frequency(term) for group in kept for term in group.alternatives):
        return tuple(kept)
    return query.groups


def _phrase(text: str) -> ParsedQuery:
    phrase = phrase_of(text[:LONGEST_QUERY])
    if not phrase:
        return ParsedQuery()
    folded = " ".join(normalise(text[:LONGEST_QUERY]).split())
    # Rank by the words alone: texts contain them with signs of their own.
    shown = "".join(run[0] for run in runs(folded)) if has_han(folded) else folded
    return ParsedQuery(groups=(Group((Term(shown, phrase.tokens, phrase.is_prefix),), is_required=True),))


def _all_required(query: ParsedQuery) -> ParsedQuery:
    """Make every word required, also numbers of one digit; parts of words and quantities stay optional."""
    least = min(GENERAL, max((group.weight for group in query.groups), default=1.0))
    groups = [replace(group, is_required=group.weight >= least and not group.is_apart) for group in query.groups]
    if groups:
        read = " ".join(group.text for group in groups)
        short = (run[0] for run in runs(query.text) if run["han"] is None and len(run[0]) == 1)
        groups += [Group((Term.of(text),), is_required=True) for text in dict.fromkeys(short) if text not in read]
    return replace(query, groups=tuple(groups))


def _joined(queries: Iterable[ParsedQuery]) -> ParsedQuery:
    parts = list(queries)
    return ParsedQuery(
        groups=tuple(group for one in parts for group in one.groups),
        titles=tuple(title for one in parts for title in one.titles),
    )
