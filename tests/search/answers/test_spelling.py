"""How near a question is to wordings as they are written."""

import pytest

from search.answers.rules import Spelling

WORDINGS = [["婚假有几天", "结婚能放几天假"], ["加班费怎么算", "周末加班给几倍"], []]


@pytest.fixture(scope="module")
def spelling():
    return Spelling(WORDINGS)


def test_the_nearest_is_the_one_that_shares_most_of_what_is_rare(spelling):
    likeness = spelling.likeness("结婚放几天")
    assert likeness[0] > 0.4 > 0.1 > likeness[1]
    assert likeness[2] == 0
    assert max(spelling.likeness("")) == 0
    assert Spelling([]).likeness("婚假") == []


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        ("婚假几天", True),
        ("请问我结婚能放几天假", True),
        # 领证 stands in no wording: it may be what decides.
        ("领证后婚假几天", False),
        # All characters are there, and hardly a pair of them.
        ("假天婚结", False),
    ],
)
def test_what_no_wording_says_is_not_covered(spelling, text, is_covered):
    assert spelling.covers(0, text) is is_covered
