"""From an uploaded file to rows, one after the other: xlsx read-only, CSV line by line; nothing is held as a whole."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from unionsite.accounts.roll.cells import Row, heading_of, read_row
from unionsite.accounts.roll.choices import (
    FILE_BYTES,
    HEADER_WITHIN,
    LINE_LENGTH,
    MOST_COLUMNS,
    MOST_ROWS,
    REQUIRED,
    UNPACKED_BYTES,
    Column,
)
from unionsite.core.unclosed import Unclosed

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BLOCK = 64 * 1024
_NEVER_IN_ROLLS = (b"<!DOCTYPE", b"<!ENTITY")


class Unreadable(ValidationError):
    """The file as a whole cannot be taken; the message is for the person who chose it."""


@dataclass
class Sheet:
    """The rows of a file, to be gone through once. `ignored` are headings of columns that are not read."""

    rows: Iterator[Row]
    columns: frozenset[Column]
    ignored: list[str] = field(default_factory=list)


@contextmanager
def open_roll(file: IO[bytes]) -> Iterator[Sheet]:
    """The roll in `file`, whatever its name says. Raises Unreadable, also while rows are taken."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if size == 0:
        raise Unreadable(_("这个文件是空的。"))
    if size > FILE_BYTES:
        raise Unreadable(_("文件超过10MB。请只保留需要的列和工作表后再上传。"))
    if head.startswith(_OLE):
        raise Unreadable(_ole_message(file))
    if head.startswith(_ZIP):
        with _open_xlsx(file) as sheet:
            yield sheet
    else:
        yield _open_csv(file)


def _ole_message(file: IO[bytes]) -> str:
    if _ENCRYPTED in file.read():
        return _("这个文件设了打开密码，无法读取。请在Excel里取消密码后再上传。")
    return _("这是旧版的.xls文件。请在Excel里另存为“Excel工作簿（.xlsx）”后再上传。")


# --- xlsx ---


def _damaged() -> Unreadable:
    return Unreadable(_("这个文件已损坏，或不是Excel工作簿（.xlsx）。请重新另存后再上传。"))


@contextmanager
def _open_xlsx(file: IO[bytes]) -> Iterator[Sheet]:
    _check_archive(file)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds on hostile files; all mean the same to the person.
        raise _damaged() from error
    try:
        yield _find_sheet([_lines_of(sheet) for sheet in book.worksheets])
    finally:
        book.close()


def _check_archive(file: IO[bytes]) -> None:
    """Refuse bombs and entities before anything is unpacked; zipfile reads no more than a part says it holds."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > 500 or sum(part.file_size for part in parts) > UNPACKED_BYTES:
                raise Unreadable(_("这个文件解开后太大，无法读取。请只保留名册一张工作表后再上传。"))
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise _damaged()
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _has_entities(archive, part):
                    raise _damaged()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise _damaged() from error
    finally:
        file.seek(0)


def _has_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Declarations stand before the first element, so the beginning of a part is enough to look at."""
    with archive.open(part) as content:
        head = content.read(_BLOCK)
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or any(word in head for word in _NEVER_IN_ROLLS)


def _lines_of(sheet) -> Iterator[tuple[int, tuple]]:
    # What a sheet says of its own size may be wrong, and an empty cell far to the right would make every row long.
    sheet.reset_dimensions()
    try:
        yield from enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1)
    except Exception as error:
        raise _damaged() from error


# --- CSV ---


def _open_csv(file: IO[bytes]) -> Sheet:
    text = io.TextIOWrapper(Unclosed(file), encoding=_encoding_of(file), newline="")
    first = text.readline(LINE_LENGTH)
    delimiter = max(",\t;", key=first.count)
    text.seek(0)
    return _find_sheet([_lines_of_csv(text, delimiter)])


def _encoding_of(file: IO[bytes]) -> str:
    """UTF-8 with or without mark, UTF-16 with its mark ("Unicode text" of Excel), else GB18030."""
    head = file.read(4)
    candidates = ["utf-16"] if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        if _decodes(file, encoding):
            file.seek(0)
            return encoding
    raise Unreadable(_("看不懂这个文件的文字编码。请上传Excel工作簿（.xlsx），或另存为“CSV UTF-8”后再上传。"))


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(_BLOCK):
            if "\x00" in decoder.decode(block):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _short_lines(text: IO[str]) -> Iterator[str]:
    while line := text.readline(LINE_LENGTH + 1):
        if len(line) > LINE_LENGTH:
            raise Unreadable(_("文件里有一行太长，不像是名册。请核对后再上传。"))
        yield line


def _lines_of_csv(text: IO[str], delimiter: str) -> Iterator[tuple[int, tuple]]:
    reader = csv.reader(_short_lines(text), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, tuple(cells)
    except csv.Error as error:
        raise Unreadable(
            _("第%(line)d行的引号不成对，无法分列。请改正，或上传Excel工作簿（.xlsx）。") % {"line": reader.line_num}
        ) from error


# --- The headings and what stands below them ---


def _find_sheet(sheets: list[Iterator[tuple[int, tuple]]]) -> Sheet:
    """The first sheet with the required headings in one of its first rows."""
    nearest: set[Column] = set()
    for lines in sheets:
        for number, cells in lines:
            if number > HEADER_WITHIN:
                break
            found = [(place, column) for place, cell in enumerate(cells) if (column := heading_of(cell))]
            columns = {column for _place, column in found}
            if columns.issuperset(REQUIRED):
                return _sheet(lines, cells, found)
            nearest = max(nearest, columns, key=len)
    missing = "、".join(f"“{column.label}”" for column in REQUIRED if column not in nearest)
    raise Unreadable(
        _("在前%(rows)d行里没有找到表头%(missing)s。请用模板，或核对表头的写法。")
        % {"rows": HEADER_WITHIN, "missing": missing}
    )


def _sheet(lines: Iterator[tuple[int, tuple]], headings: tuple, found: list[tuple[int, Column]]) -> Sheet:
    places = {column: place for place, column in found}
    if len(places) < len(found):
        twice = next(column for _place, column in found if [c for _p, c in found].count(column) > 1)
        raise Unreadable(_("“%(column)s”有两列，不知道该读哪一列。请删去一列。") % {"column": twice.label})
    known = {place for place, _column in found}
    ignored = [
        str(cell).strip()[:20]
        for place, cell in enumerate(headings)
        if place not in known and cell is not None and str(cell).strip()
    ]
    return Sheet(_rows(lines, places), frozenset(places), ignored)


def _rows(lines: Iterator[tuple[int, tuple]], places: dict[Column, int]) -> Iterator[Row]:
    count = 0
    for number, cells in lines:
        row = read_row(number, {c: cells[place] if place < len(cells) else None for c, place in places.items()})
        if row is None:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unreadable(_("名册超过%(rows)d行，请分批导入。") % {"rows": MOST_ROWS})
        yield row
