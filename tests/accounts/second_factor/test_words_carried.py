"""What members of staff were writing when their session ended goes through the second step with them (S-3.5)."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session

from tests.accounts.second_factor.keys import SoftKey, question_of
from tests.accounts.second_factor.signing_in import BACKUP_CODE, CODE, PASSKEY, PASSWORD, code_of, is_in, wrong_code
from tests.accounts.second_factor.test_passkeys import LocalClient, bind
from tests.publishing.contributions.sending import NEW, TEXT, form
from unionsite.accounts.choices import PENDING_LIFE
from unionsite.accounts.second_factor import services
from unionsite.publishing.contributions.pieces import Contribution

pytestmark = pytest.mark.django_db
AGAIN = "/account/login/again/"


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.PASSKEY_ORIGINS = ["http://localhost"]


def form_to(response, address: str | None = None) -> dict:
    """The fields of the page's form, or of the one that leads to an address."""
    page = BeautifulSoup(response.content, "html.parser")
    found = page.select_one(f'main form[action="{address}"]' if address else "main form[method=post]")
    return {field["name"]: field.get("value", "") for field in found.select("input[name]")}


def cut_off(client, user) -> dict:
    """A piece was sent after the session had ended: what the sign-in page in its place carries."""
    client.force_login(user)
    Session.objects.all().delete()
    asked = client.post(NEW, form())
    assert asked.status_code == 403
    return form_to(asked)


def give_password(client, user, fields) -> tuple:
    """Address and page of the second step, as the browser shows it after the 307."""
    data = fields | {"username": user.username, "password": PASSWORD}
    answer = client.post(AGAIN, data)
    assert answer.status_code == 307
    step = client.post(answer["Location"], data)
    assert PASSWORD not in step.content.decode()
    assert "没有通过" not in step.content.decode()
    assert "登录后接着提交" in step.content.decode()
    return answer["Location"], step


def send_on(client, between, user) -> None:
    assert is_in(client)
    page = BeautifulSoup(between.content, "html.parser").select_one("main form[method=post]")
    client.post(page["action"], form_to(between))
    piece = Contribution.objects.get()
    assert (piece.text, piece.sender) == (TEXT, user)


def test_through_the_code(tree, client, device, clock):
    address, step = give_password(client, device.user, cut_off(client, device.user))
    assert address == CODE
    # A wrong code loses nothing.
    step = client.post(CODE, form_to(step) | {"code": wrong_code(device)})
    assert "no-store" in step.headers["Cache-Control"]
    clock.shift(60)
    between = client.post(CODE, form_to(step) | {"code": code_of(device)})
    send_on(client, between, device.user)


def test_through_a_backup_code(tree, client, device):
    codes = services.make_backup_codes(user=device.user)
    _address, step = give_password(client, device.user, cut_off(client, device.user))
    step = client.post(BACKUP_CODE, form_to(step, BACKUP_CODE))
    send_on(client, client.post(BACKUP_CODE, form_to(step) | {"code": codes[0]}), device.user)


def test_through_a_passkey(tree, device):
    client, key = LocalClient(), SoftKey()
    client.force_login(device.user)
    bind(client, key)
    address, step = give_password(client, device.user, cut_off(client, device.user))
    assert address == PASSKEY
    # There and back: the code is one press away, with all that was typed.
    step = client.post(CODE, form_to(step, CODE))
    step = client.post(PASSKEY, form_to(step, PASSKEY))
    between = client.post(PASSKEY, form_to(step) | {"answer": key.get(question_of(step))})
    send_on(client, between, device.user)


def test_a_second_step_that_took_too_long_asks_for_the_password_again(tree, client, device, clock):
    fields = cut_off(client, device.user)
    _address, step = give_password(client, device.user, fields)
    clock.shift(PENDING_LIFE)
    late = form_to(step) | {"code": code_of(device)}
    answer = client.post(CODE, late)
    assert (answer.status_code, answer["Location"]) == (307, AGAIN)
    asked = client.post(AGAIN, late)
    assert "登录已经超时" in asked.content.decode()
    _address, step = give_password(client, device.user, form_to(asked))
    send_on(client, client.post(CODE, form_to(step) | {"code": code_of(device)}), device.user)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_t87_nothing_goes_to_another_site(tree, client, device, target):
    fields = cut_off(client, device.user)
    _address, step = give_password(client, device.user, fields)
    answer = client.post(CODE, form_to(step) | {"code": code_of(device), "carried_to": target})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/")
