"""No page bears a false date of publication, whichever way it is tried (requirements.md 2.1)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from tests.publishing.reviewing import approve, fresh, submit
from unionsite.core.refusals import Refused
from unionsite.core.scheduling import publish_scheduled
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.guard import integrity
from unionsite.publishing.guard.dates import record_date
from unionsite.publishing.guard.rules import Passage, is_true_date

START = datetime(2026, 5, 8, 10, tzinfo=timezone.get_default_timezone())
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def through_both_stages(page, everybody) -> Page:
    page.save_revision(user=everybody["编辑"])
    page.get_workflow().start(page, everybody["编辑"])
    return approve(approve(page, everybody["初审"]), everybody["终审"])


def passage(kind=ReleaseKind.REVIEWED, released=START, planned=None, revoked=None) -> Passage:
    return Passage(kind, released, planned, revoked)


@pytest.mark.parametrize(
    ("shown", "passages", "known", "is_true"),
    [
        (START + timedelta(seconds=2), [passage()], (), True),
        (START - timedelta(milliseconds=1), [passage()], (), True),
        (START - HOUR, [passage()], (), False),
        (START + HOUR, [passage()], (), False),
        (START + 30 * DAY, [passage(), passage(released=START + 30 * DAY)], (), False),
        (START + 30 * DAY, [passage()], [START + 30 * DAY], False),
        (START + DAY, [passage(planned=START + DAY)], (), True),
        (START, [passage(planned=START + DAY)], (), False),
        (START + 3 * DAY, [passage(planned=START + DAY)], (), False),
        (START + 3 * DAY, [passage(planned=START + DAY)], [START + 3 * DAY], True),
        (
            START + 2 * DAY,
            [passage(planned=START + 9 * DAY, revoked=START + DAY), passage(released=START + 2 * DAY)],
            (),
            True,
        ),
        (START, [passage(planned=START - DAY)], (), True),
        (START - 999 * DAY, [passage(ReleaseKind.IMPORTED)], (), True),
        (START + DAY, [passage(ReleaseKind.IMPORTED)], (), False),
        (START - 999 * DAY, [passage(ReleaseKind.FOUNDING)], (), True),
        (START, [], (), True),
    ],
)
def test_the_date_that_the_ledger_allows(shown, passages, known, is_true):
    assert is_true_date(shown, passages, known=known, now=START + 99 * DAY) is is_true


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-30, 30])
def test_the_model_refuses_another_date(released, days):
    page = fresh(released)
    assert not list(integrity.faults())
    page.first_published_at += timedelta(days=days)
    for fields in (None, ["first_published_at"]):
        with pytest.raises(Refused, match="发布时间"):
            page.save(update_fields=fields)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-30, 30])
def test_the_daily_check_finds_a_date_changed_by_sql(released, days):
    false = released.first_published_at + timedelta(days=days)
    Page.objects.filter(pk=released.pk).update(first_published_at=false)
    assert any("发布时间" in fault.reason for fault in integrity.faults())


@pytest.mark.django_db
def test_a_date_put_into_the_draft_keeps_it_from_the_public(draft, everybody):
    Page.objects.filter(pk=draft.pk).update(first_published_at=timezone.now() - 30 * DAY)
    page = approve(submit(draft, everybody["编辑"]), everybody["初审"])
    with pytest.raises(Refused, match="发布时间"):
        approve(page, everybody["终审"])
    assert not fresh(draft).live


@pytest.mark.django_db
def test_a_new_version_keeps_the_date_and_is_no_fault(released, everybody):
    day = released.first_published_at
    with time_machine.travel(timezone.now() + 40 * DAY):
        page = fresh(released)
        page.title = "改过的题目"
        page = through_both_stages(page, everybody)
        assert abs(page.first_published_at - day) < timedelta(seconds=1)
        assert not list(integrity.faults())


@pytest.mark.django_db
def test_a_late_scheduler_is_no_fault_but_a_later_date_is(draft, everybody):
    draft.go_live_at = timezone.now() + HOUR
    page = through_both_stages(draft, everybody)
    assert not page.live
    with time_machine.travel(timezone.now() + 3 * DAY):
        publish_scheduled()
        assert fresh(page).live
        assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").exists()
    with time_machine.travel(timezone.now() + 9 * DAY):
        assert not list(integrity.faults())
        Page.objects.filter(pk=page.pk).update(first_published_at=timezone.now() - DAY)
        assert any("发布时间" in fault.reason for fault in integrity.faults())


@pytest.mark.django_db
def test_what_is_dated_otherwise_stands_in_the_audit_log(released):
    false = released.first_published_at - 30 * DAY
    Page.objects.filter(pk=released.pk).update(first_published_at=false)
    record_date(released, false, reason="seed_demo")
    assert not [fault for fault in integrity.faults() if "与放行记录不符，不是实际" in fault.reason]
