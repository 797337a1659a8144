"""Chapters and sections."""

from types import SimpleNamespace

import pytest

from unionsite.laws.outline import make_outline, split_chapter


def articles(*chapters: str):
    return [SimpleNamespace(label=f"{number}", chapter=chapter) for number, chapter in enumerate(chapters, start=1)]


def shape(heading):
    return [article.label for article in heading.articles] + [
        (part.title, part.anchor, shape(part)) for part in heading.parts
    ]


@pytest.mark.parametrize(
    ("line", "titles"),
    [
        ("", []),
        ("第一章 总则", ["第一章 总则"]),
        ("第五章 特别规定 第二节 劳务派遣", ["第五章 特别规定", "第二节 劳务派遣"]),
        ("第二编 分则 第一章 罪 第一节 背叛", ["第二编 分则", "第一章 罪", "第一节 背叛"]),
        ("附录", ["附录"]),
    ],
)
def test_split_chapter(line, titles):
    assert split_chapter(line) == titles


def test_no_chapters():
    assert shape(make_outline(articles("", ""))) == ["1", "2"]


def test_chapters_and_sections():
    outline = make_outline(
        articles("第一章 甲", "第一章 甲", "第二章 乙 第一节 丙", "第二章 乙 第二节 丁", "第三章 戊")
    )
    assert shape(outline) == [
        ("第一章 甲", "chapter-1", ["1", "2"]),
        ("第二章 乙", "chapter-2", [("第一节 丙", "chapter-2-1", ["3"]), ("第二节 丁", "chapter-2-2", ["4"])]),
        ("第三章 戊", "chapter-3", ["5"]),
    ]
    assert [part.span for part in outline.parts] == ["1至2", "3至4", "5"]


@pytest.mark.parametrize(
    "chapters",
    [
        ("", "第一章 甲", ""),
        ("第一章 甲 第一节 乙", "第一章 甲", "第一章 甲 第二节 丙"),
        ("第一章 甲", "第二章 乙", "第一章 甲"),
    ],
)
def test_reading_the_tree_keeps_the_order(chapters):
    listed = articles(*chapters)
    assert make_outline(listed).all_articles == listed


def test_an_appendix_is_its_own_heading():
    appendix = SimpleNamespace(label="附录", chapter="附录")
    assert shape(make_outline([*articles("", ""), appendix])) == ["1", "2", "附录"]
