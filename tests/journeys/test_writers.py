"""Who ever put words into a page reviews none of its versions, whichever way the words come back (S-3.6, T44)."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Revision

from news.models import NewsPage
from tests.conftest import member
from tests.journeys.forms import piece_form
from tests.journeys.pages import fresh, waiting_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(first_reviewer):
    """A reviewer of 初审 who is an editor too."""
    first_reviewer.groups.add(Group.objects.get(name="编辑"))
    return first_reviewer


@pytest.fixture
def colleague(db):
    return member("初审", username="colleague")


@pytest.fixture
def published(act, tree, department, editor, both, colleague, decide, final_reviewer):
    """Begun by the reviewer, written anew and submitted by the editor, released by others."""
    add = reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk])
    act(both, add, piece_form(department, **{"action-save": "x"}))
    page = NewsPage.objects.get(locale=tree.home.locale)
    changes = {"title": "编辑重写的标题", "action-submit": "x"}
    act(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), piece_form(department, **changes))
    decide(both, page)
    assert waiting_at(page) == "初审"
    decide(colleague, page)
    decide(final_reviewer, page)
    assert fresh(page).live
    return page


@pytest.fixture
def bring_back(act, editor, department):
    """The editor reverts to the reviewer's first version and submits it."""

    def send(page):
        first = Revision.objects.for_instance(page).order_by("pk").first()
        data = piece_form(department, **{"action-submit": "x", "revision": first.pk})
        act(editor, reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]), data)
        assert waiting_at(page) == "初审"

    return send


def test_own_words_of_before_a_release_are_not_reviewed(published, bring_back, decide, both, colleague):
    bring_back(published)
    decide(both, published)
    assert waiting_at(published) == "初审"
    decide(colleague, published)
    assert waiting_at(published) == "终审"


def test_the_desk_says_why(client, published, bring_back, both):
    bring_back(published)
    client.force_login(both)
    state = fresh(published).current_workflow_task_state
    html = client.get(reverse("publishing_desk:review", args=[state.pk])).content.decode()
    assert "您撰写或修改过这篇稿件" in html


def test_nor_when_old_versions_were_cleared_away(published, act, editor, department, decide, both, settings):
    call_command("purge_revisions")
    data = piece_form(department, **{"title": "又改一次", "action-submit": "x"})
    act(editor, reverse("wagtailadmin_pages:edit", args=[published.pk]), data)
    assert not Revision.objects.for_instance(published).filter(user=both).exists()
    decide(both, published)
    assert waiting_at(published) == "初审"


def test_nor_in_a_copy_that_somebody_else_made(tree, published, act, editor, decide, both, colleague):
    address = reverse("wagtailadmin_pages:copy", args=[published.pk])
    data = {"new_title": "副本", "new_slug": "copied", "new_parent_page": tree.news.pk}
    act(editor, address, data)
    copy = NewsPage.objects.get(slug="copied", locale=tree.home.locale)
    copy.get_workflow().start(copy, editor)
    decide(both, copy)
    assert waiting_at(copy) == "初审"
    decide(colleague, copy)
    assert waiting_at(copy) == "终审"
