"""A lost password: a link by mail for employees; for everybody else nothing, and nobody can tell."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks_db.models import DBTaskResult

from tests.accounts.rolls import PASSWORD as CHOSEN
from tests.accounts.rolls import WEAK, EmployeeFactory, readable, waiting
from tests.accounts.second_factor.signing_in import PASSWORD, staff
from tests.clients import SiteClient
from unionsite.accounts.activation.views import ADDRESS_REQUESTS
from unionsite.accounts.models import User
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
ASK, SENT, HOME, LOGIN = "/account/password/reset/", "/account/password/reset/sent/", "/account/", "/account/login/"
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    """Ask for a link, and let the task run as it does after the commit."""

    def send(login="A1001", email="tian@example.com", path=ASK, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, {"login": login, "email": email}, **more)

    return send


def link() -> str:
    """The path of the link in the one mail."""
    (message,) = mail.outbox
    return re.search(rf"{BASE}(\S+)", message.body)[1]


def link_for(user: User) -> str:
    return f"{ASK}{urlsafe_base64_encode(force_bytes(user.pk))}/{default_token_generator.make_token(user)}/"


def open_link(client, path: str):
    """As a browser does: the token leaves the address before anything is shown."""
    answer = client.get(path)
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def choose(client, page, first=CHOSEN, second=None):
    return client.post(
        page.request["PATH_INFO"], {"new_password1": first, "new_password2": first if second is None else second}
    )


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


@pytest.mark.parametrize("login", ["A1001", "a1001", " Ａ1001"])
def test_the_link_comes_by_mail_and_leads_to_a_new_password(client, employee, ask, login):
    assert ask(login, "TIAN@example.com")["Location"] == SENT
    (message,) = mail.outbox
    assert message.to == ["tian@example.com"]
    assert "30分钟内" in message.body

    page = open_link(client, link())
    assert link().split("/")[-2] not in page.request["PATH_INFO"]
    answer = choose(client, page)

    assert answer["Location"] == LOGIN
    assert client.post(LOGIN, {"username": "A1001", "password": CHOSEN})["Location"] == HOME
    for action in (Action.PASSWORD_RESET_ASKED, Action.PASSWORD_RESET):
        assert AuditEntry.objects.filter(action=action, subject_id=str(employee.pk)).count() == 1


def test_t24_the_link_signs_nobody_in_and_ends_every_session(client, own, employee, ask):
    ask()
    choose(client, open_link(client, link()))

    assert not is_in(client)
    assert not is_in(own)


def test_t24_staff_get_no_link_and_one_made_for_them_opens_nothing(client, clock, ask):
    user = staff("编辑", username="editor", email="editor@example.com", employee_number="S1")
    for login in ("editor", "S1"):
        assert ask(login, "editor@example.com")["Location"] == SENT
    assert mail.outbox == []

    page = open_link(client, link_for(user))

    assert "链接已失效" in page.text
    assert choose(client, page).status_code == 200
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_t24_whoever_becomes_staff_meanwhile_cannot_use_the_link(client, employee, ask):
    ask()
    page = open_link(client, link())
    employee.groups.add(Group.objects.get(name="编辑"))

    choose(client, page)

    assert User.objects.get(pk=employee.pk).check_password(PASSWORD)


def test_a_link_is_good_once(client, employee, ask):
    ask()
    choose(client, open_link(client, link()))

    assert "链接已失效" in open_link(SiteClient(), link()).text


def test_of_two_browsers_with_one_link_the_first_sets_the_password(employee, ask):
    ask()
    first, second = SiteClient(), SiteClient()
    pages = [open_link(browser, link()) for browser in (first, second)]

    choose(first, pages[0])
    answer = choose(second, pages[1], "another-Password-8")

    assert "链接已失效" in answer.text
    assert User.objects.get(pk=employee.pk).check_password(CHOSEN)


@pytest.mark.parametrize(("minutes", "is_good"), [(29, True), (31, False)])
def test_a_link_is_good_for_half_an_hour(client, clock, employee, ask, minutes, is_good):
    ask()
    clock.shift(timedelta(minutes=minutes))

    assert ("链接已失效" not in open_link(client, link()).text) is is_good


@pytest.mark.parametrize("change", [{"is_active": False}, {"left_on": "2026-05-08"}, {"email": "new@example.com"}])
def test_a_link_dies_with_the_account_and_with_the_address_it_was_sent_to(client, employee, ask, change):
    ask()
    User.objects.filter(pk=employee.pk).update(**change)

    assert "链接已失效" in open_link(client, link()).text


# --- T29 ---


@pytest.fixture
def cases(counted, quality):
    """Login and mail that get nothing, and the one pair that gets a link."""
    EmployeeFactory(employee_number="A1001", department=quality, email="tian@example.com")
    EmployeeFactory(employee_number="A1002", department=quality, email="")
    waiting(employee_number="A2001", department=quality, email="new@example.com")
    EmployeeFactory(employee_number="A3001", department=quality, email="off@example.com", is_active=False)
    EmployeeFactory(
        employee_number="A4001", department=quality, email="gone@example.com", is_active=False, left_on="2026-05-01"
    )
    staff("编辑", username="editor", email="editor@example.com")
    return {
        "known": ("A1001", "tian@example.com"),
        "unknown": ("Z9999", "tian@example.com"),
        "other mail": ("A1001", "other@example.com"),
        "no mail": ("A1002", "other@example.com"),
        "not activated": ("A2001", "new@example.com"),
        "disabled": ("A3001", "off@example.com"),
        "left": ("A4001", "gone@example.com"),
        "staff": ("editor", "editor@example.com"),
    }


def test_t29_known_and_unknown_cost_the_same_and_no_mail_is_sent_in_the_request(
    cases, counted, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    SiteClient().post(ASK, {"login": "Z1", "email": "z@example.com"})  # what every process asks for once
    seen = {}
    for case, (login, email) in cases.items():
        client = SiteClient()
        tasks = DBTaskResult.objects.count()
        with counted() as cost, django_capture_on_commit_callbacks(execute=True):
            answer = client.post(ASK, {"login": login, "email": email})
        tasks = DBTaskResult.objects.count() - tasks
        page = readable(client.get(answer["Location"]))
        seen[case] = (answer.status_code, answer["Location"], page, cost.hashes, cost.queries, tasks)

    assert len(set(seen.values())) == 1, {case: (one[0], *one[3:]) for case, one in seen.items()}
    assert seen["known"][5] == 1
    assert mail.outbox == []
    kept = " ".join(str(arguments) for arguments in DBTaskResult.objects.values_list("args_kwargs", flat=True))
    assert "@" not in kept


def test_t29_only_the_one_pair_gets_a_mail(cases, ask):
    for login, email in cases.values():
        ask(login, email)

    assert [message.to for message in mail.outbox] == [["tian@example.com"]]


@pytest.mark.parametrize("login", ["A1001", "Z9999"])
def test_t27_after_five_requests_an_hour_of_rest_known_or_not(client, clock, employee, ask, login):
    for spelling in (login, login.lower(), login, f" {login}", login):
        assert ask(spelling).status_code == 302

    answer = ask(login)

    assert answer.status_code == 429
    assert "一小时后再试" in answer.text
    assert len(mail.outbox) == (5 if login == "A1001" else 0)
    clock.shift(timedelta(hours=1))
    assert ask(login).status_code == 302


def test_t28_one_address_may_not_ask_for_everybody(clock, employee, ask):
    for _try in range(ADDRESS_REQUESTS.number):
        ADDRESS_REQUESTS.count("127.0.0.1")

    assert ask(HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429
    assert mail.outbox == []


def test_t27_who_came_by_the_link_does_not_wait_for_strangers(employee, ask):
    def guess():
        for number in range(30):
            stranger = SiteClient(REMOTE_ADDR=f"198.51.100.{number}")
            stranger.post(LOGIN, {"username": "A1001", "password": "not this one"})

    client = SiteClient(REMOTE_ADDR="203.0.113.5")
    guess()
    assert client.post(LOGIN, {"username": "A1001", "password": PASSWORD}).status_code == 429
    mail.outbox.clear()  # that passwords were tried
    ask()
    choose(client, open_link(client, link()))
    guess()
    assert SiteClient().post(LOGIN, {"username": "A1001", "password": CHOSEN}).status_code == 429
    assert client.post(LOGIN, {"username": "A1001", "password": CHOSEN})["Location"] == HOME


def test_t27_a_new_password_ends_the_lock(client, employee, ask):
    for _try in range(5):
        client.post(LOGIN, {"username": "A1001", "password": "wrong"})
    assert client.post(LOGIN, {"username": "A1001", "password": PASSWORD}).status_code == 429

    ask()
    choose(client, open_link(client, link()))

    assert client.post(LOGIN, {"username": "A1001", "password": CHOSEN})["Location"] == HOME


@pytest.mark.parametrize(("first", "second", "words"), WEAK)
def test_t30_a_weak_password_is_refused_and_the_link_stays_good(client, employee, ask, first, second, words):
    ask()
    page = open_link(client, link())

    answer = choose(client, page, first, second)

    assert words in answer.text
    assert User.objects.get(pk=employee.pk).check_password(PASSWORD)
    assert choose(client, page)["Location"] == LOGIN


@pytest.mark.parametrize(
    "tail",
    ["x/y/", "MQ/set-password/", "MQ/abc-def/", "AA/%00/", "%F0%9F%98%80/x/", f"{'9' * 300}/x/", "LTE/a-b/", "Og/a-b/"],
)
def test_a_link_that_is_none_is_answered_with_a_word(client, employee, tail):
    answer = client.get(f"{ASK}{tail}")

    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert "链接已失效" in answer.text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "A1001", "email": "x"},
        {"login": "\x00", "email": "x@example.com"},
        {"login": "A" * 9_999, "email": "x@example.com"},
        {"login": "A1001", "email": "a@b.c\nBcc: x@example.com"},
        {"login": "A1001", "email": f"{'x' * 400}@example.com"},
    ],
)
def test_anything_else_is_answered_with_a_word(ask, employee, data):
    answer = ask(**{"login": "", "email": ""} | data)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert mail.outbox == []


def test_the_link_leads_to_the_language_it_was_asked_for_in(client, employee, ask):
    assert ask(path="/en/account/password/reset/")["Location"] == "/en/account/password/reset/sent/"

    assert link().startswith("/en/account/")
    assert open_link(client, link()).status_code == 200
