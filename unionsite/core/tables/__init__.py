"""Tables that people upload or paste, Excel workbooks, CSV and JSON lines: read row by row, within limits.

Each importer keeps what its columns mean; here is how a file becomes rows.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _

from unionsite.core.tables import workbooks
from unionsite.core.tables.rows import LARGE, MB, BadRow, Limits, Row, Unreadable, text_of, unquoted
from unionsite.core.tables.rows import name_rows as name_rows
from unionsite.core.tables.rows import refused_for as refused_for
from unionsite.core.tables.text import JSON_ENDINGS, decoded, json_rows, lines_of, pasted

Lines = Iterator[tuple[int, Sequence[object]]]  # number as Excel counts, cells


@contextmanager
def open_sheets(file: IO[bytes], limits: Limits, *, with_formulas: bool = False) -> Iterator[list[Lines]]:
    """The sheets of a file, each to be gone through once and line by line; what it is, its first bytes tell.

    `with_formulas` hands out formulas instead of what they came to. Raises Unreadable, also while lines are taken.
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
    """(line, texts by heading in small letters) of each line in which something stands.

    The first such line has the headings. Where `headings` are given it may be missing: columns then stand in their
    order.
    """
    names: list[str] = []
    for line, values in lines:
        cells = [text_of(value).strip() for value in values]
        if not any(cells):
            continue
        if not names:
            names = [cell.lower() for cell in cells]
            # One of the words alone may be a value: 词语 is a heading and a kind.
            if not headings or len(set(headings) & set(names)) >= min(2, len(names)):
                continue
            names = list(headings)
        yield line, {name: unquoted(cell) for name, cell in zip(names, cells, strict=False) if name}


def read_table(
    file: IO[bytes], name: str = "", headings: Sequence[str] = (), limits: Limits = LARGE
) -> Iterator[Row | BadRow]:
    """The rows of a file, of a workbook those of its first sheet; a BadRow in the place of one that is none.

    What the file is, its first bytes tell, and for JSON lines its name. Raises Unreadable, also while rows are taken.
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
    """The same of pasted lines."""
    return rows_of(lines_of(pasted(typed), limits), headings)
