"""Tables in the editor: pasted from a spreadsheet with heads, into a place, undone; rows and columns by keyboard."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editing import saved

pytestmark = pytest.mark.browser
# As Excel puts it: a cell with a line end and a quotation mark in quotation marks, numbers grouped.
SHEET = '车间\t人数\t完成率\t编号\n"机加\n""一组"""\t1,234\t95.5%\t007\n装配\t８６\t100%\t012\n'
PAGE = "<table><tr><th colspan=2>年份</th></tr><tr><td>2025</td><td>402</td></tr></table>"


def paste(page: Page, target, text: str = "", html: str = "") -> None:
    target.evaluate(
        """(field, [text, html]) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            if (html) clipboardData.setData("text/html", html);
            field.focus();
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        [text, html],
    )


def insert(desk: Page, block: str):
    body = desk.locator("section[id$=body-section]")
    body.get_by_role("button", name="插入区块").last.click()
    desk.get_by_role("option", name=block, exact=True).click()
    return body.locator(".typed-table-block").last


def cells(table) -> list[list[str]]:
    """Heads, then rows."""
    script = """box => [
        [...box.querySelectorAll("input.column-heading")].map(field => field.value),
        ...[...box.querySelectorAll("tbody tr")].map(row => [...row.querySelectorAll("td:not(.control-cell) input")]
            .map(field => field.value)),
    ]"""
    return table.evaluate(script)


def types(table) -> list[str]:
    return table.evaluate("box => [...box.querySelectorAll('[name$=-type]')].map(field => field.value)")


@pytest.mark.parametrize("block", ["表格", "图表"])
def test_a_spreadsheet_is_pasted_with_its_heads_and_kept(desk, block):
    table = insert(desk, block)
    paste(desk, table.locator(".table-paste"), SHEET)

    taken = [
        ["车间", "人数", "完成率（%）", "编号"],
        ['机加 "一组"', "1234", "95.5", "007"],
        ["装配", "86", "100", "012"],
    ]
    assert cells(table) == taken
    assert types(table) == ["text", "number", "number", "text"]
    expect(table.locator(".table-told")).to_contain_text("已贴入4列、2行")
    desk.fill("[name=title]", "贴一张表")
    saved(desk)
    expect(desk).to_have_url(re.compile(r"/admin/pages/\d+/edit/$"))
    desk.goto(desk.url)
    assert cells(desk.locator(".typed-table-block").last) == taken


def test_a_table_of_a_page_is_pasted_too(desk):
    table = insert(desk, "表格")
    paste(desk, table.locator(".table-paste"), "年份\n2025\n402", PAGE)
    assert cells(table) == [["年份", ""], ["2025", "402"]]


def test_pasting_into_a_cell_fills_from_there_and_can_be_undone(desk):
    table = insert(desk, "表格")
    paste(desk, table.locator(".table-paste"), "甲\t乙\n1\t2\n3\t4")
    paste(desk, table.locator("tbody tr").nth(1).locator("td:not(.control-cell) input").nth(1), "5\t6\n7\t8")
    assert cells(table) == [["甲", "乙", ""], ["1", "2", ""], ["3", "5", "6"], ["", "7", "8"]]
    table.get_by_role("button", name="撤销").click()
    assert cells(table) == [["甲", "乙"], ["1", "2"], ["3", "4"]]


def test_words_that_are_no_table_stay_with_the_browser_and_too_much_is_told(desk):
    table = insert(desk, "表格")
    place = table.locator(".table-paste")
    paste(desk, place, json.dumps("x"))
    assert cells(table) in ([[]], [["", ""], ["", ""]], [['"x"'], [""]])
    paste(desk, place, "\n".join("a\tb" for _row in range(300)))
    expect(table.locator(".table-told")).to_contain_text("表格太大")


def test_rows_and_columns_come_and_go_by_keyboard(desk):
    table = insert(desk, "表格")
    paste(desk, table.locator(".table-paste"), "甲\t乙\n1\t2")
    table.locator("input.column-heading").first.focus()
    for key in ("Enter", "Enter"):
        desk.keyboard.press(key)
    desk.keyboard.type("3")
    assert cells(table) == [["甲", "乙"], ["1", "2"], ["3", ""]]
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Alt+Enter")
    desk.keyboard.type("2")
    desk.keyboard.press("Alt+Shift+Enter")
    assert cells(table) == [["甲", "", "乙"], ["1", "", "2"], ["2", "", ""], ["3", "", ""]]
    desk.keyboard.press("Alt+Shift+Backspace")
    desk.keyboard.press("Alt+Backspace")
    assert cells(table) == [["甲", "乙"], ["1", "2"], ["3", ""]]
