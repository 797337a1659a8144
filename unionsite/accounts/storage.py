"""Where an uploaded roll waits for its import: outside the media folder, so that no web server hands it out."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class RollStorage(FileSystemStorage):
    """Files under `VAR_DIR/roll`, readable by the site's own account only; they have no address."""

    @property
    def base_location(self):
        return Path(settings.VAR_DIR) / "roll"

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
        raise ValueError("An uploaded roll has no public address.")


def roll_storage() -> RollStorage:
    return RollStorage()


def random_name(_instance, _filename: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return secrets.token_hex(16)
