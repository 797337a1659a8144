"""Employees sign in on the public site: how the 工号 is typed, what a wrong password tells, how long it lasts."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.accounts.rolls import EmployeeFactory
from tests.accounts.second_factor.signing_in import PASSWORD
from tests.accounts.second_factor.test_destinations import ELSEWHERE, leads_elsewhere
from tests.clients import SiteClient
from unionsite.accounts.models import SecuritySettings, User
from unionsite.accounts.second_factor.throttles import ADDRESS_FAILURES, NAME_FAILURES
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
HOME, LOGIN, LOGOUT = "/account/", "/account/login/", "/account/logout/"
WRONG = "账号或密码不正确"


def sign_in(client, name="A1001", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": name, "password": password}, **more)


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


@pytest.mark.parametrize("typed", ["A1001", "a1001", " A1001 ", "A 1001", "Ａ１００１"])
def test_an_employee_signs_in_by_number_however_it_is_typed(client, employee, typed):
    answer = sign_in(client, typed)

    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert "田晓禾，您好" in client.get(HOME).text
    assert AuditEntry.objects.filter(action=Action.SIGN_IN, subject_id=str(employee.pk)).count() == 1


def test_a_user_name_of_exactly_these_letters_comes_before_a_number(client, employee, quality):
    EmployeeFactory(username="a1001", employee_number="Z9", name="另一人", department=quality)

    sign_in(client, "a1001")
    assert "另一人，您好" in client.get(HOME).text
    sign_in(client, "A1001")
    assert "田晓禾，您好" in client.get(HOME).text


def test_an_employee_never_gets_near_the_admin(client, employee):
    sign_in(client)

    for path in ("/admin/", "/admin/pages/", "/admin/employees/", "/admin/api/main/pages/"):
        answer = client.get(path)
        assert answer.status_code in (302, 403)
        assert "wagtail" not in answer.text
    assert "/admin/" not in client.get(HOME).text


def test_who_is_signed_in_already_is_led_on(own):
    assert own.get(LOGIN)["Location"] == HOME
    assert own.get(f"{LOGIN}?next=/news/")["Location"] == "/news/"


# --- T27: the lock; that it tells nothing of who is here, and more of it: second_factor/test_guessing.py ---


def test_t27_who_is_locked_out_is_shown_the_way_by_mail(client, clock, employee):
    answers = [sign_in(client, password="wrong") for _try in range(5)]

    assert answers[-1].status_code == 429
    assert reverse("account:password_reset") in answers[-1].text


@pytest.mark.parametrize("path", [LOGIN, "/admin/login/"])
@pytest.mark.parametrize(
    ("limit", "key", "seconds"), [(NAME_FAILURES, "A1001", "60"), (ADDRESS_FAILURES, "127.0.0.1", "300")]
)
def test_who_waits_for_a_turn_is_told_how_long(client, clock, employee, path, limit, key, seconds):
    for _try in range(limit.number):
        limit.count(key)
    client.post(path, {"username": "A1001", "password": "wrong"})

    answer = client.post(path, {"username": "A1001", "password": PASSWORD})

    assert (answer.status_code, answer["Retry-After"]) == (429, seconds)
    assert f"请{int(seconds) // 60}分钟后再试" in answer.text
    assert "15分钟" not in answer.text


@pytest.mark.parametrize("path", [LOGIN, "/en/account/login/"])
def test_t27_an_employee_comes_in_on_their_own_phone_whatever_strangers_try(client, clock, employee, path):
    sign_in(client)
    client.post(LOGOUT)
    for n in range(60):
        sign_in(SiteClient(REMOTE_ADDR=f"203.0.113.{n % 9}"), password="wrong")
        sign_in(SiteClient(), password="wrong")

    assert sign_in(SiteClient()).status_code == 429
    assert client.post(path, {"username": "a1001", "password": PASSWORD}).status_code == 302


# --- T21: where it leads ---


@pytest.mark.parametrize("target", ELSEWHERE, ids=ascii)
def test_t21_next_stays_on_this_site(client, employee, target):
    assert "evil" not in client.get(LOGIN, {"next": target}).text
    answer = client.post(LOGIN, {"username": "A1001", "password": PASSWORD, "next": target})
    assert answer["Location"] == HOME
    assert not leads_elsewhere(client.post(LOGOUT, {"next": target}))


def test_t21_a_page_of_this_site_is_gone_to(client, employee):
    assert client.get(HOME)["Location"] == f"{LOGIN}?next={HOME}"
    answer = client.post(f"{LOGIN}?next=/news/", {"username": "A1001", "password": PASSWORD, "next": "/news/?kind=x"})
    assert answer["Location"] == "/news/?kind=x"


def test_who_was_sent_here_is_told_why(client):
    assert "登录后才能打开" in client.get(LOGIN, {"next": "/contribute/new/"}).text
    # Whoever wanted the account itself knows why.
    assert "登录后才能打开" not in client.get(LOGIN, {"next": HOME}).text


def test_an_error_calls_the_field_what_its_label_says(client, tree):
    html = client.post(LOGIN, {}).text
    assert "请填写工号或用户名。" in html
    assert ">工号或用户名</a>" in html


# --- The session ---


def test_t07_signing_in_gives_the_session_a_new_key(client, employee):
    client.post(LOGIN, {"username": "A1001", "password": "wrong"})
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    sign_in(client)

    assert client.session.session_key != before
    assert "planted" not in client.session
    planted = SiteClient()
    planted.cookies["sessionid"] = before
    assert not is_in(planted)


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_session_lasts_the_days_that_are_set_and_no_longer(client, clock, employee, days):
    numbers = SecuritySettings.load()
    numbers.employee_days = days
    numbers.save()
    sign_in(client)

    clock.shift(timedelta(days=days, minutes=-1))
    assert is_in(client)
    clock.shift(timedelta(minutes=2))
    assert not is_in(client)


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"is_active": False, "left_on": "2026-05-08"},
        {"is_staff": True},
        {"is_superuser": True},
        {"password": "!"},
    ],
)
def test_t34_a_change_of_the_account_counts_at_the_next_request(client, employee, change):
    sign_in(client)
    assert is_in(client)

    User.objects.filter(pk=employee.pk).update(**change)

    assert not is_in(client)


def test_t34_an_employee_who_becomes_staff_needs_the_code_at_the_next_request(client, employee):
    sign_in(client)

    employee.groups.add(Group.objects.get(name="编辑"))

    assert client.get("/account/data.json").status_code == 302
    assert client.get("/")["Location"].startswith("/admin/login/")


def test_signing_out_ends_the_session_by_post_alone(client, employee):
    sign_in(client)
    key = client.session.session_key

    assert client.get(LOGOUT).status_code == 405
    assert is_in(client)
    answer = client.post(LOGOUT, follow=True)

    assert "您已退出登录" in answer.text
    assert not is_in(client)
    thief = SiteClient()
    thief.cookies["sessionid"] = key
    assert not is_in(thief)
    assert AuditEntry.objects.filter(action=Action.SIGN_OUT, subject_id=str(employee.pk)).count() == 1


# --- Manners ---

PUBLIC = (LOGIN, "/account/activate/", "/account/password/reset/", "/account/password/reset/sent/")
OWN = (HOME, "/account/contact/", "/account/password/", "/account/data.json", "/account/data.csv")


def test_t26_no_page_of_the_account_is_kept_by_a_cache(client, own):
    for browser, path in [*((client, path) for path in PUBLIC), *((own, path) for path in OWN)]:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer["Cache-Control"], path


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"username": "", "password": ""},
        {"username": "A1001\x00", "password": PASSWORD},
        {"username": "A1001", "password": "\x00"},
        {"username": "A" * 10_000, "password": "x"},
        {"username": "A1001", "password": "x" * 10_000},
        {"username": "' OR 1=1 --", "password": "' OR 1=1 --"},
        {"username": "<script>alert(1)</script>", "password": "x"},
        {"username": "😀\u202e", "password": "\udcff".encode("utf-8", "surrogatepass")},
        {"username": "%", "password": PASSWORD},
        {"username": "A100_", "password": PASSWORD},
    ],
)
def test_anything_else_is_answered_with_a_word_and_lets_nobody_in(client, employee, data):
    answer = client.post(LOGIN, data)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "<script>alert" not in answer.text
    assert not is_in(client)


def test_the_door_speaks_english_below_en(client, employee):
    answer = client.post("/en/account/login/", {"username": "A1001", "password": PASSWORD})

    assert answer["Location"] == "/en/account/"
    assert client.get("/en/account/").status_code == 200
