"""S-1.6: nothing between its signs hides a find: markup, invisible signs, other widths, line breaks, borders of blocks.

`BREAKS` says what each break does to each kind of finding; what may stay unfound has its reason beside it.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.models import NewsPage
from tests.factories import items, story
from tests.publishing.textchecks.checking import checklist
from unionsite.publishing.textchecks.choices import RULES, Level, WordKind
from unionsite.publishing.textchecks.engine import check_parts
from unionsite.publishing.textchecks.extraction import take_apart
from unionsite.publishing.textchecks.normalise import fold
from unionsite.publishing.textchecks.rules.personal import split_numbers
from unionsite.publishing.textchecks.words import Word

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = (Word("禁用词语", WordKind.SENSITIVE), Word("错词甲", WordKind.TYPO, "对词甲"))
# What is looked for, by rule; each as it would stand in running text.
FINDS = {
    "idcard": "110101199003071233",
    "bankcard": "6222021234567890128",
    "mobile": "13812345678",
    "sensitive": "禁用词语",
    "unfinished": "〔待补充：时间〕",
}
TAGS = ["b", "i", "em", "strong", "sup", "sub", "code", "s", "strike", "u", "span", "small", "mark", "time", "o", "n"]
INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202c\u202e\u2066\u2069\u180e\ufe0f\u034f\u3164\u115f"
)
LINKS = ['<a linktype="page" id="3">', '<a href="https://example.com/">', '<a linktype="document" id="3">']


def levels(*blocks, **fields) -> dict[str, Level]:
    """Return the rules that find something in a piece with this body, each with its most serious level."""
    page = NewsPage(title="工会动态", body=story(*blocks), **fields)
    found = check_parts(take_apart(page, {}), checklist(*WORDS))
    return {finding.rule: finding.level for finding in reversed(found)}


def is_as_it_should_be(rule: str, found: dict[str, Level]) -> bool:
    return found.get(rule) == RULES[rule].level


@st.composite
def dressed(draw, find: str) -> str:
    """Return the find as rich text with anything between and around its signs that readers do not see as a gap."""
    html = ""
    for number, sign in enumerate(find):
        between = draw(st.lists(st.sampled_from(INVISIBLE), max_size=2)) if number else []
        html += "".join(f"&#{ord(mark)};" if draw(st.booleans()) else mark for mark in between)
        if sign.isascii() and sign.isalnum() and draw(st.booleans()):
            sign = chr(ord(sign) + 0xFEE0)
        for _times in range(draw(st.integers(0, 2))):
            opening = draw(st.sampled_from([*LINKS, *(f"<{tag}>" for tag in TAGS)]))
            sign = f"{opening}{sign}</{re.match(r'<(.*?)[ >]', opening)[1]}>"
        html += sign + draw(st.sampled_from(["", "", "<!-- x -->", "<wbr>"]))
    return html


@pytest.mark.parametrize("rule", FINDS)
@settings(max_examples=40)
@given(data=st.data())
def test_s_1_6_nothing_within_a_line_hides_a_find(rule, data):
    html = data.draw(dressed(FINDS[rule]))

    assert is_as_it_should_be(rule, levels(("paragraph", f"<p>正文{html}结束。</p>")))


@pytest.mark.parametrize("rule", FINDS)
@pytest.mark.parametrize("tag", [*TAGS, "a", "i><b"])
def test_s_1_6_one_tag_in_its_middle_hides_nothing(rule, tag):
    find = FINDS[rule]
    closing = tag.replace("><", "></")[::-1].partition("/")[0][::-1] if "<" in tag else tag
    html = f"{find[:3]}<{tag}>{find[3:]}</{closing}>"

    assert is_as_it_should_be(rule, levels(("paragraph", f"<p>正文{html}结束。</p>")))


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹"])
@pytest.mark.parametrize("rule", ["idcard", "bankcard", "mobile"])
def test_s_1_6_digits_of_other_scripts_are_digits(rule, digits):
    written = FINDS[rule].translate(dict(zip(map(ord, "0123456789"), digits, strict=True)))

    assert is_as_it_should_be(rule, levels(("paragraph", f"<p>正文{written}结束。</p>")))


# --- Breaks and borders ---


def table(*cells, kind="text"):
    columns = [{"type": kind, "heading": f"第{number}列"} for number in range(len(cells[0]))]
    return ("table", {"caption": "", "columns": columns, "rows": [{"values": list(row)} for row in cells]})


def question(first, second):
    return ("questions", items({"question": first, "answer": f"<p>{second}</p>"}))


# Each puts the two halves of a text on the two sides of a break, with nothing else beside them.
BREAKS = {
    "line break": lambda a, b: [("paragraph", f"<p>{a}<br/>{b}</p>")],
    "line break in markup": lambda a, b: [("paragraph", f"<p><b>{a}<br></b>\n <i>{b}</i></p>")],
    "line break in a list": lambda a, b: [("paragraph", f"<ul><li>{a}<br/>{b}</li></ul>")],
    "line in a cell": lambda a, b: [table([f"{a}\n{b}"])],
    "line of a form in a cell": lambda a, b: [table([f"{a} \r\n {b}"])],
    "line in a quotation": lambda a, b: [("quote", {"text": f"{a}\n{b}", "attribution": ""})],
    "two paragraphs": lambda a, b: [("paragraph", f"<p>{a}</p><p>{b}</p>")],
    "two items": lambda a, b: [("paragraph", f"<ol><li>{a}</li>\n<li>{b}</li></ol>")],
    "heading and paragraph": lambda a, b: [("paragraph", f"<h3>{a}</h3><p>{b}</p>")],
    "embed": lambda a, b: [("paragraph", f'<p>{a}</p><embed embedtype="media" url="https://example.com"/><p>{b}</p>')],
    "empty paragraph": lambda a, b: [("paragraph", f"<p>{a}</p><p></p><p>\u200b</p><p>{b}</p>")],
    "two cells": lambda a, b: [table([a, b])],
    "two rows": lambda a, b: [table([a], [b])],
    "two blocks": lambda a, b: [("paragraph", f"<p>{a}</p>"), ("paragraph", f"<p>{b}</p>")],
    "two headings": lambda a, b: [("heading", {"text": text, "level": "h2"}) for text in (a, b)],
    "question and answer": lambda a, b: [question(a, b)],
    "quotation and source": lambda a, b: [("quote", {"text": a, "attribution": b})],
}
WITHIN = {"line break", "line break in markup", "line break in a list", "line in a cell", "line of a form in a cell"}
WITHIN |= {"line in a quotation"}
IN_ONE_TEXT = {"two paragraphs", "two items", "heading and paragraph", "embed", "empty paragraph"}
# Which splits may stay unfound, or are found as less, and why.
MOBILE_IN_TWO = "three figures and a telephone number stand side by side in every list; a mobile number blocks nothing"
GAP_IN_TWO = "a mark of a gap is written by the program as one; readers would see a half, and so do reviewers"
CARD_IN_TWO = "two numbers of neighbouring cells fit the check digit once in ten times: to be confirmed, not blocked"


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("rule", ["idcard", "bankcard", "sensitive"])
def test_s_1_6_a_find_in_two_halves_is_found(rule, name):
    find = FINDS[rule]
    for cut in range(1, len(find)):
        found = levels(*BREAKS[name](find[:cut], find[cut:]))

        is_weaker = rule == "bankcard" and name not in WITHIN
        assert found.get(rule) in ({Level.BLOCK, Level.CONFIRM} if is_weaker else {Level.BLOCK}), (cut, CARD_IN_TWO)


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("rule", ["idcard", "bankcard"])
def test_s_1_6_a_number_is_found_with_words_on_both_sides(rule, name):
    find = FINDS[rule]
    found = levels(*BREAKS[name](f"号码为：{find[:7]}", f"{find[7:]}，请核对。"))

    assert rule in found


@pytest.mark.parametrize("name", BREAKS)
def test_s_1_6_after_the_word_for_it_a_card_in_two_halves_blocks(name):
    assert levels(*BREAKS[name]("卡号：622202123", "4567890128"))["bankcard"] == Level.BLOCK


@pytest.mark.parametrize("name", sorted(WITHIN))
@pytest.mark.parametrize("rule", ["mobile", "unfinished", "sensitive"])
def test_s_1_6_a_line_break_within_a_text_hides_nothing(rule, name):
    find = FINDS[rule]

    assert is_as_it_should_be(rule, levels(*BREAKS[name](f"正文{find[:2]}", f"{find[2:]}结束。")))


@pytest.mark.parametrize("name", sorted(BREAKS.keys() - WITHIN))
@pytest.mark.parametrize("rule", ["mobile", "unfinished"])
def test_these_splits_between_two_texts_are_let_through(rule, name):
    find = FINDS[rule]
    is_found = rule == "unfinished" and name in IN_ONE_TEXT

    assert (rule in levels(*BREAKS[name](find[:2], find[2:]))) is is_found, (MOBILE_IN_TWO, GAP_IN_TWO)


@pytest.mark.parametrize(
    ("name", "first", "second", "is_found"),
    [
        # One half alone in its paragraph: nobody writes so by chance.
        ("two paragraphs", "这里有禁用", "词语", True),
        ("two items", "禁用", "词语和别的", True),
        # Both with company: the end of one sentence and the beginning of another.
        ("two paragraphs", "这里有禁用", "词语和别的", False),
        # The words of neighbouring cells and blocks would be forbidden everywhere (上午 beside 访客), so both alone.
        ("two cells", "禁用", "词语和别的", False),
        ("two blocks", "这里有禁用", "词语", False),
        ("two cells", "\u200b禁用 ", " \u200b词语", True),
    ],
)
def test_a_word_is_one_over_a_border_only_alone(name, first, second, is_found):
    assert ("sensitive" in levels(*BREAKS[name](first, second))) is is_found


def test_s_1_6_a_sign_for_each_paragraph_or_cell_is_found():
    identity, word = FINDS["idcard"], FINDS["sensitive"]

    assert "idcard" in levels(table(list(identity)))
    assert "idcard" in levels(("paragraph", "".join(f"<p>{sign}</p>" for sign in identity)))
    assert "sensitive" in levels(*(("paragraph", f"<p>{sign}</p>") for sign in word))
    assert "sensitive" in levels(table(list(word)))


@pytest.mark.parametrize("gap", [" ", "  ", "-", " - ", "·", ".", "—", "\u2011", "/", "_", "\t", "\u00a0", "\u3000"])
def test_s_1_6_other_gaps_than_the_usual_ones_are_seen_through(gap):
    identity = FINDS["idcard"]
    groups = gap.join((identity[:4], identity[4:8], identity[8:12], identity[12:16], identity[16:]))

    assert "idcard" in levels(("paragraph", f"<p>证号{groups}，</p>"))


@pytest.mark.parametrize("last", ["X", "x", "Х", "Χ", "×", "Ⅹ", "Ｘ"])
def test_s_1_6_letters_that_look_like_the_last_sign_are_it(last):
    assert "idcard" in levels(("paragraph", f"<p>证号11010519491231002{last}。</p>"))


@pytest.mark.parametrize(
    "blocks",
    [
        # Telephone numbers below each other, though the first two fit a card's check digit together.
        [table(["62012345"], ["62012348"])],
        [("paragraph", "<p>62012345<br/>62012348</p>")],
        # Figures of a year's accounts; codes of posts.
        [table(["3502", "2019", "12.5", "1100"], ["6200", "2020", "13.5", "1200"])],
        [table(["620000", "19900307"], ["361000", "19910203"])],
        [("paragraph", "<p>综合得分62.5 34.2 55.1 60.3 12.4 6</p>")],
        [("paragraph", "<p>1500<br/>2000<br/>3000<br/>4500</p>")],
        [("paragraph", "<p>0592-6012345<br/>0592-6012346<br/>12351</p>")],
    ],
)
def test_figures_that_are_no_personal_data_stand_beside_each_other(blocks):
    assert not {"idcard", "idcard_like", "bankcard", "mobile"} & levels(*blocks).keys()


def test_s_1_6_a_number_in_a_column_of_numbers_is_read():
    assert levels(table([6222021234567894], kind="number"))["bankcard"] == Level.BLOCK
    assert levels(table([13812345678.0], kind="number"))["mobile"] == Level.CONFIRM


def test_s_1_6_two_fields_of_a_page_are_read_on_too():
    identity = FINDS["idcard"]

    assert "idcard" in levels(summary=f"职工{identity[:9]}", author=f"{identity[9:]}")
    assert "idcard" in levels(summary=f"职工{identity[:9]}\n{identity[9:]}")


def test_what_is_split_is_told_where_it_begins_without_the_number():
    identity = FINDS["idcard"]
    page = NewsPage(title="工会动态", body=story(*BREAKS["two cells"](f"证号{identity[:9]}", identity[9:])))
    found = [finding for finding in check_parts(take_apart(page, {}), checklist()) if finding.rule == "idcard"]

    assert [(finding.where, finding.start, finding.end, finding.block) for finding in found] == [
        ("body.0.rows.0.0", 2, 11, 0)
    ]
    assert identity[3:14] not in found[0].message + found[0].text


def test_an_exception_counts_over_a_line_break():
    words = (*WORDS, Word("非禁用词语表", WordKind.EXCEPTION))
    page = NewsPage(title="工会动态", body=story(("paragraph", "<p>见非禁用<br/>词语表。</p>")))

    assert "sensitive" not in {finding.rule for finding in check_parts(take_apart(page, {}), checklist(*words))}


def test_signs_in_a_row_cost_no_time():
    for text in ("1- " * 20_000, "1--" * 20_000, "1\n" * 20_000, "6 " * 20_000):
        list(split_numbers(fold(text)))
