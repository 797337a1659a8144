"""Passwords of staff: strong in every form, new, and not for ever (T30, T31)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import NewsPage
from tests.accounts.second_factor.signing_in import (
    CODE,
    PASSWORD,
    SIGN_IN,
    TICKET,
    code_of,
    give_code,
    give_password,
    is_in,
    sign_in,
    staff,
)
from tests.accounts.second_factor.walking import addresses, ask, contents, make_objects
from tests.clients import SiteClient, bind_authenticator, signed_in
from tests.editing import form_data
from tests.factories import NewsPageFactory, UserFactory
from unionsite.accounts.models import SecuritySettings, User
from unionsite.accounts.sign_in import guard
from unionsite.accounts.sign_in.services import set_password
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = [pytest.mark.once, pytest.mark.django_db]
OWN = "/admin/account/password/"
GOOD = "Jixie-chejian-2026-qiutian"
SECOND = timedelta(seconds=1)


@pytest.fixture
def person(clock, db):
    return staff("编辑", username="zhengchunyan", name="郑春燕", email="zheng.chunyan@example.com", phone="13800001234")


@pytest.fixture
def own_client(person):
    return signed_in(person)


# --- T30: every form in which staff meet a password ---


def add(boss_client, person, password):
    """The form for a new account with the same name; `person` makes room for it."""
    fields = account_of(person)
    User.objects.filter(pk=person.pk).delete()
    return boss_client.post(reverse("wagtailusers_users:add"), fields | both(password))


def edit(boss_client, person, password):
    return boss_client.post(reverse("wagtailusers_users:edit", args=[person.pk]), account_of(person) | both(password))


def change(_boss_client, person, password):
    """One's own, at the first sign-in, after 90 days or of one's own accord: one form."""
    client = signed_in(person)
    data = {"current_password": PASSWORD, "new_password1": password, "new_password2": password}
    return client.post(OWN, data)


def account_of(person) -> dict:
    data = {name: getattr(person, name) for name in ("username", "name", "email")}
    return data | {"is_active": "on", "groups": [str(group.pk) for group in person.groups.all()]}


def both(password) -> dict:
    return {"password1": password, "password2": password}


FORMS = [add, edit, change]
WEAK = {
    "short": "Ab1-ef2-gh3",
    "an employee's": "Chejian9",
    "two kinds of characters": "chejian-de-qiutian",
    "one kind": "chejiandeqiutian",
    "common": "Password1234",
    "digits": "918273645546",
    "like the user name": "Zhengchunyan-1",
    "like the address": "Zheng.chunyan-1",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("password", WEAK.values(), ids=WEAK)
def test_t30_a_weak_password_is_refused_in_every_form(boss_client, person, form, password):
    answer = form(boss_client, person, password)
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert set(errors) <= {"password1", "password2", "new_password1", "new_password2"}, errors
    assert errors
    assert not [user for user in User.objects.all() if user.check_password(password)]


@pytest.mark.parametrize("form", FORMS)
def test_t30_a_good_password_is_taken_in_every_form(boss_client, person, form):
    assert form(boss_client, person, GOOD).status_code == 302
    assert User.objects.get(username="zhengchunyan").check_password(GOOD)


@pytest.mark.parametrize("form", [edit, change])
@pytest.mark.parametrize(("ago", "is_refused"), [(0, True), (1, True), (4, True), (5, False)])
def test_t30_none_of_the_last_five_comes_back(boss_client, person, form, ago, is_refused):
    """`ago` 0 is the present one; the sixth but last may be used again."""
    used = [f"Chejian-number-{number}" for number in range(7)]
    for password in used:
        set_password(user=User.objects.get(pk=person.pk), password=password)
    # What `change` gives as the present one.
    User.objects.filter(pk=person.pk).update(password=person.password)
    again = used[-1 - ago]
    answer = form(boss_client, User.objects.get(pk=person.pk), again)
    assert (answer.status_code == 200) is is_refused
    assert User.objects.get(pk=person.pk).check_password(again) is not is_refused
    if is_refused:
        assert "不能使用最近5次用过的密码" in answer.content.decode()


def test_t30_the_present_password_is_asked_for_and_both_must_be_the_same(own_client, person):
    new = {"new_password1": GOOD, "new_password2": GOOD}
    for data in (
        {"current_password": "wrong"} | new,
        new,
        {"current_password": PASSWORD, **new, "new_password2": GOOD + "x"},
    ):
        assert own_client.post(OWN, data).status_code == 200
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_t30_wagtails_own_form_for_a_password_is_not_there(own_client, person):
    data = {"password-old_password": PASSWORD, "password-new_password1": GOOD, "password-new_password2": GOOD}
    data |= {"locale-preferred_language": "zh-hans", "theme-theme": "dark", "theme-density": "default"}
    own_client.post("/admin/account/", data | {"theme-contrast": "system", "theme-keyboard_shortcuts": "on"})
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    assert "password-old_password" not in own_client.get("/admin/account/").content.decode()


def test_t30_an_employee_who_is_made_staff_chooses_a_password_under_the_rules_of_staff(boss_client, clock):
    person = UserFactory(username="promoted", employee_number="A5")
    set_password(user=person, password="Chejian9")
    data = account_of(person) | {"groups": [str(staff("编辑").groups.get().pk)], "employee_number": "A5"}
    edit_address = reverse("wagtailusers_users:edit", args=[person.pk])
    assert boss_client.post(edit_address, data).status_code == 302
    client, device = SiteClient(), bind_authenticator(person)
    assert give_password(client, person, password="Chejian9")["Location"] == CODE
    give_code(client, code_of(device))
    assert client.get("/admin/")["Location"] == OWN
    form = {"current_password": "Chejian9", "new_password1": "Chejian99", "new_password2": "Chejian99"}
    assert "至少要有12个字符" in client.post(OWN, form).content.decode()
    boss_client.post(edit_address, data | {"name": "改了名"})
    client.post(OWN, form | {"new_password1": GOOD, "new_password2": GOOD})
    assert client.get("/admin/").status_code == 200


def test_an_administrators_change_of_the_name_asks_for_no_new_password(boss_client, person, own_client):
    answer = boss_client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]), account_of(person) | {"name": "郑春雁"}
    )
    assert answer.status_code == 302
    assert own_client.get("/admin/").status_code == 200


# --- T31: a password that is too old, or not of one's own ---


def with_old_password(person):
    User.objects.filter(pk=person.pk).update(password_changed_at=timezone.now() - timedelta(days=90))


def with_unknown_age(person):
    User.objects.filter(pk=person.pk).update(password_changed_at=None)


def with_given_password(person):
    User.objects.filter(pk=person.pk).update(must_change_password=True)


def test_t31_with_an_old_password_nothing_is_reachable_but_a_new_one(own_client, person, tree):
    """Of all addresses, although a superuser asks."""
    piece = NewsPageFactory(parent=tree.news)
    make_objects(piece)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    with_old_password(person)
    before, wrong = contents(), []
    for view in addresses(piece):
        if view.name in guard.SIGNING_IN | guard.PASSWORD:
            continue
        answer = own_client.get(view.path)
        if (answer.status_code, answer.get("Location")) != (302, OWN):
            wrong.append((view.path, view.name, answer.status_code))
    assert wrong == []
    for path in (f"/admin/pages/{piece.pk}/delete/", "/admin/users/1/", "/admin/images/1/delete/"):
        assert ask(own_client, "POST", path)["Location"] == OWN
        assert ask(own_client, "POST", path, script=True).status_code == 403
    assert contents() == before


@pytest.mark.parametrize("make", [with_old_password, with_unknown_age, with_given_password])
def test_t31_the_first_sign_in_leads_to_the_new_password_and_then_on(client, person, make, tree):
    device = bind_authenticator(person)
    make(person)
    sign_in(client, device)
    piece = NewsPageFactory(parent=tree.news)
    before = piece.get_latest_revision()
    edit_page = reverse("wagtailadmin_pages:edit", args=[piece.pk])
    for path in ("/admin/", edit_page, "/", "/account/", reverse("accounts:second_factor")):
        assert client.get(path)["Location"] == OWN, path
    assert client.post(edit_page, form_data(piece, title="geändert"))["Location"] == OWN
    assert NewsPage.objects.get(pk=piece.pk).get_latest_revision() == before
    assert client.get(OWN).status_code == 200
    form = {"current_password": PASSWORD, "new_password1": GOOD, "new_password2": GOOD}
    assert client.post(OWN, form)["Location"] == "/admin/"
    assert is_in(client)
    assert client.get("/admin/").status_code == 200
    assert AuditEntry.objects.filter(action=Action.PASSWORD_CHANGED, actor_id=person.pk).exists()


@pytest.mark.parametrize("make", [with_old_password, with_given_password])
def test_t31_the_password_in_use_is_no_new_one(own_client, person, make):
    make(person)
    form = {"current_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert own_client.post(OWN, form).status_code == 200
    assert own_client.get("/admin/")["Location"] == OWN


def test_t31_one_may_sign_out_instead(own_client, person):
    with_old_password(person)
    assert own_client.post(reverse("wagtailadmin_logout")).status_code == 302
    assert own_client.get("/admin/")["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("days", [90, 30])
def test_t31_the_union_sets_after_how_many_days(own_client, person, days, django_capture_on_commit_callbacks):
    if days != 90:
        settings = SecuritySettings.load()
        settings.password_days = days
        # They are remembered until the commit of a change.
        with django_capture_on_commit_callbacks(execute=True):
            settings.save()
    age = timedelta(days=days)
    User.objects.filter(pk=person.pk).update(password_changed_at=timezone.now() - age + SECOND)
    assert own_client.get("/admin/").status_code == 200
    User.objects.filter(pk=person.pk).update(password_changed_at=timezone.now() - age)
    assert own_client.get("/admin/")["Location"] == OWN


def test_t31_a_new_account_changes_the_password_that_was_given_to_it(client, boss_client, person):
    assert add(boss_client, person, GOOD).status_code == 302
    newcomer = User.objects.get(username="zhengchunyan")
    assert give_password(client, newcomer, password=GOOD)["Location"] == TICKET
    again = SiteClient()
    device = bind_authenticator(newcomer)
    give_password(again, newcomer, password=GOOD)
    give_code(again, code_of(device))
    assert again.get("/admin/")["Location"] == OWN
