"""Reading rolls: kinds of files, headings in any order, cells that cannot be taken."""

import io
import zipfile
from datetime import date

import pytest

from tests.accounts.rolls import ALICE, BOB, HEADINGS, comma_file, workbook
from unionsite.accounts.roll.choices import Column
from unionsite.accounts.roll.workbooks import LIMITS, open_roll
from unionsite.core.tables import Unreadable

pytestmark = pytest.mark.once

GOOD = ("A1001", "田晓禾", "质量部", "13800000001", "tian@example.com")


def rows_of(content: bytes):
    with open_roll(io.BytesIO(content)) as sheet:
        return list(sheet.rows), sheet


def texts(row):
    return (row.number, row.name, row.department, row.phone, row.email)


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        rows_of(content)
    return caught.value.messages[0]


@pytest.mark.parametrize(
    "content",
    [
        workbook([ALICE, BOB]),
        comma_file([ALICE, BOB]),
        comma_file([ALICE, BOB], encoding="utf-8-sig"),
        comma_file([ALICE, BOB], encoding="gb18030"),
        comma_file([ALICE, BOB], encoding="utf-16", delimiter="\t"),
        comma_file([ALICE, BOB], delimiter=";"),
    ],
    ids=["xlsx", "utf-8", "utf-8 with mark", "gb18030", "unicode text", "semicolons"],
)
def test_every_kind_of_file_gives_the_same_rows(content):
    rows, sheet = rows_of(content)

    assert [texts(row) for row in rows] == [ALICE, BOB]
    assert [row.line for row in rows] == [2, 3]
    assert not [row.problems for row in rows if row.problems]
    assert sheet.columns == frozenset(Column)


def test_columns_are_found_by_their_words_in_any_order_below_a_title():
    content = workbook(
        [("质量部", "330102199001011234", "tian@example.com", "Ａ1001", "田　晓 禾")],
        headings=("所属部门*", "身份证号", "E-mail", "员工编号（必填）", " 姓 名 "),
        before=[("二〇二六年职工名册",), ()],
    )

    rows, sheet = rows_of(content)

    assert texts(rows[0]) == ("A1001", "田晓禾", "质量部", "", "tian@example.com")
    assert rows[0].line == 4
    assert sheet.ignored == ["身份证号"]


def test_the_sheet_with_the_headings_is_taken_and_empty_rows_passed_over():
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("名册")
    for line in (HEADINGS, (), ("", "  ", None), GOOD):
        sheet.append(list(line))
    content = io.BytesIO()
    book.save(content)

    rows, _sheet = rows_of(content.getvalue())

    assert [texts(row) for row in rows] == [GOOD]


@pytest.mark.parametrize(
    ("column", "typed", "stored"),
    [
        ("number", 1001, "1001"),
        ("number", 1001.0, "1001"),
        ("number", "ａ－１００１", "A-1001"),
        ("number", " a 1001 ", "A1001"),
        ("name", "张　三", "张三"),
        ("name", "买买提·吐尔逊", "买买提·吐尔逊"),
        ("name", " Anna  Maria ", "Anna Maria"),
        ("phone", 13800000001, "13800000001"),
        ("phone", "１３８ 0000 0001", "13800000001"),
        ("phone", "138-0000-0001", "13800000001"),
        ("phone", "0571-88123456", "0571-88123456"),
        ("email", " ｔian@example.com", "tian@example.com"),
    ],
)
def test_what_was_typed_is_written_in_one_way(column, typed, stored):
    row = dict(zip(("number", "name", "department", "phone", "email"), GOOD, strict=True)) | {column: typed}

    rows, _sheet = rows_of(workbook([tuple(row.values())]))

    assert getattr(rows[0], column) == stored
    assert rows[0].problems == []


@pytest.mark.parametrize(
    ("column", "typed", "words"),
    [
        ("number", "", "工号没有填写"),
        ("name", None, "姓名没有填写"),
        ("department", "   ", "部门没有填写"),
        ("name", "=1+1", "公式"),
        ("name", '=HYPERLINK("http://evil.example")', "公式"),
        ("name", "+1", "公式"),
        ("name", "-1", "公式"),
        ("name", "@SUM(A1)", "公式"),
        ("name", "＝1+1", "公式"),
        ("number", -5, "公式"),
        ("number", "#REF!", "错误结果"),
        ("number", 1.5, "小数"),
        ("number", True, "不是文字"),
        ("number", date(2026, 5, 8), "不是文字"),
        ("number", "A 1001;DROP", "只能用字母"),
        ("number", "A" * 31, "太长"),
        ("name", "禾" * 61, "太长"),
        ("department", "部" * 61, "太长"),
        ("name", "田\u202e晓禾", "看不见"),
        ("phone", "12345", "手机的格式不对"),
        ("phone", "+8613800000001", "公式"),
        ("email", "tian", "邮箱的格式不对"),
        ("email", "a@b..com", "邮箱的格式不对"),
        ("email", "x" * 250 + "@example.com", "邮箱太长"),
    ],
)
def test_what_cannot_be_taken_is_named(column, typed, words):
    row = dict(zip(("number", "name", "department", "phone", "email"), GOOD, strict=True)) | {column: typed}

    rows, _sheet = rows_of(workbook([tuple(row.values())]))

    assert len(rows[0].problems) == 1
    assert words in rows[0].problems[0]


def test_all_that_is_wrong_with_a_row_is_named():
    rows, _sheet = rows_of(workbook([("", "", "质量部", "1", "x")]))

    assert len(rows[0].problems) == 4


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    """A good workbook with one part replaced."""
    good = zipfile.ZipFile(io.BytesIO(workbook([GOOD])))
    return zipped(**{part: (data if part == name else good.read(part)) for part in good.namelist()})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = b"<a>" + b"0" * (130 * 1024 * 1024)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (OLE + b"\x00" * 600, "旧版的.xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"PK\x03\x04 not an archive", "已损坏"),
        (workbook([GOOD])[:-200], "已损坏"),
        (zipped(**{"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "已损坏"),
        (with_part("xl/workbook.xml", b"<broken"), "已损坏"),
        (with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "已损坏"),
        (with_part("xl/worksheets/sheet1.xml", LAUGHS), "已损坏"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x00", "文字编码"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "文字编码"),
        (comma_file([GOOD], headings=("工号", "姓名", "单位", "手机", "邮箱")), "“部门”"),
        (comma_file([], headings=("一", "二")), "“工号”、“姓名”、“部门”"),
        (comma_file([GOOD], headings=("工号", "姓名", "部门", "姓名", "邮箱")), "“姓名”有两列"),
        ('工号,姓名,部门\nA1,"田,质量部\n'.encode(), "引号"),
        (("工号,姓名,部门\n" + "A" * 30_000).encode(), "一行太长"),
        (workbook([GOOD], before=[("题",)] * 10), "前10行"),
    ],
)
def test_files_that_are_no_roll_get_a_clear_message(content, words):
    assert words in refusal(content)


def test_t77_a_bomb_is_refused_before_it_is_unpacked():
    content = with_part("xl/worksheets/sheet1.xml", BOMB)

    assert len(content) < LIMITS.file_bytes
    assert "解开后太大" in refusal(content)


def test_a_file_that_is_too_large_is_refused():
    assert "10MB" in refusal(b"x" * (LIMITS.file_bytes + 1))


def test_too_many_rows_are_refused():
    lines = "工号,姓名,部门\n" + "A1,田,质\n" * 50_001

    assert "50000行" in refusal(lines.encode())
