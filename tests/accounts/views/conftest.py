"""An employee in a browser, a clock, and what a request costs."""

from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.accounts.second_factor.counting import CountingHasher
from tests.clients import SiteClient

MORNING = datetime(2026, 5, 8, 9, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clock():
    """It stands at ten past nine; `clock.shift(timedelta(…))` moves it on."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def own(employee):
    """The employee's browser, signed in."""
    client = SiteClient()
    client.force_login(employee)
    return client


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
