"""Planning a vote, and its summary, on Wagtail's own screens."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from search.index.services import index_page
from tests.editing import form_data
from tests.interact.activities.planning import a_publicity, a_vote

pytestmark = pytest.mark.django_db


def test_the_summary_is_submitted_after_the_close(admin_client, tree):
    vote = a_vote(tree, closes_at=timezone.now() - timedelta(hours=1), rules_text="<p>一人一票。</p>")
    data = form_data(vote, conclusion="x") | {"action-submit": "1"}
    rows = [
        {"id": row.pk, "name": row.name, "words": rich_text(""), "ORDER": row.sort_order} for row in vote.candidate_list
    ]
    data |= nested_form_data(
        {
            "conclusion": rich_text("<p>张师傅当选。</p>"),
            "rules_text": rich_text("<p>一人一票。</p>"),
            "candidates": inline_formset(rows, initial=len(rows)),
            "audience_departments": inline_formset([]),
        }
    )
    answer = admin_client.post(reverse("wagtailadmin_pages:edit", args=[vote.pk]), data)
    assert answer.status_code == 302, answer.context["form"].errors


def test_the_publicity_is_found_in_the_chooser(editor_client, tree):
    piece = a_publicity(tree, title="职工活动季开始了")
    index_page(page=Page.objects.get(pk=piece.pk))
    address = reverse("wagtailadmin_choose_page_search") + "?q=职工活动季&page_type=core.piecepage"
    assert "职工活动季开始了" in editor_client.get(address).text
