"""What the journeys share: forms sent as somebody, a piece written and decided upon through the admin's screens."""

import pytest
from django.urls import reverse

from news.models import NewsPage
from tests.journeys.forms import piece_form


@pytest.fixture
def act(client, django_capture_on_commit_callbacks):
    """Send a form as somebody, with all that follows the commit; returns the response."""

    def post(user, address, data=None):
        client.force_login(user)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(address, data or {})
        client.logout()
        return response

    return post


@pytest.fixture
def write(act, tree, department, editor):
    """The editor fills in the form of a new piece and presses a button; returns the piece."""

    def send(button="action-submit", **changes) -> NewsPage:
        address = reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk])
        response = act(editor, address, piece_form(department, **{button: "x"}, **changes))
        assert response.status_code == 302, response.context["form"].errors
        return NewsPage.objects.get(locale=tree.home.locale)

    return send


@pytest.fixture
def decide(act):
    """A reviewer approves or rejects what waits for them."""

    def send(user, page, action="approve", comment=""):
        state = page.current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
        decision = {"comment": comment, "revision": state.revision_id, "secrecy_checked": "on"}
        return act(user, address, decision)

    return send


@pytest.fixture
def published(write, decide, first_reviewer, final_reviewer):
    page = write()
    decide(first_reviewer, page)
    decide(final_reviewer, page)
    page.refresh_from_db()
    assert page.live
    return page
