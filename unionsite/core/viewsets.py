"""What our lists in the admin share."""

from __future__ import annotations

from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from wagtail.admin.viewsets.model import ModelViewSet

HISTORY = {"history", "history_results", "usage"}


class ListViewSet(ModelViewSet):
    """A list of records with its forms; the menu opens the list, whatever other screens there are."""

    copy_view_enabled = False
    # Off where the audit log is the history and nothing refers to a record: these screens of Wagtail would be empty.
    has_history = False

    @cached_property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("index"))

    def own_urlpatterns(self) -> list[URLPattern]:
        """Screens beside Wagtail's own."""
        return []

    def get_urlpatterns(self) -> list[URLPattern]:
        stock = super().get_urlpatterns()
        if not self.has_history:
            stock = [pattern for pattern in stock if pattern.name not in HISTORY]
        return [*stock, *self.own_urlpatterns()]

    def get_common_view_kwargs(self, **kwargs):
        gone = {} if self.has_history else {"history_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**{**gone, **kwargs})
