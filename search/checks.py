"""Whether the search covers the whole site: used by `check`, by `/healthz` and by the command `search_checkup`."""

from dataclasses import dataclass

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
from wagtail.search.models import IndexEntry
from wagtail.search.utils import get_content_type_pk

from search.index.models import SearchEntry
from search.index.services import indexable_articles, indexable_pages, stale_entries


@dataclass(frozen=True)
class Checkup:
    """Numbers of live pages and articles, of those without an entry, of entries that must no longer be found, and of
    entries without a row in the index."""

    pages: int
    articles: int
    missing_pages: int
    missing_articles: int
    stale: int
    unindexed: int

    @property
    def is_well(self) -> bool:
        return not (self.missing_pages or self.missing_articles or self.stale or self.unindexed)


def check_up() -> Checkup:
    """Count in the database; some tenths of a second for 100,000 pages."""
    pages, articles = indexable_pages(), indexable_articles().select_related(None).order_by()
    indexed = IndexEntry.objects.filter(content_type=get_content_type_pk(SearchEntry)).count()
    return Checkup(
        pages=pages.count(),
        articles=articles.count(),
        missing_pages=pages.filter(search_entry=None).count(),
        missing_articles=articles.filter(search_entry=None).count(),
        stale=stale_entries().count(),
        unindexed=max(SearchEntry.objects.count() - indexed, 0),
    )


@register(Tags.compatibility, deploy=True)
def search_is_complete(app_configs, **kwargs):
    """search.W001: there are live pages or articles that nobody can find."""
    try:
        found = check_up()
    except DatabaseError:
        return []
    if found.is_well:
        return []
    number = found.missing_pages + found.missing_articles + found.unindexed
    hint = "运行manage.py rebuild_search；运行时网站照常可用。"
    return [
        Warning(f"搜索不齐全：{number}个页面或条文没有收录，{found.stale}个条目已经失效。", hint=hint, id="search.W001")
    ]


def check_search() -> str:
    """For `/healthz`; never fails, because the site works even if some of it is not found."""
    missing = check_up().missing_pages
    return "ok" if not missing else f"{missing} live pages are not found"
