"""The demo's search as it would be after some months: editors' words, promoted pages, what readers looked for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.log_actions import LogContext, log
from wagtail.models import Page

from demo.story import read
from search.index.services import index_page, indexable_pages
from search.terms.services import Count, Key, add_counts
from search.words.models import LexiconEntry
from search.words.rules import EntryKind
from unionsite.accounts.models import User

SEARCH = Path(__file__).parent / "search.toml"
PERIOD = 30
# STRIDE shares no divisor with the period, so that the days of a query do not lie side by side.
STRIDE, SHIFT = 7, 11


def read_search() -> dict[str, Any]:
    return read(SEARCH)


def set_up_search(*, people: Mapping[str, User], home: Page, today: date, **_others) -> str:
    """Write the demo's search; `seed_demo` calls it when its pieces are public. Return in words what was done."""
    # The dates of pages were moved into the past after they were published.
    for page in indexable_pages():
        index_page(page=page)
    values = read_search()
    for word in values["words"]:
        add_word(people, word)
    for promoted in values["promoted"]:
        page = home.get_descendants().get(slug=promoted["page"])
        SearchPromotion.objects.create(query=Query.get(promoted["query"]), page=page)
    counts = dict(term_counts(values["terms"], today))
    add_counts(counts)
    return f"写入{len(values['words'])}条搜索用词和{len({key[1:] for key in counts})}个搜索词……"


def add_word(people: Mapping[str, User], word: dict[str, Any]) -> None:
    """Save an entry as the editor or the named person; `instead_of`: the entry it changes, `is`: "off" or "deleted"."""
    actor, state = people[word.get("by", "editor")], word.get("is")
    entry = LexiconEntry(is_off=state == "off")
    if "instead_of" in word:
        entry = LexiconEntry.objects.get(terms=word["instead_of"])
    entry.kind, entry.terms = word.get("kind", EntryKind.SYNONYM), word["terms"]
    entry.targets, entry.note = word.get("targets", ""), word.get("note", "")
    done = "wagtail.edit" if entry.pk else "wagtail.create"
    with LogContext(user=actor):
        entry.full_clean()
        entry.save()
        log(entry, done, revision=entry.save_revision(user=actor, clean=False), content_changed=True)
    if state == "deleted":
        with LogContext(user=people["first"]):
            log(entry, "wagtail.delete", deleted=True)
            entry.delete()


def term_counts(terms: dict[str, list], today: date) -> Iterator[tuple[Key, Count]]:
    """Yield counts by day for rows of [query, asked in the period before the last, in the last, unanswered, found]."""
    for language, rows in terms.items():
        for number, (term, before, now, missed, found) in enumerate(rows):
            days = Counter(day_of(number, position) + PERIOD for position in range(before))
            days.update(day_of(number, position) for position in range(now))
            for days_ago in sorted(days):
                asked = days[days_ago]
                # Queries that now have results had none at first.
                unanswered = min(asked, missed) if days_ago < PERIOD else (asked if missed and not found else 0)
                missed -= unanswered if days_ago < PERIOD else 0
                # Some say whether it was of use.
                said = (asked - unanswered) // 3
                count = (asked, unanswered, found, said, said // 3)
                yield (today - timedelta(days=days_ago), language, term), count


def day_of(number: int, position: int) -> int:
    """Return how many days ago, within a period, a query was asked: spread out, and the same in each run."""
    return (number * SHIFT + position * STRIDE) % PERIOD
