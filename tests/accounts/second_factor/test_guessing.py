"""Guessing passwords: it locks, whatever address is pretended, and tells nothing about who exists (T27 to T29)."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone

from tests.accounts.rolls import EmployeeFactory, waiting
from tests.accounts.second_factor.signing_in import (
    CODE,
    PASSWORD,
    ROUTES,
    SIGN_IN,
    give_code,
    give_password,
    is_in,
    sign_in,
    staff,
    wrong_code,
)
from tests.clients import SiteClient, bind_authenticator
from tests.factories import UserFactory
from unionsite.accounts.choices import PASSWORD_FAILURES_TO_ALERT, PEOPLE_AT_ONE_BROWSER, TICKET_LIFE
from unionsite.accounts.models import EnrolmentTicket, User
from unionsite.accounts.second_factor.services import make_ticket
from unionsite.accounts.second_factor.throttles import (
    ADDRESS_FAILURES,
    ADDRESS_TURNS,
    BROWSER_FAILURES,
    NAME_FAILURES,
    NAME_TURNS,
    OWN_PASSWORD_FAILURES,
)
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.models import AuditEntry

pytestmark = [pytest.mark.once, pytest.mark.django_db]
WRONG = "not this one"


def guess(times: int, user, *, route=SIGN_IN, **extra) -> list[int]:
    """So many wrong passwords from a browser without a cookie; the answers' statuses."""
    return [give_password(SiteClient(**extra), user, route=route, password=WRONG).status_code for _try in range(times)]


def right(user, *, route=SIGN_IN, **extra) -> int:
    return give_password(SiteClient(**extra), user, route=route).status_code


# --- T27: five wrong passwords ---


@pytest.mark.parametrize("route", ROUTES)
def test_t27_the_fifth_wrong_password_locks_and_the_right_one_is_refused(client, device, clock, route):
    assert guess(5, device.user, route=route) == [200] * 4 + [429]
    answer = give_password(client, device.user, route=route)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert answer["Cache-Control"] == "no-store"
    assert "15分钟" in answer.content.decode()
    assert not is_in(client)
    assert client.get(CODE)["Location"].startswith(SIGN_IN), "the password was not even looked at"
    # Every way in is shut.
    assert {right(device.user, route=other) for other in ROUTES} == {429}


def test_t27_the_lock_is_noted_once_with_who_and_where(device, clock):
    guess(7, device.user, REMOTE_ADDR="10.0.0.9")
    refused = AuditEntry.objects.filter(subject_id=str(device.user.pk), outcome=Outcome.REFUSED).order_by("number")
    assert {entry.address for entry in refused} == {"10.0.0.9"}
    actions = [entry.action for entry in refused]
    assert actions[:5] == [Action.SIGN_IN_FAILED.value] * 4 + [Action.SIGN_IN_LOCKED.value]
    assert set(actions[5:]) <= {Action.SIGN_IN_LOCKED.value}


def test_t27_after_the_cool_off_the_right_password_is_taken_again(device, clock):
    guess(5, device.user)
    clock.shift(settings.AXES_COOLOFF_TIME.total_seconds() - 1)
    assert right(device.user) == 429
    clock.shift(2)
    assert right(device.user) == 302


def test_t27_trying_on_does_not_make_the_lock_longer(device, clock):
    """Else anybody could keep a person out for ever."""
    guess(5, device.user)
    for _minute in range(14):
        clock.shift(60)
        assert guess(1, device.user) == [429]
    clock.shift(61)
    assert right(device.user) == 302


def test_t27_an_administrator_unlocks(device, officer_client, clock):
    guess(5, device.user)
    data = {"action": "unlock", "unlock-reason": "当面核实"}
    assert officer_client.post(reverse("staff_security", args=[device.user.pk]), data).status_code == 302
    assert right(device.user) == 302
    assert AuditEntry.objects.filter(action=Action.ACCOUNT_UNLOCKED, reason="当面核实").exists()


def test_t27_others_go_on(device, other_device, clock):
    """The lock is on the pair: nobody is locked out from elsewhere, and a colleague at the same desk is not."""
    guess(5, device.user, REMOTE_ADDR="10.0.0.9")
    assert right(device.user, REMOTE_ADDR="10.0.0.9") == 429
    assert right(device.user, REMOTE_ADDR="10.0.0.10") == 302
    assert right(other_device.user, REMOTE_ADDR="10.0.0.9") == 302


def test_t27_who_gets_in_starts_the_count_anew(device, clock):
    assert guess(4, device.user) == [200] * 4
    sign_in(SiteClient(), device)
    assert guess(4, device.user) == [200] * 4


# --- T27: strangers are slowed down, nobody is shut out ---


def attack(user, *, tries: int, addresses: int = 13) -> None:
    for number in range(tries):
        guess(1, user, REMOTE_ADDR=f"198.51.100.{number % addresses}")


def test_t27_one_account_from_many_addresses_is_tried_once_a_minute(device, clock):
    for number in range(NAME_FAILURES.number):
        assert guess(1, device.user, REMOTE_ADDR=f"10.0.1.{number}") == [200]
    answers = [guess(1, device.user, REMOTE_ADDR=f"10.0.2.{number}")[0] for number in range(20)]
    assert answers == [200] + [429] * 19
    answer = give_password(SiteClient(REMOTE_ADDR="10.0.3.1"), device.user)
    assert (answer.status_code, answer["Retry-After"]) == (429, str(NAME_TURNS.seconds))
    assert "请1分钟后再试" in answer.content.decode()
    clock.shift(NAME_TURNS.seconds)
    assert right(device.user, REMOTE_ADDR="10.0.2.1") == 302, "a stranger who is the owner waits for a minute"


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("tries", [52, 400])
def test_t27_the_owner_comes_in_where_they_have_been_before(inside, device, clock, route, tries):
    """52 wrong passwords from 13 addresses, and as many as one likes; from the same address too."""
    inside.post(reverse("wagtailadmin_logout"))
    clock.shift(60)
    attack(device.user, tries=tries)
    guess(10, device.user)
    assert right(device.user) == 429
    sign_in(inside, device, route=route)
    assert is_in(inside)


OWN = reverse("accounts:own_browser")


def test_t27_a_ticket_lets_the_owner_sign_in_with_a_new_browser(device, clock):
    attack(device.user, tries=30)
    client = SiteClient(REMOTE_ADDR="203.0.113.5")
    assert OWN in give_password(client, device.user).text, "the page that asks to wait shows the way"
    code = make_ticket(user=device.user, actor=None, now=timezone.now())
    answer = client.post(OWN, {"username": device.user.username, "code": code.lower()})
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
    assert not is_in(client)
    assert client.get(CODE)["Location"].startswith(SIGN_IN), "password and code are asked for all the same"
    attack(device.user, tries=30)
    assert right(device.user) == 429
    sign_in(client, device)
    assert is_in(client)
    assert EnrolmentTicket.objects.filter(used_at=None).exists(), "the ticket still binds a phone"
    assert AuditEntry.objects.filter(action=Action.BROWSER_PROVED, subject_id=str(device.user.pk)).exists()


def test_t27_only_the_owners_own_ticket_does(device, other_device, clock):
    now = timezone.now()
    good = make_ticket(user=device.user, actor=None, now=now)
    other = make_ticket(user=other_device.user, actor=None, now=now)
    attack(device.user, tries=30)
    client = SiteClient()
    names = [device.user.username] * 3 + ["unknown", other_device.user.username]
    for name, code in zip(names, ["AAAA-AAAA-AAAA-AAAA", other, "", good, good], strict=True):
        assert client.post(OWN, {"username": name, "code": code}).status_code == 200
    clock.shift(TICKET_LIFE.total_seconds())
    assert client.post(OWN, {"username": device.user.username, "code": good}).status_code == 200
    attack(device.user, tries=30)
    assert not [name for name in client.cookies if name.startswith("known-browser")]
    assert give_password(client, device.user).status_code == 429


def test_t29_a_wrong_ticket_says_and_costs_the_same_whoever_it_is(device, counted):
    make_ticket(user=device.user, actor=None, now=timezone.now())
    pages = {}
    for name in ("warm-up", "unknown", device.user.username):
        with counted() as cost:
            answer = SiteClient().post(OWN, {"username": name, "code": "AAAA-AAAA-AAAA-AAAA"})
        pages[name] = (answer.status_code, shown(answer, name), cost.queries)
    assert pages["unknown"] == pages[device.user.username]
    assert [SiteClient().post(OWN, {"username": "x", "code": "AAAA"}).status_code for _try in range(28)][-1] == 429


def test_t27_an_office_is_not_shut_for_those_who_work_there(client, device, other_device, clock):
    """200 wrong passwords from the address of all: known browsers go on, others have a try of each name in a while."""
    office = {"REMOTE_ADDR": "10.0.0.9"}
    known = SiteClient(**office)
    sign_in(known, device)
    known.post(reverse("wagtailadmin_logout"))
    clock.shift(60)
    for number in range(ADDRESS_FAILURES.number):
        SiteClient(**office).post(SIGN_IN, {"username": f"nobody{number}", "password": WRONG})
    assert give_password(known, device.user).status_code == 302
    assert right(other_device.user, **office) == 302, "a colleague whose name nobody has tried"
    assert guess(1, device.user, **office) == [200]
    assert guess(3, device.user, **office) == [429] * 3
    assert right(device.user, REMOTE_ADDR="10.0.0.10") == 302, "elsewhere nothing has happened"
    clock.shift(ADDRESS_TURNS.seconds)
    assert guess(2, device.user, **office) == [200, 429]


def test_t27_who_goes_on_against_a_lock_slows_nobody_else_down(device, other_device, clock):
    office = {"REMOTE_ADDR": "10.0.0.9"}
    answers = guess(ADDRESS_FAILURES.number + 5, other_device.user, **office)
    assert answers == [200] * 4 + [429] * (ADDRESS_FAILURES.number + 1)
    assert guess(2, device.user, **office) == [200, 200]
    assert right(device.user, **office) == 302


def test_t27_a_known_browser_may_not_guess_without_end_either(inside, device, clock):
    """A counter of its own; beyond it the browser is a stranger."""
    inside.post(reverse("wagtailadmin_logout"))
    answers = [give_password(inside, device.user, password=WRONG).status_code for _try in range(16)]
    assert answers == [200] * (BROWSER_FAILURES.number + 4) + [429] * 2
    clock.shift(BROWSER_FAILURES.seconds)
    assert give_password(inside, device.user).status_code == 302


def test_t27_the_cookie_counts_for_its_owner_alone_and_not_when_it_was_made_up(inside, device, other_device, clock):
    inside.post(reverse("wagtailadmin_logout"))
    attack(other_device.user, tries=30)
    attack(device.user, tries=30)
    assert give_password(inside, other_device.user).status_code == 429
    stranger = SiteClient()
    for name, cookie in inside.cookies.items():
        if name.startswith("known-browser"):
            stranger.cookies[name] = cookie.value[:-3] + "abc"
    assert give_password(stranger, device.user).status_code == 429
    assert give_password(inside, device.user).status_code == 302


def test_t27_a_computer_that_many_share_knows_the_last_of_them(client, clock, db):
    people = [bind_authenticator(staff("编辑", username=f"person{number}")) for number in range(9)]
    for device in people:
        sign_in(client, device)
        client.post(reverse("wagtailadmin_logout"))
    for device in people:
        attack(device.user, tries=21)
    answers = [give_password(client, device.user).status_code for device in people]
    assert answers == [429] + [302] * PEOPLE_AT_ONE_BROWSER


def test_the_mark_of_a_browser_goes_to_the_sign_in_alone(inside, device, clock):
    """What is sent to the union without a name must not arrive with a number of the sender's (T62)."""
    marks = {cookie["path"]: cookie for name, cookie in inside.cookies.items() if name.startswith("known-browser")}
    assert set(marks) == {*ROUTES, "/en/account/login/", "/en/_util/login/"}
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in marks.values())
    assert device.user.username not in str(marks)


def test_before_the_code_no_browser_is_known(client, device, clock):
    """Else a right password alone would be told apart by what it buys."""
    give_password(client, device.user)
    give_code(client, wrong_code(device))
    assert not [name for name in client.cookies if name.startswith("known-browser")]


@pytest.mark.parametrize("kind", ["staff", "employee"])
def test_the_owner_is_told_by_mail_once_in_an_hour(clock, db, mailoutbox, kind):
    user = staff("编辑", email="owner@example.com") if kind == "staff" else UserFactory(email="owner@example.com")
    attack(user, tries=PASSWORD_FAILURES_TO_ALERT - 1)
    assert not mailoutbox
    attack(user, tries=30)
    (mail,) = mailoutbox
    assert mail.to == ["owner@example.com"]
    assert "多次输错您账号的密码" in mail.subject
    assert ("/admin/" if kind == "staff" else "/account/") in mail.body
    assert "没有被锁" in mail.body
    clock.shift(3600)
    attack(user, tries=PASSWORD_FAILURES_TO_ALERT)
    assert len(mailoutbox) == 2


def test_t27_that_strangers_wait_is_on_record_once(device, clock):
    attack(device.user, tries=60)
    (entry,) = AuditEntry.objects.filter(action=Action.SIGN_IN_SLOWED)
    assert (entry.subject_id, entry.outcome) == (str(device.user.pk), Outcome.REFUSED)


def test_t27_the_number_and_the_user_name_are_one_account(clock):
    """Else each would have five tries of its own."""
    user = staff("编辑", employee_number="A100")
    names = [user.username, "A100", "a100", " Ａ１００ ", user.username]
    answers = [SiteClient().post(SIGN_IN, {"username": name, "password": WRONG}).status_code for name in names]
    assert answers == [200] * 4 + [429]


def test_t27_the_present_password_is_not_guessed_at_an_unlocked_desk(inside, device, clock):
    new = "Another-long-enough-1"

    def change(old):
        form = {"current_password": old, "new_password1": new, "new_password2": new}
        return inside.post(reverse("accounts:password"), form)

    for _try in range(OWN_PASSWORD_FAILURES.number):
        assert "当前密码不正确" in change(WRONG).content.decode()
    assert "次数太多" in change(PASSWORD).content.decode()
    device.user.refresh_from_db()
    assert device.user.check_password(PASSWORD)


# --- T28: addresses that the sender made up ---


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_t28_a_forged_address_does_not_open_the_lock(device, clock, settings, proxies):
    """Our own proxies add the true address at the right end; what stands left of it was sent."""
    settings.TRUSTED_PROXIES = proxies
    ours = ["198.51.100.7", "10.0.0.1"][:proxies]

    def headers(number: int) -> dict:
        made_up = [f"203.0.113.{number}", f"192.0.2.{number}"]
        return {"HTTP_X_FORWARDED_FOR": ", ".join(made_up + ours), "HTTP_X_REAL_IP": made_up[0]}

    answers = [guess(1, device.user, **headers(number))[0] for number in range(5)]
    assert answers == [200] * 4 + [429]
    assert right(device.user, **headers(99)) == 429


def test_t28_behind_a_proxy_of_ours_people_are_told_apart(device, clock, settings):
    settings.TRUSTED_PROXIES = 1
    guess(5, device.user, HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert right(device.user, HTTP_X_FORWARDED_FOR="198.51.100.7") == 429
    assert right(device.user, HTTP_X_FORWARDED_FOR="198.51.100.8") == 302


# --- T29: who exists ---


@pytest.fixture
def tries(clock, counted, quality):
    """Names and passwords that open nothing, each for another reason."""
    staff("编辑", username="known")
    staff("编辑", username="numbered", employee_number="A100")
    staff("编辑", username="closed", is_active=False)
    staff("编辑", username="shut", is_active=False)
    staff("编辑", username="nopassword")
    User.objects.filter(username="nopassword").update(password=make_password(None))
    UserFactory(username="employee")
    EmployeeFactory(employee_number="A200", department=quality)
    waiting(employee_number="A250", department=quality)
    EmployeeFactory(employee_number="A300", department=quality, is_active=False)
    EmployeeFactory(employee_number="A400", department=quality, is_active=False, left_on="2026-05-01")
    return {
        "nobody": ("unknown", WRONG),
        "no such number": ("A999", WRONG),
        "staff": ("known", WRONG),
        "staff by number": ("A100", WRONG),
        "closed account": ("closed", WRONG),
        "closed account, right password": ("shut", PASSWORD),
        "no usable password": ("nopassword", WRONG),
        "employee": ("employee", WRONG),
        "employee by number": ("A200", WRONG),
        "not activated": ("A250", PASSWORD),
        "disabled": ("A300", PASSWORD),
        "who has left": ("A400", PASSWORD),
    }


def give(route, name, password=WRONG):
    return SiteClient().post(route, {"username": name, "password": password})


def shown(answer, name: str) -> str:
    """The page without the name that was typed and without what differs at every visit."""
    text = answer.content.decode().replace(f'value="{name}"', "")
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"|"CSRF_TOKEN": "\w+"', "", text)


@pytest.mark.parametrize("route", ROUTES)
def test_t29_whoever_it_is_text_status_and_cost_are_the_same(tries, counted, route):
    give(route, "warm-up")
    seen = {}
    for kind, (name, password) in tries.items():
        with counted() as cost:
            answer = give(route, name, password)
        seen[kind] = (answer.status_code, cost.hashes, cost.queries, sorted(answer.headers), shown(answer, name))
    assert {kind: one[:3] for kind, one in seen.items() if one != seen["nobody"]} == {}
    assert seen["nobody"][:2] == (200, 1)


@pytest.mark.parametrize("route", ROUTES)
def test_t29_the_lock_comes_for_everybody_at_the_same_try(tries, route):
    pages = set()
    for name, password in tries.values():
        # Capitals and spaces are no other name, whether or not there is one.
        spellings = [name, name.lower(), f" {name}", name.upper(), name, name]
        answers = [give(route, spelling, password) for spelling in spellings]
        assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2, name
        pages.add(shown(answers[-1], name))
    assert len(pages) == 1


def test_t29_the_log_keeps_no_whole_name_that_nobody_has(db):
    """People type their password there by mistake."""
    give(SIGN_IN, "MY-OWN-PASSWORD-1")
    labels = set(AuditEntry.objects.filter(action=Action.SIGN_IN_FAILED).values_list("subject_label", flat=True))
    assert labels == {"MY…（17）"}
