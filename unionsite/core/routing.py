"""Finds the page of an address in two queries, instead of two for each level of the tree."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from unionsite.core import generation
from unionsite.core.errors import not_found
from unionsite.core.queries import locales, page_for_path, site_root

# Addresses change with pages alone; the page itself is read for each request.
ROUTED_BY = (generation.PIECES,)
LONGEST_KEPT = 200
PRIVATE_PREFIXES = ("/admin/", "/documents/", "/media/", "/static/", "/_util/", "/healthz", "/metrics")


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
    if page.expire_at and page.expire_at <= timezone.now():
        # The scheduler takes an expired page down only a little after its time.
        return None
    try:
        specific = load_specific(page, model)
    except model.DoesNotExist:
        # Deleted, and not told yet.
        return None
    specific.translated = page.translated
    try:
        return specific.route(request, remaining)
    except Http404:
        return None


def page_at(root: Page, path: str) -> tuple[Page, list[str]] | None:
    """Return what `page_for_path` does, from memory; callers must not change it."""
    if not settings.KEEPS_ROUTES or len(path) > LONGEST_KEPT:
        return page_for_path(root, path)
    return generation.routes.value((root.pk, path), ROUTED_BY, lambda: page_for_path(root, path))


def load_specific(page: Page, model: type[Page]) -> Page:
    """Return the page as its own type, with the relations its template shows, in one query; its locale from memory."""
    related = getattr(model, "serve_select_related", ())
    specific = model.objects.select_related(*related).get(pk=page.pk) if related else model.objects.get(pk=page.pk)
    specific.locale = locales()[page.locale_id]
    return specific
