"""Request plumbing: refuses malformed addresses, settles language and site without a query."""

from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.utils import translation
from django.utils.translation import gettext as _

from unionsite.core import generation
from unionsite.core.queries import site_for


class RequestSanityMiddleware:
    """Answers 400 to NUL bytes and invalid UTF-8, which would otherwise surface as a database error deep inside."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self.is_malformed(request):
            return HttpResponseBadRequest(_("地址有误，请检查后重试。"), content_type="text/plain; charset=utf-8")
        return self.get_response(request)

    @staticmethod
    def is_malformed(request) -> bool:
        # U+FFFD is what Django puts for bytes of a path that are no UTF-8; the query is still as it came.
        if {"\x00", "\ufffd"} & set(request.path_info):
            return True
        try:
            query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1")).decode()
        except UnicodeError:
            return True
        return "\x00" in query


class SiteMiddleware:
    """Pins the generation, takes the language from the path alone and the site from memory.

    Unlike Django's LocaleMiddleware it never looks at Accept-Language or cookies, so that one address has one content
    and caches need no `Vary` for it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # The health check has to answer when the cache or the database, which the rest asks first, does not.
        if request.path_info == "/healthz":
            return self.get_response(request)
        with generation.pinned():
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
            with translation.override(language):
                request.LANGUAGE_CODE = language
                request._wagtail_site = site_for(request)
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", language)
                return response
