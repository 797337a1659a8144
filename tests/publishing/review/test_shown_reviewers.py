"""Names of both reviewers below a piece, where the union wants them there (S-8.9)."""

import pytest
from django.urls import reverse
from wagtail.actions.create_alias import CreatePageAliasAction

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import approve, submit
from tests.releasing import translate
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.appearance import own_text
from unionsite.publishing.models import ReviewSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def switch(django_capture_on_commit_callbacks):
    """`switch(True)` has the names shown, as the form of the settings saves it."""

    def turn(on: bool) -> None:
        settings = ReviewSettings.load()
        settings.shows_reviewers = on
        with django_capture_on_commit_callbacks(execute=True):
            settings.save()

    return turn


@pytest.fixture(autouse=True)
def names(first_reviewer, final_reviewer):
    for user, name in ((first_reviewer, "林晓初"), (final_reviewer, "方既终")):
        user.name = name
        user.save()


def foot(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode().partition('<footer class="piece__foot">')[2].partition("</p>")[0]


def test_they_are_kept_back_unless_the_union_wants_them_and_go_again_at_once(client, released, switch):
    assert "初审" not in foot(client, released)
    switch(True)
    html = foot(client, released)
    assert "初审：林晓初" in html
    assert "终审：方既终" in html
    switch(False)
    assert "林晓初" not in foot(client, released)


def test_a_new_version_names_its_own_reviewers(
    client, released, switch, editor, final_reviewer, django_capture_on_commit_callbacks
):
    switch(True)
    other = member("初审", username="another", name="何又审")
    page = submit(released, editor)
    assert "林晓初" in foot(client, page), "the public version is still the first"
    with django_capture_on_commit_callbacks(execute=True):
        approve(approve(page, other), final_reviewer)
    html = foot(client, released)
    assert "初审：何又审" in html
    assert "林晓初" not in html


def test_what_was_released_without_a_review_names_nobody(client, tree, switch):
    switch(True)
    assert "初审" not in foot(client, NewsPageFactory(parent=tree.news))


def test_a_login_name_is_never_shown(client, released, switch, final_reviewer):
    final_reviewer.name = ""
    final_reviewer.save()
    switch(True)
    html = foot(client, released)
    assert "初审" not in html
    assert final_reviewer.username not in html


def test_an_alias_follows_its_original_and_a_translation_its_own_review(
    client, tree, released, switch, django_capture_on_commit_callbacks
):
    alias = CreatePageAliasAction(
        released, parent=tree.en_news, update_locale=tree.en.locale, reset_translation_key=False
    ).execute(skip_permission_checks=True)
    switch(True)
    assert "林晓初" in foot(client, alias)
    with django_capture_on_commit_callbacks(execute=True):
        translated = translate(released, locale=tree.en.locale, texts={released.title: "Meetings at the machine"})
    assert "林晓初" not in foot(client, translated), "released without a review"


def test_what_is_compared_with_the_release_stays_the_same(released, switch):
    before = own_text(released)
    switch(True)
    assert own_text(released) == before


def test_a_preview_names_nobody(client, released, switch, editor):
    switch(True)
    client.force_login(editor)
    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[released.pk])).content.decode()
    assert "林晓初" not in html


def test_off_it_costs_nothing_and_on_one_query(client, released, switch, assert_sql, django_assert_num_queries):
    foot(client, released)
    with assert_sql(4):  # two for the route, tags, what is beside it; `test_piece` counts a page with everything
        foot(client, released)
    switch(True)
    foot(client, released)
    with assert_sql(5):
        foot(client, released)
    with django_assert_num_queries(2):
        foot(client, released)


def test_the_change_of_the_setting_is_on_record(client, administrator, released):
    client.force_login(administrator)
    address = reverse("wagtailsettings:edit", args=["publishing", "reviewsettings", ReviewSettings.load().pk])
    data = {"first_hours": "8", "final_hours": "8", "link_days": "3", "publish_days": "3", "shows_reviewers": "on"}
    data |= {"section_limits-TOTAL_FORMS": "0", "section_limits-INITIAL_FORMS": "0"}
    data |= {"section_limits-MIN_NUM_FORMS": "0", "section_limits-MAX_NUM_FORMS": "1000"}
    assert client.post(address, data).status_code == 302
    assert ReviewSettings.load().shows_reviewers
    assert AuditEntry.objects.filter(action=Action.SETTINGS_CHANGED, actor_id=administrator.pk).exists()
