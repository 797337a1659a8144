"""Papers of a request between the handlers and the employee: checked, asked for, added (S-1.4)."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interact.cases import receipts
from interact.cases.choices import Step
from interact.channels.records import Channel
from interact.retention.services import destroy
from tests.clients import SiteClient, signed_in
from tests.factories import picture_bytes
from tests.interact.desk.looking import address, fresh, page, take
from tests.interact.submitting import CONTACT, TEXT, accepted, name, send

pytestmark = pytest.mark.django_db
RECEIPT = "ABCD-EFGH-JKMN-PQRS-TVWX"
BODY = {"subject": "会员卡：损坏换卡", "kind": "损坏换卡", "text": TEXT}


@pytest.fixture
def card(routing, team_member):
    """Somebody wants another card, and has sent no paper."""
    return send(Channel.MEMBER_CARD, receipt=RECEIPT, body=BODY, contact=CONTACT).case


@pytest.fixture
def employee(card):
    client = SiteClient()
    client.post("/feedback/", {"receipt": RECEIPT})
    return client


def check(desk, case, **states):
    return take(desk, case, Step.CHECK_PAPERS, words="背面看不清", **states)


def test_what_is_checked_is_on_the_screen_and_in_the_history(team_desk, card):
    assert "一寸证件照" in page(team_desk, address(card))
    assert check(team_desk, card, photo="passed", old="missing").status_code == 302
    assert fresh(card).papers == {"photo": "passed", "old": "missing"}
    entry = fresh(card).entries.get(step=Step.CHECK_PAPERS)
    assert entry.words_with(card.vault) == "一寸证件照：合格。\n背面看不清"
    assert entry.detail == {}


def test_a_check_without_a_change_or_with_odd_states_is_refused(team_desk, card):
    assert "材料的情况没有变化" in check(team_desk, card, photo="missing", old="missing").content.decode()
    assert check(team_desk, card, photo="gone", old="passed").status_code == 200
    assert fresh(card).papers == {"photo": "missing", "old": "missing"}


def test_only_requests_have_papers_to_check(team_desk, case):
    assert "核对材料" not in page(team_desk, address(case))
    assert check(team_desk, case).status_code == 200
    assert not fresh(case).entries.filter(step=Step.CHECK_PAPERS).exists()


def test_missing_papers_are_asked_for_and_the_clock_stands_until_they_come(team_desk, team_member, card, employee):
    accepted(card, team_member)
    form = team_desk.get(address(card, "ask/")).context["form"]
    assert form["words"].value() == "请补交：一寸证件照、旧卡的照片。"
    assert form["pauses"].value() is True
    take(team_desk, card, Step.ASK, words=form["words"].value(), pauses="on")
    assert fresh(card).is_paused

    seen = employee.get("/feedback/case/")
    assert "请补交：一寸证件照、旧卡的照片。" in seen.content.decode()
    form = seen.context["forms"]["supplement"]
    file = SimpleUploadedFile("旧卡.jpg", picture_bytes(), "image/jpeg")
    values = {"word": form["word"].value(), "paper_old": [file]}
    assert employee.post("/feedback/case/supplement/", values).status_code == 303

    assert fresh(card).papers == {"photo": "missing", "old": "received"}
    assert not fresh(card).is_paused
    assert "旧卡的照片：" in page(team_desk, address(card))


def test_the_employee_sees_the_missing_ones_first_and_adds_to_those_alone(team_desk, card, employee):
    check(team_desk, card, photo="passed", old="missing")
    seen = employee.get("/feedback/case/")
    assert [one.paper.key for one in seen.context["sheet"].papers] == ["old", "photo"]
    assert "核对了材料" in seen.content.decode()
    fields = seen.context["forms"]["supplement"].fields
    assert "paper_old" in fields
    assert "paper_photo" not in fields


def test_a_bad_paper_is_refused_beside_its_field_and_changes_nothing(card, employee):
    form = employee.get("/feedback/case/").context["forms"]["supplement"]
    values = {"word": form["word"].value(), "paper_old": [SimpleUploadedFile("旧卡.exe", b"MZ", "image/jpeg")]}
    response = employee.post("/feedback/case/supplement/", values)
    assert "旧卡.exe" in str(response.context["forms"]["supplement"].errors["paper_old"])
    assert fresh(card).papers == {"photo": "missing", "old": "missing"}


def test_the_copy_for_the_employee_tells_of_papers(card, employee):
    response = employee.get("/feedback/case/export/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert json.loads(archive.read("data.json"))["材料"] == {"一寸证件照": "缺", "旧卡的照片": "缺"}


def test_papers_go_with_the_words(card):
    destroy(card)
    assert fresh(card).sealed_papers is None


def test_hardship_is_seen_by_its_handlers_alone(team_member, committee_member, second_member, routing):
    body = {"subject": "困难帮扶：疾病", "kind": "疾病", "text": TEXT}
    case = send(Channel.HARDSHIP, receipt=receipts.new_receipt(), body=body, contact=CONTACT).case
    name(case, committee_member)
    assert "诊断证明和费用单据" in page(signed_in(committee_member), address(case))
    assert signed_in(second_member).get(address(case)).status_code == 404


@pytest.mark.parametrize("papers", [BODY, BODY | {"kind": "挂失补办"}])
def test_the_screen_costs_the_same_with_more_papers(team_desk, routing, team_member, django_assert_num_queries, papers):
    case = send(Channel.MEMBER_CARD, body=papers, contact=CONTACT).case
    page(team_desk, address(case))
    with django_assert_num_queries(26):
        page(team_desk, address(case))


def test_a_paper_handed_in_at_the_desk_lets_the_clock_run_again(team_desk, team_member, card):
    accepted(card, team_member)
    assert "resumes" not in team_desk.get(address(card, "check_papers/")).context["form"].fields
    take(team_desk, card, Step.ASK, words="请补交：一寸证件照、旧卡的照片。", pauses="on")
    assert "恢复计时" in page(team_desk, address(card, "check_papers/"))

    check(team_desk, card, photo="received", old="missing")
    assert fresh(card).is_waiting
    assert fresh(card).is_paused

    check(team_desk, card, photo="received", old="received", resumes="on")
    assert not fresh(card).is_waiting
    assert not fresh(card).is_paused
    shown = page(team_desk, address(card))
    assert "不再等待补充，计时恢复。" in shown
    assert "等职工补充</span>" not in shown
