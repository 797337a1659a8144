"""How a piece is built: title, headings, pictures, tables, paragraphs, source, figures, dates."""

from datetime import timedelta

import pytest

from tests.factories import (
    TABLE,
    ImageFactory,
    NewsPageFactory,
    PolicyPageFactory,
    items,
    picture_value,
    story,
)
from tests.publishing.textchecks.checking import TODAY, checklist
from unionsite.publishing.textchecks.choices import Level
from unionsite.publishing.textchecks.engine import check_parts
from unionsite.publishing.textchecks.extraction import take_apart

pytestmark = pytest.mark.once

PARAGRAPH = ("paragraph", "<p>正文第一段。</p>")


def findings(page, **changes):
    return check_parts(take_apart(page), checklist(**changes))


def rules(page, **changes):
    return [(finding.rule, finding.where) for finding in findings(page, **changes)]


@pytest.fixture
def piece(tree, department):
    def make(*blocks, **fields):
        return NewsPageFactory(
            parent=tree.news, department=department, live=False, body=story(*(blocks or [PARAGRAPH])), **fields
        )

    return make


def test_a_good_piece_has_no_finding(piece):
    assert findings(piece()) == ()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("一" * 40, []),
        ("一" * 41, [("title", "title")]),
        ("公司工会召开大会。", [("punctuation", "title")]),
        ("职工如何维权？", []),
    ],
)
def test_a_title_is_short_and_no_sentence(piece, title, expected):
    assert rules(piece(title=title)) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["h2", "h3", "h3", "h2"], []),
        (["h3", "h2"], [("heading", "body.0.text")]),
        (["h3", "h3"], [("heading", "body.0.text")]),
    ],
)
def test_a_heading_of_the_second_rank_needs_one_of_the_first(piece, levels, expected):
    blocks = [("heading", {"text": f"第{number}节", "level": level}) for number, level in enumerate(levels)]

    assert rules(piece(*blocks)) == expected


@pytest.mark.parametrize(
    ("alt", "is_decorative", "expected"),
    [
        ("班组在开班前会", False, []),
        ("", True, []),
        ("", False, [("alt", "body.0.picture.alt_text", Level.BLOCK)]),
        ("IMG_2031.jpg", False, [("alt_quality", "body.0.picture.alt_text", Level.CONFIRM)]),
        ("图片", False, [("alt_quality", "body.0.picture.alt_text", Level.CONFIRM)]),
    ],
)
def test_pictures_need_words(piece, alt, is_decorative, expected):
    value = picture_value(ImageFactory(), alt=alt)
    value["picture"]["decorative"] = is_decorative
    page = piece(("picture", value))

    assert [(finding.rule, finding.where, finding.level) for finding in findings(page)] == expected


def test_a_cover_needs_words(piece):
    assert rules(piece(cover=ImageFactory(), cover_alt="")) == [("alt", "cover_alt")]


def test_columns_need_names(piece):
    table = {**TABLE, "columns": [{"type": "text", "heading": ""}, {"type": "number", "heading": "倍数"}]}

    assert rules(piece(("table", table))) == [("table_header", "body.0")]


def test_a_long_paragraph_is_named_by_its_beginning(piece):
    html = f"<p>短的一段。</p><p>{'长' * 301}</p>"
    (finding,) = findings(piece(("paragraph", html)))

    assert (finding.rule, finding.level, finding.text, finding.start) == ("paragraph", Level.HINT, "长" * 20, 6)
    assert findings(piece(("paragraph", html)), paragraph_length=400) == ()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>参与率达98%。</p>", [("numbers", "body.0")]),
        ("<p>据工会统计，参与率达98%。</p>", []),
        ("<p>三人参加。</p>", []),
    ],
)
def test_figures_say_where_they_come_from(piece, html, expected):
    assert rules(piece(("paragraph", html))) == expected


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"source_name": " "}, "source_name"),
        ({"author": ""}, "author"),
        ({"fact_checker": ""}, "fact_checker"),
        ({"is_repost": True, "source_url": ""}, "source_url"),
    ],
)
def test_source_and_fact_checker_must_be_there(piece, fields, where):
    (finding,) = findings(piece(**fields))

    assert (finding.rule, finding.where, finding.level) == ("source", where, Level.BLOCK)


def test_two_empty_fields_are_two_findings_with_two_keys(piece):
    found = findings(piece(author="", fact_checker=""))

    assert len({finding.key for finding in found}) == 2


def test_dates_of_fields_are_looked_at(tree, department):
    common = {"parent": tree.rights, "department": department, "live": False}
    page = PolicyPageFactory(**common, valid_from=TODAY - timedelta(days=9), valid_until=TODAY - timedelta(days=1))
    far = PolicyPageFactory(**common, valid_from=TODAY.replace(year=2062))
    old = PolicyPageFactory(**common, valid_from=TODAY.replace(year=1995))

    assert rules(page) == [("date", "valid_until")]
    assert rules(far) == [("date", "valid_from")]
    assert rules(old) == []


@pytest.mark.parametrize(
    ("block", "where", "place"),
    [
        (("paragraph", "<p>请登<b>陸</b>。</p>"), "body.0", "正文第1块（正文段落）"),
        (("quote", {"text": "登陸", "attribution": ""}), "body.0.text", "正文第1块（引语） · 引文"),
        (
            ("questions", items({"question": "怎样登陸？", "answer": "<p>好。</p>"})),
            "body.0.0.question",
            "正文第1块（问答） · 1 · 问",
        ),
        (("table", {**TABLE, "caption": "登陸"}), "body.0.caption", "正文第1块（表格） · 标题"),
        (
            ("table", {**TABLE, "rows": [{"values": ["登陸", 1]}]}),
            "body.0.rows.0.0",
            "正文第1块（表格） · 第1行第1列",
        ),
        (
            ("chart", {"kind": "bar", "unit": "登陸", "data": TABLE}),
            "body.0.unit",
            "正文第1块（图表） · 单位",
        ),
    ],
)
def test_every_text_of_a_block_is_read_and_its_place_told(piece, block, where, place):
    (finding,) = findings(piece(block))

    assert (finding.rule, finding.where, finding.place, finding.text) == ("traditional", where, place, "陸")


def test_captions_and_alternative_texts_are_read(piece):
    gallery = items(picture_value(ImageFactory(), caption="登陸"), picture_value(ImageFactory(), alt="登陸口"))
    page = piece(("gallery", gallery))

    assert rules(page) == [
        ("traditional", "body.0.0.caption"),
        ("traditional", "body.0.1.picture.alt_text"),
    ]


def test_a_version_is_read_without_a_query(piece, django_assert_num_queries):
    page = piece(("gallery", items(*(picture_value(ImageFactory()) for _ in range(3)))), PARAGRAPH)
    page.save_revision()
    version = page.get_latest_revision_as_object()
    take_apart(version)

    with django_assert_num_queries(0):
        parts = take_apart(version)
    assert len(parts.pictures) == 3


def test_words_over_a_change_of_paragraph_are_no_word(piece):
    assert findings(piece(("paragraph", "<p>于是登</p><p>陆续到来。</p>"))) == ()
