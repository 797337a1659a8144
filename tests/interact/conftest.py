"""Questionnaires, people, departments and cases that the tests of this section share."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from interact.models import ChannelRouting
from interact.questionnaires.services import create_questionnaire
from tests.conftest import member
from tests.factories import DepartmentFactory
from tests.interact.submitting import lay_routing
from tests.interact.submitting import send as submit
from tests.interact.writing import Writer
from tests.releasing import publish
from unionsite.core import mails

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 8, 10, 0, tzinfo=SHANGHAI)

FIELDS = [
    {"label": "您的部门", "kind": "dropdown", "choices": ["机加车间", "质量部"], "name": "department"},
    {"label": "对食堂满意吗", "kind": "radio", "choices": ["满意", "一般", "不满意"], "name": "canteen"},
    {"label": "哪一餐", "kind": "checkboxes", "choices": ["早餐", "午餐, 含夜宵"], "required": False, "name": "meals"},
    {"label": "一周几次", "kind": "number", "required": False, "name": "times"},
    {"label": "从哪天起", "kind": "date", "required": False, "name": "since"},
    {"label": "联系邮箱", "kind": "email", "required": False, "name": "email"},
    {"label": "最爱的菜", "kind": "singleline", "required": False, "name": "dish"},
    {"label": "还想说的话", "kind": "multiline", "required": False, "help": "不要写别人的姓名。", "name": "words"},
    {"label": "附件", "kind": "file", "required": False, "name": "attachment"},
]
ANSWER = {"department": "质量部", "canteen": "满意"}


@pytest.fixture
def clock():
    """The site's clock at NOW; tests move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def answers_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "answers"


@pytest.fixture
def make(tree, clock):
    """Create a questionnaire that is open for another three days, unless told otherwise."""
    made = []

    def create(title="食堂就餐调查", **changes):
        made.append(title)
        wanted = {
            "parent": tree.interact,
            "slug": f"ask-{len(made)}",
            "opens_at": NOW - timedelta(days=1),
            "closes_at": NOW + timedelta(days=3),
            "fields": FIELDS,
            **changes,
        }
        return publish(create_questionnaire(title=title, **wanted))

    return create


@pytest.fixture
def send(client, clock):
    """Open the page as a person does, wait, and post what was typed; returns the response."""

    def post(page, data=ANSWER, wait=30, **extra):
        form = client.get(page.url).context["form"]
        clock.move_to(timezone.now() + timedelta(seconds=wait))
        return client.post(page.url, {"stamp": form["stamp"].value(), **data}, **extra)

    return post


@pytest.fixture
def mails_alone(monkeypatch):
    """As without any wing that tells people otherwise."""
    monkeypatch.setattr(mails, "ways_beside_mail", [])


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
    return submit().case


@pytest.fixture
def write(client, clock, routing, tree):
    """`write("report")`: somebody at the form of that channel."""

    def start(channel="suggestion", **origin):
        return Writer(client, clock, channel, **origin)

    return start
