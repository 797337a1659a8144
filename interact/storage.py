"""Where files that people attach to answers lie: outside the media folder, so that no web server hands them out."""

import secrets
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class AnswerStorage(FileSystemStorage):
    """Files under `VAR_DIR/answers`, readable by the site's own account only; they have no address."""

    @property
    def base_location(self):
        return Path(settings.VAR_DIR) / "answers"

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
        raise ValueError("Files of answers have no public address.")


def answer_storage() -> AnswerStorage:
    return AnswerStorage()


def random_name(_instance, filename: str) -> str:
    """A name that tells nothing and cannot be guessed; only the checked extension stays."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}{PurePath(filename).suffix.lower()}"
