"""What follows a publication: what the commit and a fault mean for a step. `test_documents.py` holds the list."""

from weakref import ref

import pytest
from django.db import transaction
from wagtail.signals import page_published

from search.index.models import SearchEntry
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import approve, fresh, stage_of, submit
from unionsite.core import publication
from unionsite.core.publication import AFTER, EVENTS, INSIDE, NAMES, Stage
from unionsite.oversight.register.models import RegisterEntry
from unionsite.publishing.models import Release

pytestmark = pytest.mark.django_db
OURS = ("unionsite", "home", "news", "rights", "culture", "interact", "search")


@pytest.fixture
def half_approved(tree, editor, first_reviewer):
    """A piece that waits for 终审."""
    page = NewsPageFactory(parent=tree.news, live=False, owner=editor)
    return approve(submit(page, editor), first_reviewer)


@pytest.fixture
def joins(monkeypatch):
    """`joins(stage, work)`: one more step of each published page, for this test."""
    monkeypatch.setattr(publication, "STEPS", list(publication.STEPS))
    return lambda stage, work: publication.join(page_published, stage, work, "for this test")


def test_what_stands_inside_comes_first():
    assert [stage.when for stage in Stage] == sorted((stage.when for stage in Stage), key=[INSIDE, AFTER].index)


@pytest.mark.parametrize("event", EVENTS, ids=NAMES.get)
def test_nobody_of_ours_listens_beside_the_list(event):
    heard = [one() if isinstance(one, ref) else one for _key, one, *_ in event.receivers]
    assert [one.__name__ for one in heard if one.__module__.split(".")[0] in OURS] == ["_go_through"]


def test_a_step_after_the_commit_waits_for_it(half_approved, final_reviewer, joins, django_capture_on_commit_callbacks):
    done = []
    joins(Stage.MAILS, lambda page: done.append((INSIDE, page.pk)))
    joins(Stage.WORKER, lambda page, revision: done.append((AFTER, revision.pk)))
    with django_capture_on_commit_callbacks(execute=True):
        page = approve(half_approved, final_reviewer)
        assert done == [(INSIDE, page.pk)]
    assert done == [(INSIDE, page.pk), (AFTER, page.live_revision_id)]


def test_what_is_rolled_back_is_followed_by_nothing(
    half_approved, final_reviewer, joins, django_capture_on_commit_callbacks
):
    done = []
    joins(Stage.COPIES, lambda page: done.append(AFTER))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        assert approve(half_approved, final_reviewer).live
        transaction.set_rollback(True)
    assert not fresh(half_approved).live
    assert done == []


def test_a_fault_inside_takes_the_whole_release_back(half_approved, final_reviewer, joins):
    joins(Stage.MAILS, lambda page: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve(half_approved, final_reviewer)
    assert (stage_of(half_approved), fresh(half_approved).live) == ("终审", False)
    assert not Release.objects.filter(object_id=str(half_approved.pk)).exists()
    assert not SearchEntry.objects.filter(page=half_approved.pk).exists()
    assert not RegisterEntry.objects.filter(page=half_approved.pk).exists()
