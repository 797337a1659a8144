"""Folders whose files are listed with their SHA-256: BagIt 1.0 (RFC 8493), made whole or not at all."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

PAYLOAD, MANIFEST, TAGS = "data", "manifest-sha256.txt", "tagmanifest-sha256.txt"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class FolderTaken(Exception):
    """There is something in the folder already."""


@contextmanager
def new_bag(folder: Path, info: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folder for the payload; afterwards list it and put all in its place. `info` may be filled meanwhile.

    What is broken off leaves nothing behind. Raises FolderTaken.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(str(folder))
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / PAYLOAD).mkdir(parents=True, mode=0o700)
    unfinished.chmod(0o700)
    try:
        yield unfinished / PAYLOAD
        _finish(unfinished, info)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    if folder.exists():
        folder.rmdir()
    unfinished.rename(folder)


def faults_of(folder: Path) -> list[str]:
    """Return in words what is missing, changed or added since the bag was made; empty if all is as it was."""
    try:
        listed = {**_read(folder, TAGS), **_read(folder, MANIFEST)}
    except (OSError, ValueError):
        return [_("校验清单缺失或损坏，不能核对。")]
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {TAGS}
    faults = [_("缺少：%(name)s") % {"name": name} for name in sorted(listed.keys() - present)]
    faults += [_("多出：%(name)s") % {"name": name} for name in sorted(present - listed.keys())]
    changed = (name for name in sorted(listed.keys() & present) if digest_of(folder / name) != listed[name])
    return faults + [_("被改动：%(name)s") % {"name": name} for name in changed]


def digest_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _finish(bag: Path, info: Mapping[str, str]) -> None:
    (bag / "bagit.txt").write_text(_DECLARATION, encoding="utf-8")
    size = count = 0
    with (bag / MANIFEST).open("w", encoding="utf-8") as manifest:
        for file in _files(bag / PAYLOAD):
            size, count = size + file.stat().st_size, count + 1
            manifest.write(f"{digest_of(file)}  {_written(file.relative_to(bag).as_posix())}\n")
    lines = {**info, "Payload-Oxum": f"{size}.{count}"}
    (bag / "bag-info.txt").write_text("".join(f"{name}: {value}\n" for name, value in lines.items()), encoding="utf-8")
    tags = "".join(f"{digest_of(bag / name)}  {name}\n" for name in ("bagit.txt", "bag-info.txt", MANIFEST))
    (bag / TAGS).write_text(tags, encoding="utf-8")


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, folder by folder, so that no list of all is held."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _read(folder: Path, name: str) -> dict[str, str]:
    rows = (line.split("  ", 1) for line in (folder / name).read_text(encoding="utf-8").splitlines())
    return {_meant(path): digest for digest, path in rows}


# A manifest has one name a line.
def _written(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _meant(name: str) -> str:
    return name.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
