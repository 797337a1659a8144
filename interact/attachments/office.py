"""Writes Word, Excel and PowerPoint files anew, without authors, times, paths and hidden parts (T74, T76)."""

import io
import posixpath
import re
import zipfile
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.choices import (
    CONTENT_TYPES,
    NEUTRAL,
    OFFICE_LINKS,
    OFFICE_MEDIA,
    OFFICE_SIGNATURE,
    OFFICE_SOURCES,
    OTHER_FORMATS,
)
from interact.attachments.embedded import without_metadata
from interact.attachments.office_parts import (
    DROP,
    Change,
    as_utf8,
    check_xml,
    edited,
    has_objects,
    local,
    open_archive,
    read_member,
    suffix_of,
)
from interact.attachments.rules import Budget, Cleaned, damaged
from unionsite.core.uploads import mismatch

_TYPES = "[Content_Types].xml"
_MAIN = {
    "docx": ("word/", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/", "presentationml.presentation.main+xml"),
}
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_NEUTRAL_PARTS = (
    (re.compile(r"docprops/core[^/]*\.xml|.*\.psmdcp"), _CORE),
    (re.compile(r"docprops/app[^/]*\.xml"), _APP),
)
# Parts that no page shows: custom properties, thumbnails, data of forms, people, labels, printers, add-ins, leftovers.
_DROPPED = re.compile(
    r"docprops/.*|docmetadata/.*|customxml/.*|customui/.*|usercustomization/.*|_xmlsignatures/.*|\[trash\]/.*"
    r"|word/people\.xml|word/recipientdata.*|ppt/changesinfos/.*|ppt/revisioninfo\.xml|xl/customproperty[^/]*"
    r"|.*/webextensions/.*|(.*/)?printersettings[^/]*(/.*)?|.*/thumbnail\.[a-z]+"
)
_ADD_INS = re.compile(r"customui/.*|usercustomization/.*|.*/webextensions/.*")
_EMBEDDED = re.compile(r".*/embeddings/[^/]+\.(docx|xlsx|pptx)")
_DROPPED_RELATIONSHIPS = ("attachedtemplate", "mailmergesource", "mailmergeheadersource", "recipientdata")
_PATHS = ("absPath", "attachedTemplate", "mailMerge", "printerSettings")
_MARKS = ("docVars", "docId", "revisionPtr", "rsids", "custData", "customProperties")
_DROPPED_ELEMENTS = frozenset((*_PATHS, *_MARKS))
_REFUSED_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject")
_PEOPLE = frozenset({"author", "userName", "userId", "refreshedBy", "initials"})
_NAMED = {"cmAuthor", "author", "userInfo"}
_IN_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|file:|\\\\)")
_SAFE_LINK = re.compile(r"(?:https?|mailto|tel):|#", re.I)
_REMOTE = re.compile(r"(?:https?|ftp|mhtml|ms-[\w-]+):|(?:file:)?(?:\\\\|//)[^/]", re.I)
# The author of a comment; a value that begins with "tc=" is the number of a thread.
_AUTHORS = re.compile(rb"(<(?:\w+:)?author>)(?!tc=)([^<]+)")
_TIME = "1980-01-01T00:00:00.000"
# A part without any of these words needs no change.
_WORDS = re.compile(
    rb"uthor|nitials|userI|userN|userP|refreshedBy|displayName|dateUtc|descr|dT=|created|[<:](?:"
    + "|".join(sorted(_DROPPED_ELEMENTS)).encode()
    + rb"|ddeLink|oleLink)\b"
)
_STORED_AS_IS = {"jpg", "jpeg", "png", "mp3", "mp4", "m4a", "docx", "xlsx", "pptx"}
# Pictures and recordings that are kept as they are, although they may tell of camera and place.
_SPEAKING_PICTURES = ("tif", "tiff", "heic", "webp", "avif")
_SPEAKING_MEDIA = {*_SPEAKING_PICTURES, "mp3", "mp4", "m4a", "m4v", "wav", "wma", "wmv", "avi", "mov", "mpg", "mpeg"}


def clean_office(content: bytes, extension: str, budget: Budget, *, is_embedded: bool = False) -> Cleaned:
    """Write a document anew. Raises ValidationError for other files, macros or objects, and if it unpacks too large."""
    with open_archive(content, extension, budget) as archive:
        return _Document(archive, extension, budget, is_embedded).written_anew()


class _Document:
    def __init__(self, archive: zipfile.ZipFile, extension: str, budget: Budget, is_embedded: bool):
        self.archive, self.extension, self.budget, self.is_embedded = archive, extension, budget, is_embedded
        self.notes: dict[str, None] = {}
        self.is_active = False
        self.part = ""
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        self._check_types(names)
        self.dropped = {name for name in names if self._is_dropped(name.lower())}
        self.has_printers = any("printersettings" in name.lower() for name in self.dropped)
        lowered = {name.lower() for name in self.dropped}
        self.is_active = any(map(_ADD_INS.fullmatch, lowered))
        if any(name.startswith("_xmlsignatures/") for name in lowered):
            self.notes[OFFICE_SIGNATURE] = None
        if "xl/connections.xml" in names:
            self.notes[OFFICE_SOURCES] = None

    def written_anew(self) -> Cleaned:
        clean = io.BytesIO()
        with zipfile.ZipFile(clean, "w") as archive:
            for info in self.archive.infolist():
                if info.is_dir() or info.filename in self.dropped:
                    continue
                # A new ZipInfo has the earliest time of the format, so that it is the same for all members.
                member = zipfile.ZipInfo(info.filename)
                member.create_system = 0
                is_packed = suffix_of(info.filename) in _STORED_AS_IS
                member.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
                archive.writestr(member, self._cleaned(info))
        return Cleaned(
            content=clean.getvalue(),
            extension=self.extension,
            content_type=CONTENT_TYPES[self.extension],
            notes=tuple(self.notes),
            is_active=self.is_active,
        )

    # --- What it is ---

    def _check_types(self, names: list[str]) -> None:
        folder, main = _MAIN[self.extension]
        if _TYPES not in names or not any(name.startswith(folder) for name in names):
            raise mismatch(self.extension)
        types = []
        edited(
            self._xml(self.archive.getinfo(_TYPES)),
            lambda _n, attributes: types.append(attributes.get("ContentType", "")),
        )
        named = "\n".join(types).lower()
        if any(word in named for word in _REFUSED_TYPES[:2]):
            raise ValidationError(str(OTHER_FORMATS["docm"]))
        if any(word in named for word in _REFUSED_TYPES[2:]):
            raise has_objects()
        if not any(kind.endswith(main) for kind in types):
            raise mismatch(self.extension)

    @staticmethod
    def _is_dropped(name: str) -> bool:
        """Whether a part is dropped. Two of `docProps` are made neutral instead; relationships go with their part."""
        if any(pattern.fullmatch(name) for pattern, _content in _NEUTRAL_PARTS):
            return False
        folder, file = posixpath.split(name)
        if folder.endswith("_rels") and file.endswith(".rels") and file != ".rels":
            name = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        return bool(_DROPPED.fullmatch(name))

    # --- Its parts ---

    def _xml(self, info: zipfile.ZipInfo) -> bytes:
        return as_utf8(read_member(self.archive, info))

    def _cleaned(self, info: zipfile.ZipInfo) -> bytes:
        self.part = info.filename
        name, suffix = info.filename.lower(), suffix_of(info.filename)
        for pattern, neutral in _NEUTRAL_PARTS:
            if pattern.fullmatch(name):
                return neutral
        if info.filename == _TYPES:
            return edited(self._xml(info), self._type)
        if suffix == "rels":
            return edited(self._xml(info), self._relationship)
        if suffix == "xml":
            return self._cleaned_xml(self._xml(info), name)
        return self._cleaned_other(read_member(self.archive, info), name, suffix)

    def _cleaned_other(self, content: bytes, name: str, suffix: str) -> bytes:
        """Clean a part that is no plain XML: a drawing, a picture, an embedded document, a recording."""
        if suffix in ("vml", "svg") and b"<!ENTITY" in as_utf8(content):
            raise damaged()
        if "/embeddings/" in name and suffix not in ("vml", "svg"):
            return self._embedded(content, name)
        if suffix in ("bin", "sigs", "dat", "docx", "xlsx", "pptx"):
            raise has_objects()
        clean = without_metadata(content) if suffix in ("jpg", "jpeg", "jpe", "png") else content
        if clean is None or suffix in _SPEAKING_MEDIA:
            self.notes[OFFICE_MEDIA] = None
        return content if clean is None else clean

    def _embedded(self, content: bytes, name: str) -> bytes:
        """Clean an embedded document, such as the table of a chart; only one level deep."""
        found = _EMBEDDED.fullmatch(name)
        if not found or self.is_embedded:
            raise has_objects()
        clean = clean_office(content, found[1], self.budget, is_embedded=True)
        self.notes |= dict.fromkeys(clean.notes)
        self.is_active |= clean.is_active
        return clean.content

    def _cleaned_xml(self, content: bytes, name: str) -> bytes:
        if not (_WORDS.search(content) or (self.has_printers and b"pageSetup" in content)):
            check_xml(content)
            return content
        content = edited(content, self._element)
        if "/comments" in name:
            for author in {found[2] for found in _AUTHORS.finditer(content)}:
                # Excel begins the text of a comment with its author's name.
                content = content.replace(b">" + author + b":", f">{NEUTRAL}:".encode())
            content = _AUTHORS.sub(rb"\g<1>" + NEUTRAL.encode(), content)
        return content

    # --- Its elements ---

    def _type(self, name: str, attributes: dict[str, str]) -> Change | None:
        return DROP if name == "Override" and attributes.get("PartName", "").lstrip("/") in self.dropped else None

    def _relationship(self, name: str, attributes: dict[str, str]) -> Change | None:
        if name != "Relationship":
            return None
        kind, target = attributes.get("Type", "").rpartition("/")[2].lower(), attributes.get("Target", "")
        if attributes.get("TargetMode", "").lower() != "external":
            folder = posixpath.dirname(posixpath.dirname(self.part))
            path = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            return DROP if path in self.dropped else None
        if kind == "hyperlink" and _SAFE_LINK.match(target):
            return None
        self.notes[OFFICE_LINKS] = None
        self.is_active |= kind != "hyperlink" and bool(_REMOTE.match(target))
        if kind in _DROPPED_RELATIONSHIPS:
            return DROP
        # The reference stays, or the document would count as damaged; but it no longer names a place or a folder.
        neutral = "removed.xlsx" if kind.startswith(("externallinkpath", "xlpathmissing")) else "about:blank"
        return Change(attributes={"Target": neutral})

    def _element(self, name: str, attributes: dict[str, str]) -> Change | None:
        if name in _DROPPED_ELEMENTS:
            return DROP
        if name in ("ddeLink", "oleLink"):
            raise ValidationError(_("表格里有指向其他程序的链接，为了安全不能接收。请断开链接，或导出为PDF后再上传。"))
        own = {local(key): key for key in attributes}
        changes = {
            written: put[0]
            for key, written in own.items()
            if (put := self._instead_of(key, name, attributes[written], is_authored="author" in own))
        }
        return Change(attributes=changes) if changes else None

    def _instead_of(self, key: str, name: str, value: str, *, is_authored: bool) -> tuple[str | None] | None:
        """Return (new value,) of attribute `key` of element `name`; (None,) if it is dropped, None if it stays."""
        if key in _PEOPLE or (key == "name" and name in _NAMED) or (key == "displayName" and name == "person"):
            return (NEUTRAL,)
        if key in ("providerId", "userProvider"):
            return ("None",)
        if key in ("created", "dt") and name in ("cm", "reply"):
            return (_TIME,)
        if key == "descr" and _IN_PATH.match(value):
            return ("",)
        is_time = key in ("dateUtc", "dT") or (key == "date" and is_authored)
        is_printer = name == "pageSetup" and self.has_printers and key == "id"
        return (None,) if is_time or is_printer else None
