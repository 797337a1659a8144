"""The forms of requests for help and services: what each asks, its papers, and bad input (S-1.4)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interact.cases.services.access import files_of
from interact.models import Case
from tests.factories import UserFactory, picture_bytes
from tests.interact.writing import TEXT, errors

pytestmark = pytest.mark.django_db


def picture(name="材料.jpg"):
    return SimpleUploadedFile(name, picture_bytes(), "image/jpeg")


# --- What goes in ---


@pytest.mark.parametrize(
    ("channel", "kept"),
    [
        ("hardship", {"subject": "困难帮扶：疾病", "kind": "疾病", "household": "4", "income": "1800"}),
        (
            "legal_aid",
            {
                "subject": "法律援助：工资",
                "kind": "工资",
                "other_side": "某某劳务派遣公司",
                "happened_on": "2026-03-02",
                "begun": "已申请仲裁",
                "begun_on": "2026-04-01",
            },
        ),
        ("join", {"subject": "入会申请：劳务派遣", "employment": "劳务派遣", "joined_on": "2025-07-01"}),
        ("member_card", {"subject": "会员卡：挂失补办", "kind": "挂失补办"}),
    ],
)
def test_each_keeps_what_it_asks_and_a_name(write, channel, kept):
    case = write(channel).send()
    assert case.body == {**kept, "text": TEXT}
    assert case.open_contact()["name"] == "孙小满"
    assert not case.may_publish


def test_only_papers_of_the_chosen_kind_are_wanted_and_none_is_told_in_clear(write):
    case = write("hardship").send(paper_diagnosis=[picture("诊断.jpg"), picture("单据.jpg")])
    assert case.papers == {"identity": "missing", "income": "missing", "diagnosis": "received"}
    assert [(about["name"], about["paper"]) for _row, about in files_of(case)] == [
        ("诊断.jpg", "diagnosis"),
        ("单据.jpg", "diagnosis"),
    ]
    assert b"diagnosis" not in bytes(case.sealed_papers)


def test_a_paper_neither_sent_nor_marked_missing_is_asked_for_and_what_was_typed_stays(write):
    writer = write("member_card").open()
    response = writer.post(writer.values(kind="损坏换卡", lacks_photo="", lacks_old="", lacks_change=""))
    assert set(errors(response)) == {"paper_photo", "paper_old"}
    assert "勾选“暂缺，以后补交”" in errors(response)["paper_old"][0]
    assert TEXT in response.content.decode()
    assert not Case.objects.exists()


def test_a_bad_paper_is_refused_beside_its_field(write):
    writer = write("join").open()
    response = writer.post(writer.values(paper_photo=[SimpleUploadedFile("照片.exe", b"MZ", "image/jpeg")]))
    assert "照片.exe" in errors(response)["paper_photo"][0]
    assert not Case.objects.exists()


@pytest.mark.parametrize(("channel", "is_kept"), [("hardship", False), ("legal_aid", False), ("join", True)])
def test_the_account_is_kept_only_where_no_one_is_named_to_handle_it(write, client, channel, is_kept):
    client.force_login(UserFactory(username="sun", name="孙小满"))
    assert (write(channel).send().sender is not None) is is_kept


# --- Bad input ---


@pytest.mark.parametrize(
    ("channel", "changes", "field", "words"),
    [
        ("hardship", {"income": "三千元"}, "income", "请用数字填写"),
        ("hardship", {"income": "-5"}, "income", "不能是负数"),
        ("hardship", {"income": "99999999999"}, "income", "不能大于"),
        ("hardship", {"household": "0"}, "household", "不能小于1"),
        ("hardship", {"kind": "发财"}, "kind", "请从列出的选项中选择"),
        ("legal_aid", {"happened_on": "2026-02-30"}, "happened_on", "没有这一天"),
        ("legal_aid", {"happened_on": "2026-05-09", "begun": "没有"}, "happened_on", "还没有到"),
        ("legal_aid", {"begun_on": ""}, "begun_on", "请填写申请仲裁或起诉的日期"),
        ("legal_aid", {"begun_on": "2026-03-01"}, "begun_on", "早于争议发生的日期"),
        ("join", {"joined_on": "2099-01-01"}, "joined_on", "还没有到"),
        ("join", {"employee_number": ""}, "employee_number", "请填写工号"),
        ("member_card", {"kind": "信息变更", "text": ""}, "text", "由什么改为什么"),
    ],
)
def test_bad_input_gets_a_message_beside_its_field(write, channel, changes, field, words):
    writer = write(channel).open()
    response = writer.post(writer.values(**changes))
    assert list(errors(response)) == [field]
    assert words in errors(response)[field][0]
    assert not Case.objects.exists()


def test_amounts_and_days_are_read_as_people_type_them(write):
    body = write("hardship").send(income="１，８００．５元", household="４口").body
    assert (body["income"], body["household"]) == ("1800.5", "4")
    body = write("legal_aid").send(happened_on="2026年3月2日", begun="没有", begun_on="2026-04-01").body
    assert body["happened_on"] == "2026-03-02"
    assert "begun_on" not in body


# --- What the page says ---


def test_the_form_says_who_reads_it_and_leads_to_what_may_help(write):
    page = write("legal_aid").open().response.content.decode()
    assert "只有法律援助的指定办理人。" in page
    assert "敏感个人信息" in page
    assert "/rights/calculators/limitation/" in page
    assert "（选填）" not in page[page.index('for="id_paper_identity"') :].partition("</label>")[0]


def test_the_section_shows_requests_apart(client, routing, tree):
    page = client.get("/interact/").content.decode()
    say, request = page.index("跟工会说"), page.index("找工会办")
    assert say < page.index("/interact/correction/") < request < page.index("/interact/hardship/")
    assert page.index("/interact/member-card/") > request


@pytest.mark.parametrize(("channel", "queries"), [("hardship", 2), ("member_card", 2)])
def test_the_form_asks_no_more_of_the_database_than_others(write, assert_sql, channel, queries):
    writer = write(channel).open()
    with assert_sql(queries):
        writer.open()
