"""What the page frame needs on every public page, from memory."""

from django.conf import settings
from django.utils.translation import get_language

from unionsite.core.models import SiteSettings
from unionsite.core.queries import language_prefix, menu, site_root
from unionsite.core.routing import is_public_address


def site(request):
    """Navigation, settings and language of the frame; nothing for the admin, which has its own frame.

    `may_be_signed_in` is asked before the user: without the cookie nobody is, and a page that has not looked at the
    session is the same for everyone, which caches are told by the absent `Vary: Cookie`.
    """
    current = getattr(request, "_wagtail_site", None)
    in_frame = is_public_address(request.path_info) or getattr(request, "shows_frame", False)
    if current is None or not in_frame:
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    root = site_root(current, language)
    entries = menu(root.path, root.url_path, language_prefix(language))
    return {
        "site_root": root,
        "home_url": language_prefix(language),
        "menu": entries,
        "frame_place": place_in(entries, request.path),
        "site_settings": SiteSettings.remembered_for(current.pk),
        "language": language,
        "base_url": settings.BASE_URL,
        "may_be_signed_in": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }


def place_in(entries, path: str) -> str:
    """Which entry of the navigation a path belongs to: its address, with `…` when the path lies below it."""
    for entry in entries:
        if path.startswith(entry.url):
            return entry.url if path == entry.url else f"{entry.url}…"
    return path if path == language_prefix(get_language() or settings.LANGUAGE_CODE) else ""
