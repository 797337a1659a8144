"""Old drafts go; what a review or the ledger names stays, and who wrote is known as before (S-3.6)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import approve, fresh, reject, submit
from unionsite.publishing.guard import integrity
from unionsite.publishing.review.queries import revisions_of, writers
from unionsite.publishing.review.services.versions import KEPT_FOR, thin_versions

pytestmark = pytest.mark.django_db
LATER = KEPT_FOR + timedelta(days=1)


@pytest.fixture
def page(tree, editor):
    # What the tree's own translation left on its way.
    thin_versions(now=timezone.now() + LATER)
    return NewsPageFactory(parent=tree.news, live=False, owner=editor)


def saved(page, user, title: str) -> Revision:
    page.title = title
    return page.save_revision(user=user, log_action=True, changed=True)


def test_drafts_on_the_way_go_after_a_year(page, editor, first_reviewer, final_reviewer):
    helper = member("编辑", username="helper")
    drafts = [saved(page, helper, "第一稿"), saved(page, editor, "第二稿")]
    page = submit(page, editor)
    sent = page.get_latest_revision()
    page = approve(approve(page, first_reviewer), final_reviewer)
    later = [saved(page, editor, "以后又改"), saved(page, editor, "改了又改")]
    had_a_hand = writers(page)

    assert thin_versions() == 0
    assert thin_versions(now=timezone.now() + LATER) == len(drafts) + 1
    assert list(revisions_of(page).order_by("pk")) == [sent, later[-1]]
    page = fresh(page)
    assert page.live_revision == sent
    assert page.latest_revision == later[-1]
    assert writers(page) == had_a_hand
    assert helper.pk in had_a_hand
    assert not list(integrity.faults())
    assert thin_versions(now=timezone.now() + LATER) == 0


def test_a_rejected_version_stays(page, editor, first_reviewer):
    rejected = submit(page, editor).get_latest_revision()
    reject(page, first_reviewer)
    saved(page, editor, "改过的稿件")
    thin_versions(now=timezone.now() + LATER)
    assert rejected in revisions_of(page)


def test_a_version_whose_writer_stands_nowhere_else_stays(page, editor):
    unlogged = page.save_revision(user=member("编辑", username="unlogged"))
    saved(page, editor, "下一稿")
    thin_versions(now=timezone.now() + LATER)
    assert unlogged in revisions_of(page)


def test_many_are_cleared_with_few_queries(page, editor, django_assert_max_num_queries):
    its = {"content_object": page, "base_content_type": page.get_base_content_type(), "created_at": timezone.now()}
    Revision.objects.bulk_create(Revision(**its, content={}) for _number in range(700))
    saved(page, editor, "最新的稿件")
    with django_assert_max_num_queries(60):
        assert thin_versions(now=timezone.now() + LATER) == 700
