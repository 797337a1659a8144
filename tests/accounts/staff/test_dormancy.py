"""Accounts of staff that nobody uses are switched off (S-6.6)."""

from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.utils import timezone
from django.utils.module_loading import import_string

from tests.accounts.second_factor.signing_in import give_password, is_in, staff, superuser
from tests.clients import SiteClient
from tests.factories import UserFactory
from unionsite.accounts.models import SecuritySettings, StaffSession, User
from unionsite.accounts.staff.services import disable_unused, disable_unused_accounts
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LIMIT = NOW - timedelta(days=90)
LONG_AGO, LATELY = LIMIT - timedelta(seconds=1), LIMIT


@pytest.fixture(autouse=True)
def boss(db):
    return superuser(username="boss", last_login=NOW)


def is_open(user) -> bool:
    return User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize(
    ("fields", "stays"),
    [
        ({"last_login": LONG_AGO}, False),
        ({"last_login": LATELY}, True),
        ({"last_login": None, "date_joined": LONG_AGO}, False),
        ({"last_login": None, "date_joined": LATELY}, True),
        ({"last_login": LATELY, "date_joined": LONG_AGO}, True),
    ],
)
def test_who_was_last_seen_before_the_day_is_switched_off(fields, stays):
    user = staff("编辑", **fields)
    assert [found.pk for found in disable_unused_accounts(before=LIMIT)] == ([] if stays else [user.pk])
    assert is_open(user) is stays
    assert (give_password(SiteClient(), user).status_code == 302) is stays


def test_employees_stay_however_seldom_they_come():
    user = UserFactory(last_login=LONG_AGO)
    assert disable_unused_accounts(before=LIMIT) == []
    assert is_open(user)


def test_the_session_ends_the_log_says_why_and_the_person_is_told(mailoutbox, django_capture_on_commit_callbacks):
    user, client = staff("编辑", email="long@example.com"), SiteClient()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(last_login=LONG_AGO)
    with django_capture_on_commit_callbacks(execute=True):
        disable_unused_accounts(before=LIMIT)
    assert not is_in(client)
    assert not StaffSession.objects.filter(user=user).exists()
    entry = AuditEntry.objects.get(action=Action.ACCOUNT_DISABLED)
    assert (entry.actor_id, entry.subject_id, entry.reason) == (None, str(user.pk), "unused")
    assert [message.to for message in mailoutbox] == [["long@example.com"]]


def test_running_twice_does_it_once():
    staff("编辑", last_login=LONG_AGO)
    assert len(disable_unused_accounts(before=LIMIT)) == 1
    assert disable_unused_accounts(before=LIMIT) == []
    assert AuditEntry.objects.filter(action=Action.ACCOUNT_DISABLED).count() == 1


def test_the_last_superuser_stays(boss):
    User.objects.filter(pk=boss.pk).update(last_login=LONG_AGO)
    other = superuser(username="other", last_login=LONG_AGO)
    assert len(disable_unused_accounts(before=LIMIT)) == 1
    assert is_open(boss) is not is_open(other)
    assert disable_unused_accounts(before=LIMIT) == []


def test_a_closed_superuser_does_not_keep_the_door(boss):
    User.objects.filter(pk=boss.pk).update(last_login=LONG_AGO)
    superuser(username="other", is_active=False)
    assert disable_unused_accounts(before=LIMIT) == []
    assert is_open(boss)


@pytest.mark.parametrize("days", [90, 30])
def test_the_daily_job_goes_by_the_days_that_the_union_set(days):
    if days != 90:
        settings = SecuritySettings.load()
        settings.unused_days = days
        settings.save()
    moment = timezone.now() - timedelta(days=days)
    late = staff("编辑", username="late", last_login=moment - timedelta(minutes=5))
    in_time = staff("编辑", username="in-time", last_login=moment + timedelta(minutes=5))
    disable_unused()
    assert not is_open(late)
    assert is_open(in_time)


def test_the_job_is_on_the_schedule_daily():
    (row,) = [job for job in site_settings.SCHEDULED_JOBS if job[0] == "disable_unused_accounts"]
    assert import_string(row[1]) is disable_unused
    assert row[2] == 86400
