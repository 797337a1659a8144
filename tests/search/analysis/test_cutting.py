"""Rows of 汉字 cut into words, with rjieba and without."""

import pytest

from search.analysis.dictionary import LongestMatch, cutter_for

LISTS = LongestMatch(["试用期", "工资", "试用期工资", "加班"])


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("", []),
        ("我的工资", ["我", "的", "工资"]),
        ("试用期工资多少", ["试用期工资", "多", "少"]),
        ("试用加班", ["试", "用", "加班"]),
    ],
)
def test_the_longest_known_word_is_taken(run, words):
    assert LISTS.cut(run) == words


@pytest.mark.parametrize(
    ("word", "parts"),
    [("试用期工资", ["试用期", "工资"]), ("加班工资", ["加班", "工资"]), ("工资", []), ("试用期了", [])],
)
def test_parts_cover_the_word_or_are_none(word, parts):
    assert LISTS.parts(word) == parts


def test_without_words_characters_come_out_alone():
    assert LongestMatch([]).cut("工资") == ["工", "资"]


@pytest.mark.parametrize("run", ["职工暑托班报名", "晨桥师徒结对", "的"])
def test_nothing_gets_lost_and_own_words_stay_whole(run):
    cut = cutter_for(["暑托班", "晨桥师徒"]).cut(run)
    assert "".join(cut) == run
    assert all(word in cut for word in ("暑托班", "晨桥师徒") if word in run)
