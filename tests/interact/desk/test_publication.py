"""选登 from the desk: offered where it may be, a draft and nothing public (G10)."""

import pytest
from django.utils import timezone

from interact.cases.choices import Result
from interact.cases.services import steps
from interact.channels.records import Channel
from interact.models import AnswerPage, Case
from tests.interact.desk.looking import address, page
from tests.interact.submitting import CONTACT, accepted, answered, replied, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def solved(tree, routing, team_member, answerer, canteen):
    case = send(Channel.QUESTION, contact=CONTACT, may_publish=True).case
    accepted(case, team_member, canteen)
    answered(case, answerer)
    return replied(case, team_member)


def test_the_team_makes_a_draft_once(solved, team_desk):
    assert "选登这一件" in page(team_desk, address(solved))
    response = team_desk.post(address(solved, "publish/"))
    assert response["Location"] == address(solved)
    draft = AnswerPage.objects.get(alias_of=None)
    assert (draft.live, draft.case) == (False, solved)
    assert "选登这一件" not in page(team_desk, address(solved))
    assert "已经选登过了" in team_desk.post(address(solved, "publish/")).content.decode()
    assert AnswerPage.objects.filter(alias_of=None).count() == 1


def test_not_without_consent_nor_before_the_reply(solved, team_desk):
    Case.objects.filter(pk=solved.pk).update(may_publish=False)
    assert "选登这一件" not in page(team_desk, address(solved))
    assert "没有同意公开" in page(team_desk, address(solved, "publish/"))


def test_not_by_departments_or_strangers(solved, answerer_desk, committee_desk):
    assert "由网络信息管理小组选登" in page(answerer_desk, address(solved, "publish/"))
    assert committee_desk.post(address(solved, "publish/")).status_code == 404
    assert not AnswerPage.objects.exists()


@pytest.fixture
def closed(solved, team_member):
    """Closed with last words, in which the employee's name stands."""
    words = "孙小满您好：窗口今天开到23:30。"
    return steps.close(
        case_id=solved.pk, actor=team_member, result=Result.SOLVED, words=words, now=timezone.localtime()
    )


def test_what_the_case_knows_of_now_is_offered_and_kept(closed, team_desk):
    form = team_desk.get(address(closed, "publish/")).context["form"]
    day, offered = closed.closed_on, "○○您好：窗口今天开到23:30。"
    assert form.initial == {"progress": "done", "outcome": offered, "outcome_on": day}
    told = {"progress": "doing", "outcome": "孙小满说的窗口，电话13800001234，明天开。", "outcome_on": f"{day}"}
    team_desk.post(address(closed, "publish/"), told)
    draft = AnswerPage.objects.get(alias_of=None)
    assert (draft.progress, draft.outcome_on) == ("doing", closed.closed_on)
    assert draft.outcome == "○○说的窗口，电话○○，明天开。"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"progress": "done"}, "outcome"),
        ({"outcome": "窗口开了。"}, "progress"),
        ({"progress": "done", "outcome": "窗口开了。", "outcome_on": "2026-02-30"}, "outcome_on"),
        ({"progress": "done", "outcome": "窗口开了。", "outcome_on": "2999-01-01"}, "outcome_on"),
        ({"progress": "far", "outcome": "窗口开了。", "outcome_on": "2026-01-01"}, "progress"),
        ({"progress": "done", "outcome": "长" * 301, "outcome_on": ""}, "outcome"),
    ],
)
def test_half_of_it_makes_no_draft_and_stays_in_the_form(closed, team_desk, told, field):
    response = team_desk.post(address(closed, "publish/"), told)
    assert field in response.context["form"].errors
    if told.get("outcome"):
        assert told["outcome"] in response.content.decode()
    assert not AnswerPage.objects.exists()


def test_an_explanation_alone_offers_nothing(solved, team_member, team_desk):
    steps.close(case_id=solved.pk, actor=team_member, result=Result.EXPLAINED, now=timezone.localtime())
    assert team_desk.get(address(solved, "publish/")).context["form"].initial["progress"] == ""
