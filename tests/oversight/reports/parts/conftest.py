"""Periods of each length, and a history of its own for each test."""

import pytest

from tests.factories import DepartmentFactory
from tests.oversight.reports.parts.history import QUARTER, YEAR, History


@pytest.fixture(params=[QUARTER, YEAR], ids=["quarter", "year"])
def periods(request):
    """This period and the one before."""
    return request.param


@pytest.fixture
def history():
    return History(20260508)


@pytest.fixture
def departments(db):
    return [DepartmentFactory(code=f"d{number}", name=f"部门{number}") for number in range(3)]
