"""The copy's folders below `VAR_DIR/copy`: one for each round, `current` a link to the one that is handed out.

`state.json` beside them says what is there. Everything is the group's to read, as the web server's user is in it, and
appears whole: files are renamed into their place.
"""

import fcntl
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from django.conf import settings

from unionsite.operations.copies.rules import file_of

logger = logging.getLogger(__name__)
DIRECTORY, FILE = 0o750, 0o640
# Searched for, not read as HTML: a section may have 50,000 pages below it.
_DOCUMENT = re.compile(rb'"(/documents/[^"]+)"')


class Busy(Exception):
    """Another process is at work on the copy."""


def top() -> Path:
    return Path(settings.VAR_DIR) / "copy"


def current() -> Path | None:
    """Return the folder that is handed out, None while there is none."""
    link = top() / "current"
    return link.resolve() if link.is_dir() else None


def every_folder() -> list[Path]:
    """Return the folders of all rounds, finished or not."""
    return [path for path in top().glob("*") if path.is_dir() and not path.is_symlink()]


@contextmanager
def locked() -> Iterator[None]:
    """Hold the copy alone. Raises Busy at once if another process does."""
    _make(top())
    with (top() / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield


def state() -> dict:
    """Return what was kept; nothing where it cannot be read, so that a new round begins and writes it anew."""
    try:
        found = json.loads((top() / "state.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        logger.error("state.json of the copy is broken and counts as none")
        return {}
    return found


def keep_state(values: dict) -> None:
    _make(top())
    put(top(), "state.json", [json.dumps(values).encode()], lasting=True)


def put(folder: Path, name: str, pieces: Iterable[bytes], *, lasting: bool = False) -> None:
    """Write a file, whole or not at all; one that is `lasting` is on the disk before it has its name, so that a power
    cut leaves no empty one."""
    target = folder / name
    _make(target.parent)
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, FILE)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def put_link(folder: Path, name: str, source: str) -> bool:
    """Give an uploaded file a second name in the copy, which takes no room; False where the disk is another one."""
    target = folder / name
    _make(target.parent)
    try:
        target.unlink(missing_ok=True)
        os.link(source, target)
    except OSError:
        return False
    return True


def drop(address: str, *, with_all_below: bool = False) -> None:
    """Take an address out of every folder at once; whatever of it is not there is no error."""
    name = file_of(address)
    for folder in every_folder():
        place = folder / name
        place.unlink(missing_ok=True)
        if name.endswith("index.html"):
            shutil.rmtree(place.parent if with_all_below else place.parent / "_page", ignore_errors=True)


def documents_named(folder: Path, address: str, *, with_all_below: bool = False) -> set[str]:
    """Return the addresses of the documents that a page of a folder names, or any page below it too."""
    place, found = folder / file_of(address), set()
    for file in {place, *(place.parent.rglob("*.html") if with_all_below else ())}:
        if file.is_file():
            found.update(unescape(name.decode()) for name in _DOCUMENT.findall(file.read_bytes()))
    return found


def switch(folder: Path) -> None:
    """Hand out another folder from now on, and delete all others."""
    link = top() / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    os.replace(link, top() / "current")
    for other in every_folder():
        if other.name != folder.name:
            shutil.rmtree(other, ignore_errors=True)


def size_of(folder: Path) -> tuple[int, int]:
    """Return the number of files and their bytes."""
    sizes = [os.stat(Path(place) / name).st_size for place, _folders, names in os.walk(folder) for name in names]
    return len(sizes), sum(sizes)


def _make(folder: Path) -> None:
    """As `mkdir(parents=True)`, with our rights whatever the umask."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(DIRECTORY)
