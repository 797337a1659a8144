"""The shipped lists, and what is refused of others."""

import pytest

from search.analysis.lexicon import LexiconError, read_rows, read_synonyms, read_words, shipped

pytestmark = pytest.mark.once


def problems(read, text):
    with pytest.raises(LexiconError) as refused:
        read(read_rows(text))
    return refused.value.problems


def test_the_shipped_lists_are_whole():
    lists = shipped()
    assert len(lists.synonyms) >= 300
    assert len(lists.words) >= 800
    assert len(lists.stop_words) >= 80
    assert not lists.stop_words & {term for entry in lists.synonyms for term in (*entry.terms, *entry.targets)}


def test_entries_are_normalised():
    entries = read_synonyms(read_rows("\ufeff# 说明\n\n年假，年休假\n Ｎ+1、離職補償 => 經濟補償；补偿\n"))
    assert [(entry.terms, entry.targets, entry.row) for entry in entries] == [
        (("年假", "年休假"), (), 3),
        (("n+1", "离职补偿"), ("经济补偿", "补偿"), 4),
    ]


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("甲方", 1, "至少要有两个词"),
        ("甲方,,乙方", 1, "不能为空"),
        ("甲方 => ", 1, "不能为空"),
        ("甲方 => 乙方 => 丙方", 1, "只能有一个"),
        ("甲方,甲方", 1, "两次"),
        ("甲方 => 甲方", 1, "指向自己"),
        ("甲方, <b>", 1, "不能用的符号"),
        ("甲方, " + "长" * 31, 1, "超过30个字"),
        (",".join(f"词{n}" for n in range(21)), 1, "最多20个词"),
        ("甲方,乙方\n乙方,丙方", 2, "已在第1行"),
        ("甲方 => 乙方\n甲方 => 乙方", 2, "在第1行已经有了"),
        ("甲方,乙方\n甲方 => 乙方", 2, "互为同义词"),
        ("甲方 => 乙方\n乙方 => 甲方", 2, "绕成了一圈（第1行、第2行）"),
        ("甲方 => 乙方\n乙方,丙方\n丙方 => 丁方\n丁方 => 甲方", 4, "绕成了一圈（第1行、第3行、第4行）"),
    ],
)
def test_bad_synonyms_name_their_row(text, row, words):
    (found_row, message), *_ = problems(read_synonyms, text)
    assert found_row == row
    assert words in message


def test_all_bad_rows_are_named():
    assert [row for row, _ in problems(read_synonyms, "甲方\n甲方,乙方\n!\n丙方 => 丙方")] == [1, 3, 4]
    assert [row for row, _ in problems(read_words, "加班 工资\n加班\n年假 a|b")] == [2, 3]


def test_an_error_reads_as_a_message():
    with pytest.raises(ValueError, match=r"^第2行：“加班”在第1行已经有了。$"):
        read_words(read_rows("加班\n加班"))
