"""Rows of files, one after the other."""

import io
import json
import tracemalloc
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from search.importing.pieces import BadPiece, read_piece
from unionsite.core.tables import BadRow, Unreadable, read_table

ZONE = UTC
NOW = datetime(2026, 5, 8, tzinfo=UTC)


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


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"标题": ""}, "缺“标题”"),
        ({"正文": " "}, "缺“正文”"),
        ({"栏目": ""}, "缺“栏目”"),
        ({"标题": "长" * 256}, "超过255个字"),
        ({"日期": "昨天"}, "看不懂“日期”“昨天”"),
        ({"日期": "2024-02-30"}, "看不懂“日期”"),
        ({"日期": "2027-01-01"}, "在将来"),
        ({"日期": "1970-01-01"}, "太早"),
        ({"网址": "javascript:alert(1)"}, "网址不对"),
        ({"正文": "<p></p>"}, "没有文字"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(change, words):
    with pytest.raises(BadPiece, match=words):
        read_piece({"栏目": "通知公告", "标题": "甲", "正文": "一"} | change, now=NOW, zone=ZONE)


def test_all_faults_of_a_row_are_told_at_once():
    with pytest.raises(BadPiece) as error:
        read_piece({"栏目": "", "标题": "", "正文": "一", "日期": "x"}, now=NOW, zone=ZONE)

    assert str(error.value).count("。") >= 3


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-08", datetime(2024, 5, 8, 12, tzinfo=UTC)),
        ("2024年5月8日", datetime(2024, 5, 8, 12, tzinfo=UTC)),
        ("2024/5/8 9:05", datetime(2024, 5, 8, 9, 5, tzinfo=UTC)),
        ("2024-05-08 14:30:59", datetime(2024, 5, 8, 14, 30, tzinfo=UTC)),
        ("2024-05-08T14:30:00+08:00", datetime(2024, 5, 8, 6, 30, tzinfo=UTC)),
    ],
)
def test_dates_as_people_write_them(text, moment):
    row = {"section": "通知公告", "title": "甲", "body": "一", "date": text}

    assert read_piece(row, now=NOW, zone=ZONE).date == moment


def test_a_piece_is_known_by_its_address_or_by_section_title_and_date():
    def key(**change):
        row = {"栏目": "通知公告", "标题": "甲", "正文": "一", "日期": "2024-05-08"} | change
        return read_piece(row, now=NOW, zone=ZONE).key

    assert key() == key(正文="二") != key(标题="乙")
    assert key(网址="https://a.cn/1") == key(网址="https://a.cn/1", 标题="乙") != key(网址="https://a.cn/2")


class EndlessFile(io.RawIOBase):
    """So many lines of JSON, made as they are read."""

    def __init__(self, lines: int):
        self.lines = self.left = lines
        self.rest = b""

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=0):
        # Only ever to the beginning.
        self.left, self.rest = self.lines, b""
        return 0

    def readinto(self, buffer):
        if not self.rest:
            if not self.left:
                return 0
            self.left -= 1
            row = {"section": "通知公告", "title": f"第{self.left}篇", "body": "<p>正文</p>" * 50}
            self.rest = json.dumps(row).encode() + b"\n"
        part, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def test_memory_stays_flat_for_twenty_thousand_rows():
    rows = read_table(io.BufferedReader(EndlessFile(20_000)), "a.jsonl")
    peaks = []
    tracemalloc.start()
    try:
        for number, (_line, cells) in enumerate(rows, start=1):
            if number % 40 == 0:
                read_piece(cells, now=NOW, zone=ZONE)
            if number in (2_000, 20_000):
                peaks.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()

    assert number == 20_000
    # The rows themselves are some 15 MB.
    assert peaks[1] - peaks[0] < 3_000_000
