"""A discussion, people in it, and the way they write."""

import pytest

from tests.clients import signed_in
from tests.interact.activities.discussions.talking import a_discussion, an_employee, typed


@pytest.fixture
def discussion(tree, clock):
    return a_discussion(tree)


@pytest.fixture
def employee(db):
    return an_employee(name="郑春燕")


@pytest.fixture
def speaker(employee):
    return signed_in(employee)


@pytest.fixture
def say(clock):
    """Write in a discussion through its page."""

    def post(client, page, **data):
        return client.post(page.url, typed(client, page, clock, **data))

    return post
