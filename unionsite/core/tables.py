"""Rows of a file (.jsonl, .csv, .xlsx) one after the other; nothing is held as a whole. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from unionsite.core.unclosed import Unclosed

LINE_LENGTH = 2_000_000
UNPACKED_BYTES = 500 * 1024 * 1024
MOST_COLUMNS = 40
_BLOCK = 1024 * 1024
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

Row = tuple[int, dict[str, str]]


class Unreadable(ValidationError):
    """The file as a whole cannot be taken; the message is for the person who chose it."""


class BadRow(ValueError):
    """One row cannot be read; the others can. `line` counts from 1."""

    def __init__(self, line: int, message: str):
        self.line = line
        super().__init__(message)


def read_table(file: IO[bytes], name: str) -> Iterator[Row | BadRow]:
    """(line from 1, texts by heading) of each row that is not empty; a BadRow in the place of one that is none.

    What the file is, its first bytes tell, and for .jsonl its name. Raises Unreadable, also while rows are taken.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if not head:
        raise Unreadable(_("这个文件是空的。"))
    if head == b"PK\x03\x04":
        return _xlsx(file)
    if head == b"\xd0\xcf\x11\xe0":
        raise Unreadable(_("这是旧版的.xls文件，或设了打开密码。请另存为“Excel工作簿（.xlsx）”，不设密码。"))
    if name.lower().endswith((".jsonl", ".ndjson")):
        return _jsonl(file)
    return _csv(io.TextIOWrapper(Unclosed(file), encoding=_encoding_of(file), newline=""))


def read_text(text: str, headings: tuple[str, ...]) -> Iterator[Row | BadRow]:
    """The same of pasted lines; without a line of headings the columns are taken in the order of `headings`."""
    return _csv(io.StringIO(text.removeprefix("\ufeff"), newline=""), headings)


def text_of(value: Any) -> str:
    """A cell as plain text: dates as 2026-05-08, whole numbers without a point, no NUL."""
    if value is None:
        return ""
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "")


# --- JSON lines ---


def _jsonl(file: IO[bytes]) -> Iterator[Row | BadRow]:
    line = 0
    while content := file.readline(LINE_LENGTH):
        line += 1
        if len(content) >= LINE_LENGTH and not content.endswith(b"\n"):
            while content and not content.endswith(b"\n"):
                content = file.readline(LINE_LENGTH)
            yield BadRow(line, _("这一行太长。"))
            continue
        if not content.strip():
            continue
        try:
            values = json.loads(content.decode("utf-8-sig" if line == 1 else "utf-8"))
        except (ValueError, RecursionError):
            yield BadRow(line, _("这一行不是完整的JSON。"))
            continue
        if not isinstance(values, dict) or any(isinstance(value, dict | list) for value in values.values()):
            yield BadRow(line, _("这一行应是一组“名称: 值”，值为文字或数字。"))
            continue
        yield line, {_heading(key): text_of(value) for key, value in values.items()}


# --- CSV ---


def _encoding_of(file: IO[bytes]) -> str:
    """UTF-8 with or without mark, UTF-16 with its mark, else GB18030, as Excel and WPS write them."""
    head = file.read(4)
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        file.seek(0)
        return encoding
    raise Unreadable(_("看不懂这个文件的文字编码。请另存为“CSV UTF-8”后再用。"))


def _csv(text: IO[str], headings: tuple[str, ...] = ()) -> Iterator[Row | BadRow]:
    first = text.readline(LINE_LENGTH)
    text.seek(0)
    delimiter = max(",\t;", key=first.count)
    limit = csv.field_size_limit(LINE_LENGTH)
    try:
        reader = csv.reader(_without_nul(text), delimiter=delimiter, strict=True)
        names: list[str] = []
        while True:
            try:
                cells = next(reader, None)
            except csv.Error:
                # Where a quotation mark is missing, nobody knows where the next row begins.
                raise Unreadable(_("第%(line)d行的引号不成对，文件没有导入。") % {"line": reader.line_num}) from None
            if cells is None:
                return
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if not names:
                names = [_heading(cell) for cell in cells]
                # One of the words alone may be a value: 词语 is a heading and a kind.
                if not headings or len(set(headings) & set(names)) >= min(2, len(names)):
                    continue
                names = list(headings)
            yield reader.line_num, dict(zip(names, map(_unquoted, cells), strict=False))
    finally:
        csv.field_size_limit(limit)


def _without_nul(text: IO[str]) -> Iterator[str]:
    while line := text.readline(LINE_LENGTH):
        yield line.replace("\x00", "")


def _unquoted(cell: str) -> str:
    """Our own export puts a quotation mark before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


# --- xlsx ---


def _xlsx(file: IO[bytes]) -> Iterator[Row | BadRow]:
    _check_archive(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds on hostile files; all mean the same to the person.
        raise _damaged() from error
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        names: list[str] = []
        for line, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            cells = [text_of(value).strip() for value in values]
            if not any(cells):
                continue
            if not names:
                names = [_heading(cell) for cell in cells]
                continue
            yield line, {name: cell for name, cell in zip(names, cells, strict=False) if name}
    except Exception as error:  # As above, while rows are read.
        raise _damaged() from error
    finally:
        book.close()


def _check_archive(file: IO[bytes]) -> None:
    """Refuse bombs and entities before anything is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > 500 or sum(part.file_size for part in parts) > UNPACKED_BYTES:
                raise Unreadable(_("这个文件解开后太大，无法读取。请分成几个文件。"))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        head = content.read(64 * 1024)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
                        raise _damaged()
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise _damaged() from error
    finally:
        file.seek(0)


def _damaged() -> Unreadable:
    return Unreadable(_("这个文件已损坏，或不是Excel工作簿（.xlsx）。请重新另存后再用。"))


def _heading(text: Any) -> str:
    return str(text).strip().lower()
