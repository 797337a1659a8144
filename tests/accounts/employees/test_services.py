"""Accounts of employees as a service: staff are never touched, leavers are forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.accounts.rolls import BOB, PASSWORD, EmployeeFactory, comma_file, issue_code, upload
from tests.conftest import member
from unionsite.accounts.choices import EmployeeState
from unionsite.accounts.employees import services as employees_services
from unionsite.accounts.models import ActivationCode, PasswordRecord, User
from unionsite.accounts.roll import services as roll_services
from unionsite.accounts.sign_in.services import set_password
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "call",
    [
        lambda user, actor: employees_services.change_employee(user=user, values={"name": "X"}, actor=actor),
        lambda user, actor: employees_services.mark_left(user=user, on=timezone.localdate(), actor=actor),
        lambda user, actor: employees_services.disable(user=user, actor=actor),
        lambda user, actor: employees_services.restore(user=user, actor=actor),
    ],
    ids=["change", "leave", "disable", "restore"],
)
def test_t35_whoever_has_become_staff_meanwhile_is_out_of_reach(roll_manager, call):
    user = member("编辑", employee_number="S1")

    with pytest.raises(employees_services.NotAnEmployee):
        call(user, roll_manager)

    stored = User.objects.get(pk=user.pk)
    assert (stored.name, stored.is_active, stored.left_on) == (user.name, True, None)


def test_only_what_differs_is_stored_and_named(employee, roll_manager, quality):
    values = {"name": "田小禾", "department": quality, "phone": "", "email": employee.email, "is_staff": True}

    assert employees_services.change_employee(user=employee, values=values, actor=roll_manager) == ["name"]
    assert employees_services.change_employee(user=employee, values=values, actor=roll_manager) == []

    assert AuditEntry.objects.get(action=Action.ACCOUNT_CHANGED).detail == {"fields": ["姓名"]}
    assert not User.objects.get(pk=employee.pk).is_staff


@pytest.mark.parametrize("name", ["mark_left", "disable"])
def test_an_account_that_closes_takes_its_code_along(employee, roll_manager, name):
    issue_code(employee)

    getattr(employees_services, name)(
        user=employee, actor=roll_manager, **({"on": timezone.localdate()} if name == "mark_left" else {})
    )

    assert not ActivationCode.objects.exists()


class TestForgetting:
    @pytest.fixture
    def today(self):
        return timezone.localdate()

    def leaver(self, today, days, **fields):
        user = EmployeeFactory(phone="13800000001", last_login=timezone.now(), **fields)
        set_password(user=user, password=PASSWORD)
        User.objects.filter(pk=user.pk).update(left_on=today - timedelta(days=days), is_active=False)
        return user

    def test_half_a_year_after_leaving_nothing_is_left_but_who_they_were(self, today, quality):
        old = self.leaver(today, 181, name="田晓禾", department=quality)

        employees_services.forget_leavers()

        old.refresh_from_db()
        assert (old.phone, old.email, old.activated_at, old.last_login) == ("", "", None, None)
        assert (old.has_usable_password(), old.password_changed_at) == (False, None)
        assert not PasswordRecord.objects.filter(user=old).exists()
        assert (old.name, old.department, old.left_on) == ("田晓禾", quality, today - timedelta(days=181))

    def test_who_left_lately_works_here_or_is_staff_keeps_everything(self, today, quality):
        kept = [self.leaver(today, 180), EmployeeFactory(phone="13800000001", department=quality)]
        staff = member("编辑", phone="13800000001", left_on=today - timedelta(days=400))
        kept.append(staff)

        employees_services.forget_leavers()

        for user in kept:
            stored = User.objects.get(pk=user.pk)
            assert (stored.phone, bool(stored.email), stored.has_usable_password()) == ("13800000001", True, True)

    @pytest.mark.parametrize("number", [1, 20])
    def test_the_second_run_finds_nothing_and_the_cost_does_not_grow(self, today, number, django_assert_num_queries):
        for _leaver in range(number):
            self.leaver(today, 300)

        with django_assert_num_queries(7):
            assert employees_services.forget_leavers(now=timezone.now()) == number
        assert employees_services.forget_leavers(now=timezone.now()) == 0

    def test_who_comes_back_after_that_activates_anew(
        self, today, quality, roll_manager, django_capture_on_commit_callbacks
    ):
        old = self.leaver(today, 200, employee_number=BOB[0], name=BOB[1], department=quality)
        employees_services.forget_leavers()

        file, now = upload(comma_file([BOB]), "名册.csv"), timezone.now()
        checked = roll_services.check_upload(
            file=file, name=file.name, create_departments=False, mark_leavers=False, actor=roll_manager, now=now
        )
        with django_capture_on_commit_callbacks(execute=True):
            roll_services.confirm_import(roll=checked, actor=roll_manager, may_leave=False, now=now)

        assert User.objects.in_state(EmployeeState.WAITING).filter(pk=old.pk).exists()
