"""选登 from the desk: offered where it may be, a draft and nothing public (G10)."""

import pytest

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
