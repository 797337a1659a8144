"""Words that the best hits share."""

import pytest

from search.analysis.dictionary import Dictionary, LongestMatch
from search.analysis.lexicon import Lexicon
from search.analysis.query import parse
from search.analysis.ranking import LONGEST_BODY, MOST_WORDS, SHARE, Candidate, shared_groups

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
