"""Binding an authenticator with a ticket handed over in person; what nobody reads later (T06, T19, T20, T22, T26)."""

import re
import sys
from base64 import b32encode
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.signals import got_request_exception
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter

from tests.accounts.second_factor.signing_in import (
    BACKUP_CODE,
    CODE,
    ENROL,
    SIGN_IN,
    TICKET,
    code_of,
    give_code,
    give_password,
    is_in,
    is_led_to_sign_in,
    sign_in,
    staff,
    wrong_code,
)
from tests.clients import SiteClient
from unionsite.accounts.choices import FORM_TIME, STEP_UP_LIFE
from unionsite.accounts.models import Authenticator, BackupCodes, EnrolmentTicket
from unionsite.accounts.second_factor import services
from unionsite.accounts.second_factor.throttles import CODE_FAILURES
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(clock, db):
    """An editor who has no authenticator yet."""
    return staff("编辑", username="newcomer")


def ticket_for(user) -> str:
    return services.make_ticket(user=user, actor=None, now=timezone.now())


def key_shown(answer) -> str:
    """The key for typing by hand, as the page shows it."""
    return re.search(r'class="door__key">([^<]+)<', answer.content.decode())[1]


def unconfirmed(user) -> Authenticator:
    return Authenticator.objects.get(user=user, confirmed=False)


def begin(client, user, ticket: str = ""):
    """From the password, by a ticket, to the page with the key."""
    assert give_password(client, user)["Location"] == TICKET
    assert give_code(client, ticket or ticket_for(user), address=TICKET)["Location"] == ENROL
    return client.get(ENROL)


def confirm(client, user):
    """Give the code that the new phone shows."""
    return give_code(client, code_of(unconfirmed(user)), address=ENROL)


# --- T06: without an authenticator ---


def test_t06_who_has_no_authenticator_reaches_the_binding_alone_and_needs_a_ticket(client, newcomer):
    assert give_password(client, newcomer)["Location"] == TICKET
    for path in (ENROL, CODE, BACKUP_CODE, "/admin/", "/admin/pages/", "/admin/account/second-factor/replace/"):
        answer = client.get(path)
        if path in (CODE, BACKUP_CODE):
            # They show a field that no code fits.
            assert give_code(client, "000000", address=path).status_code == 200
        else:
            assert answer.status_code == 302, path
    assert give_code(client, "000000", address=ENROL)["Location"] == TICKET
    assert not Authenticator.objects.exists()
    assert not is_in(client)


def test_t06_with_the_ticket_the_phone_is_bound_and_the_person_is_in(client, newcomer):
    begin(client, newcomer)
    answer = confirm(client, newcomer)
    assert answer.status_code == 200
    assert len(set(re.findall(r"<code>([\w-]{14})</code>", answer.content.decode()))) == 10
    assert is_in(client)
    assert Authenticator.objects.get(user=newcomer).confirmed
    actions = list(AuditEntry.objects.filter(subject_id=str(newcomer.pk)).values_list("action", flat=True))
    for action in (Action.TICKET_ISSUED, Action.DEVICE_ENROLLED, Action.BACKUP_CODES_MADE, Action.SIGN_IN):
        assert action in actions


def test_t06_a_wrong_code_binds_nothing_and_keeps_the_ticket(client, newcomer, clock):
    key = key_shown(begin(client, newcomer))
    answer = give_code(client, wrong_code(unconfirmed(newcomer)), address=ENROL)
    assert key_shown(answer) == key, "the phone has read this one already"
    assert not is_in(client)
    clock.shift(2)
    assert confirm(client, newcomer).status_code == 200
    assert is_in(client)


def test_t06_who_has_an_authenticator_cannot_bind_another_with_the_password_alone(client, device):
    give_password(client, device.user)
    assert client.get(TICKET)["Location"] == CODE
    assert client.get(ENROL).status_code == 302
    assert give_code(client, ticket_for(device.user), address=TICKET)["Location"] == CODE
    assert give_code(client, "000000", address=ENROL).status_code == 302
    assert Authenticator.objects.get(user=device.user).pk == device.pk


def test_t06_a_session_of_a_password_alone_cannot_bind(client, newcomer):
    client.force_password_only(newcomer)
    for path in (TICKET, ENROL, "/admin/account/second-factor/replace/"):
        assert is_led_to_sign_in(client.get(path))
    assert not Authenticator.objects.exists()


# --- T19: giving up one's own ---

REMOVE = "/admin/account/second-factor/remove/"
ASKED_FOR_A_CODE = "/admin/confirm/?next=%2Fadmin%2Faccount%2Fsecond-factor%2Fremove%2F"


def rest(client, clock, time: timedelta):
    """So much time passes; the person is still there."""
    clock.shift(time - timedelta(seconds=60))
    assert client.post("/admin/active/").status_code == 204
    clock.shift(60)


def test_t19_removing_ones_own_authenticator_asks_for_a_code_first(inside, device, clock):
    rest(inside, clock, STEP_UP_LIFE + FORM_TIME)
    for method in ("get", "post"):
        assert getattr(inside, method)(REMOVE)["Location"] == ASKED_FOR_A_CODE
    assert Authenticator.objects.filter(pk=device.pk).exists()
    assert give_code(inside, code_of(device), address="/admin/confirm/", next=REMOVE)["Location"] == REMOVE
    assert inside.get(REMOVE).status_code == 200
    assert Authenticator.objects.filter(pk=device.pk).exists(), "looking removes nothing"
    inside.post(REMOVE)
    assert not Authenticator.objects.filter(pk=device.pk).exists()


def test_t19_a_wrong_code_does_not_lead_on(inside, device, clock):
    clock.shift(STEP_UP_LIFE)
    assert give_code(inside, wrong_code(device), address="/admin/confirm/", next=REMOVE).status_code == 200
    assert inside.get(REMOVE)["Location"] == ASKED_FOR_A_CODE


def test_t19_after_removing_it_only_the_binding_is_left(client, device):
    services.make_backup_codes(user=device.user)
    sign_in(client, device)
    assert client.post(reverse("accounts:remove")).status_code == 302
    assert not Authenticator.objects.filter(user=device.user).exists()
    assert not BackupCodes.objects.filter(user=device.user).exists()
    for path in ("/admin/", "/admin/pages/", "/admin/account/second-factor/replace/", "/admin/account/password/"):
        assert is_led_to_sign_in(client.get(path))
    assert give_password(client, device.user)["Location"] == TICKET
    assert AuditEntry.objects.filter(action=Action.DEVICE_REMOVED, actor_id=device.user.pk).exists()


# --- T20: tickets ---


def is_refused(answer) -> bool:
    return answer.status_code == 200 and "绑定凭证不正确或已经失效" in answer.content.decode()


def test_t20_a_ticket_is_good_once(client, newcomer, clock):
    code = ticket_for(newcomer)
    begin(client, newcomer, code)
    confirm(client, newcomer)
    services.remove_devices(user=newcomer)
    again = SiteClient()
    give_password(again, newcomer)
    assert is_refused(give_code(again, code, address=TICKET))
    assert AuditEntry.objects.filter(action=Action.TICKET_REFUSED, subject_id=str(newcomer.pk)).exists()


def test_t20_a_ticket_that_two_sessions_hold_binds_one_phone(newcomer):
    code, sessions = ticket_for(newcomer), [SiteClient(), SiteClient()]
    for client in sessions:
        begin(client, newcomer, code)
    assert confirm(sessions[0], newcomer).status_code == 200
    assert give_code(sessions[1], "000000", address=ENROL).status_code == 302
    assert sessions[1].get(ENROL).status_code == 302
    assert is_in(sessions[0])
    assert not is_in(sessions[1])


@pytest.mark.parametrize(("hours", "is_good"), [(23.9, True), (24, False), (48, False)])
def test_t20_a_ticket_is_good_for_a_day(client, newcomer, clock, hours, is_good):
    code = ticket_for(newcomer)
    clock.shift(timedelta(hours=hours))
    give_password(client, newcomer)
    answer = give_code(client, code, address=TICKET)
    assert answer.status_code == (302 if is_good else 200)
    assert is_refused(answer) is not is_good


def test_t20_a_ticket_that_runs_out_while_the_code_is_typed_binds_nothing(client, newcomer, clock):
    code = ticket_for(newcomer)
    clock.shift(timedelta(hours=24) - timedelta(minutes=2))
    begin(client, newcomer, code)
    clock.shift(180)
    assert confirm(client, newcomer).status_code == 302
    assert not Authenticator.objects.filter(confirmed=True).exists()


def test_t20_a_new_ticket_voids_the_former(client, newcomer):
    former, newest = ticket_for(newcomer), ticket_for(newcomer)
    give_password(client, newcomer)
    assert is_refused(give_code(client, former, address=TICKET))
    assert give_code(client, newest, address=TICKET)["Location"] == ENROL


def test_t20_a_ticket_voided_meanwhile_binds_nothing(client, newcomer):
    begin(client, newcomer)
    ticket_for(newcomer)
    assert confirm(client, newcomer).status_code == 302
    assert not Authenticator.objects.filter(confirmed=True).exists()


def test_t20_another_persons_ticket_is_refused(client, newcomer):
    other = staff("信息员", username="other")
    code = ticket_for(other)
    give_password(client, newcomer)
    assert is_refused(give_code(client, code, address=TICKET))
    session = client.session
    session["sign-in-ticket"] = EnrolmentTicket.objects.get(user=other).pk
    session.save()
    assert client.get(ENROL)["Location"] == TICKET


@pytest.mark.parametrize(
    "code", ["", "AAAA", "x" * 500, "' OR 1=1 --", "\x00", "<b>"], ids=lambda code: ascii(code)[:8]
)
def test_t20_anything_else_is_refused_without_a_fault(client, newcomer, code):
    ticket_for(newcomer)
    give_password(client, newcomer)
    answer = give_code(client, code, address=TICKET)
    assert answer.status_code == 200
    assert "code" in answer.context["form"].errors


def test_t20_guessing_tickets_is_limited(client, newcomer, clock):
    code = ticket_for(newcomer)
    give_password(client, newcomer)
    for _number in range(CODE_FAILURES.number):
        assert give_code(client, "AAAA-AAAA-AAAA-AAAA", address=TICKET).status_code == 200
    answer = give_code(client, code, address=TICKET)
    assert "一小时后再试" in answer.content.decode()


# --- T22: what nobody reads ---


def everything_stored() -> str:
    """All tables as text, and sessions as what they hold."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            texts += [repr(row) for row in cursor.fetchall()]
    texts += [repr(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(texts)


def test_t22_keys_and_codes_are_shown_once_and_kept_readable_nowhere(
    client, newcomer, officer_client, clock, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level("DEBUG")
    with django_capture_on_commit_callbacks(execute=True):
        html = officer_client.post(f"/admin/users/{newcomer.pk}/security/", {"action": "ticket"}).content.decode()
        ticket = re.search(r"<code>((?:\w{4}-){3}\w{4})</code>", html)[1]
        shown = key_shown(begin(client, newcomer, ticket))
        answer = confirm(client, newcomer)
    codes = re.findall(r"<code>([\w-]{14})</code>", answer.content.decode())
    key = Authenticator.objects.get(user=newcomer).key
    assert shown.replace(" ", "") == b32encode(key).decode()
    assert len(codes) == 10

    later = [client.get(path).content.decode() for path in ("/admin/", reverse("accounts:second_factor"))]
    later.append(officer_client.get(f"/admin/users/{newcomer.pk}/security/").content.decode())
    later += [client.get(path, follow=True).content.decode() for path in (ENROL, TICKET)]
    places = {
        "database and sessions": everything_stored(),
        "log": caplog.text,
        "pages": "".join(later),
        "mail": "".join(f"{message.subject}{message.body}" for message in mail.outbox),
    }
    secrets = [key.hex(), b32encode(key).decode(), shown, repr(key)[2:-1], ticket, *codes]
    secrets += [code.replace("-", "") for code in (ticket, *codes)]
    for place, text in places.items():
        readable = [secret for secret in secrets if secret.lower() in text.lower()]
        assert readable == [], place
    assert newcomer.username in places["database and sessions"], "the dump does hold what is stored"


def test_t22_new_backup_codes_are_shown_once(inside):
    answer = inside.post(reverse("accounts:new_codes"))
    codes = re.findall(r"<code>([\w-]{14})</code>", answer.content.decode())
    assert len(codes) == 10
    assert "no-store" in answer["Cache-Control"]
    page = inside.get(reverse("accounts:second_factor")).content.decode()
    assert "还剩10个可用" in page
    assert not [code for code in codes if code in page]


def test_t22_a_report_of_a_fault_holds_neither_password_nor_code(client, device, settings):
    """What is mailed to administrators when a page breaks: here the sealing keys were lost."""
    reports = []

    def note(request, **_kwargs):
        reports.append(ExceptionReporter(request, *sys.exc_info(), is_email=True).get_traceback_text())

    client.raise_request_exception = False
    give_password(client, device.user)
    code = code_of(device)
    settings.SEALING_KEYS = ["one that was not there when the phone was bound"]
    got_request_exception.connect(note)
    try:
        answer = give_code(client, code)
    finally:
        got_request_exception.disconnect(note)
    assert answer.status_code == 500
    (report,) = reports
    assert "SealingError" in report
    assert code not in report
    assert device.sealed_key not in answer.content.decode()
    assert device.sealed_key not in report


# --- T26: pages that no cache may keep, and a picture of the key that nobody else gets ---

PENDING_PAGES = (SIGN_IN, CODE, BACKUP_CODE)
OWN_PAGES = ("step_up", "second_factor", "replace", "remove", "password")


def is_kept_by_no_cache(answer) -> bool:
    return "no-store" in answer["Cache-Control"]


def test_t26_pages_of_signing_in_and_binding_are_not_cached(client, device, newcomer):
    for route in (SIGN_IN, "/_util/login/", "/account/login/"):
        assert is_kept_by_no_cache(client.get(route)), route
    give_password(client, device.user)
    for path in PENDING_PAGES:
        assert is_kept_by_no_cache(client.get(path)), path
    assert is_kept_by_no_cache(give_code(client, "000000"))
    other = SiteClient()
    give_password(other, newcomer)
    assert is_kept_by_no_cache(other.get(TICKET))
    give_code(other, ticket_for(newcomer), address=TICKET)
    assert is_kept_by_no_cache(other.get(ENROL))
    assert is_kept_by_no_cache(confirm(other, newcomer))


def test_t26_pages_of_ones_own_second_factor_are_not_cached(inside, device, officer_client):
    for name in OWN_PAGES:
        assert is_kept_by_no_cache(inside.get(reverse(f"accounts:{name}"))), name
    path = f"/admin/users/{device.user.pk}/security/"
    assert is_kept_by_no_cache(officer_client.get(path))
    assert is_kept_by_no_cache(officer_client.post(path, {"action": "ticket"}))


def test_t26_the_picture_of_the_key_has_no_address_and_another_session_does_not_see_it(client, newcomer, device):
    page = begin(client, newcomer)
    html = page.content.decode()
    drawing = html[html.index('class="door__qr"') :].split("</div>")[0]
    assert "<svg" in drawing
    assert "src=" not in drawing
    assert "href=" not in drawing
    key = key_shown(page)
    others = [SiteClient(), SiteClient(), SiteClient()]
    give_password(others[1], device.user)
    others[2].force_login(device.user)
    for other in others:
        for path in (ENROL, reverse("accounts:replace")):
            assert key not in other.get(path, follow=True).content.decode()
        assert other.get(ENROL).status_code == 302


def test_t26_another_password_session_of_the_same_person_needs_the_ticket_too(client, newcomer):
    begin(client, newcomer)
    thief = SiteClient()
    give_password(thief, newcomer)
    assert thief.get(ENROL)["Location"] == TICKET


# --- Replacing the phone, new codes ---


def test_a_new_phone_takes_the_place_of_the_old_one(
    inside, device, clock, mailoutbox, django_capture_on_commit_callbacks
):
    replace = reverse("accounts:replace")
    inside.get(replace)
    with django_capture_on_commit_callbacks(execute=True):
        answer = give_code(inside, code_of(unconfirmed(device.user)), address=replace)
    assert answer["Location"] == reverse("accounts:second_factor")
    assert is_in(inside)
    assert not Authenticator.objects.filter(pk=device.pk).exists()
    assert [message.to for message in mailoutbox] == [[device.user.email]]
    again = SiteClient()
    give_password(again, device.user)
    assert give_code(again, code_of(device)).status_code == 200


@pytest.mark.parametrize("name", ["replace", "new_codes", "remove"])
def test_dangerous_actions_ask_for_a_new_code_after_five_minutes(inside, clock, name):
    clock.shift(STEP_UP_LIFE - timedelta(seconds=1))
    assert inside.get(reverse(f"accounts:{name}"), follow=True).status_code == 200
    clock.shift(1)
    assert inside.get(reverse(f"accounts:{name}"))["Location"].startswith("/admin/confirm/?next=")
