"""Whoever manages the roll, an employee in a browser, a clock, what a request costs; uploads are each test's own."""

from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.accounts.rolls import EmployeeFactory, manager
from tests.accounts.second_factor.counting import CountingHasher
from tests.accounts.second_factor.signing_in import superuser
from tests.clients import signed_in
from tests.factories import DepartmentFactory

MORNING = datetime(2026, 5, 8, 9, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def roll_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "roll"


@pytest.fixture
def quality(db):
    return DepartmentFactory(code="quality", name="质量部")


@pytest.fixture
def roll_manager(db):
    return manager()


@pytest.fixture
def office(roll_manager):
    """The browser of the union's office."""
    return signed_in(roll_manager)


@pytest.fixture
def employee(quality):
    return EmployeeFactory(employee_number="A1001", name="田晓禾", department=quality, email="tian@example.com")


@pytest.fixture
def clock():
    """It stands at ten past nine; `clock.shift(timedelta(…))`, or of seconds, moves it on."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def boss(clock, db):
    return superuser(username="boss")


@pytest.fixture
def own(employee):
    """The employee's browser, signed in."""
    return signed_in(employee)


@pytest.fixture
def counted(settings):
    """`with counted() as cost:` then `cost.hashes` and `cost.queries`. Users must be made after this fixture."""
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.{CountingHasher.__qualname__}"]

    @contextmanager
    def count():
        before, cost = CountingHasher.times, SimpleNamespace()
        with CaptureQueriesContext(connection) as captured:
            yield cost
        cost.hashes, cost.queries = CountingHasher.times - before, len(captured)

    return count
