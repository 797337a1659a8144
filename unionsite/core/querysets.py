"""Chainable filters of pages."""

from django.db.models import Prefetch
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from unionsite.core.pictures import specs_of
from unionsite.core.queries import is_closed


class PublicPageQuerySet(PageQuerySet):
    def published(self):
        """Return pages that are live and open to everyone; expired, private and draft pages never pass (T93)."""
        # The scheduler takes an expired page down only a little after its time.
        return self.live().exclude(expire_at__lte=timezone.now()).exclude(is_closed())

    def true_texts(self):
        """Leave out aliases, which only repeat the text of another language."""
        return self.filter(alias_of=None)

    def newest_first(self):
        return self.order_by("-first_published_at", "-pk")


class PieceQuerySet(PublicPageQuerySet):
    def with_covers(self, *shapes: str):
        """Fetch the covers and their renditions in some shapes, with two more queries however many rows there are."""
        pictures = self.model._meta.get_field("cover").related_model.objects.prefetch_renditions(*specs_of(*shapes))
        return self.prefetch_related(Prefetch("cover", queryset=pictures))


PublicPageManager = PageManager.from_queryset(PublicPageQuerySet)
PieceManager = PageManager.from_queryset(PieceQuerySet)
