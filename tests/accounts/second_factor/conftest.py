"""People with and without an authenticator, and a clock that stands still."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.accounts.second_factor.signing_in import staff, superuser
from tests.clients import bind_authenticator, signed_in

MORNING = datetime(2026, 5, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clock():
    """It stands at nine in the morning; `clock.shift(30)` moves it on by seconds."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def device(clock, db):
    """The authenticator of an editor."""
    return bind_authenticator(staff("编辑"))


@pytest.fixture
def other_device(clock, db):
    """The authenticator of somebody else."""
    return bind_authenticator(staff("信息员"))


@pytest.fixture
def boss(clock, db):
    return superuser(username="boss")


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
