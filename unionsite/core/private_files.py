"""Files that no web server hands out: they lie outside the media folder and have no address."""

import secrets
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files under `VAR_DIR/<folder>`, readable by the site's own account only."""

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
    """A name that tells nothing and cannot be guessed; only the checked extension stays."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}{PurePath(filename).suffix.lower()}"
