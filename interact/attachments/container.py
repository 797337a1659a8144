"""The archive of an office document, with what is said of one that is not taken (T76)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.choices import DIRECTORY_BYTES, MEMBER_BYTES, MEMBERS, OTHER_FORMATS, UNPACKED_BYTES
from interact.attachments.outcome import Budget, damaged, locked, too_large
from unionsite.core import archives
from unionsite.core.archives import Fault
from unionsite.core.uploads import mismatch

_LIMITS = archives.Limits(MEMBERS, DIRECTORY_BYTES, MEMBER_BYTES, UNPACKED_BYTES)
# What the programs themselves put into their documents; `bin` and `sigs` only where a part is dropped in the end.
_PARTS = ("xml", "rels", "vml", "psmdcp", "bin", "sigs", "dat", "docx", "xlsx", "pptx")
_FONTS = ("odttf", "ttf", "otf", "fntdata")
_PICTURES = ("jpeg", "jpg", "jpe", "png", "gif", "bmp", "dib", "tif", "tiff", "webp", "svg", "ico", "heic", "avif")
_DRAWINGS = ("emf", "wmf", "emz", "wmz", "wdp", "jxr", "glb")
_RECORDINGS = ("mp3", "mp4", "m4a", "m4v", "aac", "wav", "wma", "wmv", "avi", "mov", "mpg", "mpeg")
_KNOWN = frozenset((*_PARTS, *_FONTS, *_PICTURES, *_DRAWINGS, *_RECORDINGS))


def open_archive(content: bytes, extension: str, budget: Budget) -> zipfile.ZipFile:
    """The archive when its list of contents is harmless and names nothing foreign."""
    with _in_words(extension):
        archive = archives.open_archive(io.BytesIO(content), _LIMITS)
    for info in archive.infolist():
        name = info.filename.lower()
        if "activex" in PurePosixPath(name).parts or (not name.endswith("/") and suffix_of(name) not in _KNOWN):
            raise has_objects()
    budget.take_unpacked(sum(info.file_size for info in archive.infolist()))
    return archive


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A member's bytes, no more than the list of contents says. Raises ValidationError when they are broken."""
    with _in_words():
        return archives.read_member(archive, info.filename)


def suffix_of(name: str) -> str:
    """The ending of a member's name, also of one that is nothing else (`_rels/.rels`)."""
    return posixpath.basename(name).rpartition(".")[2].lower()


@contextmanager
def _in_words(extension: str = "") -> Iterator[None]:
    try:
        yield
    except archives.BadArchive as error:
        refusals = {
            Fault.TOO_LARGE: too_large(),
            Fault.ENCRYPTED: locked(),
            Fault.LOCKED: locked(),
            Fault.OTHER: mismatch(extension),
            Fault.OLD: ValidationError(str(OTHER_FORMATS["doc"])),
            Fault.MACROS: ValidationError(str(OTHER_FORMATS["docm"])),
        }
        raise refusals.get(error.fault, damaged()) from error


def has_objects() -> ValidationError:
    return ValidationError(_("文档里嵌入了控件、程序或其他文件，为了安全不能接收。请删去它们，或导出为PDF后再上传。"))
