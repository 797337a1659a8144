"""People with and without an authenticator."""

import pytest

from tests.accounts.second_factor.signing_in import sign_in, staff
from tests.clients import bind_authenticator, signed_in


@pytest.fixture
def device(clock, db):
    """The authenticator of an editor."""
    return bind_authenticator(staff("编辑"))


@pytest.fixture
def inside(client, device):
    """The editor's browser, signed in by password and code."""
    sign_in(client, device)
    return client


@pytest.fixture
def other_device(clock, db):
    """The authenticator of somebody else."""
    return bind_authenticator(staff("信息员"))


@pytest.fixture
def boss_client(boss):
    return signed_in(boss)


@pytest.fixture
def administrator(clock, db):
    """系统管理员: manages accounts of lower ranks."""
    return staff("系统管理员", username="administrator")


@pytest.fixture
def administrator_client(administrator):
    return signed_in(administrator)


@pytest.fixture
def officer(clock, db):
    """安全管理员: helps with the second factor."""
    return staff("安全管理员", username="officer")


@pytest.fixture
def officer_client(officer):
    return signed_in(officer)
