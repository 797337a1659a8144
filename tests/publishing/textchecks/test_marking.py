"""Marks in rendered HTML."""

import re

import pytest

from tests.publishing.textchecks.checking import checklist
from unionsite.publishing.textchecks.choices import Role, WordKind
from unionsite.publishing.textchecks.engine import check_parts
from unionsite.publishing.textchecks.extraction import Parts, Text
from unionsite.publishing.textchecks.marking import mark
from unionsite.publishing.textchecks.words import Word

UNTOUCHED = '<p title="登陆">好</p><script>登陆</script><!-- 登陆 -->'
WORDS = (Word("登陆", WordKind.TYPO, "登录"),)


def marked(html: str, *texts: str) -> tuple[str, list[str]]:
    """The inside of main with bare marks, and the rules of what found no words."""
    current = checklist(*WORDS)
    parts = Parts("zh-hans", texts=[Text("body.0", "正文", text, Role.BODY) for text in texts])
    page, left = mark(f"<html><p>登陆</p><main>{html}</main></html>", check_parts(parts, current), current, "zh-hans")
    inside = re.search(r"<main>(.*)</main>", page, re.S).group(1)
    assert page.startswith("<html><p>登陆</p>")
    return re.sub(r'<mark id="[^"]+" class="[^"]+" data-qa="typo" data-note="[^"]+">', "[", inside).replace(
        "</mark>", "]"
    ), [finding.rule for finding in left]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>请登陆网站</p>", "<p>请[登陆]网站</p>"),
        ("<p>请登<b>陆</b>网站</p>", "<p>请[登]<b>[陆]</b>网站</p>"),
        ("<p>A&amp;B登陆</p>", "<p>A&amp;B[登陆]</p>"),
        ("<p>登&#38470;</p>", "<p>[登&#38470;]</p>"),
        (f"{UNTOUCHED}登陆", f"{UNTOUCHED}[登陆]"),
        ("<p>登</p><p>陆</p>", "<p>登</p><p>陆</p>"),
        ("<li>登陆<li>登陆", "<li>[登陆]<li>[登陆]"),
    ],
)
def test_words_are_marked_and_all_else_stays(html, expected):
    assert marked(html, "请登陆网站")[0] == expected


def test_what_was_not_found_in_the_piece_is_not_marked():
    assert marked("<p>请登陆</p>", "没有问题") == ("<p>请登陆</p>", [])


def test_what_has_no_words_on_the_page_is_left_over():
    assert marked("<p>好</p>", "请登陆网站") == ("<p>好</p>", ["typo"])


def test_a_page_without_a_main_part_stays_as_it_is():
    current = checklist(*WORDS)

    assert mark("<p>登陆</p>", (), current, "zh-hans") == ("<p>登陆</p>", [])


def test_what_people_wrote_cannot_leave_the_mark():
    current = checklist(Word('登"><b>', WordKind.SENSITIVE, note='"><i>'))
    parts = Parts("zh-hans", texts=[Text("title", "标题", '登"><b>', Role.SHORT)])
    page, _left = mark("<main>登&quot;&gt;&lt;b&gt;</main>", check_parts(parts, current), current, "zh-hans")

    assert page.count("<mark") == 1
    assert "<i>" not in page
    assert "<b>" not in page
