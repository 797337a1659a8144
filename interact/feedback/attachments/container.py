"""The archive of an office document: everything that is checked before its parts are looked at (T76)."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.feedback.attachments.choices import (
    DIRECTORY_BYTES,
    MEMBER_BYTES,
    MEMBERS,
    OTHER_FORMATS,
    RATIO,
    RATIO_FROM_BYTES,
)
from interact.feedback.attachments.outcome import Budget, damaged, locked, too_large
from unionsite.core.uploads import mismatch

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCAL, _CENTRAL, _END, _LONG_END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06"
_LOCAL_BYTES, _END_BYTES, _LONG_END_BYTES = 30, 22, 76
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_MACROS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin", "vbaprojectsignatureagile.bin")
# What the programs themselves put into their documents; `bin` and `sigs` only where a part is dropped in the end.
_PARTS = ("xml", "rels", "vml", "psmdcp", "bin", "sigs", "dat", "docx", "xlsx", "pptx")
_FONTS = ("odttf", "ttf", "otf", "fntdata")
_PICTURES = ("jpeg", "jpg", "jpe", "png", "gif", "bmp", "dib", "tif", "tiff", "webp", "svg", "ico", "heic", "avif")
_DRAWINGS = ("emf", "wmf", "emz", "wmz", "wdp", "jxr", "glb")
_RECORDINGS = ("mp3", "mp4", "m4a", "m4v", "aac", "wav", "wma", "wmv", "avi", "mov", "mpg", "mpeg")
_KNOWN = frozenset((*_PARTS, *_FONTS, *_PICTURES, *_DRAWINGS, *_RECORDINGS))


def open_archive(content: bytes, extension: str, budget: Budget) -> zipfile.ZipFile:
    """The archive when its list of contents is harmless, and nothing stands before or behind it."""
    if content.startswith(_OLE):
        raise locked() if _ENCRYPTED in content else ValidationError(str(OTHER_FORMATS["doc"]))
    if not content.startswith(_LOCAL):
        raise mismatch(extension)
    _check_end(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _UNREADABLE as error:
        raise damaged() from error
    infos = archive.infolist()
    _check_places(infos, content)
    for info in infos:
        _check_member(info)
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise damaged()
    budget.take_unpacked(sum(info.file_size for info in infos))
    return archive


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A member's bytes, no more than the list of contents says. Raises ValidationError when they are broken."""
    try:
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)
    except (KeyError, *_UNREADABLE) as error:
        raise damaged() from error
    if len(content) != info.file_size:
        raise damaged()
    return content


def suffix_of(name: str) -> str:
    """The ending of a member's name, also of one that is nothing else (`_rels/.rels`)."""
    return posixpath.basename(name).rpartition(".")[2].lower()


def _check_end(content: bytes) -> None:
    at = content.rfind(_END)
    if at < 0 or len(content) - at < _END_BYTES:
        raise damaged()
    number, length, start, comment = struct.unpack_from("<HIIH", content, at + 10)
    if number > MEMBERS or length > DIRECTORY_BYTES:
        raise too_large()
    # Some programs write a second end for large archives.
    gap = at - start - length
    is_sound = gap == 0 or (gap == _LONG_END_BYTES and content[start + length : start + length + 4] == _LONG_END)
    # Something behind the archive or before it makes it two files at once.
    if not is_sound or at + _END_BYTES + comment != len(content) or content[start : start + 4] != _CENTRAL:
        raise damaged()


def _check_places(infos: list[zipfile.ZipInfo], content: bytes) -> None:
    """Members that share bytes unfold to any size."""
    at = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < at or info.header_offset + _LOCAL_BYTES > len(content):
            raise damaged()
        name, extra = struct.unpack_from("<HH", content, info.header_offset + 26)
        at = info.header_offset + _LOCAL_BYTES + name + extra + info.compress_size
    if len(infos) > MEMBERS:
        raise too_large()


def _check_member(info: zipfile.ZipInfo) -> None:
    name = info.filename
    if info.flag_bits & 0x1:
        raise locked()
    if name.startswith("/") or "\\" in info.orig_filename or "\0" in info.orig_filename or ".." in name.split("/"):
        raise damaged()
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged()
    if info.file_size > MEMBER_BYTES:
        raise too_large()
    if info.file_size > RATIO_FROM_BYTES and info.file_size > RATIO * max(info.compress_size, 1):
        raise too_large()
    path = PurePosixPath(name.lower())
    if path.name in _MACROS:
        raise ValidationError(str(OTHER_FORMATS["docm"]))
    if "activex" in path.parts or (not name.endswith("/") and suffix_of(name) not in _KNOWN):
        raise has_objects()


def has_objects() -> ValidationError:
    return ValidationError(_("文档里嵌入了控件、程序或其他文件，为了安全不能接收。请删去它们，或导出为PDF后再上传。"))
