"""The .docx as a file: everything that is checked before a word of it is parsed, and guarded reading of its parts."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import (
    ATTRIBUTES,
    DEPTH,
    DIRECTORY_BYTES,
    ELEMENTS,
    FILE_BYTES,
    MB,
    MEMBER_BYTES,
    MEMBERS,
    NAMESPACES,
    OFFICE_DOCUMENT,
    OTHER_FORMATS,
    OTHER_PROGRAMS,
    RATIO,
    RATIO_FROM_BYTES,
    SAVE_AS,
    UNPACKED_BYTES,
    WORD_TYPE,
    XML_BYTES,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_END = b"PK\x05\x06"
_END_BYTES = 22
_BLOCK = 64 * 1024
_CONTENT_TYPES = "[Content_Types].xml"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Refused(ValidationError):
    """The file as a whole cannot be taken; the message is for the person who chose it, and says what to do."""


@dataclass(frozen=True)
class Relationship:
    kind: str
    target: str
    is_external: bool


@dataclass
class Container:
    """A checked .docx that is open: its main document and the parts that belong to it."""

    archive: zipfile.ZipFile
    main: str = ""
    types: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    relationships: dict[str, Relationship] = field(default_factory=dict)

    def has(self, path: str) -> bool:
        return path in self.archive.NameToInfo

    def names(self) -> list[str]:
        return self.archive.namelist()

    def size(self, path: str) -> int:
        """What the archive says of a member's size; `read` believes it no further than its limit."""
        return self.archive.getinfo(path).file_size

    def read(self, path: str, limit: int) -> bytes:
        """A member's bytes. Raises Refused when it is broken or longer than `limit`, whatever its header says."""
        try:
            with self.archive.open(path) as member:
                content = member.read(limit + 1)
        except (KeyError, *_UNREADABLE) as error:
            raise damaged() from error
        if len(content) > limit:
            raise too_large()
        return content

    def xml(self, path: str) -> ElementTree.Element | None:
        """A part as a tree with prefixed names (`w:p`); None when there is no such part."""
        return parse_xml(self.read(path, XML_BYTES)) if self.has(path) else None

    def part(self, kind: str) -> ElementTree.Element | None:
        """The part that the main document relates to as `kind`, such as "styles"."""
        for relationship in self.relationships.values():
            if relationship.kind.endswith(f"/relationships/{kind}") and not relationship.is_external:
                return self.xml(relationship.target)
        return None

    def parts(self, kind: str) -> list[ElementTree.Element]:
        return [
            root
            for relationship in self.relationships.values()
            if relationship.kind.endswith(f"/relationships/{kind}") and not relationship.is_external
            if (root := self.xml(relationship.target)) is not None
        ]

    def content_type(self, path: str) -> str:
        return self.types.get(path) or self.defaults.get(PurePath(path).suffix.lower().removeprefix("."), "")

    def relationships_of(self, path: str) -> dict[str, Relationship]:
        folder, name = posixpath.split(path)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return {}
        found = {}
        for element in root.iter("rel:Relationship"):
            target = element.get("Target", "")
            is_external = element.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[element.get("Id", "")] = Relationship(element.get("Type", ""), target, is_external)
        return found


def damaged() -> Refused:
    return Refused(_("这个文件已损坏，无法读取。请用WPS或Word打开它，能打开的话另存为一份新的.docx再上传。"))


def too_large() -> Refused:
    return Refused(
        _("这个文件解压后过大或结构异常，为了安全没有导入。请删去不需要的内容和图片，另存为新的.docx再上传。")
    )


def too_complex() -> Refused:
    return Refused(_("这个文件的结构过于复杂，无法导入。请把文字复制到一份新文档里，另存为.docx再上传。"))


def has_macros() -> Refused:
    return Refused(_("这个文件带有宏，为了安全不能导入。") + str(SAVE_AS))


def refuse_by_name(name: str) -> None:
    """Say what to do with a file of another program (`.doc`, `.wps`, `.pages`, …)."""
    suffix = PurePath(name).suffix.lower() or name.lower()
    if message := OTHER_PROGRAMS.get(suffix):
        raise Refused(message)
    if message := OTHER_FORMATS.get(suffix):
        raise Refused(str(message) + str(SAVE_AS))


@contextmanager
def open_container(file: IO[bytes], name: str) -> Iterator[Container]:
    """The .docx in `file`. Raises Refused, also while parts of it are read inside."""
    refuse_by_name(name)
    _check_file(file)
    try:
        archive = zipfile.ZipFile(file)
    except _UNREADABLE as error:
        raise damaged() from error
    with archive:
        _check_members(archive)
        container = Container(archive)
        _read_types(container)
        _find_main(container)
        yield container


def _check_file(file: IO[bytes]) -> None:
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    head = file.read(8)
    if size == 0:
        raise Refused(_("这个文件是空的。"))
    if size > FILE_BYTES:
        raise Refused(
            _("文件有%(size)dMB，超过上限%(limit)dMB。请在WPS或Word里压缩图片（图片工具—压缩图片）后另存，再上传。")
            % {"size": -(-size // MB), "limit": FILE_BYTES // MB}
        )
    if head.startswith(_OLE):
        raise Refused(_ole_message(file))
    if head.startswith(b"%PDF"):
        refuse_by_name(".pdf")
    if head.startswith(b"{\\rtf"):
        refuse_by_name(".rtf")
    if not head.startswith(b"PK\x03\x04"):
        raise Refused(_("这不是Word文件（.docx），或者文件已损坏。") + str(SAVE_AS))
    # What comes before the list of contents may be cut off, but without the list nothing can be found.
    file.seek(max(0, size - _END_BYTES - 0xFFFF))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise damaged()
    number, length = struct.unpack_from("<HI", tail, at + 10)
    if number > MEMBERS or length > DIRECTORY_BYTES:
        raise too_large()
    file.seek(0)


def _ole_message(file: IO[bytes]) -> str:
    previous = b""
    while block := file.read(_BLOCK):
        if _ENCRYPTED in previous + block:
            return _(
                "这个文件设了打开密码，无法读取。请在WPS或Word里取消密码（文件—文档加密—密码加密，清空密码），"
                "保存后再上传。"
            )
        previous = block[-len(_ENCRYPTED) :]
    return str(OTHER_FORMATS[".doc"]) + str(SAVE_AS)


def _check_members(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MEMBERS or sum(info.file_size for info in infos) > UNPACKED_BYTES:
        raise too_large()
    names = set()
    for info in infos:
        name = info.filename
        if info.flag_bits & 0x1:
            raise Refused(_("这个文件设了密码，无法读取。请取消密码后再上传。"))
        if name in names or name.startswith("/") or "\\" in info.orig_filename or ".." in name.split("/"):
            raise damaged()
        names.add(name)
        if info.file_size > MEMBER_BYTES:
            raise too_large()
        if info.file_size > RATIO_FROM_BYTES and info.file_size > RATIO * max(info.compress_size, 1):
            raise too_large()
        if PurePath(name).name.lower() in ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin"):
            raise has_macros()


def _read_types(container: Container) -> None:
    root = container.xml(_CONTENT_TYPES)
    if root is None:
        raise Refused(_("这不是Word文件（.docx）。") + str(SAVE_AS))
    for element in root:
        kind = element.get("ContentType", "")
        if "macroenabled" in kind.lower() or "vbaproject" in kind.lower():
            raise has_macros()
        if element.tag == "ct:Override":
            container.types[element.get("PartName", "").lstrip("/")] = kind
        elif element.tag == "ct:Default":
            container.defaults[element.get("Extension", "").lower()] = kind


def _find_main(container: Container) -> None:
    for relationship in container.relationships_of("").values():
        if relationship.kind.endswith(OFFICE_DOCUMENT) and not relationship.is_external:
            container.main = relationship.target
    if not container.has(container.main):
        raise damaged()
    kind = container.content_type(container.main)
    if "template.main" in kind:
        refuse_by_name(".dotx")
    if not kind.endswith(WORD_TYPE):
        raise Refused(_("这不是Word文件（.docx），可能是改了扩展名的其他文件。") + str(SAVE_AS))
    container.relationships = container.relationships_of(container.main)


def parse_xml(content: bytes) -> ElementTree.Element:
    """A tree with prefixed names. Refused: a document type, so no entity of its own; too many or too deep elements."""
    _count(content)
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  (checked just now: it declares no entities)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged() from error
    for element in root.iter():
        element.tag = _prefixed(element.tag)
        if element.attrib:
            attributes = {_prefixed(key): value for key, value in element.attrib.items()}
            element.attrib.clear()
            element.attrib.update(attributes)
    return root


def descend(element: ElementTree.Element, *names: str) -> ElementTree.Element | None:
    """The first child by each name in turn; ElementTree's own paths stumble over prefixed names."""
    found: ElementTree.Element | None = element
    for name in names:
        found = None if found is None else found.find(name)
    return found


def _count(content: bytes) -> None:
    """Go through the XML once without building anything."""
    number = depth = 0

    def start(_name, attributes):
        nonlocal number, depth
        number += 1
        depth += 1
        if number > ELEMENTS or depth > DEPTH or len(attributes) > ATTRIBUTES:
            raise too_complex()

    def end(_name):
        nonlocal depth
        depth -= 1

    def doctype(*_arguments):
        raise damaged()

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


def _prefixed(name: str) -> str:
    if not name.startswith("{"):
        return name
    uri, _brace, local = name[1:].partition("}")
    prefix = NAMESPACES.get(uri)
    return f"{prefix}:{local}" if prefix else local if uri == "http://www.w3.org/XML/1998/namespace" else name
