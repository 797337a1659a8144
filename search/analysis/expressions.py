"""Groups of words as FTS5 and PostgreSQL want them: made of tokens alone, never of what was typed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from search.analysis.query import Group, ParsedQuery, Term


def fts5_term(term: Term) -> str:
    """The term as a phrase of MATCH."""
    return f'"{" ".join(term.tokens)}"' + ("*" if term.is_prefix else "")


def tsquery_term(term: Term) -> str:
    """The term as a phrase for a cast to `tsquery` (not for `to_tsquery`, which would read it with a parser)."""
    *before, last = [f"'{token}'" for token in term.tokens]
    return " <-> ".join([*before, f"{last}:*" if term.is_prefix else last])


def _expression(
    groups: Sequence[Group], excluded: Sequence[Term], term: Callable[[Term], str], signs: tuple[str, str, str]
) -> str:
    """Groups of which all required ones, or if none is required any one, must be met."""
    either, both, without = signs

    def any_of(terms: Iterable[Term]) -> str:
        return f"({either.join(dict.fromkeys(term(one) for one in terms))})"

    required = [any_of(group.alternatives) for group in groups if group.is_required]
    if not groups:
        return ""
    positive = both.join(required) if required else any_of(one for group in groups for one in group.alternatives)
    return f"({positive}){without}{any_of(excluded)}" if excluded else positive


def fts5(query: ParsedQuery, groups: Sequence[Group] | None = None) -> str:
    """The query for FTS5 MATCH, empty when there is no word; `groups` are those left by pruning."""
    return _expression(
        query.groups if groups is None else groups, query.excluded, fts5_term, (" OR ", " AND ", " NOT ")
    )


def tsquery(query: ParsedQuery, groups: Sequence[Group] | None = None) -> str:
    """The query for `…::tsquery`, empty when there is no word."""
    chosen = query.groups if groups is None else groups
    return _expression(chosen, query.excluded, tsquery_term, (" | ", " & ", " & !"))


def prune(query: ParsedQuery, frequency: Callable[[Term], int], pages: int, most: float = 0.1) -> tuple[Group, ...]:
    """The groups without words that stand on more than `most` of the pages, where rarer ones were typed beside them.

    Required groups stay whole. What was typed is never left out for a synonym of its own: who looks for 工资 wants to
    read of 工资, not of 劳动报酬 alone. `frequency` is the number of pages with a term, or a bound for it.
    """
    limit = max(most * pages, 10)

    def is_rare(term: Term) -> bool:
        return frequency(term) <= limit

    rare = tuple(group for group in query.groups if group.is_required or is_rare(group.alternatives[0]))
    kept: list[Group] = []
    for group in rare or query.groups:
        if group.is_required:
            kept.append(group)
        else:
            typed, *others = group.alternatives
            kept.append(Group((typed, *filter(is_rare, others)), False, group.weight))
    if any(frequency(term) for group in kept for term in group.alternatives):
        return tuple(kept)
    return query.groups
