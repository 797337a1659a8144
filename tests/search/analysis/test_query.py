"""Queries read into groups, and written for both databases."""

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis.dictionary import Dictionary, shipped_dictionary
from search.analysis.lexicon import Lexicon, SynonymEntry
from search.analysis.query import GENERAL, LONGEST_QUERY, MOST_GROUPS, MOST_TERMS, Group, Term, TermSource, parse
from search.backend.matching import FTS5, TSQUERY, prune
from tests.search.analysis.cutting import LongestMatch
from tests.search.analysis.test_normalise_and_tokens import HOSTILE

pytestmark = pytest.mark.once

SMALL = Dictionary(
    Lexicon(
        ("试用期", "工资", "加班", "劳动合同法"),
        frozenset({"的", "多久", "怎么", "and"}),
        (
            SynonymEntry(("炒鱿鱼",), ("辞退", "解除劳动合同")),
            SynonymEntry(("年假", "年休假")),
            SynonymEntry(("n+1",), ("经济补偿",)),
        ),
    ),
    make_cutter=LongestMatch,
)


def described(query) -> str:
    """Return the reading in one line: +(年假 | 年休假^0.7) 天数^0.4 -退休."""
    said = []
    for group in query.groups:
        words = " | ".join(t.text if t.weight == 1 else f"{t.text}^{t.weight:g}" for t in group.alternatives)
        shown = f"({words})" if len(group.alternatives) > 1 else words
        said.append(("+" if group.is_required else "") + shown + ("" if group.weight == 1 else f"^{group.weight:g}"))
    return " ".join(said + [f"-{term.text}" for term in query.excluded])


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("试用期 多久", "试用期"),
        ("試用期的工資", "试用期 工资"),
        ("炒鱿鱼", "(炒鱿鱼 | 辞退^0.7 | 解除劳动合同^0.7)"),
        ("年休假", "(年休假 | 年假^0.7)"),
        ("N+1", "(n+1 | 经济补偿^0.7)"),
        ("怎么 多久", "怎么 多久"),
        ("税", "税"),
        ("税 工资", "工资"),
        ("加班 and 工资", "+加班 +工资"),
        ("加班 同时 工资 试用期", "+加班 +工资 试用期"),
        ("“加班工资” 试用期", "+加班工资 试用期"),
        ("税 and 加班费", "+税 +加班"),
        ("工资 -加班", "工资 -加班"),
        ("-50 工资", "50 工资"),
        ("wi-fi", "wi-fi"),
        ("工资 工资", "工资"),
        ("拼搏", "拼搏"),
        ("劳动合同法39条", "劳动合同法 (第三十九条 | 第39条)"),
        ("3天", "(3天 | 三天 | 三日 | 3日)^0.5"),
        ("", ""),
        ("，。！", ""),
    ],
)
def test_reading(text, reading):
    assert described(parse(text, SMALL)) == reading


@pytest.mark.parametrize(
    ("text", "weights"),
    [("打听生育津贴", {"打听": GENERAL, "生育津贴": 1}), ("打听 and hr", {"打听": GENERAL, "hr": 1})],
)
def test_words_of_no_list_count_less(text, weights):
    assert {group.text: group.weight for group in parse(text, shipped_dictionary()).groups} == weights


def test_an_explained_phrase_counts_where_its_words_stand_apart():
    dictionary = shipped_dictionary()
    apart = [group for group in parse("公司破产了，欠我的工资能先还吗", dictionary).groups if group.is_apart]
    assert [group.text for group in apart] == ["破产工资"]
    assert {term.text for term in apart[0].alternatives[1:]} <= set(dictionary.synonyms("破产工资"))
    assert not any(group.is_apart for group in parse("破产工资", dictionary).groups)


def test_a_citation_names_the_title_of_its_page():
    assert "劳动合同法第三十九条" in parse("根据《劳动合同法》第39条", shipped_dictionary()).titles


def test_a_corrected_word_is_known_as_such():
    group = parse("加班 工资", SMALL, corrected=["加班"]).groups[0]
    assert [term.kind for term in group.alternatives] == [TermSource.CORRECTED]


def test_limits():
    query = parse("甲乙丙丁 " * 700, SMALL)
    assert query.is_cut
    assert len(query.typed) <= LONGEST_QUERY
    long = parse(" ".join(f"w{number}" for number in range(60)), SMALL)
    assert len(long.groups) == MOST_GROUPS


def run(expression):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    try:
        return database.execute("SELECT * FROM t WHERE t MATCH ?", [expression]).fetchall()
    finally:
        database.close()


@settings(max_examples=150)
@given(
    st.text(max_size=60)
    | st.text('加班工资第39条 “”"-+and同时《》法的n年天%\x00\ud800', max_size=40)
    | st.sampled_from(HOSTILE)
)
def test_nothing_typed_breaks_an_expression(text):
    query = parse(text, shipped_dictionary())
    query.typed.encode()
    assert len(query.terms) <= MOST_TERMS
    assert bool(query) == bool(FTS5.write(query)) == bool(TSQUERY.write(query))
    if query:
        run(FTS5.write(query))
        assert all(term.tokens for term in query.terms)
        assert "''" not in TSQUERY.write(query)


def test_expressions():
    query = parse("炒鱿鱼 税费 -n+1", SMALL)
    assert FTS5.write(query) == '(("炒鱿 鱿鱼" OR "辞退" OR "解除 除劳 劳动 动合 合同" OR "税费")) NOT ("n加1")'
    assert TSQUERY.write(parse("加班费 and 工资", SMALL)) == "('加班') & ('工资')"
    assert TSQUERY.write(parse("“加班费”", SMALL)) == "('加班' <-> '班费')"
    assert TSQUERY.write(parse("税", SMALL)) == "('税':*)"
    assert FTS5.write(parse("税", SMALL)) == '("税"*)'


def test_pruning_leaves_out_none_that_was_typed_for_what_only_the_lists_say():
    query = parse("工资 加班", SMALL)
    counts = {"工资": 5000, "加班": 20}
    apart = replace(query, groups=(*query.groups, Group((Term.of("加点费"),), is_apart=True)))
    assert [g.text for g in prune(apart, lambda term: counts.get(term.text, 1), 6000)] == ["加班", "加点费"]
    assert prune(apart, lambda term: 5000, 6000) == apart.groups


def test_words_of_our_own_are_cut_out(dictionary):
    assert dictionary.cut("竞业限制违约金") == ["竞业限制", "违约金"]
    other = Dictionary(Lexicon(("竞业限制违约金",), frozenset(), ()))
    assert other.cut("竞业限制违约金") == ["竞业限制违约金"]
    assert dictionary.cut("竞业限制违约金") == ["竞业限制", "违约金"]
