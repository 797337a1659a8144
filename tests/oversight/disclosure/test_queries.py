"""Which counts of corrections the public may know."""

import pytest

from unionsite.oversight.disclosure.queries import UNTOLD, told

FEW = "少于5件"


@pytest.mark.parametrize(
    ("own", "others", "words"),
    [
        (6, 0, 6),
        (6, 5, 6),
        (5, 5, 5),
        (6, 1, UNTOLD),
        (6, 4, UNTOLD),
        (1, 0, FEW),
        (4, 9, FEW),
        (3, 2, FEW),
        (0, 2, 0),
        (0, 0, 0),
    ],
)
def test_neither_a_small_number_nor_one_that_tells_that_of_the_others_is_told(own, others, words):
    assert told(own, others, smallest=5) == words
