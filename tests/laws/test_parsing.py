"""Files that are read and files that are refused."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.builders import encode, row, statute_data
from unionsite.laws.parsing import LARGEST_FILE, StatuteError, parse_statute

pytestmark = pytest.mark.once


def parse(**changes):
    return parse_statute(encode(statute_data(**changes)))


def without(key: str) -> dict:
    return {name: value for name, value in statute_data().items() if name != key}


def test_a_statute():
    statute = parse(
        history=["2008年9月3日 国务院通过", "2012年12月28日 修订）"], preamble="为了职工，\n\n　制定本条例。"
    )
    assert statute.category == "regulation"
    assert statute.amended_on == date(2012, 12, 28)
    assert statute.history == "2008年9月3日 国务院通过\n2012年12月28日 修订"
    assert statute.preamble == "为了职工，\n制定本条例。"
    assert [article.anchor for article in statute.articles] == ["art-1", "art-2", "art-3"]


def test_empty_date_and_issuer():
    statute = parse(date="", issuer="")
    assert (statute.amended_on, statute.issuer) == (None, "")


def test_a_preamble_that_repeats_the_title_goes():
    assert parse(preamble="职工休息条例").preamble == ""


@pytest.mark.parametrize(
    ("category", "stored"),
    [
        ("法律", "law"),
        ("行政法规", "regulation"),
        ("部门规章", "rule"),
        ("司法解释", "interpretation"),
        ("地方性法规", "local"),
        ("典型案例", "case"),
    ],
)
def test_categories(category, stored):
    assert parse(category=category).category == stored


def test_anchors_and_labels():
    rows = [
        row(0, label="", text="各省："),
        row(19),
        row(19, label="第十九条之一"),
        row(21),
        row(0, label="附录", chapter="附录"),
        row(0, label=""),
    ]
    articles = parse(articles=rows).articles
    assert [(article.anchor, article.label) for article in articles] == [
        ("part-1", "引言"),
        ("art-19", "第十九条"),
        ("art-19-1", "第十九条之一"),
        ("art-21", "第二十一条"),
        ("part-2", "附录"),
        ("part-3", "第3部分"),
    ]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("第一章 总 则", "第一章 总则"),
        ("第三章 承包 第二节 发 包", "第三章 承包 第二节 发包"),
        ("第五章　特别规定  第一节 集体合同", "第五章 特别规定 第一节 集体合同"),
        ("", ""),
    ],
)
def test_chapters(written, stored):
    assert parse(articles=[row(1, chapter=written)]).articles[0].chapter == stored


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "最外层"),
        (b" " * (LARGEST_FILE + 1), "5MB"),
        *(
            (encode(without(key)), f"缺少“{key}”")
            for key in ("title", "short_title", "category", "issuer", "date", "preamble")
        ),
        (encode(without("history")), "history"),
        (encode(without("articles")), "articles"),
        (encode(statute_data(title="")), "“title”是空的"),
        (encode(statute_data(title=7)), "“title”应当是文字"),
        (encode(statute_data(title="长" * 201)), "“title”超过200个字"),
        (encode(statute_data()).replace("国务院".encode(), b"\\ud800"), "控制字符或残缺的字"),
        (encode(statute_data(issuer="国务院\x00")), "控制字符或残缺的字"),
        (encode(statute_data(category="国际公约")), "不认识的类别“国际公约”"),
        (encode(statute_data(category="law")), "不认识的类别“law”"),
        (encode(statute_data(date="2012-13-01")), "日期“2012-13-01”有误"),
        (encode(statute_data(date="2012年12月")), "日期“2012年12月”有误"),
        (encode(statute_data(date="20121228")), "日期“20121228”有误"),
        (encode(statute_data(history="通过")), "history"),
        (encode(statute_data(history=[1])), "history"),
        (encode(statute_data(history=["\x07"])), "控制字符或残缺的字"),
        (encode(statute_data(articles=[])), "至少一条"),
        (encode(statute_data(articles={})), "至少一条"),
        (encode(statute_data(articles=["第一条"])), "第1个条目：应当是一个对象"),
        (encode(statute_data(articles=[row(1), row(2, no="2")])), "第2个条目：“no”应当是0至9999的整数"),
        (encode(statute_data(articles=[row(1, no=True)])), "“no”应当是"),
        (encode(statute_data(articles=[row(1, no=-1)])), "“no”应当是"),
        (encode(statute_data(articles=[row(1, text=" \n ")])), "第1个条目：“text”是空的"),
        (encode(statute_data(articles=[row(1, label="")])), "“label”是空的"),
        (encode(statute_data(articles=[row(1, label="一、")])), "却不是“第…条”的写法"),
        (encode(statute_data(articles=[row(1, label="第三二十条")])), "看不懂条目"),
        (encode(statute_data(articles=[row(1, label="第二条")])), "与条号1不一致"),
        (encode(statute_data(articles=[row(1), row(1)])), "“第一条”与前面的“第一条”重复"),
    ],
)
def test_refused(raw, reason):
    with pytest.raises(StatuteError, match=reason.replace("（", r"\（")):
        parse_statute(raw)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_any_value_anywhere_is_refused_or_read(value):
    for key in statute_data():
        with contextlib.suppress(StatuteError):
            parse_statute(encode(statute_data() | {key: value}))


def test_the_checksum_is_of_the_content():
    data = statute_data()
    reordered = dict(reversed(data.items()))
    assert parse_statute(encode(data)).checksum == parse_statute(encode(reordered)).checksum
    assert parse(issuer="劳动部").checksum != parse().checksum
