"""Uploads for development and tests, with the same rooms open and closed as in `deploy/nginx.conf`."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

# What pages show. Original pictures may hold more than was published, documents have rights of their own and are sent
# by their view; a folder that is not named here stays closed (T57).
OPEN_FOLDERS = ("images", "media", "media_thumbnails", "media_captions")


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    if path.partition("/")[0] not in OPEN_FOLDERS or ".." in path:
        raise Http404
    return serve(request, path, document_root=settings.MEDIA_ROOT)
