"""A signed-in client for each role that plans or posts."""

import pytest

from tests.conftest import member


@pytest.fixture
def first_client(client, first_reviewer):
    client.force_login(first_reviewer)
    return client


@pytest.fixture
def boss_client(client, db):
    client.force_login(member("系统管理员"))
    return client
