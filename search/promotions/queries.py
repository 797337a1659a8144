"""What stands before the results of a query: pages that editors promote, and the statute that the query names.

A reader's search writes nothing here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page

from search.analysis.dictionary import Dictionary
from search.analysis.normalise import squeezed
from search.typed_query import promotion_key
from unionsite.core.generation import PIECES, WORDS, remembered_of
from unionsite.core.queries import is_closed, public_address
from unionsite.laws.choices import Category
from unionsite.laws.models import Statute, library_path

MOST_SHOWN = 3


@dataclass(frozen=True)
class Promoted:
    """A page or an outside address; `path` and `expire_at` are the page's."""

    title: str
    url: str
    description: str
    path: str = ""
    expire_at: datetime | None = None


@remembered_of(PIECES, WORDS)
def _promoted() -> dict[str, tuple[Promoted, ...]]:
    """Return every promotion by the key of its query, without those of pages that are not public."""
    rows = SearchPromotion.objects.select_related("query", "page").order_by("sort_order", "pk")
    public = set(
        Page.objects.live().exclude(is_closed()).filter(searchpromotion__isnull=False).values_list("pk", flat=True)
    )
    found: dict[str, list[Promoted]] = {}
    for row in rows:
        if row.page_id is None:
            made = Promoted(row.external_link_text or row.external_link_url, row.external_link_url, row.description)
        elif row.page_id in public:
            page = row.page
            made = Promoted(page.title, page.url_path, row.description, page.path, page.expire_at)
        else:
            continue
        found.setdefault(promotion_key(row.query.query_string), []).append(made)
    return {key: tuple(rows) for key, rows in found.items()}


def promoted_for(keys: Iterable[str], root: Page | None) -> list[Promoted]:
    """Return what is shown first for any of the keys, pages of this language only; no query until something changes."""
    known = _promoted()
    shown: list[Promoted] = []
    for promoted in [promoted for key in keys for promoted in known.get(key, ())]:
        if promoted.path:
            is_over = promoted.expire_at is not None and promoted.expire_at <= timezone.now()
            if root is None or is_over or not promoted.path.startswith(root.path):
                continue
            promoted = Promoted(promoted.title, public_address(promoted.url), promoted.description)
        if promoted.url not in {one.url for one in shown}:
            shown.append(promoted)
    return shown[:MOST_SHOWN]


@dataclass(frozen=True)
class NamedStatute:
    """A statute that a query names; `slug` is its address in the law library."""

    title: str
    slug: str
    category: str
    articles: int

    @property
    def url(self) -> str:
        return f"{library_path()}{self.slug}/"

    @property
    def description(self) -> str:
        category = str(dict(Category.choices)[self.category])
        if not self.articles:
            return category
        return _("%(category)s，共%(number)d条") % {"category": category, "number": self.articles}


@remembered_of()
def _statutes() -> dict[str, NamedStatute]:
    """Return every statute by its squeezed title and its squeezed short title."""
    rows = Statute.objects.with_article_count().values_list("title", "short_title", "slug", "category", "article_count")
    return {
        squeezed(name): NamedStatute(short_title, slug, category, articles)
        for title, short_title, slug, category, articles in rows
        for name in (title, short_title)
    }


def named_statute(text: str, dictionary: Dictionary) -> NamedStatute | None:
    """Return the statute whose name is the whole query, or for which the lists know that name: 工伤条例."""
    name = squeezed(text)
    statutes = _statutes()
    return next((statutes[one] for one in (name, *dictionary.synonyms(name)) if one in statutes), None)
