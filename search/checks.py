"""What of the search a deployed site should not be without."""

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from search.index.checkup import check_up


@register(Tags.compatibility, deploy=True)
def search_is_complete(app_configs, **kwargs):
    """search.W001: live pages or articles that nobody can find."""
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
    """For `/healthz`; never fails of itself: the site works, some of it is not found."""
    missing = check_up().missing_pages
    return "ok" if not missing else f"{missing} live pages are not found"
