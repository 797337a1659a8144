"""Whose name stands in what a reporter wrote about the people concerned: whole names, not parts of others (T69)."""

import pytest

from interact.cases.accused import named
from interact.cases.people import accused_staff
from interact.channels.records import Channel
from tests.conftest import member
from tests.factories import UserFactory
from tests.interact.submitting import SUBJECT, TEXT, send

STAFF = {"周若禾", "王强", "李明", "文华"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("周若禾", {"周若禾"}),
        ("周 若禾", {"周若禾"}),
        ("周若禾、李明", {"周若禾", "李明"}),
        ("周若禾 李明", {"周若禾", "李明"}),
        ("周若禾\n李明\n", {"周若禾", "李明"}),
        ("王强和李明", {"王强", "李明"}),
        ("行政部周若禾", {"周若禾"}),
        ("行政部经理周若禾（女）", {"周若禾"}),
        ("周若禾经理", {"周若禾"}),
        ("王强师傅", {"王强"}),
        ("王强等人", {"王强"}),
        ("老王强", {"王强"}),
        ("周若禾的违规问题", {"周若禾"}),
        ("王强打人", {"王强"}),
        ("周若禾打人的事", {"周若禾"}),
        ("周若禾的丈夫李明", {"李明"}),
        ("周若禾的同事、周若禾", {"周若禾"}),
    ],
)
def test_who_is_meant(text, found):
    assert named(text, STAFF) == found


@pytest.mark.parametrize(
    "text",
    [
        "周若禾的同事",
        "周若禾同事",
        "周若禾的一位同事",
        "周若禾的领导",
        "周若禾的直接上级",
        "王强的师傅",
        "周若禾家属",
        "周若禾手下的人",
        "周若禾部门的人",
        "周若禾以外的人",
        "不是周若禾",
        "周若禾苗",
        "王强盛",
        "李文华",
        "周若",
        "",
    ],
)
def test_who_is_somebody_else(text):
    assert named(text, STAFF) == set()


@pytest.mark.django_db
def test_a_colleague_of_the_only_handler_does_not_make_an_orphan(routing, report_handler):
    case = send(Channel.REPORT, body={"subject": SUBJECT, "text": TEXT, "people": "陆办理的同事"}).case
    assert case.handler_rows.get().user == report_handler
    assert not case.kept_out
    accused = send(Channel.REPORT, body={"subject": SUBJECT, "text": TEXT, "people": "生产部陆办理"}).case
    assert not accused.handler_rows.exists()


@pytest.mark.django_db
def test_a_longer_name_of_the_roll_is_not_a_shorter_one_of_the_staff(routing):
    short = member("编辑", username="short", name="陆川")
    assert accused_staff("车间里的陆川平常打人") == [short]
    UserFactory(username="long", name="陆川平")
    assert accused_staff("车间里的陆川平常打人") == []
    assert accused_staff("车间里的陆川平和陆川") == [short]
