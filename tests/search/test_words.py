"""Reading what was typed, marking hits and cutting snippets: pure rules."""

import pytest

from search.words import highlight, make_snippet, pattern_of, read_query, spellings


@pytest.mark.parametrize(
    ("typed", "text", "words"),
    [
        ("", "", []),
        (" 　\t\n", "", []),
        ("加班", "加班", ["加班"]),
        ("加班　工资", "加班 工资", ["加班", "工资"]),
        ("加班 加班", "加班 加班", ["加班"]),
        ("ＡＩ课堂", "ＡＩ课堂", ["AI课堂"]),
        ("加\u200b班\ufeff", "加班", ["加班"]),
        ("“年休假”", "“年休假”", ["年休假"]),
        ("《劳动法》第四十四条", "《劳动法》第四十四条", ["《劳动法》第四十四条"]),
        ("a\x07b", "a b", ["a", "b"]),
    ],
)
def test_reading_a_query(typed, text, words):
    query = read_query(typed)
    assert (query.text, [word[0] for word in query.words], query.is_cut) == (text, words, False)
    assert bool(query) == bool(words)


def test_a_query_is_cut_at_100_characters_and_10_words():
    query = read_query("长" * 101)
    assert (len(query.text), query.is_cut) == (100, True)
    query = read_query(" ".join("甲乙丙丁戊己庚辛壬癸子"))
    assert (len(query.words), query.text[-1], query.is_cut) == (10, "癸", True)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("加班", ("加班",)),
        ("（试行）", ("(试行)", "（试行）")),
        ("(试行)", ("(试行)", "（试行）")),
        ("150%", ("150%", "150％", "１５０％")),
        ("①", ("1", "１", "①")),
    ],
)
def test_spellings_of_a_word(word, expected):
    assert spellings(word) == expected


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("加班工资怎么算", "工资", "加班<mark>工资</mark>怎么算"),
        ("Overtime 与 overtime", "OVERTIME", "<mark>Overtime</mark> 与 <mark>overtime</mark>"),
        ("工资 工资表", "工资 工资表", "<mark>工资</mark> <mark>工资表</mark>"),
        ("<b>加班</b>", "加班", "&lt;b&gt;<mark>加班</mark>&lt;/b&gt;"),
        ("a<script>b", "<script>", "a<mark>&lt;script&gt;</mark>b"),
        ("R&D amp", "amp", "R&amp;D <mark>amp</mark>"),
        ("c.d cxd", "c.d", "<mark>c.d</mark> cxd"),
        ("（试行）", "(试行)", "<mark>（试行）</mark>"),
    ],
)
def test_highlighting(text, typed, expected):
    assert highlight(text, pattern_of(read_query(typed).words)) == expected


def snippet(texts, typed):
    return make_snippet(texts, pattern_of(read_query(typed).words))


def test_a_snippet_is_the_text_around_the_first_hit():
    text = "前" * 200 + "。再说年休假" + "后" * 200
    found = snippet(["没有这个词的摘要", text], "年休假")
    assert found.startswith("…再说<mark>年休假</mark>后")
    assert found.endswith("后…")
    assert len(found) == 90 + len("……<mark></mark>")


def test_a_snippet_without_a_hit_is_the_beginning_of_the_first_text():
    assert snippet(["摘要", "正文"], "标题") == "摘要"
    assert snippet(["", "正" * 200], "标题") == "正" * 90 + "…"
    assert snippet(["", ""], "标题") == ""


def test_a_snippet_keeps_latin_words_whole_and_shows_more_of_them():
    found = snippet(["The union and the company agreed on overtime pay for the year. " * 9], "company")
    assert found.startswith("The union")
    assert 150 < len(found.replace("<mark>", "").replace("</mark>", "")) <= 181
    assert found.removesuffix("…").split()[-1] in {
        "The",
        "the",
        "union",
        "and",
        "agreed",
        "on",
        "pay",
        "for",
        "year.",
        "overtime",
    }


def test_a_snippet_near_the_end_shows_what_comes_before():
    found = snippet(["前" * 200 + "年休假"], "年休假")
    assert found == "…" + "前" * 87 + "<mark>年休假</mark>"
