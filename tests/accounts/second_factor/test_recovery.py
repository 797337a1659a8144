"""Help for whoever cannot get in: by another person of higher rank, and never more than a new beginning (T18, T24)."""

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tests.accounts.second_factor.signing_in import (
    CODE,
    SIGN_IN,
    TICKET,
    code_of,
    give_code,
    give_password,
    is_in,
    is_led_to_sign_in,
    sign_in,
    staff,
    superuser,
)
from tests.clients import SiteClient, bind_authenticator, signed_in
from tests.factories import UserFactory
from unionsite.accounts.models import Authenticator, EnrolmentTicket, PendingChange, StaffSession, User
from unionsite.accounts.second_factor import services as second_factor_services
from unionsite.accounts.sign_in.services import set_password
from unionsite.accounts.staff import services as staff_services
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "Set-by-somebody-else-1"


def security(user) -> str:
    return reverse("staff_security", args=[user.pk])


def is_refused(answer) -> bool:
    """Wagtail leads people who may not do something back to its home page."""
    return answer.status_code == 403 or (answer.status_code, answer.get("Location")) == (302, "/admin/")


# --- T18: who may help whom ---

PEOPLE = ("编辑", "初审", "系统管理员", "安全管理员", "审计员", "superuser")
# Another 安全管理员 may help the administrators, whose work ends without them; a superuser helps everybody.
MAY_HELP = {
    "编辑": set(),
    "初审": set(),
    "审计员": set(),
    "系统管理员": {"编辑", "初审"},
    "安全管理员": {"编辑", "初审", "系统管理员", "安全管理员", "审计员"},
    "superuser": set(PEOPLE),
}


def person(role: str, which: str):
    name = f"{which}-{PEOPLE.index(role)}"
    return superuser(username=name) if role == "superuser" else staff(role, username=name)


@pytest.mark.parametrize("target_role", PEOPLE)
@pytest.mark.parametrize("actor_role", PEOPLE)
def test_t18_a_second_factor_is_reset_from_above_only(clock, actor_role, target_role):
    actor, target = person(actor_role, "actor"), person(target_role, "target")
    victim = signed_in(target)
    device = Authenticator.objects.get(user=target)
    answers = [
        signed_in(actor).post(security(target), {"action": "reset", "reset-reason": "手机丢失"}),
        signed_in(actor).post(security(target), {"action": "ticket"}),
        signed_in(actor).post(security(target), {"action": "end", "end-reason": "没有锁屏"}),
    ]
    if target_role in MAY_HELP[actor_role] and target_role != "编辑":
        # Of these accounts one person only proposes it (tests/accounts/changes); a session ends at once.
        assert [answer.status_code for answer in answers] == [302] * 3
        kinds = PendingChange.objects.filter(subject=target, state="proposed").values_list("kind", flat=True)
        assert set(kinds) == {"account_reset", "account_ticket"}
        assert Authenticator.objects.filter(pk=device.pk).exists()
        assert not EnrolmentTicket.objects.exists()
    elif target_role in MAY_HELP[actor_role]:
        assert [answer.status_code for answer in answers] == [200, 200, 302]
        assert not Authenticator.objects.filter(pk=device.pk).exists()
        assert not is_in(victim)
    else:
        assert [is_refused(answer) for answer in answers] == [True] * 3
        assert Authenticator.objects.filter(pk=device.pk).exists()
        assert not EnrolmentTicket.objects.exists()
        assert is_in(victim)


@pytest.mark.parametrize("role", PEOPLE)
def test_t18_nobody_resets_their_own(clock, role):
    """Not the superuser either: whoever found a desk unlocked would bind a phone of their own."""
    user = person(role, "self")
    client = signed_in(user)
    for action in ("reset", "ticket", "unlock", "end"):
        assert is_refused(client.post(security(user), {"action": action, f"{action}-reason": "手机丢失"}))
    assert is_refused(client.get(security(user)))
    assert Authenticator.objects.filter(user=user).exists()
    assert not EnrolmentTicket.objects.exists()
    assert is_in(client)


@pytest.mark.parametrize("service", ["reset_second_factor", "issue_ticket", "unlock"])
def test_t18_the_services_refuse_too_and_note_it(clock, service):
    """Whatever screen asks: here two of the same rank."""
    actor, target = staff("系统管理员", username="actor"), staff("系统管理员", username="target")
    device = bind_authenticator(target)
    call = {
        "reset_second_factor": {"reason": "手机丢失", "now": timezone.now()},
        "issue_ticket": {"now": timezone.now()},
        "unlock": {"reason": "输错密码"},
    }[service]
    for victim in (target, actor):
        with pytest.raises(PermissionDenied):
            getattr(staff_services, service)(user=victim, actor=actor, **call)
    assert Authenticator.objects.filter(pk=device.pk).exists()
    entries = AuditEntry.objects.filter(action=Action.ACCESS_REFUSED, actor_id=actor.pk, reason=service)
    assert {(entry.subject_id, entry.outcome) for entry in entries} == {
        (str(target.pk), Outcome.REFUSED),
        (str(actor.pk), Outcome.REFUSED),
    }


def test_t18_a_reset_needs_a_reason_and_a_code_of_the_last_minutes(device, officer, clock):
    client = signed_in(officer)
    answer = client.post(security(device.user), {"action": "reset", "reset-reason": "  "})
    assert "请写明原因" in answer.content.decode()
    clock.shift(14 * 60)
    assert client.post("/admin/active/").status_code == 204
    clock.shift(60)
    answer = client.post(security(device.user), {"action": "reset", "reset-reason": "手机丢失"})
    assert answer["Location"].startswith("/admin/confirm/")
    assert Authenticator.objects.filter(pk=device.pk).exists()


def test_t18_a_reset_is_noted_with_its_reason_and_the_person_is_told(
    device, officer, officer_client, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = officer_client.post(security(device.user), {"action": "reset", "reset-reason": "手机丢失"})
    assert re.search(r"<code>(?:\w{4}-){3}\w{4}</code>", answer.content.decode())
    entry = AuditEntry.objects.get(action=Action.SECOND_FACTOR_RESET)
    assert (entry.actor_id, entry.subject_id, entry.reason) == (officer.pk, str(device.user.pk), "手机丢失")
    assert [message.to for message in mailoutbox] == [[device.user.email]]


def test_t18_employees_have_no_second_factor_to_help_with(officer_client, boss_client):
    user = UserFactory()
    for client in (officer_client, boss_client):
        assert client.get(security(user)).status_code == 404
        assert client.post(security(user), {"action": "ticket"}).status_code == 404
    assert not EnrolmentTicket.objects.exists()


# --- T24: a new password is no way around the code ---


def test_t24_wagtails_reset_by_mail_is_off(client, device):
    for path in ("/admin/password_reset/", "/admin/password_reset/done/", "/admin/password_reset/complete/"):
        assert client.get(path).status_code == 404, path
    assert client.post("/admin/password_reset/", {"email": device.user.email}).status_code == 404
    assert mail.outbox == []
    assert "password_reset" not in client.get(SIGN_IN).content.decode()


def test_t24_a_password_set_by_an_administrator_leaves_no_session_and_asks_for_the_code(device, boss, clock):
    old = SiteClient()
    sign_in(old, device)
    data = {"username": device.user.username, "name": device.user.name, "email": "a@example.com", "is_active": "on"}
    data |= {"groups": [str(device.user.groups.get().pk)], "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert signed_in(boss).post(reverse("wagtailusers_users:edit", args=[device.user.pk]), data).status_code == 302
    assert not is_in(old)
    assert not StaffSession.objects.filter(user=device.user).exists()
    new = SiteClient()
    assert give_password(new, device.user, password=NEW_PASSWORD)["Location"] == CODE
    assert "_auth_user_id" not in new.session
    assert is_led_to_sign_in(new.get("/admin/"))
    clock.shift(30)
    assert give_code(new, code_of(device)).status_code == 302
    assert new.get("/admin/")["Location"] == reverse("accounts:password"), "somebody else knows it"


def test_t24_a_reset_second_factor_leaves_no_session_and_the_old_phone_opens_nothing(device, officer_client, clock):
    old, waiting = SiteClient(), SiteClient()
    sign_in(old, device)
    clock.shift(30)
    give_password(waiting, device.user)
    codes = second_factor_services.make_backup_codes(user=device.user)
    code = code_of(device)
    officer_client.post(security(device.user), {"action": "reset", "reset-reason": "手机丢失"})
    assert not is_in(old)
    for answer in (give_code(waiting, code), give_code(waiting, codes[0], address="/admin/login/backup-code/")):
        assert answer.status_code == 200
    assert not is_in(waiting)
    assert give_password(SiteClient(), device.user)["Location"] == TICKET


def test_t24_a_password_changed_by_a_command_ends_every_session(client, device):
    sign_in(client, device)
    set_password(user=User.objects.get(pk=device.user.pk), password=NEW_PASSWORD)
    assert is_led_to_sign_in(client.get("/admin/"))
