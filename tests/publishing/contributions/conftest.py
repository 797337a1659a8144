"""An employee, the head of the department, and a folder for pictures that each test has to itself."""

import pytest

from tests.accounts.rolls import EmployeeFactory
from tests.clients import signed_in
from tests.factories import DepartmentFactory


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "contributions"


@pytest.fixture
def machining(tree):
    return DepartmentFactory(code="machining", name="机加车间")


@pytest.fixture
def head(machining):
    person = EmployeeFactory(name="周若禾", department=machining, email="head@example.com")
    machining.heads.add(person)
    return person


@pytest.fixture
def sender(machining):
    return EmployeeFactory(name="田晓禾", department=machining, email="sender@example.com")


@pytest.fixture
def desk(sender):
    """The sender's browser."""
    return signed_in(sender)


@pytest.fixture
def head_desk(head):
    return signed_in(head)
