"""The lists made ready for queries, and how they cut rows of 汉字."""

import pytest

from search.analysis.dictionary import MOST_SYNONYMS, Dictionary, Rjieba, is_one_han_run, name_as_word
from search.analysis.lexicon import Lexicon, SynonymEntry
from tests.search.analysis.cutting import LongestMatch

pytestmark = pytest.mark.once

SMALL = Dictionary(
    Lexicon(
        ("试用期", "加班工资", "加班费", "工资"),
        frozenset({"怎么", "的"}),
        (
            SynonymEntry(("加班费", "加班工资", "加点钱"), ("延长工作时间",)),
            SynonymEntry(("年假", "年休假")),
            SynonymEntry(("年假",), ("带薪年休假",)),
            SynonymEntry(("加班费怎么算",), ("加班工资",)),
            SynonymEntry(("假",), tuple(f"假{number}" for number in "甲乙丙丁戊己庚辛壬癸子丑")),
        ),
    ),
    names=["《中华人民共和国工会法》", "机加车间"],
    make_cutter=LongestMatch,
)


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("年假", ("年休假", "带薪年休假")),
        ("年休假", ("年假",)),
        ("带薪年休假", ()),
        ("加点钱", ("延长工作时间",)),
        ("甲", ()),
    ],
)
def test_synonyms(word, others):
    assert SMALL.synonyms(word) == others


def test_synonyms_have_an_end():
    assert len(SMALL.synonyms("假")) == MOST_SYNONYMS


@pytest.mark.parametrize(
    ("word", "others"), [("加班费", ("加班工资",)), ("加点钱", ("加班费", "加班工资")), ("年假", ()), ("年休假", ())]
)
def test_akin(word, others):
    assert SMALL.akin(word) == others


@pytest.mark.parametrize(
    ("phrase", "words"),
    [("加班费怎么算", ["加班费"]), ("试用期的工资", ["试用期", "工资"]), ("试用期", []), ("的", [])],
)
def test_own_words(phrase, words):
    longest = LongestMatch(["加班费", "怎么", "试用期", "工资"])

    class WithParts(LongestMatch):
        def parts(self, word):
            return [part for part in longest.cut(word) if len(part) > 1]

    lists = Lexicon(("试用期",), frozenset({"怎么", "的"}), (SynonymEntry((phrase, "甲"), ("乙方",)),))
    assert Dictionary(lists, make_cutter=WithParts).own_words(phrase) == words


@pytest.mark.parametrize(
    ("run", "words"),
    [("加班费怎么算呢", ["加班费怎么算", "呢"]), ("工会法规定", ["工会法", "规", "定"]), ("机加车间", ["机加车间"])],
)
def test_what_has_synonyms_and_names_stay_whole(run, words):
    assert SMALL.cut(run) == words


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("《中华人民共和国劳动法》", "劳动法"),
        ("机加车间", "机加车间"),
        ("工会法 2021", ""),
        ("长" * 31, ""),
        ("", ""),
    ],
)
def test_a_name_as_a_word(name, word):
    assert name_as_word(name) == word


@pytest.mark.parametrize(
    ("word", "is_run"), [("工资", True), ("税", False), ("n加一", False), ("工资 税", False), ("", False)]
)
def test_one_run(word, is_run):
    assert is_one_han_run(word) is is_run


@pytest.mark.parametrize("run", ["职工暑托班报名", "晨桥师徒结对", "的"])
def test_nothing_gets_lost_and_own_words_stay_whole(run):
    cut = Rjieba(["暑托班", "晨桥师徒"]).cut(run)
    assert "".join(cut) == run
    assert all(word in cut for word in ("暑托班", "晨桥师徒") if word in run)
