"""What a password must be, for staff and for employees."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError

from tests.accounts.second_factor.signing_in import staff
from tests.factories import UserFactory
from unionsite.accounts.choices import PASSWORD_HISTORY
from unionsite.accounts.models import PasswordRecord, User
from unionsite.accounts.sign_in.services import set_password
from unionsite.accounts.sign_in.validators import ClassesValidator, HistoryValidator, LengthValidator

pytestmark = pytest.mark.django_db


def is_taken(validator, password, user=None) -> bool:
    try:
        validator.validate(password, user)
    except ValidationError:
        return False
    return True


def member_of_staff():
    return staff("编辑")


def employee():
    return UserFactory()


def nobody():
    return None


def new_account():
    return User(username="not stored yet")


@pytest.mark.parametrize(("make", "least"), [(member_of_staff, 12), (employee, 8), (nobody, 12), (new_account, 12)])
def test_the_least_length_depends_on_who_it_is(make, least):
    user = make()
    assert is_taken(LengthValidator(), "x" * least, user)
    assert is_taken(LengthValidator(), "字" * least, user)
    assert not is_taken(LengthValidator(), "x" * (least - 1), user)


@pytest.mark.parametrize(
    ("password", "staff_takes", "employee_takes"),
    [
        ("abcdefghijkl", False, False),
        ("123456789012", False, False),
        ("abcdefgh1234", False, True),
        ("车间里的机床abc", False, True),
        ("abcdefGH1234", True, True),
        ("abcdefgh-1234", True, True),
    ],
)
def test_kinds_of_characters(password, staff_takes, employee_takes):
    validator = ClassesValidator()
    assert is_taken(validator, password, member_of_staff()) is staff_takes
    assert is_taken(validator, password, nobody()) is staff_takes
    assert is_taken(validator, password, employee()) is employee_takes


def test_none_of_the_last_five_and_not_the_present_one():
    user = employee()
    used = [f"Chejian-number-{number}" for number in range(PASSWORD_HISTORY + 2)]
    for password in used:
        set_password(user=user, password=password)
    assert [password for password in used if is_taken(HistoryValidator(), password, user)] == used[:2]
    assert PasswordRecord.objects.filter(user=user).count() == PASSWORD_HISTORY, "older ones are not kept"


def test_the_present_password_counts_where_no_record_was_made():
    """As after `createsuperuser` or an import."""
    user = employee()
    PasswordRecord.objects.all().delete()
    assert not is_taken(HistoryValidator(), "a long-enough Password 1", user)


def test_other_peoples_passwords_do_not_count():
    set_password(user=employee(), password="Chejian-number-1")
    assert is_taken(HistoryValidator(), "Chejian-number-1", employee())
    assert is_taken(HistoryValidator(), "Chejian-number-1", None)
    assert is_taken(HistoryValidator(), "Chejian-number-1", new_account())


def test_an_account_without_a_usable_password_may_take_any():
    user = employee()
    user.set_unusable_password()
    user.save()
    assert is_taken(HistoryValidator(), "Chejian-number-1", user)


def test_records_hold_no_password_in_clear():
    set_password(user=employee(), password="Chejian-number-1")
    (record,) = PasswordRecord.objects.all()[:1]
    assert "Chejian" not in record.password
    assert "Chejian" not in str(record)


def test_the_rules_are_told_in_chinese():
    texts = "".join(password_validators_help_texts())
    for word in ("至少12个字符", "至少8个字符", "至少用三类", "最近5次"):
        assert word in texts
    assert "password" not in texts.lower()
