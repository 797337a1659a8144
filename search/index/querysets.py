"""Chainable filters of what the search looks through."""

from django.db.models import F, Q, QuerySet
from wagtail.search.queryset import SearchableQuerySetMixin

from unionsite.core.queries import closed_paths


class SearchEntryQuerySet(SearchableQuerySetMixin, QuerySet):
    def public(self, now):
        """What anyone may read at this moment: articles, and pages as the pages themselves say (T93)."""
        of_page = Q(page__live=True, page__alias_of__isnull=True)
        of_page &= Q(page__expire_at__isnull=True) | Q(page__expire_at__gt=now)
        for path in closed_paths():
            of_page &= ~Q(page__path__startswith=path)
        return self.filter(Q(article__isnull=False) | of_page)

    def seen_from(self, root):
        """Articles, and the pages of a home page's language from it on down; without a home page articles alone."""
        if root is None:
            return self.filter(article__isnull=False)
        return self.filter(Q(article__isnull=False) | Q(locale=root.locale_id, page__path__startswith=root.path))

    def for_showing(self):
        """With the address and the place of each page, and the article with its statute."""
        shown = self.select_related("article", "article__statute")
        return shown.annotate(url_path=F("page__url_path"), path=F("page__path"))
