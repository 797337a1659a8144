"""The files of the site, wherever their fields keep them: reading all, and putting them back where there are none."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from typing import IO

from django.apps import apps
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db.models import FileField
from django.utils.translation import gettext as _

from unionsite.operations.backups.archive import CHUNK, Writer
from unionsite.operations.backups.choices import BackupError

FOLDER = "uploads"
OPEN = "media"
# What waits here for a day is of no use later.
LEFT_OUT = frozenset({"roll"})


def storages_of_files() -> dict[str, Storage]:
    """Return the storage of every file field by its folder; that of pictures and documents is `media`."""
    fields = (
        field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, FileField)
    )
    found = {getattr(field.storage, "folder", "") or OPEN: field.storage for field in fields}
    return {name: found[name] for name in sorted(found) if name not in LEFT_OUT}


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in sorted(files):
        if name:
            yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from names_in(storage, f"{folder}/{name}" if folder else name)


def size_of_local(storages: Mapping[str, Storage]) -> int:
    """Return how many bytes lie on this machine's disks; what is elsewhere counts nothing."""
    total = 0
    for storage in storages.values():
        if isinstance(storage, FileSystemStorage):
            for folder, _folders, files in os.walk(storage.location):
                total += sum(_size(os.path.join(folder, name)) for name in files)
    return total


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def add_all(writer: Writer, storages: Mapping[str, Storage]) -> int:
    """Add every file; return how many. One that is deleted meanwhile is left out: its row was deleted too."""
    count = 0
    for folder, storage in storages.items():
        for name in names_in(storage):
            try:
                file = storage.open(name, "rb")
                size = file.size
            except FileNotFoundError:
                continue
            with file:
                writer.add(f"{FOLDER}/{folder}/{name}", file, size)
            count += 1
    return count


def full_folders(storages: Mapping[str, Storage]) -> list[str]:
    return [folder for folder, storage in storages.items() if next(names_in(storage), None)]


def place_of(path: str, storages: Mapping[str, Storage]) -> tuple[Storage, str]:
    """Return where one member of a backup belongs, and the name it had there."""
    _first, folder, name = path.split("/", 2)
    storage = storages.get(folder)
    if storage is None:
        raise BackupError(_("备份里有这里没有的文件夹：%(name)s。请安装做备份时的版本。") % {"name": folder})
    return storage, name


def put_back(path: str, content: IO[bytes], storages: Mapping[str, Storage]) -> None:
    """Store one member of a backup under the name it had."""
    storage, name = place_of(path, storages)
    if isinstance(storage, FileSystemStorage):
        stored = storage.save(name, _Stream(content))
    else:
        # Other storages ask a file for its length first.
        with tempfile.SpooledTemporaryFile(max_size=32 * CHUNK) as waiting:
            while block := content.read(CHUNK):
                waiting.write(block)
            waiting.seek(0)
            stored = storage.save(name, File(waiting, name))
    if stored != name:
        storage.delete(stored)
        raise BackupError(_("文件%(name)s已经存在，不能恢复。") % {"name": path})


class _Stream(File):
    """A file that is read once, from a stream."""

    def chunks(self, chunk_size=None):
        while block := self.file.read(CHUNK):
            yield block


def digest_of(storage: Storage, name: str) -> str:
    with storage.open(name, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
