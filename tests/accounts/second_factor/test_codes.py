"""A code: of this person, now, once; and what guessing costs (T09, T11 to T15)."""

import pytest
from django_otp import DEVICE_ID_SESSION_KEY

from tests.accounts.second_factor.signing_in import (
    BACKUP_CODE,
    CODE,
    code_of,
    give_code,
    give_password,
    is_in,
    is_led_to_sign_in,
    sign_in,
    wrong_code,
)
from tests.clients import SiteClient, signed_in
from unionsite.accounts.second_factor import services
from unionsite.accounts.second_factor.throttles import CODE_FAILURES
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def at_the_code(device) -> SiteClient:
    """A new browser that has shown the right password."""
    client = SiteClient()
    give_password(client, device.user)
    return client


def is_refused(answer) -> bool:
    return answer.status_code == 200 and "code" in answer.context["form"].errors


# --- T09: once ---


def test_t09_a_code_opens_one_session_only(device):
    first, second, code = at_the_code(device), at_the_code(device), code_of(device)
    assert give_code(first, code).status_code == 302
    assert is_refused(give_code(second, code))
    assert is_in(first)
    assert not is_in(second)


def test_t09_the_code_before_one_that_was_used_is_no_good_either(device, clock):
    earlier = code_of(device)
    clock.shift(30)
    assert give_code(at_the_code(device), code_of(device)).status_code == 302
    assert is_refused(give_code(at_the_code(device), earlier))


def test_t09_a_code_used_to_step_up_does_not_sign_in(device, clock):
    client = signed_in(device.user)
    code = code_of(device)
    assert client.post("/admin/confirm/", {"code": code}).status_code == 302
    assert is_refused(give_code(at_the_code(device), code))


def test_t09_the_next_code_is_good_again(device, clock):
    client = SiteClient()
    sign_in(client, device)
    clock.shift(30)
    assert give_code(at_the_code(device), code_of(device)).status_code == 302


# --- T11: backup codes ---


def test_t11_a_backup_code_opens_once(device, clock):
    codes = services.make_backup_codes(user=device.user)
    first = at_the_code(device)
    answer = give_code(first, codes[0].lower().replace("-", " "), address=BACKUP_CODE)
    assert answer["Location"] == "/admin/"
    assert is_in(first)
    second = at_the_code(device)
    assert is_refused(give_code(second, codes[0], address=BACKUP_CODE))
    clock.shift(2)
    assert give_code(second, codes[1], address=BACKUP_CODE).status_code == 302
    entries = AuditEntry.objects.filter(action=Action.BACKUP_CODE_USED, actor_id=device.user.pk).order_by("number")
    assert [entry.detail for entry in entries] == [{"left": 9}, {"left": 8}]


def test_t11_who_has_few_backup_codes_left_is_told(device, clock):
    codes = services.make_backup_codes(user=device.user)
    for code in codes[:7]:
        client = at_the_code(device)
        give_code(client, code, address=BACKUP_CODE)
    assert "还剩3个。请尽快" in client.get("/admin/").content.decode()


def test_t11_new_backup_codes_void_the_former(device, clock):
    former = services.make_backup_codes(user=device.user)
    services.make_backup_codes(user=device.user)
    assert is_refused(give_code(at_the_code(device), former[0], address=BACKUP_CODE))


# --- T12: other people's ---


def test_t12_another_persons_code_is_refused(device, other_device):
    client = at_the_code(device)
    assert is_refused(give_code(client, code_of(other_device), device=other_device.persistent_id))
    assert not is_in(client)


def test_t12_another_persons_backup_code_is_refused(device, other_device):
    services.make_backup_codes(user=device.user)
    theirs = services.make_backup_codes(user=other_device.user)
    client = at_the_code(device)
    assert is_refused(give_code(client, theirs[0], address=BACKUP_CODE))
    assert not is_in(client)


def test_t12_another_persons_device_in_the_session_verifies_nobody(client, device, other_device):
    client.force_password_only(device.user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = other_device.persistent_id
    session.save()
    assert is_led_to_sign_in(client.get("/admin/"))


@pytest.mark.parametrize("identifier", ["accounts.authenticator/999999", "accounts.backupcodes/999999", ""])
def test_t12_a_device_that_does_not_exist_verifies_nobody(client, device, identifier):
    client.force_password_only(device.user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = identifier
    session.save()
    assert is_led_to_sign_in(client.get("/admin/"))


def test_t12_an_authenticator_that_is_not_confirmed_verifies_nobody(client, device):
    waiting = services.start_enrolment(user=device.user)
    assert is_refused(give_code(at_the_code(device), code_of(waiting)))
    client.force_password_only(device.user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = waiting.persistent_id
    session.save()
    assert is_led_to_sign_in(client.get("/admin/"))


# --- T13: wrong codes cost time ---


def test_t13_after_six_wrong_codes_the_right_one_must_wait(
    device, clock, officer, mailoutbox, django_capture_on_commit_callbacks
):
    client = at_the_code(device)
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(6):
            assert is_refused(give_code(client, wrong_code(device)))
            clock.shift(2**number)
    clock.shift(-1)
    answer = give_code(client, code_of(device))
    assert is_refused(answer)
    assert "请在1秒后再试" in answer.content.decode()
    clock.shift(1)
    assert give_code(client, code_of(device)).status_code == 302
    assert is_in(client)
    entries = AuditEntry.objects.filter(subject_id=str(device.user.pk), outcome=Outcome.REFUSED).order_by("number")
    actions = [entry.action for entry in entries]
    failed, locked = Action.SECOND_FACTOR_FAILED.value, Action.SECOND_FACTOR_LOCKED.value
    assert actions == [*[failed] * 4, locked, *[failed] * 2]
    # The fifth tells the person and who looks after security.
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([device.user.email, officer.email])


def test_t13_a_right_code_starts_the_count_anew(device, clock):
    client = at_the_code(device)
    give_code(client, wrong_code(device))
    clock.shift(1)
    give_code(client, code_of(device))
    clock.shift(30)
    client = at_the_code(device)
    give_code(client, wrong_code(device))
    clock.shift(1)
    assert give_code(client, code_of(device)).status_code == 302, "one second to wait, not two"


def test_t13_nobody_is_locked_out_for_more_than_an_hour(device, clock):
    device.throttling_failure_count = 40
    device.throttling_failure_timestamp = device.created_at
    device.save()
    assert is_refused(give_code(at_the_code(device), code_of(device)))
    clock.shift(3600)
    assert give_code(at_the_code(device), code_of(device)).status_code == 302


def test_t13_wrong_backup_codes_do_not_delay_the_phone(device):
    services.make_backup_codes(user=device.user)
    client = at_the_code(device)
    for _number in range(3):
        assert is_refused(give_code(client, "AAAA-BBBB-CCCC", address=BACKUP_CODE))
    assert give_code(client, code_of(device)).status_code == 302


# --- T14: one account, whatever session ---


def test_t14_guessing_is_counted_for_the_account_whatever_the_session_and_the_address(device, other_device, clock):
    for number in range(CODE_FAILURES.number):
        client = SiteClient(REMOTE_ADDR=f"10.0.0.{number + 1}")
        give_password(client, device.user)
        assert is_refused(give_code(client, wrong_code(device)))
    clock.shift(60)  # The device itself would take a code again: all were tried within its first second.
    client = at_the_code(device)
    answer = give_code(client, code_of(device))
    assert is_refused(answer)
    assert "一小时后再试" in answer.content.decode()
    assert give_code(at_the_code(other_device), code_of(other_device)).status_code == 302, "others go on"
    clock.shift(3600)
    assert give_code(at_the_code(device), code_of(device)).status_code == 302


def test_t14_codes_of_paper_and_tickets_are_counted_with_those_of_the_phone(device, clock):
    services.make_backup_codes(user=device.user)
    client = at_the_code(device)
    for number in range(CODE_FAILURES.number):
        address = BACKUP_CODE if number % 2 else CODE
        give_code(client, "AAAA-BBBB-CCCC" if number % 2 else wrong_code(device), address=address)
    clock.shift(60)
    assert is_refused(give_code(client, code_of(device)))


# --- T15: odd codes ---

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "make",
    [
        lambda code: code,
        lambda code: f" {code[:3]} {code[3:]} ",
        lambda code: f"{code[:3]}-{code[3:]}",
        lambda code: code.translate(FULL_WIDTH),
    ],
    ids=["plain", "spaces", "hyphen", "full width"],
)
def test_t15_a_right_code_is_taken_however_it_is_typed(device, make):
    assert give_code(at_the_code(device), make(code_of(device))).status_code == 302


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_t15_a_clock_half_a_minute_off_is_forgiven(device, steps):
    assert give_code(at_the_code(device), code_of(device, steps=steps)).status_code == 302


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_t15_older_and_later_codes_are_refused(device, steps):
    assert is_refused(give_code(at_the_code(device), code_of(device, steps=steps)))


ODD = [
    "",
    "   ",
    "1",
    "1234567",
    "-12345",
    "+12345",
    "1e5",
    "0x1234",
    "²²²²²²",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "\x00\x00\x00\x00\x00\x00",
    "验证码六位数",
    "9" * 5000,
    "\u202e123456",
]


@pytest.mark.parametrize("code", ODD, ids=lambda code: ascii(code)[:20])
@pytest.mark.parametrize("address", [CODE, BACKUP_CODE])
def test_t15_anything_else_is_refused_with_a_word_and_without_a_fault(device, address, code):
    services.make_backup_codes(user=device.user)
    client = at_the_code(device)
    answer = give_code(client, code, address=address)
    assert is_refused(answer)
    assert "<script>alert(1)" not in answer.content.decode()
    assert not is_in(client)


def test_t15_a_seventh_digit_does_not_count_as_typed_too_much(device):
    assert is_refused(give_code(at_the_code(device), code_of(device) + "0"))
    assert is_refused(give_code(at_the_code(device), "0" + code_of(device)))


def test_t15_two_codes_at_once_are_one_wrong_code(device):
    client = at_the_code(device)
    assert is_refused(client.post(CODE, {"code": [code_of(device), wrong_code(device)]}))
