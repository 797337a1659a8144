"""An account is taken into use: 工号 and code, then a password."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from tests.accounts.rolls import PASSWORD as CHOSEN
from tests.accounts.rolls import WEAK, EmployeeFactory, issue_code, readable, waiting
from tests.accounts.second_factor.signing_in import PASSWORD
from tests.clients import SiteClient
from unionsite.accounts.activation.views import ADDRESS_FAILURES
from unionsite.accounts.models import ActivationCode, User
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
FIRST, SECOND, HOME, LOGIN = "/account/activate/", "/account/activate/password/", "/account/", "/account/login/"
WRONG = "工号和激活码不匹配"


@pytest.fixture
def newcomer(quality):
    return waiting(employee_number="A2001", name="周若禾", department=quality)


def give_code(client, code, number="A2001"):
    return client.post(FIRST, {"number": number, "code": code})


def give_password(client, first=CHOSEN, second=None):
    return client.post(SECOND, {"new_password1": first, "new_password2": first if second is None else second})


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


def test_both_steps_lead_in_and_the_password_is_good_from_then_on(client, clock, newcomer):
    assert give_code(client, issue_code(newcomer))["Location"] == SECOND
    page = client.get(SECOND).text
    for words in ("周若禾", "A2001", "至少8个字符"):
        assert words in page

    answer = give_password(client)

    assert answer["Location"] == HOME
    assert "账号已激活，您已登录" in client.get(HOME).text
    newcomer.refresh_from_db()
    assert newcomer.activated_at is not None
    assert AuditEntry.objects.filter(action=Action.ACCOUNT_ACTIVATED, subject_id=str(newcomer.pk)).count() == 1
    elsewhere = SiteClient()
    assert elsewhere.post(LOGIN, {"username": "a2001", "password": CHOSEN})["Location"] == HOME


@pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")])
def test_code_and_number_are_taken_however_they_are_typed(client, newcomer, write):
    wide = str.maketrans("A2001", "Ａ２００１")

    assert give_code(client, f" {write(issue_code(newcomer))} ", " A2001 ".translate(wide)).status_code == 302


def test_a_code_is_good_once(client, newcomer):
    code = issue_code(newcomer)
    give_code(client, code)
    give_password(client)

    assert WRONG in give_code(SiteClient(), code).text


def test_of_two_sessions_with_one_code_the_first_sets_the_password(newcomer):
    code, first, second = issue_code(newcomer), SiteClient(), SiteClient()
    give_code(first, code)
    give_code(second, code)

    give_password(first)
    answer = give_password(second, "another-Password-8")

    assert answer["Location"] == FIRST
    assert not is_in(second)
    assert User.objects.get(pk=newcomer.pk).check_password(CHOSEN)


# --- T29 ---


@pytest.fixture
def cases(newcomer, quality, clock):
    """工号 and code that open nothing, each for another reason."""
    used = waiting(employee_number="U1", department=quality)
    used_code = issue_code(used)
    ActivationCode.objects.filter(user=used).update(used_at=used.date_joined)
    replaced = waiting(employee_number="R1", department=quality)
    replaced_code = issue_code(replaced)
    issue_code(replaced)
    expired = waiting(employee_number="X1", department=quality)
    expired_code = issue_code(expired, now=timezone.now() - timedelta(days=30))
    disabled = waiting(employee_number="D1", department=quality)
    disabled_code = issue_code(disabled)
    left = waiting(employee_number="L1", department=quality)
    left_code = issue_code(left)
    staff = waiting(employee_number="S1", department=quality)
    staff_code = issue_code(staff)
    User.objects.filter(pk=disabled.pk).update(is_active=False)
    User.objects.filter(pk=left.pk).update(left_on="2026-05-01")
    staff.groups.add(Group.objects.get(name="编辑"))
    return {
        "unknown": ("Z9999", "ABCD-EFGH-JKMN-PQRS"),
        "wrong code": ("A2001", "ABCD-EFGH-JKMN-PQRS"),
        "without a code": (EmployeeFactory(employee_number="N1", department=quality).employee_number, "ABCD"),
        "another's code": ("A2001", issue_code(waiting(employee_number="O1", department=quality))),
        "used": ("U1", used_code),
        "replaced": ("R1", replaced_code),
        "expired": ("X1", expired_code),
        "disabled": ("D1", disabled_code),
        "left": ("L1", left_code),
        "become staff": ("S1", staff_code),
    }


def test_t29_whatever_is_wrong_text_status_and_cost_are_the_same(cases, counted):
    issue_code(User.objects.get(employee_number="A2001"))
    SiteClient().get(FIRST)  # what every process asks for once
    seen = {}
    for case, (number, code) in cases.items():
        client = SiteClient()
        with counted() as cost:
            answer = give_code(client, code, number)
        seen[case] = (answer.status_code, readable(answer, code, number), cost.hashes, cost.queries)
        assert client.get(SECOND)["Location"] == FIRST

    assert len(set(seen.values())) == 1, {case: (one[0], *one[2:]) for case, one in seen.items()}
    assert seen["unknown"][0] == 200
    assert WRONG in seen["unknown"][1]


@pytest.mark.parametrize("number", ["A2001", "Z9999"])
def test_t27_after_ten_wrong_codes_wrong_ones_must_wait_an_hour(client, clock, newcomer, number):
    """The right one need not: strangers' guesses shut nobody out."""
    code = issue_code(newcomer)
    for spelling in (number, number.lower()) * 5:
        assert give_code(SiteClient(), "ABCD-EFGH-JKMN-PQRS", spelling).status_code == 200

    answer = give_code(client, "ABCD-EFGH-JKMN-PQRS", number)

    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "一小时后再试" in answer.text
    assert WRONG not in answer.text
    assert client.get(SECOND).status_code == 302
    assert give_code(client, code).status_code == 302


def test_t28_one_address_may_not_try_numbers_without_end_whatever_it_says_it_is(clock, client, newcomer):
    code = issue_code(newcomer)
    for _try in range(ADDRESS_FAILURES.number - 1):
        ADDRESS_FAILURES.count("127.0.0.1")
    assert give_code(client, "ABCD", "Z1").status_code == 200

    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert client.post(FIRST, {"number": "A2001", "code": "ABCD"}, **forged).status_code == 429
    assert client.post(FIRST, {"number": "A2001", "code": code}, **forged).status_code == 302


# --- The second step ---


def test_without_the_first_step_there_is_no_second(client, db):
    answer = client.get(SECOND, follow=True)

    assert answer.redirect_chain[0][0] == FIRST
    assert "请重新输入工号和激活码" in answer.text
    assert give_password(client)["Location"] == FIRST


def test_the_second_step_follows_within_a_quarter_of_an_hour(client, clock, newcomer):
    give_code(client, issue_code(newcomer))
    clock.shift(timedelta(minutes=14))
    assert client.get(SECOND).status_code == 200

    clock.shift(timedelta(minutes=2))

    assert give_password(client)["Location"] == FIRST
    assert not User.objects.get(pk=newcomer.pk).has_usable_password()


@pytest.mark.parametrize(
    "change",
    [
        lambda user: issue_code(user),
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: User.objects.filter(pk=user.pk).update(left_on="2026-05-08"),
        lambda user: user.groups.add(Group.objects.get(name="编辑")),
        lambda user: User.objects.filter(pk=user.pk).update(is_superuser=True),
    ],
    ids=["replaced", "disabled", "left", "staff", "superuser"],
)
def test_what_changes_between_the_steps_counts(client, newcomer, change):
    give_code(client, issue_code(newcomer))

    change(newcomer)

    assert give_password(client)["Location"] == FIRST
    assert not is_in(client)
    assert not User.objects.get(pk=newcomer.pk).has_usable_password()


@pytest.mark.parametrize(("first", "second", "words"), WEAK)
def test_t30_a_weak_password_is_refused_and_nothing_is_stored(client, employee, first, second, words):
    give_code(client, issue_code(employee), "A1001")

    answer = give_password(client, first, second)

    assert answer.status_code == 200
    assert words in answer.text
    assert User.objects.get(pk=employee.pk).check_password(PASSWORD)
    assert ActivationCode.objects.get(user=employee).used_at is None
    assert give_password(client)["Location"] == HOME  # the step is still open


def test_t07_activation_gives_the_session_a_new_key_and_ends_who_was_in(client, employee, newcomer):
    client.force_login(employee)
    give_code(client, issue_code(newcomer))
    before = client.session.session_key

    give_password(client)

    assert client.session.session_key != before
    assert "周若禾，您好" in client.get(HOME).text


def test_a_code_for_an_account_in_use_is_a_new_password_and_ends_other_sessions(client, own, employee):
    activated = employee.activated_at
    give_code(client, issue_code(employee), "A1001")

    assert give_password(client)["Location"] == HOME

    employee.refresh_from_db()
    assert employee.activated_at == activated
    assert not is_in(own)
    assert AuditEntry.objects.filter(action=Action.PASSWORD_RESET, subject_id=str(employee.pk)).count() == 1
    assert not AuditEntry.objects.filter(action=Action.ACCOUNT_ACTIVATED).exists()


def test_t27_a_code_from_the_office_ends_the_lock(client, employee):
    for _try in range(5):
        client.post(LOGIN, {"username": "A1001", "password": "wrong"})
    assert client.post(LOGIN, {"username": "A1001", "password": PASSWORD}).status_code == 429

    give_code(client, issue_code(employee), "A1001")
    give_password(client)

    assert SiteClient().post(LOGIN, {"username": "A1001", "password": CHOSEN}).status_code == 302


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"number": "", "code": ""},
        {"number": "A2001\x00", "code": "A"},
        {"number": "A" * 9_999, "code": "B" * 9_999},
        {"number": "﷽" * 60, "code": "﷽" * 80},
        {"number": "' OR 1=1", "code": "%"},
        {"number": "<b>", "code": "<script>alert(1)</script>"},
        {"number": "😀", "code": "—‑ "},
    ],
)
def test_anything_else_is_answered_with_a_word(client, newcomer, data):
    issue_code(newcomer)

    answer = client.post(FIRST, data)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "<script>alert" not in answer.text
