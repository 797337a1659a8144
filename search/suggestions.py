"""What a reader may be typing: titles of public pages and names of statutes."""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis.normalise import normalise, runs
from search.choices import MOST_SUGGESTIONS
from search.querysets import SearchEntryQuerySet

SHORTEST = 1
LOOKED_AT = 60


@dataclass(frozen=True)
class Suggestion:
    title: str


def suggest(typed: str, entries: SearchEntryQuerySet) -> list[Suggestion]:
    """At most `MOST_SUGGESTIONS`, each once, those that begin as typed first; of articles their statute alone."""
    begun = "".join(run[0] for run in runs(normalise(typed[:100])))
    if len(begun) < SHORTEST:
        return []
    found = entries.select_related("article__statute").defer("text", "summary").autocomplete(typed[:100])
    titles: dict[str, None] = {}
    for entry in found[:LOOKED_AT]:
        titles.setdefault(entry.article.statute.short_title if entry.article else entry.title)
    ordered = sorted(titles, key=lambda title: not normalise(title).lstrip("《“").startswith(begun))
    return [Suggestion(title) for title in ordered[:MOST_SUGGESTIONS]]
