"""Reads tables that people upload or paste (Excel workbooks, CSV, JSON lines) row by row, within limits.

This package turns a file into rows; each importer knows what its columns mean.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _

from unionsite.core.tables import workbooks
from unionsite.core.tables.rows import (
    LARGE,
    MB,
    BadRow,
    Limits,
    Row,
    Unreadable,
    name_rows,
    refused_for,
    text_of,
    unquoted,
)
from unionsite.core.tables.text import JSON_ENDINGS, decoded, json_rows, lines_of, pasted

__all__ = [
    "LARGE",
    "MB",
    "BadRow",
    "Limits",
    "Lines",
    "Row",
    "Unreadable",
    "name_rows",
    "open_sheets",
    "read_table",
    "read_text",
    "refused_for",
    "rows_of",
]

Lines = Iterator[tuple[int, Sequence[object]]]  # (line number as Excel counts, cells)


@contextmanager
def open_sheets(file: IO[bytes], limits: Limits, *, with_formulas: bool = False) -> Iterator[list[Lines]]:
    """Open a file and give its sheets, each to be read once, line by line; its first bytes tell its format.

    `with_formulas` gives formulas instead of their results. Raises Unreadable, also while lines are read.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if size == 0:
        raise Unreadable(_("这个文件是空的。"))
    if size > limits.file_bytes:
        words = _("文件超过%(most)dMB。请只保留需要的列和工作表，或分成几个文件后再上传。")
        raise Unreadable(words % {"most": limits.file_bytes // MB})
    if head.startswith(workbooks.OLE):
        raise workbooks.old_or_locked(file)
    if head.startswith(workbooks.ZIP):
        with workbooks.sheets_of(file, limits, with_formulas=with_formulas) as sheets:
            yield sheets
    else:
        yield [lines_of(decoded(file), limits)]


def rows_of(lines: Lines, headings: Sequence[str] = ()) -> Iterator[Row]:
    """Yield (line, texts by lower-case heading) for each line that is not empty.

    The first such line has the headings. Where `headings` are given that line may be missing: the columns then stand in
    the order of `headings`.
    """
    names: list[str] = []
    for line, values in lines:
        cells = [text_of(value).strip() for value in values]
        if not any(cells):
            continue
        if not names:
            names = [cell.lower() for cell in cells]
            # One matching word alone may be a value: 词语 is both a heading and a kind.
            if not headings or len(set(headings) & set(names)) >= min(2, len(names)):
                continue
            names = list(headings)
        yield line, {name: unquoted(cell) for name, cell in zip(names, cells, strict=False) if name}


def read_table(
    file: IO[bytes], name: str = "", headings: Sequence[str] = (), limits: Limits = LARGE
) -> Iterator[Row | BadRow]:
    """Yield the rows of a file (of a workbook: its first sheet), with a BadRow in place of each faulty one.

    Its first bytes tell the format, for JSON lines its name. Raises Unreadable, also while rows are read.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head and name.lower().endswith(JSON_ENDINGS) and not head.startswith((workbooks.ZIP, workbooks.OLE)):
        yield from json_rows(file, limits)
        return
    with open_sheets(file, limits) as sheets:
        yield from rows_of(sheets[0], headings)


def read_text(typed: str, headings: Sequence[str] = (), limits: Limits = LARGE) -> Iterator[Row]:
    """Yield the rows of pasted lines, as `read_table` does for a file."""
    return rows_of(lines_of(pasted(typed), limits), headings)
