"""What a reader may be typing: titles of public pages and names of statutes."""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis.normalise import normalise, runs
from search.choices import MOST_SUGGESTIONS
from search.index.querysets import SearchEntryQuerySet
from unionsite.laws.choices import Category

SHORTEST = 1
LOOKED_AT = 60


@dataclass(frozen=True)
class Suggestion:
    title: str


def suggest(typed: str, entries: SearchEntryQuerySet) -> list[Suggestion]:
    """At most `MOST_SUGGESTIONS`, each once, those that begin as typed first; of articles their statute alone.

    Rules of other places come last: a name that many of them share would fill the list.
    """
    begun = "".join(run[0] for run in runs(normalise(typed[:100])))
    if len(begun) < SHORTEST:
        return []
    found = entries.select_related("article__statute").defer("text", "summary").autocomplete(typed[:100])
    is_local: dict[str, bool] = {}
    for entry in found[:LOOKED_AT]:
        statute = entry.article.statute if entry.article else None
        title = statute.short_title if statute else entry.title
        is_local.setdefault(title, bool(statute and statute.category == Category.LOCAL))
    ordered = sorted(
        is_local, key=lambda title: (not normalise(title).lstrip("《“").startswith(begun), is_local[title])
    )
    return [Suggestion(title) for title in ordered[:MOST_SUGGESTIONS]]
