"""A form whose code is too old: the code is asked for, what was typed comes along, and one press does it."""

import re

import pytest
from django.urls import reverse

from tests.accounts.rolls import ALICE, upload, workbook
from tests.accounts.second_factor.signing_in import code_of, forget_the_code, wrong_code
from tests.accounts.sign_in.test_guard import DANGEROUS
from tests.clients import SiteClient, bind_authenticator, signed_in
from unionsite.accounts.models import RollImport, User

CONFIRM = reverse("accounts:step_up")
TYPED = {"reason": "写了很久的理由", "many": ["1", "2"], "next": "/admin/", "password1": "a long-enough Password 9"}


def press(client, address, typed, **extra):
    """As the browser does it: 307 sends the same form to the page that asks for the code."""
    asked = client.post(address, typed, **extra)
    assert asked.status_code == 307
    return client.post(asked["Location"], typed, **extra)


def fields_of(page, action: str) -> dict[str, list[str]]:
    """What the form that leads to this address sends, without the token."""
    form = re.search(rf'<form[^>]* action="{re.escape(action)}".*?</form>', page.text, re.S)[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value.replace("&quot;", '"').replace("&amp;", "&"))
    return {name: values for name, values in fields.items() if name != "csrfmiddlewaretoken"}


def confirm(client, page, code: str):
    """Give the code on the page that asks for it; what it carries goes along."""
    return client.post(CONFIRM, {**fields_of(page, CONFIRM), "code": code})


@pytest.mark.parametrize(("view", "args"), DANGEROUS)
def test_every_form_comes_back_with_its_button_and_words(clock, boss, boss_client, view, args):
    device, address = bind_authenticator(boss), reverse(view, args=args)
    forget_the_code(boss_client)

    page = press(boss_client, address, TYPED)
    assert page.status_code == 200
    page = confirm(boss_client, page, wrong_code(device))
    assert page.context["code_form"].errors
    clock.shift(2)  # after a wrong code comes a second's pause
    page = confirm(boss_client, page, code_of(device))

    assert page.status_code == 200
    assert fields_of(page, address) == {"reason": [TYPED["reason"]], "many": TYPED["many"], "next": [TYPED["next"]]}
    boss_client.raise_request_exception = False
    answer = boss_client.post(address, fields_of(page, address))
    assert not answer.headers.get("Location", "").startswith(CONFIRM), "it has reached the view"


def test_a_roll_is_imported_with_one_press_after_the_code(
    office, quality, roll_manager, django_capture_on_commit_callbacks
):
    device = bind_authenticator(roll_manager)
    office.post(reverse("employees_admin:roll"), {"file": upload(workbook([ALICE]))})
    address = reverse("employees_admin:roll_confirm", args=[RollImport.objects.get().pk])
    forget_the_code(office)

    page = confirm(office, press(office, address, {}), code_of(device))
    assert not User.objects.filter(employee_number="A1001").exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = office.post(address, fields_of(page, address))

    assert "导入完成" in office.get(done["Location"]).text
    assert User.objects.filter(employee_number="A1001").exists()


def test_t87_no_foreign_page_has_its_form_carried_past_the_code(boss):
    client = SiteClient(enforce_csrf_checks=True)
    client.force_login(boss)
    forget_the_code(client)
    foreign = {"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    for address in (reverse("wagtailusers_users:add"), f"{CONFIRM}?next=/admin/users/new/"):
        answer = client.post(address, TYPED, headers=foreign)
        assert answer.status_code == 403
        assert TYPED["reason"] not in answer.text


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_t21_what_is_carried_goes_to_this_site_alone(boss, boss_client, target):
    page = boss_client.post(f"{CONFIRM}?next={target}", TYPED)
    answer = confirm(boss_client, page, code_of(bind_authenticator(boss)))
    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))


def test_a_program_is_told_and_nothing_is_carried(boss):
    client = signed_in(boss)
    forget_the_code(client)
    answer = client.post(reverse("wagtailusers_users:add"), TYPED, headers={"X-Requested-With": "XMLHttpRequest"})
    assert (answer.status_code, answer.json()) == (403, {"error": "请重新输入验证码。"})
