"""Background work for employees: what lies in the queue, what happens when people have changed or mail fails."""

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.checks import run_checks
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from tests.accounts.rolls import issue_code, waiting
from tests.conftest import member
from unionsite.accounts.activation import services as activation_services
from unionsite.accounts.activation.services import mail_activation_code
from unionsite.accounts.employees import services as employees_services
from unionsite.accounts.models import ActivationCode, User
from unionsite.accounts.own_account import services as own_account_services
from unionsite.accounts.roll import services as roll_services
from unionsite.core import sealing

pytestmark = pytest.mark.django_db
NOBODY = 999_999


class DeadServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise OSError("no mail server")


@pytest.fixture
def dead_server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"


def sealed(address: str) -> str:
    return sealing.seal(address.encode(), own_account_services.ADDRESS_CONTEXT)


@pytest.mark.parametrize(
    "run",
    [
        lambda pk: mail_activation_code.func(pk, None),
        lambda pk: own_account_services.send_password_reset.func(pk, "zh-hans"),
        lambda pk: own_account_services.send_password_reset.func(None, "zh-hans"),
        lambda pk: own_account_services.send_mail_change.func(pk, sealed("new@example.com"), "zh-hans"),
        lambda pk: own_account_services.tell_former_address.func(pk, sealed("old@example.com")),
        lambda pk: roll_services.carry_out_roll.func(pk),
    ],
)
def test_for_people_and_rolls_that_are_gone_nothing_happens(run):
    run(NOBODY)

    assert mail.outbox == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"left_on": "2026-05-01"}, {"is_staff": True}, {"email": ""}])
def test_no_code_is_mailed_to_who_is_no_employee_any_more(quality, change):
    user = waiting(department=quality)
    User.objects.filter(pk=user.pk).update(**change)

    mail_activation_code.func(user.pk, None)

    assert mail.outbox == []
    assert not ActivationCode.objects.exists()


def test_t24_a_reset_asked_for_before_becoming_staff_is_not_sent(employee):
    User.objects.filter(pk=employee.pk).update(is_staff=True)

    own_account_services.send_password_reset.func(employee.pk, "zh-hans")

    assert mail.outbox == []


def test_when_the_mail_cannot_be_sent_the_code_on_paper_stays_good(quality, dead_server):
    user = waiting(employee_number="A1", department=quality)
    code = issue_code(user)

    with pytest.raises(OSError, match="no mail server"):
        mail_activation_code.func(user.pk, None)

    assert activation_services.find_code(number="A1", code=code, now=user.date_joined) is not None


def test_the_queue_holds_neither_code_nor_link_nor_address(
    employee, quality, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    user = waiting(department=quality, email="new@example.com")
    mail_activation_code.enqueue(user.pk, None)
    with django_capture_on_commit_callbacks(execute=True):
        own_account_services.ask_for_reset(login="A1001", email="tian@example.com", language="zh-hans")
        own_account_services.ask_for_mail_change(user=employee, email="other@example.com", language="zh-hans")
        own_account_services.ask_for_mail_change(user=employee, email="", language="zh-hans")

    kept = str(list(DBTaskResult.objects.values()))

    assert DBTaskResult.objects.count() == 4
    assert "@example.com" not in kept
    assert "http" not in kept


def test_mails_are_plain_official_chinese_with_the_unions_name(employee, tree):
    own_account_services.send_password_reset.func(employee.pk, "en")

    (message,) = mail.outbox
    assert message.subject.endswith("：重设密码")
    assert message.body.startswith("田晓禾，您好：\n")
    assert "\n\n\n" not in message.body
    assert message.content_subtype == "plain"


@pytest.mark.parametrize(
    ("backend", "is_warned"),
    [("django_tasks.backends.immediate.ImmediateBackend", True), ("django_tasks_db.DatabaseBackend", False)],
)
def test_t29_a_deployment_that_sends_mail_within_the_request_is_warned(db, settings, backend, is_warned):
    settings.TASKS = {"default": {"BACKEND": backend}}

    warned = {message.id for message in run_checks(include_deployment_checks=True)}

    assert ("accounts.W001" in warned) is is_warned


def test_scheduled_jobs_are_there():
    jobs = {name: import_string(path) for name, path, *_rest in django_settings.SCHEDULED_JOBS}

    assert jobs["purge_roll_files"] is roll_services.forget_old_imports
    assert jobs["forget_leavers"] is employees_services.forget_leavers


def test_a_member_of_staff_gets_no_activation_code_by_mail():
    user = member("编辑", employee_number="S1")

    mail_activation_code.func(user.pk, None)

    assert mail.outbox == []
