"""The log as files that another machine pulls: a file a day, lines only added, synced before they count as shipped."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

TAIL_BYTES = 1024 * 1024


class Folder:
    """The files are their own cursor: what stands last in the newest was shipped last."""

    def __init__(self, path: Path):
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Two schedulers take turns. nginx is in this user's group and need not read who did what: root's ssh pulls."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def files(self) -> list[Path]:
        return sorted(self.path.glob("audit-*.jsonl"))

    def last(self) -> tuple[int, str] | None:
        """Return number and hash of what was shipped last; None for nothing, or after a mark."""
        for file in reversed(self.files()):
            with file.open("rb") as opened:
                if last := _last_line(opened):
                    entry = json.loads(last)
                    return (entry["number"], entry["hash"]) if "number" in entry else None
        return None

    def append(self, lines: Iterable[str], today: date) -> None:
        """Add lines to the file of the day; of a line that a crash cut off, what is there is written anew, the same."""
        path = self.path / f"audit-{today:%Y-%m-%d}.jsonl"
        if (newest := self.files()[-1:]) and newest[0].name > path.name:
            # The clock went back: order counts for more than the name.
            path = newest[0]
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        with file:
            file.truncate(_end_of_whole_lines(file))
            file.seek(0, os.SEEK_END)
            for line in lines:
                file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def forget(self, before: date) -> None:
        """Remove files of days before this one, but for the newest."""
        for file in self.files()[:-1]:
            if file.name < f"audit-{before:%Y-%m-%d}.jsonl":
                file.unlink()


def _end_of_whole_lines(file: BinaryIO) -> int:
    """Return where the last whole line ends. A line is shorter than what is read of the end."""
    size = file.seek(0, os.SEEK_END)
    start = max(size - TAIL_BYTES, 0)
    file.seek(start)
    found = file.read().rfind(b"\n")
    return start + found + 1 if found >= 0 else start


def _last_line(file: BinaryIO) -> bytes:
    end = _end_of_whole_lines(file)
    start = max(end - TAIL_BYTES, 0)
    file.seek(start)
    return file.read(end - start).rstrip(b"\n").rpartition(b"\n")[2]
