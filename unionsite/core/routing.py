"""Finds the page of an address in two queries, instead of two for each level of the tree."""

from copy import copy
from functools import cache

from django.conf import settings
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from unionsite.core import generation
from unionsite.core.errors import not_found
from unionsite.core.queries import locales, page_for_path, site_root

LONGEST_KEPT = 200
# What changes with each publication and taking down; all else of a page changes with a stamp.
_EDITION = "SELECT live, live_revision_id, last_published_at, expire_at FROM wagtailcore_page WHERE id = %s"
PRIVATE_PREFIXES = ("/admin/", "/documents/", "/media/", "/static/", "/_util/", "/healthz")


def is_public_address(path: str) -> bool:
    """Whether an address belongs to the public site's frame."""
    return not path.startswith(PRIVATE_PREFIXES)


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Run Wagtail's page view with the route found beforehand; its hooks and restrictions run as usual."""
    request._wagtail_route_for_request = find_route(request, path)
    try:
        return wagtail_serve(request, path)
    except Http404 as error:
        # With DEBUG on as well, so that developers see the page that readers see.
        return not_found(request, error)


def find_route(request: HttpRequest, path: str) -> RouteResult | None:
    """Return the page that answers `path` below the site's root in the active language, or None.

    Equals Wagtail's walk from the root, component by component, as long as no page overrides `route()` for its
    children; none of ours does (routable pages only take what is left of the path).
    """
    if not request._wagtail_site:
        return None
    root = site_root(request._wagtail_site)
    if (found := page_at(root, path)) is None:
        return None
    page, remaining = found
    model = page.content_type.model_class() or Page
    if remaining and model.route is Page.route:
        # It has no child of that name: otherwise that child would have been found.
        return None
    try:
        specific = load_specific(page, model)
    except model.DoesNotExist:
        # Deleted, and not told yet.
        return None
    if specific.expire_at and specific.expire_at <= timezone.now():
        # The scheduler takes an expired page down only a little after its time.
        return None
    specific.translated = page.translated
    try:
        return specific.route(request, remaining)
    except Http404:
        return None


def page_at(root: Page, path: str) -> tuple[Page, list[str]] | None:
    """Return what `page_for_path` does, from memory; callers must not change it.

    An address that is a page's own stays so until that page moves or goes; so does one below a page that can have no
    pages below it. Below another a new piece may be.
    """
    read = cache(lambda: page_for_path(root, path))
    if not settings.KEEPS_ROUTES or len(path) > LONGEST_KEPT:
        return read()
    found = generation.routes.value((root.pk, path), (), read)
    # A type that is gone, as its wing is off, is no class.
    if found and (not found[1] or getattr(found[0].specific_class, "subpage_types", None) == []):
        return found
    return generation.routes.value((root.pk, path, "below"), (generation.PIECES,), read)


def load_specific(page: Page, model: type[Page]) -> Page:
    """Return the page as its own type, with the relations its template shows; its locale from memory.

    A type of ours is copied from memory, while its row names the same edition as then: what was taken down, deleted or
    published is seen at once, as with a query for all of it, which costs ten times as much.
    """
    if settings.KEEPS_ROUTES and hasattr(model, "kept_views"):
        with connections[model.objects.db].cursor() as cursor:
            cursor.execute(_EDITION, [page.pk])
            edition = cursor.fetchone()
        specific = copy(generation.pages.value((page.pk, edition), (), lambda: _read_specific(page, model)))
    else:
        specific = _read_specific(page, model)
    specific.locale = locales()[page.locale_id]
    return specific


def _read_specific(page: Page, model: type[Page]) -> Page:
    related = getattr(model, "serve_select_related", ())
    return model.objects.select_related(*related).get(pk=page.pk) if related else model.objects.get(pk=page.pk)
