"""What the frame of every public page needs (menu, language, settings), from memory."""

from functools import partial

from django.conf import settings
from django.utils.translation import get_language

from unionsite.core.errors import is_kept_out
from unionsite.core.models import SiteSettings
from unionsite.core.queries import language_prefix, menu, site_root
from unionsite.core.routing import is_public_address


def site(request):
    """Return navigation, settings and language for the frame; nothing for the admin, which has a frame of its own.

    Templates ask `may_be_signed_in` before they ask for the user: without the cookie nobody is signed in. A page that
    never looks at the session has no `Vary: Cookie`, and so caches know that it is the same for everyone.
    """
    current = getattr(request, "_wagtail_site", None)
    in_frame = is_public_address(request.path_info) or getattr(request, "shows_frame", False)
    if not in_frame or not current:
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    root = site_root(current, language)
    items = menu(root.path)
    return {
        "site_root": root,
        "home_url": language_prefix(language),
        "menu": items,
        "frame_place": place_in(items, request.path),
        # Called wherever a template names it, so that each part of a page that is remembered knows what it is made of.
        "site_settings": partial(SiteSettings.remembered_for, current.pk),
        # Then the frame leads nowhere and names no page.
        "is_kept_out": is_kept_out(request),
        "language": language,
        "base_url": settings.BASE_URL,
        "wings": settings.WINGS,
        # A page says under which key the frame around it is remembered, where nothing in it is a request's own.
        "framed": False,
        "may_be_signed_in": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }


def place_in(items, path: str) -> str:
    """Return the address of the navigation item that `path` belongs to, of one below it if that is nearer, with `…`
    added when the path lies below it."""
    for item in items:
        for place in (*item.children, item):
            if path.startswith(place.url):
                return place.url if path == place.url else f"{place.url}…"
    return path if path == language_prefix(get_language() or settings.LANGUAGE_CODE) else ""
