"""The .docx as a file: the checks before any of its text is parsed, and guarded reading of its parts."""

import io
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from django.utils.translation import gettext as _

from unionsite.core.archives import BadArchive, Fault, open_archive, read_member
from unionsite.publishing.word_import.choices import ARCHIVE, FILE_BYTES, MB, XML_BYTES
from unionsite.publishing.word_import.markup import parse_xml
from unionsite.publishing.word_import.refusals import FileRefused, damaged, no_word, refusal, refuse_by_name

_WORD_TYPE = "wordprocessingml.document.main+xml"


class Relationship(NamedTuple):
    """A relationship of a part; `kind` is the last word of its type, such as "styles"."""

    kind: str
    target: str
    is_external: bool


class Container:
    """An open, checked .docx: its main document and the related parts. Raises FileRefused if it is not one."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        types = self.xml("[Content_Types].xml")
        if types is None:
            raise no_word(_("这不是Word文件（.docx）。"))
        kinds = {part.get("PartName") or part.get("Extension") or "": part.get("ContentType", "") for part in types}
        if any(word in kind.lower() for kind in kinds.values() for word in ("macroenabled", "vbaproject")):
            raise refusal(Fault.MACROS)
        package = self._relationships_of("").values()
        self.main = next((part.target for part in package if part.kind == "officeDocument"), "")
        if not self.has(self.main):
            raise damaged()
        kind = kinds.get(f"/{self.main}") or kinds.get(self.main.rpartition(".")[2], "")
        if "template.main" in kind:
            refuse_by_name(".dotx")
        if not kind.endswith(_WORD_TYPE):
            raise no_word(_("这不是Word文件（.docx），可能是改了扩展名的其他文件。"))
        self.relationships = self._relationships_of(self.main)

    def has(self, path: str) -> bool:
        return path in self.archive.NameToInfo

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a member. Raises FileRefused when it is broken or longer than `limit`."""
        try:
            return read_member(self.archive, path, limit)
        except BadArchive as error:
            raise refusal(error.fault) from error

    def xml(self, path: str) -> Element | None:
        return parse_xml(self.read(path, XML_BYTES)) if self.has(path) else None

    def parts(self, kind: str) -> Iterator[Element]:
        """Yield the parts that the main document relates to as `kind`."""
        for part in self.relationships.values():
            if part.kind == kind and not part.is_external and (root := self.xml(part.target)) is not None:
                yield root

    def part(self, kind: str) -> Element | None:
        return next(self.parts(kind), None)

    def _relationships_of(self, path: str) -> dict[str, Relationship]:
        folder, name = posixpath.split(path)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for element in [] if root is None else root.iter("rel:Relationship"):
            target = element.get("Target", "")
            if not (is_external := element.get("TargetMode") == "External"):
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = Relationship(kind, target, is_external)
        return found


@contextmanager
def open_container(file: IO[bytes], name: str) -> Iterator[Container]:
    """Open the .docx in `file`. Raises FileRefused, also later while its parts are read."""
    refuse_by_name(name)
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        raise FileRefused(_("这个文件是空的。"))
    if size > FILE_BYTES:
        raise FileRefused(
            _("文件有%(size)dMB，超过上限%(limit)dMB。请在WPS或Word里压缩图片（图片工具—压缩图片）后另存，再上传。")
            % {"size": -(-size // MB), "limit": FILE_BYTES // MB}
        )
    file.seek(0)
    head = file.read(5)
    for mark, suffix in ((b"%PDF", ".pdf"), (b"{\\rtf", ".rtf")):
        if head.startswith(mark):
            refuse_by_name(suffix)
    try:
        archive = open_archive(file, ARCHIVE)
    except BadArchive as error:
        raise refusal(error.fault) from error
    with archive:
        yield Container(archive)
