"""The account page: what is one's own, contact data, password, a copy of the data."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.accounts.rolls import PASSWORD as CHOSEN
from tests.accounts.rolls import WEAK, EmployeeFactory, readable
from tests.accounts.second_factor.signing_in import PASSWORD, staff
from tests.clients import signed_in
from unionsite.accounts.models import User
from unionsite.accounts.own_account import personal_data
from unionsite.accounts.own_account.services import seal_mail_change
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.wings import is_on

pytestmark = pytest.mark.django_db
HOME, CONTACT, OWN_PASSWORD, LOGIN = "/account/", "/account/contact/", "/account/password/", "/account/login/"
JSON, CSV = "/account/data.json", "/account/data.csv"
BASE = "http://127.0.0.1:8000"


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


@pytest.mark.parametrize("path", [HOME, CONTACT, OWN_PASSWORD, JSON, CSV])
def test_nobody_sees_it_without_signing_in(client, employee, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next={path}")
    assert "A1001" not in answer.text


# --- The page ---


@pytest.fixture
def section(monkeypatch):
    """Some other app's part of the page; `items[user.pk]` is what lies there."""
    items = {}
    monkeypatch.setattr(personal_data, "_sections", [])
    personal_data.register_account_section(20, "我的提问", lambda user: items.get(user.pk, []))
    personal_data.register_account_section(10, "我的投稿", lambda user: [])
    return items


def test_the_page_shows_what_is_theirs_and_nobody_elses(own, employee, quality, section):
    other = EmployeeFactory(employee_number="B2", name="周若禾", department=quality, phone="13900000009")
    section[employee.pk] = [personal_data.Item("年休假怎么算", "/ask/1/", "已答复", timezone.now())]
    section[other.pk] = [personal_data.Item("别人的提问", "/ask/2/")]

    text = own.get(HOME).text

    for words in ("田晓禾，您好", "A1001", "质量部", "tian@example.com", "年休假怎么算", "已答复", "还没有内容"):
        assert words in text
    assert text.index("我的投稿") < text.index("我的提问")
    for words in ("周若禾", "13900000009", "别人的提问", "网站后台"):
        assert words not in text


@pytest.mark.parametrize("number", [1, 200])
def test_the_number_of_queries_does_not_grow_with_what_is_theirs(
    own, employee, section, number, django_assert_num_queries
):
    section[employee.pk] = [personal_data.Item(f"第{n}件", f"/x/{n}/") for n in range(number)]
    own.get(HOME)

    # Session, person, whether they are staff (asked by guard, page and rights), department.
    with django_assert_num_queries(HOME_QUERIES):
        own.get(HOME)


HOME_QUERIES = 6


def test_the_page_says_what_is_kept_why_and_how_long(own):
    text = own.get(HOME).text

    for words in (
        "本站保存的您的资料",
        "用途：",
        "保存：",
        "离职满180天后清除",
        "可以查看、下载，也可以要求更正、删除",
    ):
        assert words in text


def test_staff_see_their_page_but_change_nothing_here(client, clock):
    user = staff("编辑", username="editor", employee_number="S1")
    client.force_login(user)

    page = client.get(HOME).text
    assert "进入网站后台" in page
    assert CONTACT not in page
    for path in (CONTACT, OWN_PASSWORD):
        data = {"phone": "13800000009", "email": "x@example.com", "current_password": PASSWORD}
        assert client.post(path, data)["Location"] == HOME
    user.refresh_from_db()
    assert (user.phone, user.email) == ("", "editor@example.com")


# --- Contact data ---


def contact(client, password=PASSWORD, **changes):
    data = {"phone": "", "email": "tian@example.com", "current_password": password} | changes
    return client.post(CONTACT, data)


@pytest.fixture
def send(own, django_capture_on_commit_callbacks):
    """Send the contact form, and let tasks run as they do after the commit."""

    def post(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            return contact(own, **changes)

    return post


def links() -> list[tuple[str, str]]:
    """(address, path of the link) of every mail."""
    return [(message.to[0], re.search(rf"{BASE}(\S+)", message.body)[1]) for message in mail.outbox]


@pytest.mark.parametrize(
    ("typed", "stored"), [("138 0000 0009", "13800000009"), ("０２１-12345678", "021-12345678"), ("", "")]
)
def test_a_phone_number_is_stored_however_it_is_typed(own, employee, typed, stored):
    User.objects.filter(pk=employee.pk).update(phone="13800000001")

    answer = contact(own, phone=typed)

    assert answer["Location"] == HOME
    assert "联系方式已保存" in own.get(HOME).text
    assert User.objects.get(pk=employee.pk).phone == stored
    entry = AuditEntry.objects.get(action=Action.ACCOUNT_CHANGED)
    assert entry.detail == {"fields": ["手机"]}
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phone": "123"}, "手机号码的格式不对"),
        ({"phone": "1" * 41}, "40"),
        ({"phone": "13800000009\x00"}, ""),
        ({"email": "x"}, "邮箱的格式不对"),
        ({"email": "a@example.com\nBcc: b@example.com"}, "邮箱的格式不对"),
        ({"current_password": ""}, "请输入当前密码"),
        ({"current_password": "wrong"}, "当前密码不正确"),
    ],
)
def test_bad_data_are_named_what_was_typed_stays_and_nothing_is_stored(send, employee, changes, words):
    answer = send(**{"phone": "13800000009"} | changes)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert words in answer.text
    if "phone" not in changes:
        assert 'value="13800000009"' in answer.text
    employee.refresh_from_db()
    assert (employee.phone, employee.email) == ("", "tian@example.com")
    assert mail.outbox == []


def test_a_new_mail_address_counts_once_its_link_was_opened(send, client, employee):
    send(email="new@example.com")

    ((address, path),) = links()
    assert address == "new@example.com"
    assert User.objects.get(pk=employee.pk).email == "tian@example.com"
    assert "new@example.com" not in path
    # Programs that look at links by themselves change nothing.
    client.head(path)
    assert "new@example.com" in client.get(path).text
    assert User.objects.get(pk=employee.pk).email == "tian@example.com"

    mail.outbox.clear()
    assert client.post(path)["Location"] == HOME

    assert User.objects.get(pk=employee.pk).email == "new@example.com"
    assert "链接已失效" in client.post(path).text
    assert not is_in(client)  # the link signs nobody in


def test_the_former_address_is_told(send, client, django_capture_on_commit_callbacks):
    send(email="new@example.com")
    ((_address, path),) = links()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(path)

    assert mail.outbox[-1].to == ["tian@example.com"]
    assert "new@example.com" not in mail.outbox[-1].body


def test_taking_the_address_away_needs_no_link_and_is_told(send, employee):
    send(email="")

    assert User.objects.get(pk=employee.pk).email == ""
    assert [message.to for message in mail.outbox] == [["tian@example.com"]]


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"email": "third@example.com"},
        {"is_staff": True},
    ],
)
def test_the_link_dies_with_what_it_was_made_for(send, client, employee, change):
    send(email="new@example.com")
    User.objects.filter(pk=employee.pk).update(**change)

    ((_address, path),) = links()

    assert "链接已失效" in client.get(path).text
    assert "链接已失效" in client.post(path).text
    assert User.objects.get(pk=employee.pk).email != "new@example.com"


@pytest.mark.parametrize(("hours", "is_good"), [(23, True), (25, False)])
def test_the_link_is_good_for_a_day(client, clock, employee, hours, is_good):
    path = f"/account/mail/{seal_mail_change(user=employee, email='new@example.com', now=timezone.now())}/"
    clock.shift(timedelta(hours=hours))

    client.post(path)

    assert (User.objects.get(pk=employee.pk).email == "new@example.com") is is_good


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "x" * 3000, "..%2f", "00000000.AAAA", "é.é"])
def test_a_link_that_is_none_is_answered_with_a_word(client, employee, token):
    for answer in (client.get(f"/account/mail/{token}/"), client.post(f"/account/mail/{token}/")):
        assert answer.status_code in (200, 400, 404)


def test_mails_to_new_addresses_are_limited(clock, send, employee):
    for n in range(5):
        assert send(email=f"new{n}@example.com").status_code == 302

    answer = send(email="new9@example.com", phone="13800000009")

    assert answer.status_code == 429
    assert len(mail.outbox) == 5
    assert User.objects.get(pk=employee.pk).phone == ""
    assert send(phone="13800000009").status_code == 302  # the phone alone needs no mail


def test_t27_after_ten_wrong_passwords_a_right_guess_looks_like_a_wrong_one(own, clock, employee):
    for _try in range(10):
        assert contact(own, password="wrong").status_code == 200

    right, wrong = contact(own, phone="13800000009"), contact(own, phone="13800000009", password="wrong")

    assert (right.status_code, wrong.status_code) == (429, 429)
    assert readable(right) == readable(wrong)
    assert "一小时后再试" in right.text
    assert User.objects.get(pk=employee.pk).phone == ""
    clock.shift(timedelta(hours=1))
    assert contact(own, phone="13800000009").status_code == 302


# --- The password ---


def change(client, old=PASSWORD, first=CHOSEN, second=None):
    return client.post(
        OWN_PASSWORD,
        {"current_password": old, "new_password1": first, "new_password2": first if second is None else second},
    )


def test_a_new_password_ends_every_other_session_and_not_this_one(own, employee):
    elsewhere = signed_in(employee)
    before = own.session.session_key

    assert change(own)["Location"] == HOME

    assert "密码已修改" in own.get(HOME).text
    assert own.session.session_key != before
    assert not is_in(elsewhere)
    assert AuditEntry.objects.filter(action=Action.PASSWORD_CHANGED, subject_id=str(employee.pk)).count() == 1
    assert User.objects.get(pk=employee.pk).check_password(CHOSEN)


@pytest.mark.parametrize(("first", "second", "words"), WEAK)
def test_t30_a_weak_password_is_refused(own, employee, first, second, words):
    answer = change(own, first=first, second=second)

    assert answer.status_code == 200
    assert words in answer.text
    assert User.objects.get(pk=employee.pk).check_password(PASSWORD)


def test_t30_none_of_the_last_five_comes_back(own, employee):
    words = [f"mian-hua-tang-{n}" for n in range(1, 6)]
    for old, new in zip([PASSWORD, *words], words, strict=False):
        assert change(own, old, new).status_code == 302

    assert "最近5次用过" in change(own, words[-1], words[0]).text
    assert change(own, words[-1], PASSWORD).status_code == 302  # the sixth back


def test_t27_without_the_present_password_nothing_tells_what_it_is(own, clock):
    """ "Used before" beside the new password would tell that it is the present one."""
    is_it, is_not = change(own, "wrong", PASSWORD), change(own, "wrong", "another-Password-8")
    assert readable(is_it) == readable(is_not)
    for _try in range(8):
        change(own, "wrong")

    right, wrong = change(own), change(own, "wrong")

    assert (right.status_code, wrong.status_code) == (429, 429)
    assert readable(right) == readable(wrong)
    assert is_in(own)


# --- A copy of the data ---


def test_a_copy_holds_all_of_ones_own_and_nobody_elses(own, employee, quality, section):
    User.objects.filter(pk=employee.pk).update(phone="13800000001")
    section[employee.pk] = [personal_data.Item("年休假怎么算", "/ask/1/", "已答复", timezone.now())]
    other = EmployeeFactory(employee_number="B2", name="周若禾", department=quality)
    audit.record(Action.SIGN_IN, actor=other, subject=other)
    audit.record(Action.SIGN_OUT, actor=employee, subject=employee)

    as_json, as_csv = own.get(JSON), own.get(CSV)

    data = json.loads(as_json.content)
    assert {row["项目"]: row["内容"] for row in data["账号资料"]}["手机"] == "13800000001"
    assert [row["操作"] for row in data["登录和操作记录"]] == ["退出登录", "登录"]  # of the fixture and of this test
    assert data["我的"]["我的提问"][0]["标题"] == "年休假怎么算"
    rows = list(csv.reader(io.StringIO(as_csv.content.decode("utf-8-sig"))))
    assert rows[0] == ["部分", "项目", "内容", "说明"]
    for answer in (as_json, as_csv):
        text = answer.content.decode()
        for words in ("田晓禾", "A1001", "质量部", "tian@example.com", "13800000001", "年休假怎么算", "退出登录"):
            assert words in text
        for words in ("周若禾", "B2", employee.password):
            assert words not in text
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert "no-store" in answer["Cache-Control"]


def test_t82_no_cell_of_the_copy_is_a_formula(own, employee):
    User.objects.filter(pk=employee.pk).update(name='=HYPERLINK("http://evil.example")')

    rows = csv.reader(io.StringIO(own.get(CSV).content.decode("utf-8-sig")))

    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("path", [JSON, CSV])
@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow_with_records(own, employee, path, number, django_assert_num_queries):
    for _entry in range(number):
        audit.record(Action.SIGN_IN, actor=employee, subject=employee)
    own.get(path)

    with django_assert_num_queries(COPY_QUERIES):
        own.get(path)


COPY_QUERIES = 11 if is_on("messaging") else 10


def test_t34_who_has_left_gets_nothing_more(own, employee):
    User.objects.filter(pk=employee.pk).update(is_active=False, left_on=timezone.localdate())

    for path in (HOME, JSON, CSV, CONTACT, OWN_PASSWORD):
        assert own.get(path).status_code == 302
    # What was typed is carried to the sign-in, which is closed to them.
    assert contact(own, phone="13800000009").status_code == 403
    assert User.objects.get(pk=employee.pk).phone == ""
