"""Which answer fits a question: who, what and when decide, a shared tail does not."""

import pytest

from demo.answers import read_answers
from search.analysis.dictionary import shipped_dictionary
from search.analysis.matters import beside, matters_of, shipped_matters
from search.answers import rules
from search.answers.rules import Choice, Profile


def read(text: str) -> frozenset[str]:
    return matters_of(text, shipped_dictionary())


@pytest.fixture(scope="module")
def choice() -> tuple[list[str], Choice]:
    rows = read_answers()
    profiles = [
        Profile.of(read(row["question"]), list(map(read, row["wordings"])), read(row["answer"])) for row in rows
    ]
    return [row["key"] for row in rows], Choice(profiles)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("孕妇被炒有补偿吗", {"怀孕", "辞退", "补偿"}),
        ("怀上了老板不要我了给钱吗", {"怀孕", "辞退"}),
        ("钟点工被炒鱿鱼", {"小时工", "辞退"}),
        ("车间里的红外线", {"=红外线"}),
        ("overtime on N+1", {"=overtim", "补偿"}),
        ("\0！？", set()),
    ],
)
def test_matters_in_whatever_words(text, named):
    assert {one for one in read(text) if not one.startswith("~")} == named


def test_a_way_stands_for_several_matters_or_for_none():
    assert shipped_matters()["公司"] == frozenset()
    assert shipped_matters()["欠薪"] == {"-工资", "拖欠"}
    assert beside()["辞职"] == {"辞退"}


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("试用期被辞退有补偿吗", "probation-dismissal"),
        ("孕妇被辞退有补偿吗", None),
        ("怀孕被辞退怎么办", "pregnancy-dismissal"),
        ("派遣工被辞退有补偿吗", "dispatched-return"),
        ("小时工被辞退有补偿吗", "part-time"),
        ("实习生被辞退有补偿吗", "internship"),
        ("社保没交", "unpaid-insurance"),
        ("养老保险没交", None),
        ("经济补偿金怎么算", "compensation"),
        ("公司辞退我", None),
        ("护照丢了怎么办", None),
        ("怀孕吃什么好", None),
        ("怀孕", None),
        ("社保", None),
        ("", None),
    ],
)
def test_the_word_that_decides_counts(choice, question, key):
    keys, answers = choice
    rated = answers.ratings(read(question), len(question))
    found = rules.choose(rated, [0.0] * len(rated), lambda place: True)
    assert (None if found.answer is None else keys[found.answer]) == key


def test_a_list_has_the_best_and_what_is_hardly_worse():
    assert rules.alike([0.6, 0.7, 0.3, 0.65]) == [1, 3, 0]
    assert rules.alike([0.4, 0.2]) == rules.alike([]) == []


@pytest.mark.parametrize(
    ("rated", "likeness", "found"),
    [
        ([], [], (None, [])),
        ([0.1, 0.0], [0.1, 0.0], (None, [])),
        ([0.9, 0.2], [0.5, 0.1], (0, [])),
        # Two fit alike, or what fits best is written otherwise: their questions are named.
        ([0.9, 0.88], [0.2, 0.2], (None, [0, 1])),
        ([0.6, 0.3], [0.1, 0.5], (None, [1, 0])),
        ([0.4, 0.0, 0.35, 0.3, 0.3], [0.0] * 5, (None, [0, 2, 3])),
    ],
)
def test_an_answer_is_stated_where_both_opinions_agree(rated, likeness, found):
    assert rules.choose(rated, likeness, lambda place: True) == found


def test_a_word_that_no_wording_has_forbids_the_answer():
    assert rules.choose([0.9], [0.9], lambda place: False) == (None, [0])


def test_wordings_of_no_matter_harm_nothing():
    nothing = Profile.of(read("公司我们上班"), [read("！？")], read(""))
    answers = Choice([nothing, Profile.of(read("加班费怎么算"), [], read(""))])
    assert answers.ratings(read("公司")) == [0.0, 0.0]
    assert answers.ratings(read("加班费怎么算"), 99)[1] == pytest.approx(1.0)
    assert Choice([]).ratings(read("加班费")) == []


def test_of_two_meanings_of_a_word_the_one_that_fits_is_meant():
    questions = ("辞职要提前多久说", "被辞退赔多少钱", "工伤怎么认定")
    rated = Choice([Profile.of(read(question), [], read("")) for question in questions]).ratings(read("走人提前多久"))
    assert rated[0] > max(rated[1:])
    assert rated[2] == 0
