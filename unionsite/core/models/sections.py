"""The index page of a section: it lists what lies below it, filtered by kind, year and tag, and has a feed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from unionsite.core.feeds import SectionFeed
from unionsite.core.generation import below
from unionsite.core.models.listed import ListedPiece
from unionsite.core.models.pages import BasePage
from unionsite.core.named import named
from unionsite.core.pieces import Listing, is_opening, list_pieces, listing_key

# Named by path, because topics belong to an app above.
current_topics = named("home.queries.current_topics")


class SectionPage(RoutablePageMixin, BasePage):
    """Abstract base of sections; each names the page types below it and may add routes of its own."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary", heading=_("栏目说明"))]
    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    schema_type = "CollectionPage"
    is_frame = True
    kept_views = {"list": ("kind", "year", "tag", "page"), "feed": ()}
    # Shapes in which the list shows covers.
    list_shapes: tuple[str, ...] = ("thumb",)

    class Meta:
        abstract = True

    @property
    def topic_of_pieces(self) -> str:
        """Return under which topic the list is remembered."""
        return below(self.path)

    def listed(self):
        """Return the rows that its lists walk through: of the pieces right below it, open to everyone now."""
        return ListedPiece.objects.current(timezone.now()).filter(section=self.pk)

    def listing(self, parameters) -> Listing:
        """Return the pieces that a request's GET asks for."""
        return list_pieces(self.listed(), parameters, self.list_shapes)

    @path("")
    def list(self, request):
        context = {
            # Lazy: read only when the template has not remembered this part.
            "listing": SimpleLazyObject(lambda: self.listing(request.GET)),
            "topics": SimpleLazyObject(lambda: current_topics(self)),
            "listing_key": listing_key(request.GET),
            "is_opening": is_opening(request.GET),
            # Which page of the list it is stands in the title.
            "framed": "page" not in request.GET and self.frame_key(request),
        }
        return self.render(request, context_overrides=context)

    @path("feed/", name="feed")
    def feed(self, request):
        return SectionFeed(self)(request)


def sections() -> models.QuerySet[Page]:
    """Return all sections in the site's own language, in the order of the menu."""
    types = [model for model in SectionPage.__subclasses__() if not model._meta.abstract]
    return Page.objects.type(*types).filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path")
