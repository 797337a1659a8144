"""Publication by the clock: only what was released, one bad item never stops the others (T52, T54, S-3.7)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import approve, fresh, submit
from unionsite.audit.models import AuditEntry
from unionsite.publishing.guard import integrity
from unionsite.publishing.review.rules import NotReleased
from unionsite.publishing.review.services import scheduling

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=2)


@pytest.fixture
def plan(tree, editor, first_reviewer, final_reviewer):
    """A piece that passed both stages and waits for its minute."""

    def release(title="定时发布的稿件", when=SOON):
        page = NewsPageFactory(parent=tree.news, title=title, live=False, owner=editor)
        page.go_live_at = timezone.now() + when
        page.save_revision(user=editor)
        page.get_workflow().start(page, editor)
        return approve(approve(page, first_reviewer), final_reviewer)

    return release


def test_a_released_piece_goes_live_at_its_minute(plan, time_machine):
    page = plan()
    assert not page.live
    assert page.scheduled_revision is not None
    minute = page.go_live_at
    for early in (timezone.now(), minute - timedelta(seconds=1)):
        assert scheduling.run(early) == []
        assert not fresh(page).live
    time_machine.move_to(minute + timedelta(seconds=1))
    assert scheduling.run(timezone.now()) == []
    assert fresh(page).live
    assert not list(integrity.faults())


def test_t52_nothing_unreleased_is_scheduled(draft, editor):
    revision = draft.get_latest_revision()
    revision.approved_go_live_at = timezone.now() + SOON
    with pytest.raises(NotReleased):
        revision.save(update_fields=["approved_go_live_at"])
    with pytest.raises(NotReleased):
        draft.save_revision(user=editor, approved_go_live_at=timezone.now() + SOON)
    draft.go_live_at = timezone.now() + SOON
    with pytest.raises(NotReleased):
        draft.save_revision(user=editor).publish(skip_permission_checks=True)


def test_t52_a_bad_one_stays_down_and_the_others_go_live(plan, draft, time_machine):
    good, tampered = plan("好的"), plan("被改动的")
    content = tampered.scheduled_revision.content | {"title": "没有审过的标题"}
    Revision.objects.filter(pk=tampered.scheduled_revision.pk).update(content=content)
    Revision.objects.filter(pk=draft.latest_revision_id).update(approved_go_live_at=timezone.now() + SOON)
    last = plan("最后的")
    time_machine.move_to(timezone.now() + SOON * 2)
    with pytest.raises(CommandError) as failure:
        call_command("publish_scheduled")
    assert [fresh(page).live for page in (good, tampered, draft, last)] == [True, False, False, True]
    assert len(str(failure.value).splitlines()) == 2


def test_a_dry_run_names_and_changes_nothing(plan, time_machine, capsys):
    page = plan()
    time_machine.move_to(page.go_live_at + timedelta(minutes=1))
    call_command("publish_scheduled", dryrun=True)
    assert page.title in capsys.readouterr().out
    assert not fresh(page).live


def test_what_has_expired_comes_down_and_needs_a_review_to_come_back(released, editor, time_machine):
    page = fresh(released)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + SOON)
    time_machine.move_to(timezone.now() + SOON * 2)
    assert scheduling.run(timezone.now()) == []
    page = fresh(page)
    assert (page.live, page.expired) == (False, True)
    with pytest.raises(NotReleased):
        page.get_latest_revision().publish(skip_permission_checks=True)
    assert submit(page, editor).workflow_in_progress


# --- The daily look ---


def test_t54_what_sql_changed_is_named(released, tree):
    assert integrity.check_public_content() == []
    type(released).objects.filter(pk=released.pk).update(place="没有审过的地点")
    (fault,) = integrity.faults()
    assert fault.instance.pk == released.pk
    assert "地点" in fault.reason


def test_t54_and_reported(released):
    administrator = member("系统管理员")
    Page.objects.filter(pk=released.pk).update(title="没有审过的标题")
    mail.outbox.clear()
    assert len(integrity.check_public_content()) == 1
    entry = AuditEntry.objects.get(action="release_broken")
    assert (entry.detail["faults"], entry.detail["objects"]) == (1, [f"动态稿件{released.pk}"])
    assert "没有审过的标题" in entry.reason
    assert entry.outcome == "refused"
    assert [message.to for message in mail.outbox] == [[administrator.email]]
    with pytest.raises(CommandError):
        call_command("check_releases")


@pytest.mark.parametrize("how", ["live", "revision", "content", "gone"])
def test_t54_every_way_round_models_is_found(tree, released, how):
    match how:
        case "live":
            Page.objects.filter(pk=NewsPageFactory(parent=tree.news, live=False).pk).update(live=True)
        case "revision":
            other = released.revisions.order_by("pk").first()
            Page.objects.filter(pk=released.pk).update(live_revision=other)
        case "content":
            revision = released.live_revision
            Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"title": "改"})
        case "gone":
            Page.objects.filter(pk=released.pk).update(live_revision=None)
    assert len(list(integrity.faults())) == 1
