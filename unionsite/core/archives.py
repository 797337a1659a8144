"""Checks zip archives that people send, above all office documents, before anything is unpacked (T76, T77)."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath
from typing import IO

MB = 1024 * 1024
# The text of tables compresses up to some 80:1, a zip bomb 1000:1 or more. Small members do no harm.
RATIO = 250
RATIO_FROM_BYTES = MB
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCAL, _CENTRAL, _END, _LONG_END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06"
_LOCAL_BYTES, _END_BYTES, _LONG_END_BYTES, _LONGEST_COMMENT = 30, 22, 76, 0xFFFF
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_MACROS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin", "vbaprojectsignatureagile.bin")


class Fault(Enum):
    """Why an archive is refused; the caller chooses the words for people."""

    DAMAGED = auto()
    TOO_LARGE = auto()
    ENCRYPTED = auto()  # an office document with a password
    LOCKED = auto()  # an archive with a password
    OLD = auto()  # the format that office documents had before they were archives
    OTHER = auto()  # not an archive
    MACROS = auto()


class BadArchive(Exception):
    def __init__(self, fault: Fault):
        self.fault = fault
        super().__init__(fault.name)


@dataclass(frozen=True)
class Limits:
    """What an archive may hold; `directory`: bytes of the list of contents, read whole;
    `member`, `unpacked`: unpacked."""

    members: int
    directory: int
    member: int
    unpacked: int


def open_archive(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """Open an archive with a harmless list of contents and nothing before or behind it. Raises BadArchive."""
    file.seek(0)
    head = file.read(len(_OLE))
    if head == _OLE:
        raise BadArchive(Fault.ENCRYPTED if _ENCRYPTED in file.read() else Fault.OLD)
    if not head.startswith(_LOCAL):
        raise BadArchive(Fault.OTHER)
    _check_end(file, limits)
    try:
        archive = zipfile.ZipFile(file)
    except _UNREADABLE as error:
        raise BadArchive(Fault.DAMAGED) from error
    infos = archive.infolist()
    if len(infos) > limits.members or sum(info.file_size for info in infos) > limits.unpacked:
        raise BadArchive(Fault.TOO_LARGE)
    _check_places(infos, file)
    for info in infos:
        _check_member(info, limits)
    return archive


def read_member(archive: zipfile.ZipFile, name: str, limit: int | None = None) -> bytes:
    """Return a member's bytes. Raises BadArchive when it is longer than `limit` or not as the list of contents says."""
    try:
        info = archive.getinfo(name)
        if limit is not None and info.file_size > limit:
            raise BadArchive(Fault.TOO_LARGE)
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)
    except (KeyError, *_UNREADABLE) as error:
        raise BadArchive(Fault.DAMAGED) from error
    if len(content) != info.file_size:
        raise BadArchive(Fault.DAMAGED)
    return content


def _check_end(file: IO[bytes], limits: Limits) -> None:
    first = max(0, file.seek(0, io.SEEK_END) - _END_BYTES - _LONGEST_COMMENT)
    tail = _read_at(file, first)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise BadArchive(Fault.DAMAGED)
    number, length, start, comment = struct.unpack_from("<HIIH", tail, at + 10)
    if number > limits.members or length > limits.directory:
        raise BadArchive(Fault.TOO_LARGE)
    # Some programs write a second end record, for large archives.
    gap = first + at - start - length
    is_sound = gap == 0 or (gap == _LONG_END_BYTES and _read_at(file, start + length, 4) == _LONG_END)
    # Data behind or before the archive would make it two files at once.
    if not is_sound or at + _END_BYTES + comment != len(tail) or _read_at(file, start, 4) != _CENTRAL:
        raise BadArchive(Fault.DAMAGED)


def _check_places(infos: list[zipfile.ZipInfo], file: IO[bytes]) -> None:
    """Refuse members that share a name, or bytes: such archives unpack to any size."""
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise BadArchive(Fault.DAMAGED)
    at = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        head = _read_at(file, max(info.header_offset, 0), _LOCAL_BYTES)
        if info.header_offset < at or len(head) < _LOCAL_BYTES:
            raise BadArchive(Fault.DAMAGED)
        name, extra = struct.unpack_from("<HH", head, 26)
        at = info.header_offset + _LOCAL_BYTES + name + extra + info.compress_size


def _check_member(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = info.filename
    if info.flag_bits & 0x1:
        raise BadArchive(Fault.LOCKED)
    if name.startswith("/") or ".." in name.split("/") or not {"\\", "\0"}.isdisjoint(info.orig_filename):
        raise BadArchive(Fault.DAMAGED)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadArchive(Fault.DAMAGED)
    is_bomb = info.file_size > RATIO_FROM_BYTES and info.file_size > RATIO * max(info.compress_size, 1)
    if is_bomb or info.file_size > limits.member:
        raise BadArchive(Fault.TOO_LARGE)
    if PurePosixPath(name.lower()).name in _MACROS:
        raise BadArchive(Fault.MACROS)


def _read_at(file: IO[bytes], at: int, number: int = -1) -> bytes:
    file.seek(at)
    return file.read(number)
