"""People, departments and cases that the tests of the channels share."""

import pytest

from interact.models import ChannelRouting
from tests.conftest import member
from tests.factories import DepartmentFactory
from tests.interact.feedback.sending import lay_routing, send
from tests.interact.feedback.writing import Writer


@pytest.fixture
def routing(db):
    """Every channel open; handlers by name are set by the test."""
    lay_routing()
    return {row.channel: row for row in ChannelRouting.objects.all()}


@pytest.fixture
def canteen(db):
    return DepartmentFactory(name="后勤保障部", code="canteen")


@pytest.fixture
def team_member(db):
    """Of the 网络信息管理小组."""
    return member("初审", username="team", name="林小组", email="team@example.com")


@pytest.fixture
def second_member(db):
    return member("初审", username="team-2", name="方小组", email="team-2@example.com")


@pytest.fixture
def answerer(canteen):
    return member("信息员", username="canteen", name="何后勤", email="canteen@example.com", department=canteen)


@pytest.fixture
def committee_member(db):
    return member("终审", username="committee", name="郑委员", email="committee@example.com")


@pytest.fixture
def report_handler(db, routing):
    """The one person who handles reports."""
    user = member("举报办理", username="reports", name="陆办理", email="reports@example.com")
    routing["report"].handlers.add(user)
    return user


@pytest.fixture
def case(routing, team_member):
    """An anonymous suggestion that has just come in."""
    return send().case


@pytest.fixture
def write(client, clock, routing, tree):
    """`write("report")`: somebody at the form of that channel."""

    def start(channel="suggestion", **origin):
        return Writer(client, clock, channel, **origin)

    return start
