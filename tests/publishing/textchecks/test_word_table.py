"""Lists of words from CSV and pasted lines: whole, or what is wrong with which line."""

import io

import pytest
from openpyxl import Workbook

from unionsite.core.tables import Unreadable, read_table, read_text
from unionsite.core.tables.forms import LIMITS
from unionsite.publishing.textchecks.word_table import HEADINGS, read_words
from unionsite.publishing.textchecks.words import Word

pytestmark = pytest.mark.once

HEAD = "词语,种类,改为,处理,说明\n"


def pasted(text: str) -> list[Word]:
    return read_words(read_text(text, HEADINGS, LIMITS))


def uploaded(content: bytes) -> list[Word]:
    return read_words(read_table(io.BytesIO(content), headings=HEADINGS, limits=LIMITS))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("内部资料\n注意保密", [Word("内部资料", "sensitive"), Word("注意保密", "sensitive")]),
        ("登陆,易错词,登录", [Word("登陆", "typo", "登录")]),
        ("登陆\t易错词\t登录\t提示\t例句", [Word("登陆", "typo", "登录", "hint", "例句")]),
        (HEAD + "王建国,姓名与职务,工会主席,,", [Word("王建国", "person", "工会主席")]),
        (
            "种类,词语\n".replace("种类,词语", "词语,说明,种类") + "甲乙,注,例外",
            [Word("甲乙", "exception", note="注")],
        ),
        (HEAD + "\n,,\n甲乙\n", [Word("甲乙", "sensitive")]),
        ("'=甲乙", [Word("=甲乙", "sensitive")]),
    ],
)
def test_a_good_list_is_read(text, rows):
    assert pasted(text) == rows


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",易错词,登录", "没有填写词语"),
        ("登陆,易错词", "没有填写“改为”"),
        ("登陆,易错词,登陸", "与“改为”相同"),
        ("甲", "只有一个字"),
        ("甲乙,坏词", "不认识的种类"),
        ("甲乙,敏感词,,马上删", "不认识的处理"),
        ("长" * 61, "超过60个字"),
        ("甲\u0007乙", "看不见的特殊字符"),
        ("第一", "与第2行重复"),
        ("第\u200b一", "与第2行重复"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken(line, reason):
    with pytest.raises(Unreadable) as caught:
        pasted(f"{HEAD}第一\n{line}\n第三")

    assert len(caught.value.messages) == 2
    assert caught.value.messages[1].startswith("第3行：")
    assert reason in caught.value.messages[1]


def test_all_bad_lines_are_named_at_once():
    with pytest.raises(Unreadable) as caught:
        pasted("甲\n乙乙\n丙")

    assert [message[:3] for message in caught.value.messages[1:]] == ["第1行", "第3行"]


LINE = "登陆,易错词,登录"


@pytest.mark.parametrize(
    "content",
    [LINE.encode(), f"\ufeff{LINE}".encode(), LINE.encode("gb18030"), LINE.encode("utf-16")],
    ids=["utf-8", "mark", "gb18030", "utf-16"],
)
def test_files_of_all_usual_encodings_are_read(content):
    assert uploaded(content) == [Word("登陆", "typo", "登录")]


def test_a_workbook_is_read_too():
    book, file = Workbook(), io.BytesIO()
    for row in [("词语", "改为", "种类"), ("登陆", "登录", "易错词"), (None, None, None), ("2026年", None, None)]:
        book.active.append(row)
    book.save(file)

    assert uploaded(file.getvalue()) == [Word("登陆", "typo", "登录"), Word("2026年", "sensitive")]


@pytest.mark.parametrize("content", [b"PK\x03\x04zip", b"\xff\xff\xff", b"a\x00b"], ids=["xlsx", "garbage", "nul"])
def test_a_file_that_is_no_text_is_refused(content):
    with pytest.raises(Unreadable):
        uploaded(content)


@pytest.mark.parametrize("text", ["", " \n \n", HEAD, '"没有结束\n甲乙'])
def test_a_list_without_words_is_refused(text):
    with pytest.raises(Unreadable):
        pasted(text)
