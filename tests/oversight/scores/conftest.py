"""A period with its items, and who handles, reads and is scored."""

import pytest

from tests.conftest import member
from unionsite.oversight.scores.services import lay_items, open_period


@pytest.fixture
def team(tree):
    return member("初审", username="team", name="小组")


@pytest.fixture
def scored(department):
    """Staff of the department that is scored."""
    return member("信息员", username="scored", name="车间信息员", department=department)


@pytest.fixture
def april(team, clock):
    """April 2026, which is over on 8 May."""
    lay_items()
    return open_period(length="month", year=2026, number=4, actor=team)
