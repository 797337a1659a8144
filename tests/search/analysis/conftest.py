"""The shipped dictionary, once for all."""

import pytest

from search.analysis.dictionary import shipped_dictionary


@pytest.fixture(scope="session")
def dictionary():
    return shipped_dictionary()
