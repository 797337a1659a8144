"""Opens the archive of an office document within limits, and edits the XML in it byte by byte (T76); for `office`.

All that an edit does not touch stays as it was written.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.choices import DIRECTORY_BYTES, MEMBER_BYTES, MEMBERS, OTHER_FORMATS, UNPACKED_BYTES
from interact.attachments.rules import Budget, damaged, locked, too_large
from unionsite.core import archives
from unionsite.core.archives import Fault
from unionsite.core.uploads import mismatch

_LIMITS = archives.Limits(MEMBERS, DIRECTORY_BYTES, MEMBER_BYTES, UNPACKED_BYTES)
# Endings that office programs use themselves; a `bin` or `sigs` part is accepted only if it is dropped in the end.
_PARTS = ("xml", "rels", "vml", "psmdcp", "bin", "sigs", "dat", "docx", "xlsx", "pptx")
_FONTS = ("odttf", "ttf", "otf", "fntdata")
_PICTURES = ("jpeg", "jpg", "jpe", "png", "gif", "bmp", "dib", "tif", "tiff", "webp", "svg", "ico", "heic", "avif")
_DRAWINGS = ("emf", "wmf", "emz", "wmz", "wdp", "jxr", "glb")
_RECORDINGS = ("mp3", "mp4", "m4a", "m4v", "aac", "wav", "wma", "wmv", "avi", "mov", "mpg", "mpeg")
_KNOWN = frozenset((*_PARTS, *_FONTS, *_PICTURES, *_DRAWINGS, *_RECORDINGS))


def open_archive(content: bytes, extension: str, budget: Budget) -> zipfile.ZipFile:
    """Open an archive. Raises ValidationError if its list of contents breaks a limit or names a foreign part."""
    with _in_words(extension):
        archive = archives.open_archive(io.BytesIO(content), _LIMITS)
    for info in archive.infolist():
        name = info.filename.lower()
        if "activex" in PurePosixPath(name).parts or (not name.endswith("/") and suffix_of(name) not in _KNOWN):
            raise has_objects()
    budget.take_unpacked(sum(info.file_size for info in archive.infolist()))
    return archive


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes, no more than the list of contents says. Raises ValidationError if they are broken."""
    with _in_words():
        return archives.read_member(archive, info.filename)


def suffix_of(name: str) -> str:
    """Return the ending of a member's name, also if the name is nothing else (`_rels/.rels`)."""
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


# --- XML ---

_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODINGS = (None, "utf-8", "utf8", "us-ascii", "ascii")


@dataclass(frozen=True)
class Change:
    """A change of an element: it is dropped with all it holds, or gets other attributes (None drops an attribute)."""

    is_dropped: bool = False
    attributes: Mapping[str, str | None] = field(default_factory=dict)


DROP = Change(is_dropped=True)

# Gets the name of an element without prefix, and its attributes with their names as written (see `local`).
Rule = Callable[[str, dict[str, str]], Change | None]


def local(name: str) -> str:
    return name.rpartition(":")[2]


def as_utf8(content: bytes) -> bytes:
    """Return XML in UTF-8; with a byte order mark of UTF-16 it is converted. Raises ValidationError if that fails."""
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content
    try:
        return _DECLARATION.sub("", content.decode("utf-16")).encode()
    except UnicodeDecodeError as error:
        raise damaged() from error


def check_xml(content: bytes) -> None:
    """Raise ValidationError for XML that is not well formed or declares a document type, which may hold entities."""
    _parse(_parser(), content)


def edited(content: bytes, rule: Rule) -> bytes:
    """Return UTF-8 XML with the changes that `rule` asks for. Raises ValidationError like `check_xml`."""
    parser, edits, depth, open_at = _parser(), [], 0, None

    def start(name, attributes):
        nonlocal depth, open_at
        depth += 1
        if open_at or not (change := rule(local(name), attributes)):
            return
        at = parser.CurrentByteIndex
        if not (tag := _TAG.match(content, at)):
            raise damaged()
        if change.is_dropped:
            open_at = (depth, at, tag.end())
        else:
            edits.append((at, tag.end(), _tag(name, attributes | change.attributes, tag[0].endswith(b"/>"))))

    def end(_name):
        nonlocal depth, open_at
        if open_at and open_at[0] == depth:
            _depth, at, last = open_at
            if content[last - 2 : last] != b"/>":
                last = content.index(b">", parser.CurrentByteIndex) + 1
            edits.append((at, last, b""))
            open_at = None
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    _parse(parser, content)
    kept, at = [], 0
    for first, last, new in edits:
        kept += [content[at:first], new]
        at = last
    return b"".join([*kept, content[at:]])


def _parser():
    parser = expat.ParserCreate()

    def doctype(*_arguments):
        raise damaged()

    def declaration(_version, encoding, _standalone):
        if (encoding.lower() if encoding else None) not in _ENCODINGS:
            raise damaged()

    parser.StartDoctypeDeclHandler, parser.XmlDeclHandler = doctype, declaration
    return parser


def _parse(parser, content: bytes) -> None:
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


def _tag(name: str, attributes: Mapping[str, str | None], is_empty: bool) -> bytes:
    parts = [f'{key}="{_escaped(value)}"' for key, value in attributes.items() if value is not None]
    return f"<{' '.join([name, *parts])}{'/' if is_empty else ''}>".encode()


def _escaped(value: str) -> str:
    return html.escape(value).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
