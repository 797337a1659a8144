"""Rows of a table as pieces of the former website."""

import gc
import io
import json
import tracemalloc
from datetime import UTC, datetime

import pytest

from former_site.columns import columns_of
from former_site.pieces import BadPiece, read_piece
from news.models import NewsPage
from unionsite.core.tables import read_table

ZONE = UTC
NOW = datetime(2026, 5, 8, tzinfo=UTC)


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


def test_a_type_of_page_has_columns_of_its_own_fields():
    row = {"section": "新闻动态", "title": "甲", "body": "一", "place": "报告厅"}
    times = {"活动时间": "2024-05-08 14:30", "结束时间": "2024-05-08 16:00"}

    own = read_piece(row | times, now=NOW, zone=ZONE, columns=columns_of(NewsPage)).own

    assert own == {
        "starts_at": datetime(2024, 5, 8, 14, 30, tzinfo=UTC),
        "ends_at": datetime(2024, 5, 8, 16, tzinfo=UTC),
        "place": "报告厅",
        "organiser": "",
    }


@pytest.mark.parametrize(
    ("change", "words"), [({"地点": "长" * 81}, "“地点”超过80个字"), ({"开始时间": "昨天"}, "看不懂“活动时间”“昨天”")]
)
def test_what_is_wrong_with_them_is_told_too(change, words):
    row = {"section": "新闻动态", "title": "甲", "body": "一"}
    with pytest.raises(BadPiece, match=words):
        read_piece(row | change, now=NOW, zone=ZONE, columns=columns_of(NewsPage))


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
                # Trees of markup are circles: a process that holds much else clears them late.
                gc.collect()
                peaks.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()

    assert number == 20_000
    # The rows themselves are some 15 MB.
    assert peaks[1] - peaks[0] < 3_000_000
