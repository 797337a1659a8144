"""Rows of files, one after the other."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook

from unionsite.core.tables import BadRow, Unreadable, read_table


def table(content: bytes, name="a.csv"):
    return list(read_table(io.BytesIO(content), name))


def workbook(*rows) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "标题,正文\n甲,一\n".encode(),
        "\ufeff标题,正文\r\n甲,一\r\n".encode(),
        "标题,正文\n甲,一\n".encode("gb18030"),
        "标题\t正文\n甲\t一\n".encode("utf-16"),
        "标题;正文\n\n甲;一\n;\n".encode(),
    ],
)
def test_csv_as_spreadsheets_write_it(content):
    assert [row[1] for row in table(content)] == [{"标题": "甲", "正文": "一"}]


def test_a_cell_may_hold_lines():
    assert table('标题,正文\n甲,"一\n二"\n'.encode()) == [(3, {"标题": "甲", "正文": "一\n二"})]


def test_xlsx_with_dates_and_numbers():
    content = workbook(
        ("标题", "日期", "正文"), ("甲", datetime(2024, 5, 8), 12.0), (None, None, None), ("=1+1", None, "x")
    )

    assert table(content)[0] == (2, {"标题": "甲", "日期": "2024-05-08", "正文": "12"})


def test_bad_lines_of_jsonl_are_named_and_the_others_taken():
    content = b'{"title": "a", "n": 1}\n{bad\n[1]\n\n{"title": {"x": 1}}\n{"Title": null}\n\xff\n'

    rows = table(content, "a.jsonl")

    assert [row.line if isinstance(row, BadRow) else row for row in rows] == [
        (1, {"title": "a", "n": "1"}),
        2,
        3,
        5,
        (6, {"title": ""}),
        7,
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0old", '标题\n"甲\n'.encode(), b"\xff\xfe\xff\x00\xd8\x00\xd8"],
)
def test_files_that_are_none(content):
    with pytest.raises(Unreadable):
        table(content)
