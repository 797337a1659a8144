"""Articles as people cite them, and what only looks like one."""

import pytest

from search.analysis.numbers import Citation, take_citation


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
