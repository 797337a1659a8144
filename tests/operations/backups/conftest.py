"""A pair of keys, a place for backups, and folders of the test's own for what is backed up and where it comes back."""

from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from interact.storage import case_storage
from unionsite.operations.backups import archive
from unionsite.operations.backups.databases import own_database
from unionsite.operations.backups.services.making import new_key
from unionsite.operations.backups.services.restoring import Target
from unionsite.operations.backups.uploads import storages_of_files

PICTURE, SEALED = b"\x89PNG of the spring outing" * 1000, b"sealed words of a case" * 1000


def key_file(folder, name: str) -> SimpleNamespace:
    (public, text), path = new_key(timezone.now()), folder / name
    path.write_text(text, encoding="ascii")
    return SimpleNamespace(public=public, path=path, identities=archive.identities_in(path))


@pytest.fixture
def key(tmp_path):
    return key_file(tmp_path, "officer.key")


@pytest.fixture
def other_key(tmp_path):
    return key_file(tmp_path, "other.key")


@pytest.fixture
def site(settings, tmp_path, key):
    """A site that makes backups, without a file yet."""
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.BACKUP_PLACE = str(tmp_path / "backups")
    modes = {"directory_permissions_mode": 0o700, "file_permissions_mode": 0o600}
    options = {"location": settings.BACKUP_PLACE, **modes}
    ours = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"backups": ours}
    settings.BACKUP_RECIPIENTS = [key.public]
    settings.BACKUP_DRILL_IDENTITY = ""
    return SimpleNamespace(var=settings.VAR_DIR, place=tmp_path / "backups", key=key)


@pytest.fixture
def uploads(site):
    """A picture that everybody sees, and a file of a case."""
    default_storage.save("images/outing.png", ContentFile(PICTURE))
    case_storage().save("ab/abcdef.bin", ContentFile(SEALED))


@pytest.fixture
def empty_place(site, tmp_path):
    """Another machine: a database of the same kind and folders, all empty."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with own_database().scratch(folder) as database:
        yield Target(database, {name: FileSystemStorage(folder / name) for name in storages_of_files()})
