"""The order of results, and what is shown of them."""

import time

import pytest

from search.analysis.dictionary import Dictionary
from search.analysis.lexicon import Lexicon
from search.analysis.normalise import normalise
from search.analysis.query import parse
from search.analysis.ranking import LONGEST_BODY, MOST_WORDS, SHARE, Candidate, Statistics, rank, shared_groups
from search.analysis.snippets import Marker
from tests.search.analysis.cutting import LongestMatch
from tests.search.analysis.test_normalise_and_tokens import HOSTILE

pytestmark = pytest.mark.once

LENGTHS = {"title": 12.0, "summary": 40.0, "body": 120.0}


def order(query, *candidates, frequencies=None):
    scores = rank(query, candidates, Statistics(1000, LENGTHS, frequencies or {}))
    return sorted(scores, key=lambda key: -scores[key])


def test_a_title_counts_more_than_a_summary_more_than_a_body(dictionary):
    query = parse("竞业限制", dictionary)
    pages = [
        Candidate("body", "甲", "竞业限制" + "正" * 116, "摘" * 40),
        Candidate("summary", "甲", "正" * 120, "竞业限制" + "摘" * 36),
        Candidate("title", "竞业限制", "正" * 120, "摘" * 40),
    ]
    assert order(query, *pages) == ["title", "summary", "body"]


def test_what_was_typed_counts_more_than_a_synonym(dictionary):
    query = parse("炒鱿鱼", dictionary)
    assert order(query, Candidate("synonym", "", "辞退"), Candidate("typed", "", "炒鱿鱼")) == ["typed", "synonym"]


def test_a_rarer_wording_of_the_same_idea_counts_more(dictionary):
    query = parse("炒鱿鱼", dictionary)
    pages = [Candidate("common", "", "开除"), Candidate("rare", "", "辞退")]
    assert order(query, *pages, frequencies={"开除": 500, "辞退": 5, "解除劳动合同": 500})[0] == "rare"
    assert order(query, *pages, frequencies={"开除": 5, "辞退": 500, "解除劳动合同": 500})[0] == "common"


def test_rare_words_and_all_words_count_more(dictionary):
    query = parse("食堂 班车", dictionary)
    pages = [Candidate("common", "", "食堂"), Candidate("rare", "", "班车"), Candidate("both", "", "食堂班车")]
    assert order(query, *pages, frequencies={"食堂": 500, "班车": 5}) == ["both", "rare", "common"]


def test_the_article_that_is_cited_comes_first(dictionary):
    query = parse("劳动合同法39条", dictionary)
    titles = ["劳动合同法实施条例 第三十九条", "劳动合同法 第三十八条", "劳动合同法 第三十九条"]
    assert order(query, *(Candidate(title, title) for title in titles))[0] == "劳动合同法 第三十九条"


def test_latin_words_by_their_stems_and_whole(dictionary):
    query = parse("holiday", dictionary)
    scores = rank(query, [Candidate(1, "holidays"), Candidate(2, "holidaymaker")], Statistics(9, LENGTHS, {}))
    assert scores[1] > scores[2] == 0


def test_words_of_the_field_count_more_than_others(dictionary):
    query = parse("打听生育津贴", dictionary)
    assert order(query, Candidate("other", "", "打听"), Candidate("field", "", "生育津贴")) == ["field", "other"]


def test_ranking_is_quick(dictionary):
    query = parse("周末加班三倍工资", dictionary)
    pages = [
        Candidate(number, "加班工资怎么算", "用人单位安排劳动者加班的，应当支付工资报酬。" * 5) for number in range(150)
    ]

    def seconds() -> float:
        start = time.process_time()
        rank(query, pages, Statistics(1000, LENGTHS, {}))
        return time.process_time() - start

    assert min(seconds() for _try in range(5)) < 0.1


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("加班费", "加班費怎麼算", "<mark>加班費</mark>怎麼算"),
        ("wifi", "ＷｉＦｉ与Wi-Fi", "<mark>ＷｉＦｉ</mark>与<mark>Wi-Fi</mark>"),
        ("年假", "带薪年休假", "带薪<mark>年休假</mark>"),
        ("竞业限制 违约金", "竞业限制违约金", "<mark>竞业限制违约金</mark>"),
        ("食堂", "<b>食堂</b>&", "&lt;b&gt;<mark>食堂</mark>&lt;/b&gt;&amp;"),
        ("script", "<script>", "&lt;<mark>script</mark>&gt;"),
        ("amp", "R&D", "R&amp;D"),
        ("holiday", "Holidays and holidaymakers", "<mark>Holidays</mark> and holidaymakers"),
        ("n+1", "按Ｎ＋１", "按<mark>Ｎ＋１</mark>"),
        ("第39条", "第三十九条", "<mark>第三十九条</mark>"),
        ("食堂", "\ud800食堂\x00", " <mark>食堂</mark> "),
    ],
)
def test_highlighting(dictionary, typed, text, expected):
    assert Marker(parse(typed, dictionary)).highlight(text) == expected


def test_a_snippet_is_where_most_words_are_met(dictionary):
    text = "食堂。" + "前" * 200 + "。再说班车和食堂" + "后" * 200
    found = Marker(parse("食堂 班车", dictionary)).snippet(["没有", text])
    assert found.startswith("…再说<mark>班车</mark>和<mark>食堂</mark>后")
    assert found.endswith("后…")
    assert len(found) == 90 + 2 + 2 * len("<mark></mark>")


def test_a_snippet_without_a_hit_is_the_beginning(dictionary):
    marker = Marker(parse("食堂", dictionary))
    assert marker.snippet(["摘要", "正文"]) == "摘要"
    assert marker.snippet(["", "正" * 200]) == "正" * 90 + "…"
    assert marker.snippet(["", " "]) == ""


def test_a_snippet_keeps_latin_words_whole(dictionary):
    text = "The union and the company agreed on overtime pay for the year. " * 9
    found = Marker(parse("company", dictionary)).snippet([text])
    assert "<mark>company</mark>" in found
    assert found.removesuffix("…").split()[-1] in text.split()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_gets_through(dictionary, text):
    marker = Marker(parse(text, dictionary))
    for shown in (marker.highlight(text), marker.snippet([text, normalise(text)])):
        shown.encode()
        assert "<script" not in shown


NUMBERED = [f"{one}{other}词" for one in "甲乙丙丁" for other in "子丑寅卯"]
DICTIONARY = Dictionary(
    Lexicon(("加班", "加班工资", "补休", "法定", "节日", *NUMBERED), frozenset({"怎么"})), make_cutter=LongestMatch
)


def shared(*bodies, typed="加班"):
    best = [(Candidate(number, "", body), 1.0) for number, body in enumerate(bodies)]
    return shared_groups(parse(typed, DICTIONARY), best, DICTIONARY, lambda terms: ({}, 100))


@pytest.mark.parametrize(
    ("bodies", "words"),
    [
        ((), set()),
        (("补休，法定节日",), set()),
        (("补休，法定节日", "节日补休"), {"补休", "节日"}),
        (("怎么补休", "怎么补休"), {"补休"}),
        (("加班工资，加班", "加班工资，补休"), set()),
        (("长" * LONGEST_BODY + "补休", "补休"), set()),
        (("abc补休", "abc 补休"), {"补休"}),
    ],
)
def test_what_at_least_two_hits_share_and_nobody_typed(bodies, words):
    assert {group.text for group in shared(*bodies)} == words


def test_they_are_few_and_weigh_little_together():
    groups = shared("，".join(NUMBERED), "，".join(NUMBERED))

    assert len(groups) == MOST_WORDS
    assert sum(group.weight for group in groups) == pytest.approx(SHARE * parse("加班", DICTIONARY).groups[0].weight)
