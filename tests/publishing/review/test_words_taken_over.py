"""Words that came into a page from elsewhere have their writers too: none of them reviews it (S-3.6, T44)."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.journeys.forms import answers
from tests.publishing.reviewing import approve, fresh, reject, stage_of, submit
from unionsite.core.refusals import Refused
from unionsite.core.translations import translate_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(first_reviewer):
    """Member of 初审, who also writes."""
    first_reviewer.groups.add(Group.objects.get(name="编辑"))
    return type(first_reviewer).objects.get(pk=first_reviewer.pk)


@pytest.fixture
def written(tree, both):
    page = NewsPageFactory(parent=tree.news, title="机加车间把班前会开到机床旁", live=False, owner=both)
    page.save_revision(user=both)
    return page


def assert_is_no_reviewer(page, user):
    assert stage_of(page) == "初审"
    with pytest.raises(Refused, match="撰写或修改过"):
        approve(page, user)
    assert stage_of(page) == "初审"


def test_t44_nobody_reviews_a_copy_of_what_they_wrote(client, tree, written, editor, both):
    client.force_login(editor)
    data = {"new_title": "副本", "new_slug": "copy", "new_parent_page": tree.news.pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[written.pk]), data)
    copy = submit(Page.objects.get(slug="copy", alias_of=None), editor)
    assert_is_no_reviewer(copy, both)


def typed(client, page, text) -> None:
    """As the screen of a translation sends one sentence."""
    translation = Translation.objects.get(source__object_id=page.translation_key)
    segment = translation.source.stringsegment_set.get(context__path="title")
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {f"text-{segment.context_id}-{segment.string_id}": text}
    )
    assert answer.status_code == 302, answer.content


@pytest.fixture
def translated(tree, draft, editor):
    """A draft of the English page, of which nobody has typed anything yet."""
    return translate_page(draft, locale=tree.en.locale, texts={}, user=editor)


def send(client, page):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), answers(page) | {"action-submit": "1"})


def test_t44_nobody_reviews_the_translation_that_they_typed(client, translated, editor, both):
    client.force_login(both)
    typed(client, translated, "Shift meeting at the machines")
    client.force_login(editor)
    send(client, translated)
    assert fresh(translated).get_latest_revision_as_object().title == "Shift meeting at the machines"
    assert_is_no_reviewer(translated, both)


def test_t44_nor_one_that_others_have_typed_over_since(client, translated, editor, both):
    client.force_login(both)
    typed(client, translated, "Shift meeting at the machines")
    client.force_login(editor)
    send(client, translated)
    reject(translated, member("初审", username="second"))
    typed(client, translated, "Meeting beside the lathes")
    send(client, translated)
    assert_is_no_reviewer(translated, both)


def test_t44_nobody_reviews_their_own_words_in_the_other_language(client, tree, written, editor, both):
    """What is not translated yet stands in the original's words."""
    page = translate_page(written, locale=tree.en.locale, texts={}, user=editor)
    client.force_login(editor)
    send(client, page)
    assert_is_no_reviewer(page, both)
