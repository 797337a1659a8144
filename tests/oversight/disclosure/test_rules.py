"""Which counts of corrections the public may know."""

import pytest

from unionsite.oversight.disclosure.rules import is_few, may_tell


@pytest.mark.parametrize(("number", "few"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_small_number_is_few(number, few):
    assert is_few(number, smallest=5) is few


@pytest.mark.parametrize(
    ("own", "others", "may"),
    [
        (6, 0, True),
        (6, 5, True),
        (6, 1, False),
        (6, 4, False),
        (3, 2, True),
        (0, 2, True),
    ],
    ids=["no others", "enough others", "one other", "few others", "few of its own", "none of its own"],
)
def test_a_number_that_would_tell_that_of_the_others_is_not_told(own, others, may):
    assert may_tell(own, others, smallest=5) is may
