"""What is done to accounts on the server's own console: for the first and the last administrator."""

import logging
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.accounts.second_factor.signing_in import (
    CODE,
    ENROL,
    TICKET,
    code_of,
    give_code,
    give_password,
    is_in,
    sign_in,
    staff,
    superuser,
    wrong_code,
)
from tests.clients import SiteClient, bind_authenticator
from tests.factories import UserFactory
from unionsite.accounts.models import Authenticator, BackupCodes, EnrolmentTicket
from unionsite.accounts.second_factor import services
from unionsite.accounts.second_factor.throttles import CODE_FAILURES, NAME_FAILURES
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core import sealing
from unionsite.core.logs import LineFormatter

pytestmark = pytest.mark.django_db
TICKET_SHAPE = re.compile(r"\b(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}\b")


@pytest.fixture
def chief(db):
    return superuser(username="chief")


@pytest.fixture
def device(chief):
    return bind_authenticator(chief)


def run(capsys, *words, **options) -> str:
    call_command(*words, **options)
    return capsys.readouterr().out


def entry_of(action, user) -> AuditEntry:
    return AuditEntry.objects.get(action=action, subject_id=str(user.pk))


# --- current_code ---


def test_the_code_of_a_demonstration_opens_the_door(clock, client, device, settings, capsys):
    settings.DEBUG = True
    code = run(capsys, "current_code", "chief").strip()
    assert re.fullmatch(r"\d{6}", code)
    give_password(client, device.user)
    assert give_code(client, code).status_code == 302
    call_command("current_code", "chief")
    assert "已经用过" in capsys.readouterr().err


def test_without_debug_no_code_is_shown(device, settings, capsys):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("current_code", "chief")
    assert not re.search(r"\d{6}", "".join(capsys.readouterr()))


@pytest.mark.parametrize("username", ["nobody", "unbound"])
def test_a_code_needs_an_authenticator(settings, username):
    settings.DEBUG = True
    staff("编辑", username="unbound")
    with pytest.raises(CommandError, match=username):
        call_command("current_code", username)


# --- issue_ticket ---


def test_the_first_administrator_gets_a_ticket_and_comes_in_with_it(client, chief, capsys):
    (ticket,) = TICKET_SHAPE.findall(run(capsys, "issue_ticket", "chief"))
    assert entry_of(Action.TICKET_ISSUED, chief).actor_id is None
    assert give_password(client, chief)["Location"] == TICKET
    assert give_code(client, ticket, address=TICKET)["Location"] == ENROL
    client.get(ENROL)
    give_code(client, code_of(Authenticator.objects.get(user=chief)), address=ENROL)
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_does_not_answer_is_told_in_a_sentence(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    call_command("createsuperuser", interactive=False, username="chief", email="chief@example.com", verbosity=0)
    call_command("issue_ticket", "chief", stdout=StringIO())

    (record,) = [record for record in caplog.records if record.name == "django_tasks" and record.levelno > logging.INFO]
    line = LineFormatter("{message}", style="{").format(record)
    assert line.startswith("邮件没有发出（[Errno")
    assert "sendtestemail" in line
    assert "\n" not in line
    assert EnrolmentTicket.objects.filter(user__username="chief").exists()


@pytest.mark.parametrize("username", ["nobody", "employee", "closed"])
def test_tickets_are_for_open_accounts_of_staff(username):
    UserFactory(username="employee")
    staff("编辑", username="closed", is_active=False)
    with pytest.raises(CommandError, match=username):
        call_command("issue_ticket", username)
    assert not EnrolmentTicket.objects.exists()


# --- reset_second_factor ---


def test_the_last_administrators_second_factor_is_reset_and_noted(client, device, capsys):
    services.make_backup_codes(user=device.user)
    sign_in(client, device)
    output = run(capsys, "reset_second_factor", "chief", reason="手机丢失，两人在场")
    (ticket,) = TICKET_SHAPE.findall(output)
    assert not is_in(client)
    assert not Authenticator.objects.exists()
    assert not BackupCodes.objects.exists()
    entry = entry_of(Action.SECOND_FACTOR_RESET, device.user)
    assert (entry.actor_id, entry.reason) == (None, "手机丢失，两人在场")
    assert ticket not in "".join(map(str, AuditEntry.objects.values_list("detail", "reason")))
    assert give_password(client, device.user)["Location"] == TICKET
    assert give_code(client, ticket, address=TICKET)["Location"] == ENROL


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nobody", "--reason", "x"], "nobody"),
        (["employee", "--reason", "x"], "employee"),
        (["chief", "--reason", "  "], "原因"),
        (["chief"], "reason"),
    ],
)
def test_a_reset_needs_a_member_of_staff_and_a_reason(device, words, message):
    UserFactory(username="employee")
    with pytest.raises(CommandError, match=message):
        call_command("reset_second_factor", *words)
    assert Authenticator.objects.filter(pk=device.pk).exists()


# --- unlock_account ---


def test_an_account_that_was_locked_by_passwords_and_codes_is_open_again(client, device, capsys):
    for _try in range(5):
        give_password(SiteClient(), device.user, password="wrong")
    for _try in range(NAME_FAILURES.number):
        NAME_FAILURES.count("chief")
    for _try in range(CODE_FAILURES.number):
        CODE_FAILURES.count(device.user.pk)
    device.throttling_failure_count, device.throttling_failure_timestamp = 12, timezone.now()
    device.save()
    for _try in range(2):
        assert give_password(client, device.user).status_code == 429
    assert "chief" in run(capsys, "unlock_account", "chief", reason="当面核实")
    assert give_password(client, device.user)["Location"] == CODE
    assert give_code(client, code_of(device)).status_code == 302
    assert entry_of(Action.ACCOUNT_UNLOCKED, device.user).reason == "当面核实"


def test_unlocking_lets_nobody_in_by_itself(client, device):
    call_command("unlock_account", "chief", reason="当面核实", verbosity=0)
    give_password(client, device.user)
    assert give_code(client, wrong_code(device)).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize(
    ("words", "message"),
    [(["nobody", "--reason", "x"], "nobody"), (["chief", "--reason", "  "], "原因"), (["chief"], "reason")],
)
def test_unlocking_needs_an_account_and_a_reason(chief, words, message):
    with pytest.raises(CommandError, match=message):
        call_command("unlock_account", *words)
    assert not AuditEntry.objects.filter(action=Action.ACCOUNT_UNLOCKED).exists()


# --- reseal ---


def test_after_resealing_the_former_key_is_needed_no_more(client, device, settings, capsys):
    (former,) = settings.SEALING_KEYS
    key, newest = device.key, "a new key for this test, as long as it has to be"
    settings.SEALING_KEYS = [newest, former]
    assert "重新加密了1个" in run(capsys, "reseal")
    again = run(capsys, "reseal")
    assert "重新加密了0个" in again, "it may run twice"
    assert "激活码" in again
    settings.SEALING_KEYS = [newest]
    device.refresh_from_db()
    assert device.key == key
    give_password(client, device.user)
    assert give_code(client, code_of(device)).status_code == 302


def test_without_resealing_the_former_key_is_needed(device, settings):
    settings.SEALING_KEYS = ["a new key for this test, as long as it has to be"]
    with pytest.raises(sealing.SealingError):
        assert device.key


def test_when_a_key_is_lost_resealing_says_whose_and_goes_on_with_the_others(device, settings, capsys):
    former = "a former key for this test, as long as it has to be"
    sealed = device.sealed_key
    settings.SEALING_KEYS = [former]
    kept = bind_authenticator(staff("编辑", username="kept"))
    settings.SEALING_KEYS = ["a new key for this test, as long as it has to be", former]
    with pytest.raises(CommandError, match="账号：chief。"):
        call_command("reseal")
    assert "重新加密了1个" in capsys.readouterr().out
    device.refresh_from_db()
    kept.refresh_from_db()
    assert device.sealed_key == sealed
    assert sealing.is_sealed_with_first_key(kept.sealed_key)


def test_while_both_keys_are_there_codes_on_paper_stay_good(client, chief, settings):
    """Keyed hashes cannot be made anew: they are looked up by every key."""
    device = bind_authenticator(chief)
    codes = services.make_backup_codes(user=chief)
    ticket = services.make_ticket(user=chief, actor=None, now=timezone.now())
    settings.SEALING_KEYS = ["a new key for this test, as long as it has to be", *settings.SEALING_KEYS]
    assert services.find_ticket(user=chief, code=ticket, now=timezone.now()) is not None
    give_password(client, device.user)
    assert give_code(client, codes[0], address="/admin/login/backup-code/").status_code == 302
