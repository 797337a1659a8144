"""A session of staff: by code, one a person, ended by time and administrators (T07, T08, T16, T17, T32-T34)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.admin.models import EditingSession

from tests.accounts.second_factor.signing_in import (
    CODE,
    PASSWORD,
    SIGN_IN,
    code_of,
    give_code,
    give_password,
    is_in,
    is_led_to_sign_in,
    key_of,
    sign_in,
    staff,
)
from tests.clients import SiteClient, bind_authenticator
from tests.editing import form_data
from tests.factories import NewsPageFactory
from unionsite.accounts.choices import PENDING_LIFE
from unionsite.accounts.models import StaffSession, User
from unionsite.accounts.sign_in.services import set_password
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
IDLE = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


def store(key: str):
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def with_cookie(key: str) -> SiteClient:
    """Another browser with that session's cookie."""
    client = SiteClient()
    client.cookies["sessionid"] = key
    return client


def actions_on(user) -> list[str]:
    entries = AuditEntry.objects.filter(subject_type="accounts.user", subject_id=str(user.pk))
    return list(entries.order_by("number").values_list("action", flat=True))


# --- T07, T08: the session's key ---


def test_t07_the_code_gives_the_session_a_new_key_and_the_old_one_is_dead(client, device):
    give_password(client, device.user)
    before, token = key_of(client), client.get(CODE).cookies["csrftoken"].value
    answer = give_code(client, code_of(device))
    assert key_of(client) != before
    assert answer.cookies["csrftoken"].value != token
    assert not store("").exists(before)
    assert not is_in(with_cookie(before))
    assert is_in(with_cookie(key_of(client)))


def test_t07_the_password_gives_the_session_a_new_key_too(client, device):
    client.force_login(staff("信息员"))
    before = key_of(client)
    give_password(client, device.user)
    assert key_of(client) != before
    assert not store("").exists(before), "whoever was signed in here is not any more"


def test_t08_a_cookie_that_was_planted_is_not_signed_in_with_the_victim(device):
    """The attacker knows a session, their own before its code, and puts its cookie into the victim's browser."""
    attacker = SiteClient()
    give_password(attacker, bind_authenticator(staff("信息员")).user)
    planted = key_of(attacker)
    victim = with_cookie(planted)
    sign_in(victim, device)
    assert is_in(victim)
    assert key_of(victim) != planted
    for client in (attacker, with_cookie(planted)):
        assert not is_in(client)
        assert is_led_to_sign_in(client.get("/admin/"))


@pytest.mark.parametrize("key", ["a" * 32, "short", "../../etc/passwd"])
def test_t08_a_key_that_the_site_never_gave_is_not_taken_over(device, key):
    victim = with_cookie(key)
    sign_in(victim, device)
    assert key_of(victim) != key
    assert not is_in(with_cookie(key))


# --- T16: the time between password and code ---


@pytest.mark.parametrize(("late", "is_good"), [(-SECOND, True), (timedelta(0), False), (timedelta(hours=1), False)])
def test_t16_the_code_must_follow_within_five_minutes(client, device, clock, late, is_good):
    give_password(client, device.user)
    clock.shift(PENDING_LIFE + late)
    answer = give_code(client, code_of(device))
    assert is_led_to_sign_in(answer) is not is_good
    assert is_in(client) is is_good


def test_t16_the_time_runs_from_the_password_whatever_is_done_meanwhile(client, device, clock):
    give_password(client, device.user)
    for _minute in range(5):
        assert client.get(CODE).status_code == 200
        clock.shift(60)
    assert is_led_to_sign_in(give_code(client, code_of(device)))
    assert "登录已经超时" in client.get(SIGN_IN).content.decode()


def test_t16_a_password_changed_meanwhile_leads_back(client, device):
    give_password(client, device.user)
    set_password(user=User.objects.get(pk=device.user.pk), password="Another-long-enough-1")
    assert is_led_to_sign_in(give_code(client, code_of(device)))
    assert not is_in(client)


@pytest.mark.parametrize("change", [{"is_active": False}, None])
def test_t16_an_account_closed_or_deleted_meanwhile_leads_back(client, device, change):
    give_password(client, device.user)
    code, people = code_of(device), User.objects.filter(pk=device.user.pk)
    people.update(**change) if change else people.delete()
    assert is_led_to_sign_in(give_code(client, code))
    assert not is_in(client)


# --- T17: an administrator takes the authenticator away ---


def test_t17_deleting_the_device_alone_is_enough(inside, device):
    device.delete()
    assert is_led_to_sign_in(inside.get("/admin/"))
    assert inside.post("/admin/active/").status_code == 403


def test_t17_an_administrator_can_end_a_session_and_leave_the_phone(inside, device, officer_client, clock):
    data = {"action": "end", "end-reason": "电脑没有锁屏"}
    assert officer_client.post(f"/admin/users/{device.user.pk}/security/", data).status_code == 302
    assert not is_in(inside)
    clock.shift(30)
    sign_in(inside, device)
    assert is_in(inside)


# --- T32: idle, and in all ---


@pytest.fixture
def piece(tree):
    return NewsPageFactory(parent=tree.news)


def editor_at_rest(client, page, session_id: int) -> list[int]:
    """What the scripts of an open editor send by themselves; the answers' statuses."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["news", "newspage", page.pk, session_id])
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    return [
        client.post(ping).status_code,
        client.post(edit, form_data(page), headers={"Accept": "application/json"}).status_code,
        client.post(preview, form_data(page), headers={"X-Requested-With": "XMLHttpRequest"}).status_code,
        client.get(preview, {"mode": "", "in_preview_panel": "true"}).status_code,
        client.patch(reverse("wagtailadmin_dismissibles"), "{}", content_type="application/json").status_code,
        client.get(reverse("wagtailadmin_sprite")).status_code,
        client.get("/admin/pages/search/results/", headers={"Sec-Fetch-Mode": "cors"}).status_code,
    ]


def test_t32_an_open_editor_that_nobody_touches_ends_after_fifteen_minutes(inside, device, clock, piece):
    assert inside.get(reverse("wagtailadmin_pages:edit", args=[piece.pk])).status_code == 200
    session_id = EditingSession.objects.get(user=device.user).pk
    for _turn in range(4):
        assert set(editor_at_rest(inside, piece, session_id)) == {200}
        clock.shift(IDLE / 5)
    clock.shift(IDLE / 5 - SECOND)
    assert set(editor_at_rest(inside, piece, session_id)) == {200}
    clock.shift(SECOND)
    answers = editor_at_rest(inside, piece, session_id)
    assert answers[0] == 403
    assert 200 not in answers[:5]
    assert is_led_to_sign_in(inside.get("/admin/"))
    assert not is_in(inside)
    assert AuditEntry.objects.get(action=Action.SESSION_EXPIRED).reason == "idle"
    assert "已有15分钟没有操作" in inside.get(SIGN_IN).content.decode()


def test_t32_what_is_sent_after_the_end_is_not_saved(inside, clock, piece):
    clock.shift(IDLE)
    answer = inside.post(
        reverse("wagtailadmin_pages:edit", args=[piece.pk]),
        form_data(piece, title="来得太晚"),
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 403
    assert "error" in answer.json()
    assert piece.get_latest_revision() is None or "来得太晚" not in str(piece.get_latest_revision().content)


@pytest.mark.parametrize("beacon", [{"X-Requested-With": "XMLHttpRequest"}, {"Sec-Fetch-Mode": "cors"}, {}])
def test_t32_who_types_stays_signed_in(inside, clock, beacon):
    for _turn in range(8):
        clock.shift(IDLE - SECOND)
        assert inside.post(reverse("accounts:active"), headers=beacon).status_code == 204
    assert is_in(inside)


def test_t32_turning_pages_keeps_a_session_alive(inside, clock):
    for _turn in range(4):
        clock.shift(IDLE - SECOND)
        assert is_in(inside)


def test_t32_after_eight_hours_it_ends_however_busy(inside, device, clock):
    for _turn in range(47):
        clock.shift(timedelta(minutes=10))
        assert inside.post(reverse("accounts:active")).status_code == 204
    clock.shift(timedelta(minutes=10) - SECOND)
    assert is_in(inside)
    clock.shift(SECOND)
    assert is_led_to_sign_in(inside.get("/admin/"))
    assert AuditEntry.objects.get(action=Action.SESSION_EXPIRED).reason == "too long"
    assert "已满8小时" in inside.get(SIGN_IN).content.decode()
    assert not StaffSession.objects.filter(user=device.user).exists()


def test_t32_on_the_public_site_the_page_is_shown_to_the_person_as_to_anybody(inside, clock, tree):
    clock.shift(IDLE)
    answer = inside.get("/")
    assert answer.status_code == 200
    assert "_auth_user_id" not in inside.session


def test_t32_a_session_that_does_not_say_when_it_began_has_ended(inside):
    session = inside.session
    del session["staff-seen"]
    session.save()
    assert not is_in(inside)


# --- T33: one session for each person ---


def test_t33_a_second_sign_in_ends_the_first_and_both_are_told_and_noted(device, clock):
    first, second = SiteClient(REMOTE_ADDR="10.0.0.1"), SiteClient(REMOTE_ADDR="10.0.0.2")
    sign_in(first, device)
    clock.shift(30)
    sign_in(second, device)
    assert "您在另一处的登录已经结束" in second.get("/admin/").content.decode()
    assert is_led_to_sign_in(first.get("/admin/"))
    assert "您的账号在别处登录" in first.get(SIGN_IN).content.decode()
    assert is_in(second)
    assert actions_on(device.user)[1:] == [
        Action.SIGN_IN,
        Action.SIGN_IN,
        Action.SESSION_REPLACED,
        Action.SESSION_EXPIRED,
    ]
    replaced = AuditEntry.objects.get(action=Action.SESSION_REPLACED)
    assert (replaced.address, replaced.detail) == ("10.0.0.2", {"former": "10.0.0.1"})
    assert AuditEntry.objects.get(action=Action.SESSION_EXPIRED).address == "10.0.0.1"


def test_t33_the_first_session_sends_nothing_more(device, clock, tree):
    first, second = SiteClient(), SiteClient()
    sign_in(first, device)
    clock.shift(30)
    sign_in(second, device)
    assert first.post(reverse("accounts:new_codes")).status_code == 403
    assert is_in(second)


def test_t33_a_password_alone_ends_nobodys_session(device):
    first, second = SiteClient(), SiteClient()
    sign_in(first, device)
    give_password(second, device.user)
    assert is_in(first)


def test_t33_signing_out_is_no_other_place_next_time(inside, device, clock):
    key = key_of(inside)
    assert inside.post(reverse("wagtailadmin_logout")).status_code == 302
    assert not StaffSession.objects.filter(user=device.user).exists()
    assert not is_in(with_cookie(key))
    clock.shift(30)
    sign_in(inside, device)
    assert Action.SESSION_REPLACED not in actions_on(device.user)


def test_a_link_to_the_sign_out_ends_nothing_by_half(inside):
    """By GET neither the cookie goes nor the session; by POST both (S-6.3)."""
    key = key_of(inside)
    for method in (inside.get, inside.head, inside.delete):
        answer = method(reverse("wagtailadmin_logout"))
        assert answer.status_code == 405
        assert not answer.cookies
    assert is_in(inside)
    inside.post(reverse("wagtailadmin_logout"))
    assert not inside.cookies["sessionid"].value
    assert not is_in(with_cookie(key))


def test_saving_ones_own_settings_does_not_end_the_session(inside):
    """Wagtail gives the session a new key then."""
    data = {"locale-preferred_language": "zh-hans", "theme-theme": "dark", "theme-density": "default"}
    data |= {"theme-contrast": "system", "theme-keyboard_shortcuts": "on"}
    data |= {"messages-way": "list", "messages-quiet_from": "21:00", "messages-quiet_until": "07:30"}
    assert inside.post(reverse("wagtailadmin_account"), data).status_code == 302
    assert is_in(inside)


def test_changing_ones_password_does_not_end_the_session(inside, device):
    new = "Another-long-enough-1"
    data = {"current_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert inside.post(reverse("accounts:password"), data)["Location"] == "/admin/"
    assert is_in(inside)
    assert Action.SESSION_REPLACED not in actions_on(device.user)


# --- T34: deactivated, demoted ---


def edit(boss_client, user, **changes):
    # As it stands already: another address of who decides takes two people.
    User.objects.filter(pk=user.pk).update(email="someone@example.com")
    data = {"username": user.username, "name": user.name, "email": "someone@example.com", "is_active": "on"}
    data |= {"password1": "", "password2": "", "groups": roles("编辑")} | changes
    data = {name: value for name, value in data.items() if value is not None}
    return boss_client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)


def roles(*names) -> list[str]:
    return [str(Group.objects.get(name=name).pk) for name in names]


def test_t34_a_deactivated_account_is_refused_at_the_next_request(inside, device, boss_client):
    assert edit(boss_client, device.user, is_active=None, groups=roles("编辑")).status_code == 302
    assert is_led_to_sign_in(inside.get("/admin/"))
    assert inside.post(reverse("accounts:new_codes")).status_code == 403
    answer = give_password(SiteClient(), device.user)
    assert "账号或密码不正确" in answer.content.decode()
    assert {Action.ACCOUNT_DISABLED, Action.SESSIONS_ENDED} <= set(actions_on(device.user))


def test_t34_an_account_switched_off_in_the_database_is_refused_too(inside, device):
    User.objects.filter(pk=device.user.pk).update(is_active=False)
    assert is_led_to_sign_in(inside.get("/admin/"))


def test_t34_a_role_taken_away_counts_at_the_next_request(clock, boss_client):
    device = bind_authenticator(staff("系统管理员"))
    client = SiteClient()
    sign_in(client, device)
    assert client.get(reverse("wagtailusers_users:index")).status_code == 200
    assert edit(boss_client, device.user, groups=roles("信息员")).status_code == 302
    assert client.get(reverse("wagtailusers_users:index")).status_code == 302
    assert client.get(reverse("wagtailusers_users:add")).status_code in (302, 403)
    assert is_in(client), "still a member of staff"


def test_t34_who_has_no_role_left_is_out_of_the_admin(inside, device, boss_client):
    device.user.groups.clear()
    for path in ("/admin/", reverse("accounts:second_factor"), reverse("accounts:step_up")):
        assert is_led_to_sign_in(inside.get(path)), path
    assert inside.post(reverse("accounts:new_codes")).status_code == 403


def test_t34_a_demoted_superuser_keeps_nothing_of_it(clock, boss_client):
    user = staff("信息员", is_superuser=True)
    client = SiteClient()
    sign_in(client, bind_authenticator(user))
    assert client.get(reverse("wagtailusers_groups:index")).status_code == 200
    assert edit(boss_client, user, groups=roles("信息员")).status_code == 302
    assert not User.objects.get(pk=user.pk).is_superuser
    assert client.get(reverse("wagtailusers_groups:index")).status_code == 302
    assert client.get(reverse("wagtailsites:index")).status_code == 302
