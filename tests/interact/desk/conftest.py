"""Browsers of the people at the desk, and what the audit log holds of what they did."""

import pytest

from tests.clients import signed_in
from tests.conftest import member
from tests.factories import DepartmentFactory


@pytest.fixture
def team_desk(team_member):
    return signed_in(team_member)


@pytest.fixture
def second_desk(second_member):
    return signed_in(second_member)


@pytest.fixture
def answerer_desk(answerer):
    return signed_in(answerer)


@pytest.fixture
def committee_desk(committee_member):
    return signed_in(committee_member)


@pytest.fixture
def report_desk(report_handler):
    return signed_in(report_handler)


@pytest.fixture
def second_handler(db, routing):
    """May be named for reports, and is named nowhere."""
    return member("举报办理", username="reports-2", name="宋办理", email="reports-2@example.com")


@pytest.fixture
def stranger(db):
    """Of another department, with the right to answer for it."""
    other = DepartmentFactory(name="总装车间", code="assembly")
    return member("信息员", username="assembly", name="钱总装", email="assembly@example.com", department=other)
