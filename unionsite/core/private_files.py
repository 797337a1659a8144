"""Storage for files that no web server hands out, its folders that it may, and each release's list of static files."""

from __future__ import annotations

import mimetypes
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.views.static import serve
from whitenoise.storage import CompressedManifestStaticFilesStorage

from unionsite import __version__


def begin_of_day(moment: datetime) -> float:
    """Return when the day of a moment began, in seconds as the disk counts them."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def level_to_day(path: Path, moment: datetime) -> None:
    """Set the times of a file or folder to the day, so that the disk does not tell the minute. It may be gone."""
    day = begin_of_day(moment)
    with suppress(FileNotFoundError):
        os.utime(path, (day, day))


def private(kind: type[PrivateStorage]) -> Storage:
    """Return the storage of this kind of private files: on this machine, or in the bucket that several share."""
    if not settings.S3_SERVER:
        return kind()
    # Its packages are an extra.
    return import_string("unionsite.core.buckets.PrivateBucket")(f"private/{kind.folder}")


class PrivateStorage(FileSystemStorage):
    """Keeps files under `VAR_DIR/<folder>`, readable by the site's own account only. `buckets.PrivateBucket` is the
    same elsewhere: callers use names, never paths."""

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

    def changed(self) -> Iterator[tuple[str, float]]:
        """Yield every file with the moment at which the disk last touched it, whatever time it shows."""
        for path in self.base_location.rglob("*"):
            with suppress(FileNotFoundError):
                if path.is_file():
                    yield str(path.relative_to(self.base_location)), path.stat().st_ctime

    def renew(self, name: str) -> None:
        """Write a file anew with the times that it shows; the disk's own, which nobody can set, become those of now.
        Raises FileNotFoundError."""
        path = Path(self.path(name))
        copy = path.with_name(f"{secrets.token_hex(16)}.bin")
        shutil.copy2(path, copy)
        with copy.open("rb+") as written:
            os.fsync(written.fileno())
        copy.replace(path)

    def level(self, name: str, moment: datetime) -> None:
        """Set the time of a file to `moment`, and those of its folders to the day."""
        os.utime(self.path(name), (moment.timestamp(), moment.timestamp()))
        self.level_folders(name, moment)

    def level_folders(self, name: str, moment: datetime) -> None:
        for folder in Path(self.path(name)).parents:
            if not folder.is_relative_to(self.location):
                break
            level_to_day(folder, moment)

    def names_in(self, folder: str) -> list[str]:
        path = self.base_location / folder
        return [f"{folder}/{name}" for name in os.listdir(path)] if path.is_dir() else []

    def clear(self, folder: str) -> None:
        shutil.rmtree(self.base_location / folder, ignore_errors=True)

    def bytes_of_all(self) -> int:
        total = 0
        for path in self.base_location.glob("*/*"):
            with suppress(FileNotFoundError):
                total += path.stat().st_size
        return total

    def sweep_folders(self, before: float) -> int:
        """Remove the folders whose time is earlier; return how many."""
        swept = 0
        for folder in self.base_location.glob("*"):
            with suppress(FileNotFoundError):
                if folder.stat().st_mtime < before:
                    shutil.rmtree(folder)
                    swept += 1
        return swept


def random_name(_instance, filename: str) -> str:
    """Return a name that tells nothing and cannot be guessed; only the checked extension stays."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}{PurePath(filename).suffix.lower()}"


# --- Serving uploads with the same folders open and closed as in `deploy/nginx.conf`: in development and tests, and
# where they lie in a bucket, which nginx cannot read; there it keeps what was handed out. ---

# Folders with what pages show; every other folder stays closed (T57): original pictures may hold more than was
# published, and documents have access rights of their own and are sent by their view.
OPEN_FOLDERS = ("images", "media", "media_thumbnails", "media_captions")
SANDBOX = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    if path.partition("/")[0] not in OPEN_FOLDERS or ".." in path:
        raise Http404
    if not settings.S3_SERVER:
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    try:
        file = default_storage.open(path)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response.headers["Cache-Control"] = "public, max-age=2592000"
    # Nothing uploaded may run as a page of this site.
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


class ReleaseStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """A process of the former release goes on with the names it began with, whatever a newer one has collected.

    That holds for one that gunicorn starts again in the meantime and after a return to the former release too.
    """

    manifest_name = f"staticfiles-{__version__}.json"
