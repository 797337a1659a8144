"""Storage for files that no web server hands out, and the folders of uploads that it may hand out."""

import secrets
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve


class PrivateStorage(FileSystemStorage):
    """Keeps files under `VAR_DIR/<folder>`, readable by the site's own account only."""

    folder = ""

    @property
    def base_location(self):
        return Path(settings.VAR_DIR) / self.folder

    @property
    def location(self):
        return str(self.base_location.absolute())

    @property
    def file_permissions_mode(self):
        return 0o600

    @property
    def directory_permissions_mode(self):
        return 0o700

    def url(self, name):
        raise ValueError("Private files have no public address.")


def random_name(_instance, filename: str) -> str:
    """Return a name that tells nothing and cannot be guessed; only the checked extension stays."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}{PurePath(filename).suffix.lower()}"


# --- Serving uploads in development and tests, with the same folders open and closed as in `deploy/nginx.conf` ---

# Folders with what pages show; every other folder stays closed (T57): original pictures may hold more than was
# published, and documents have access rights of their own and are sent by their view.
OPEN_FOLDERS = ("images", "media", "media_thumbnails", "media_captions")


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    if path.partition("/")[0] not in OPEN_FOLDERS or ".." in path:
        raise Http404
    return serve(request, path, document_root=settings.MEDIA_ROOT)
