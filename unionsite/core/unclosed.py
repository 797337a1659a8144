"""A view of a file that stays open when its reader goes."""

from __future__ import annotations

import io
from typing import IO


class Unclosed(io.RawIOBase):
    """For a TextIOWrapper, which closes what it reads from when it is forgotten."""

    def __init__(self, file: IO[bytes]):
        self.file = file

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        return self.file.seek(offset, whence)

    def tell(self):
        return self.file.tell()

    def readinto(self, buffer):
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
