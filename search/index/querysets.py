"""Chainable filters of search entries."""

from django.db.models import F, Q, QuerySet
from wagtail.search.queryset import SearchableQuerySetMixin

from unionsite.core.queries import closed_paths


class SearchEntryQuerySet(SearchableQuerySetMixin, QuerySet):
    def public(self, now):
        """Return what anyone may read at this moment: articles, and pages whose own state says so (T93)."""
        of_page = Q(page__live=True, page__alias_of__isnull=True)
        of_page &= Q(page__expire_at__isnull=True) | Q(page__expire_at__gt=now)
        for path in closed_paths():
            of_page &= ~Q(page__path__startswith=path)
        return self.filter(Q(article__isnull=False) | of_page)

    def seen_from(self, root):
        """Return articles, and pages of a home page's language at or below it; without a home page articles only."""
        if root is None:
            return self.filter(article__isnull=False)
        return self.filter(Q(article__isnull=False) | Q(locale=root.locale_id, page__path__startswith=root.path))

    def for_showing(self):
        """Add the address and tree path of each page, and the article with its statute."""
        shown = self.select_related("article", "article__statute")
        return shown.annotate(url_path=F("page__url_path"), path=F("page__path"))
