"""Reads CSV, pasted lines and JSON lines, however a program wrote them: encodings, separators, quotation marks."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from unionsite.core.tables.rows import BadRow, Limits, Row, Unreadable, text_of

_BLOCK = 64 * 1024


def decoded(file: IO[bytes]) -> IO[str]:
    """Return the file as text: UTF-8 with or without BOM, UTF-16 with BOM (Excel's "Unicode text"), else GB18030.
    Raises Unreadable for other encodings and for text with a NUL."""
    head = file.read(4)
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        if _decodes(file, encoding):
            file.seek(0)
            return io.TextIOWrapper(Unclosed(file), encoding=encoding, newline="")
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


def pasted(text: str) -> IO[str]:
    return io.StringIO(text.removeprefix("\ufeff"), newline="")


def lines_of(text: IO[str], limits: Limits, delimiter: str = "") -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield number and cells of each line; the first line tells the separator. Raises Unreadable while reading."""
    if not delimiter:
        first = text.readline(limits.line_length)
        text.seek(0)
        delimiter = max(",\t;", key=first.count)
    # The csv module has only one limit for the whole process.
    before = csv.field_size_limit(max(limits.line_length, csv.field_size_limit()))
    try:
        reader = csv.reader(_short_lines(text, limits), delimiter=delimiter, strict=True)
        for cells in reader:
            yield reader.line_num, tuple(cells)
    except csv.Error as error:
        # Where a quotation mark is missing, nobody can tell where the next row begins.
        raise Unreadable(_("第%(line)d行的引号不成对，无法分列，请改正。") % {"line": reader.line_num}) from error
    finally:
        csv.field_size_limit(before)


def _short_lines(text: IO[str], limits: Limits) -> Iterator[str]:
    while line := text.readline(limits.line_length + 1):
        if len(line) > limits.line_length:
            raise Unreadable(_("文件里有一行太长，不像是表格。请核对后再上传。"))
        yield line


class Unclosed(io.RawIOBase):
    """Shields a file from TextIOWrapper, which closes its source when it is garbage-collected."""

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


# --- JSON lines: each line a row, texts and numbers by name; a faulty line becomes a BadRow, the others are read ---

JSON_ENDINGS = (".jsonl", ".ndjson")


def json_rows(file: IO[bytes], limits: Limits) -> Iterator[Row | BadRow]:
    line = 0
    while content := file.readline(limits.line_length):
        line += 1
        if len(content) >= limits.line_length and not content.endswith(b"\n"):
            while content and not content.endswith(b"\n"):
                content = file.readline(limits.line_length)
            yield BadRow(line, _("这一行太长。"))
        elif content.strip():
            yield _json_row(line, content)


def _json_row(line: int, content: bytes) -> Row | BadRow:
    try:
        values = json.loads(content.decode("utf-8-sig" if line == 1 else "utf-8"))
    except (ValueError, RecursionError):
        return BadRow(line, _("这一行不是完整的JSON。"))
    if not isinstance(values, dict) or any(isinstance(value, dict | list) for value in values.values()):
        return BadRow(line, _("这一行应是一组“名称: 值”，值为文字或数字。"))
    return line, {name.strip().lower(): text_of(value) for name, value in values.items()}
