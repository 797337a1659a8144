"""What employees typed outlives the end of their session: sign in where one is, then it is sent on (S-3.5)."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.accounts.rolls import PASSWORD, EmployeeFactory
from tests.filling import fill_in
from tests.publishing.contributions.sending import NEW, TEXT, form, photo
from unionsite.publishing.contributions.pieces import Contribution

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def employee(tree):
    return EmployeeFactory(name="田晓禾", password=PASSWORD)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("action", ["save", "submit"])
def test_a_piece_outlives_the_session(client, employee, action, prefix):
    client.force_login(employee)
    Session.objects.all().delete()
    sent = form(action=action)

    asked = client.post(prefix + NEW, sent)

    assert asked.status_code == 403
    assert not Contribution.objects.exists()
    address, fields = fill_in(asked)
    # A wrong password loses nothing.
    asked = client.post(address, fields | {"username": employee.username, "password": "wrong"})
    address, fields = fill_in(asked)
    between = client.post(address, fields | {"username": employee.username, "password": PASSWORD})
    address, fields = fill_in(between)
    assert address == prefix + NEW
    assert "no-store" in between.headers["Cache-Control"]
    client.post(address, fields)
    piece = Contribution.objects.get()
    assert (piece.title, piece.text, piece.sender) == (sent["title"], TEXT, employee)
    assert (piece.submitted_at is not None) is (action == "submit")


def test_with_all_cookies_lost_it_is_sent_on_too(employee):
    browser = Client(enforce_csrf_checks=True, headers=OURS)
    stale = browser.post(NEW, form(csrfmiddlewaretoken="a" * 64))
    assert stale.status_code == 403
    address, fields = fill_in(stale)
    asked = browser.post(address, fields)
    address, fields = fill_in(asked)
    between = browser.post(address, fields | {"username": employee.username, "password": PASSWORD})
    address, fields = fill_in(between)
    assert browser.post(address, fields).status_code == 302
    assert Contribution.objects.get().text == TEXT


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}])
def test_t87_nothing_is_carried_for_another_site(employee, headers):
    refused = Client(enforce_csrf_checks=True, headers=headers).post(NEW, form())
    assert refused.status_code == 403
    assert TEXT.split("\n")[0] not in refused.content.decode()


def test_t87_what_is_carried_goes_to_this_site_alone(client, employee):
    data = {"carried": '[["title", "x"]]', "username": employee.username, "password": PASSWORD}
    for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        answer = client.post("/account/login/again/", data | {"carried_to": target})
        assert answer["Location"].endswith("/account/login/")


@pytest.mark.parametrize("carried", ["", "{", "[1]", '[["a"]]', "null", '{"a": 1}'])
def test_odd_carried_words_are_none(client, employee, carried):
    data = {"carried": carried, "carried_to": NEW, "username": employee.username, "password": PASSWORD}
    assert client.post("/account/login/again/", data).status_code == 200


def test_passwords_are_never_carried(client, employee):
    client.force_login(employee)
    Session.objects.all().delete()
    data = {"phone": "13800001234", "email": "", "current_password": PASSWORD}
    html = client.post("/account/contact/", data).content.decode()
    assert "13800001234" in html
    assert PASSWORD not in html
    client.force_login(employee)
    Session.objects.all().delete()
    changed = {"current_password": PASSWORD, "new_password1": "another-one-9", "new_password2": "another-one-9"}
    html = client.post("/account/password/", changed).content.decode()
    assert "another-one-9" not in html


@pytest.mark.parametrize("secret", ["receipt", "code", "password"])
def test_t64_what_opens_something_is_never_carried(employee, secret):
    browser = Client(enforce_csrf_checks=True, headers=OURS)
    refused = browser.post("/feedback/", {secret: "ABCD-EFGH-JKMN-PQRS-TVWX", "words": "写了一半"})
    assert refused.status_code == 403
    assert "ABCD" not in refused.content.decode()


def test_files_are_not_carried_and_that_is_said(client, employee):
    client.force_login(employee)
    Session.objects.all().delete()
    asked = client.post(NEW, form() | {"pictures": [photo()]})
    assert "选好的文件要重新选择" in asked.content.decode()
