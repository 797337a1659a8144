"""Articles as people cite them, quantities with units, and what only looks like one."""

import pytest

from search.analysis.numbers import Citation, find_quantities, take_citation

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "statute", "label"),
    [
        ("劳动合同法39条", "劳动合同法", "第三十九条"),
        ("劳动合同法第39条", "劳动合同法", "第三十九条"),
        ("《劳动合同法》三十九条", "劳动合同法", "第三十九条"),
        ("《劳动合同法》 第三十九条第二款", "劳动合同法", "第三十九条"),
        ("劳动合同法 39", "劳动合同法", "第三十九条"),
        ("刑法276条之一", "刑法", "第二百七十六条之一"),
        ("39条", "", "第三十九条"),
        ("第一百零一条", "", "第一百零一条"),
    ],
)
def test_citations(text, statute, label):
    citation, _ = take_citation(text)
    assert (citation.statute, citation.labels[0]) == (statute, label)


@pytest.mark.parametrize("text", ["12351", "工会法 2021", "加班费 2024", "三条措施怎么写", "第百条", "第0条", "39"])
def test_no_citations(text):
    assert take_citation(text) == (None, text)


@pytest.mark.parametrize(
    ("citation", "labels"),
    [
        (Citation("", 39), ("第三十九条", "第39条")),
        (Citation("刑法", 276, 1), ("第二百七十六条之一", "第276条之1")),
    ],
)
def test_an_article_is_looked_for_in_both_ways_of_writing(citation, labels):
    assert citation.labels == labels


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("工伤保险条例第十四条第一款第二项 上班路上", "上班路上"),
        ("中华人民共和国工会法 第6条", ""),
        ("2026年第3条", "2026年"),
    ],
)
def test_what_is_left_of_the_query(text, rest):
    assert take_citation(text)[1].strip() == rest


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("满10年", [("10年", "十年")]),
        ("三个月", [("三个月", "3个月")]),
        ("150%", [("150%", "百分之一百五十")]),
        ("2倍", [("2倍", "二倍", "两倍")]),
        ("休3个工作日", [("3个工作日", "三个工作日")]),
        ("8 小时", [("8小时", "八小时", "八个小时", "8个小时")]),
        ("三十周岁", [("三十周岁", "30周岁", "三十岁", "30岁")]),
        ("十五天或2个月", [("十五天", "15天", "十五日", "15日"), ("2个月", "二个月", "两个月")]),
        ("2024年5月", []),
        ("400日", []),
        ("3.5%", []),
        ("一次性", []),
        ("第三日", []),
    ],
)
def test_quantities(text, spellings):
    assert [quantity.spellings for quantity in find_quantities(text)] == spellings


def test_it_says_where_it_stands():
    assert [(quantity.start, quantity.end) for quantity in find_quantities("产假98天，陪产假15 天")] == [
        (2, 5),
        (9, 13),
    ]
