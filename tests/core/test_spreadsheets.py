"""T82: nothing in a file that is taken out becomes a formula; and files of any size in flat memory."""

import csv
import io
import tracemalloc
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from unionsite.core.spreadsheets import csv_lines, write_xlsx

pytestmark = pytest.mark.once

FORMULAS = [
    '=HYPERLINK("http://evil.example","看这里")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
]
NOON = datetime(2026, 5, 8, 4, 30, 5, 999, tzinfo=UTC)


def read_csv(*rows, headings=("甲",)) -> list[list[str]]:
    content = b"".join(csv_lines(headings, rows))
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(*rows, headings=("甲",)):
    file = io.BytesIO()
    write_xlsx("记录", headings, [10] * len(headings), rows, file)
    return load_workbook(file)


@pytest.mark.parametrize("text", FORMULAS)
def test_t82_in_csv_a_mark_stands_before_it(text):
    assert read_csv([text]) == [["甲"], [f"'{text}"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_t82_in_excel_it_is_text(text):
    cell = read_xlsx([text]).active["A2"]
    assert cell.data_type == "s"
    assert cell.value.lstrip("\r\n") == text.lstrip("\r\n")
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["王芳", "1=1", "a@b", "#N/A", "'引号", "TRUE", "2026-05-08", "第一行\n=2"])
def test_other_text_stays_as_it_is(text):
    assert read_csv([text]) == [["甲"], [text]]
    cell = read_xlsx([text]).active["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_times_are_the_sites_and_numbers_are_numbers():
    assert read_csv([NOON, 7, None, ""]) == [["甲"], ["2026-05-08 12:30:05", "7", "", ""]]
    row = next(read_xlsx([NOON, 7, None]).active.iter_rows(min_row=2, values_only=True))
    assert row[:2] == (datetime(2026, 5, 8, 12, 30, 5), 7)


def test_headings_cannot_be_formulas_either():
    assert read_csv(headings=["=1"]) == [["'=1"]]
    assert read_xlsx(headings=["=1"]).active["A1"].data_type == "s"


def test_what_files_cannot_hold_is_left_out():
    assert read_csv(["a\x00b"]) == [["甲"], ["ab"]]
    assert read_xlsx(["a\x00\x1b\ufffeb"]).active["A2"].value == "ab"
    assert len(read_xlsx(["长" * 40_000]).active["A2"].value) == 32_767


def test_a_file_without_rows_has_its_headings():
    assert read_csv() == [["甲"]]
    book = read_xlsx()
    assert [cell.value for cell in book.active[1]] == ["甲"]
    assert book.sheetnames == ["记录"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(kind, tmp_path):
    def peak(number):
        rows = ([turn, "字" * 200, "词" * 200] for turn in range(number))
        tracemalloc.start()
        with (tmp_path / f"{kind}-{number}").open("wb") as file:
            if kind == "csv":
                file.writelines(csv_lines(["甲", "乙", "丙"], rows))
            else:
                write_xlsx("记录", ["甲", "乙", "丙"], [1, 1, 1], rows, file)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(3000) < peak(300) + 300_000
