"""Text folded and cut into tokens; what the index holds is what queries look for."""

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.normalise import normalise, normalise_with_map, squeezed
from search.analysis.tokens import LONGEST_TOKEN, Phrase, index_text, index_tokens, phrase_of

pytestmark = pytest.mark.once

HOSTILE = [
    "",
    "　",
    '"',
    '加班"费',
    "\x00",
    "a\ud800b",
    "😀",
    "' OR 1=1 --",
    "<script>",
    "NEAR(a b)",
    "加" * 3000,
    "\u200b",
    "*:^-+",
]
han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《勞動合同法》", "《劳动合同法》"),
        ("ＷｉＦｉ　Ｎ＋１", "wifi n+1"),
        ("“年休假”「x」", '"年休假""x"'),
        ("Café cafe\u0301", "cafe cafe"),
        ("工\u200b会\ufeff", "工会"),
        ("a\x00\ud800b", "a  b"),
        ("二〇二四", "二零二四"),
        ("①㎡", "1m2"),
        ("瞭解覆蓋", "了解复盖"),
    ],
)
def test_folding(text, expected):
    assert normalise(text) == expected


@given(st.text())
def test_folding_goes_character_by_character_and_the_map_leads_back(text):
    mapped = normalise_with_map(text)
    assert mapped.text == "".join(map(normalise, text)) == normalise(text)
    for at, character in enumerate(mapped.text):
        start, end = mapped.span(at, at + 1)
        assert end == start + 1
        assert character in normalise(text[start:end])


def test_spans_of_what_is_longer_or_shorter_in_the_original():
    mapped = normalise_with_map("①㎡勞A\u0301\u200b動")
    assert mapped.text == "1m2劳a动"
    assert mapped.original[slice(*mapped.span(1, 3))] == "㎡"
    assert mapped.original[slice(*mapped.span(3, 6))] == "勞A\u0301\u200b動"


def test_squeezed_titles_are_equal():
    assert squeezed("《勞動合同法》 第三十九条") == squeezed("劳动合同法第三十九条") == "劳动合同法第三十九条"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("劳动法", "劳动 动法 法"),
        ("税", "税"),
        ("加班。费", "加班 班 费"),
        ("c++ C# N＋1 21.75天", "c加加 c井 n加1 21点75 天"),
        ("Wi-Fi 12351 3,000元", "wi fi 12351 3000 元"),
        ("employees' holidays, the union's", "employe holiday the union"),
        ("2024-05-08 www.a.cn r&d", "2024 05 08 www a cn r d"),
    ],
)
def test_tokens(text, tokens):
    assert index_text(text) == tokens


def test_tokens_without_stems():
    assert index_tokens("holidays", is_stemmed=False) == ["holidays"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("劳动法", Phrase(("劳动", "动法"))),
        ("税", Phrase(("税",), True)),
        ("补偿N+1", Phrase(("补偿", "偿", "n加1"))),
        ("N+1补偿", Phrase(("n加1", "补偿"))),
        ("第39条", Phrase(("第", "39", "条"), True)),
        ("，。", Phrase()),
    ],
)
def test_phrases(text, phrase):
    assert phrase_of(text) == phrase


def has_phrase(tokens, phrase):
    size = len(phrase.tokens)
    for at in range(len(tokens) - size + 1):
        part = tokens[at : at + size]
        if part[:-1] == list(phrase.tokens[:-1]) and (
            part[-1].startswith(phrase.tokens[-1]) if phrase.is_prefix else part[-1] == phrase.tokens[-1]
        ):
            return True
    return False


@given(han, han, st.data())
def test_any_part_of_a_run_is_found(before, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert has_phrase(index_tokens(f"{before}，n+1{text} a"), phrase_of(text[start:end]))


@given(han, han)
def test_a_word_is_not_found_across_a_pause(one, other):
    if len(one) > 1 and one[-1] + other[0] not in one + " " + other:
        assert not has_phrase(index_tokens(f"{one}。{other}"), phrase_of(one[-1] + other[0]))


@given(st.text() | st.sampled_from(HOSTILE))
def test_tokens_are_letters_and_digits_alone(text):
    for token in index_tokens(text):
        assert re.fullmatch(r"[^\W_]+", token)
        assert token == token.lower()
        assert len(token) <= LONGEST_TOKEN


def test_fts5_keeps_every_token_whole():
    tokens = index_tokens("c++ C# n+1 21.75 劳动合同法 𠮷 wi-fi Ünïcode русский かな 한글 12a x1 3,000.5 龘")
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    database.execute("INSERT INTO t VALUES (?)", [" ".join(tokens)])
    assert [row[0] for row in database.execute("SELECT term FROM v ORDER BY offset")] == tokens
    database.close()
