"""Whoever manages the roll, and a folder for uploads that each test has to itself."""

import pytest

from tests.accounts.rolls import EmployeeFactory, manager
from tests.clients import SiteClient
from tests.factories import DepartmentFactory


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
    client = SiteClient()
    client.force_login(roll_manager)
    return client


@pytest.fixture
def employee(quality):
    return EmployeeFactory(employee_number="A1001", name="田晓禾", department=quality, email="tian@example.com")
