"""What readers see is what was released, whatever brings it to them (H2, D3 of the two walls; T54, T61)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from taggit.models import Tag
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction

from tests import factories
from tests.factories import ImageFactory, NewsPageFactory, PolicyPageFactory, picture_value, story
from tests.interact.activities.discussions.talking import a_discussion
from tests.interact.activities.planning import a_signup, a_vote
from tests.interact.activities.quizzes.quizzing import a_quiz
from tests.publishing.reviewing import approve, submit
from unionsite.accounts.models import Department
from unionsite.core.appearance import own_text
from unionsite.core.models import SiteDocument, SiteImage, SiteSettings
from unionsite.publishing.guard import integrity
from unionsite.publishing.models import Appearance

pytestmark = [pytest.mark.once, pytest.mark.django_db]
WRITTEN = [
    "NewsPage",
    "InterpretationPage",
    "CasePage",
    "PolicyPage",
    "AchievementPage",
    "GalleryPage",
    "InfoPage",
    "PlainPage",
    "RulesPage",
    "TopicPage",
    "AnswerPage",
]


@pytest.fixture
def document(db):
    document = SiteDocument(title="加班审批表")
    document.file.save("form.pdf", ContentFile(b"%PDF-1.7\n"), save=True)
    document.file.close()
    return document


@pytest.fixture
def image(db):
    return ImageFactory()


@pytest.fixture
def shown(tree, department, everybody, document, image, django_capture_on_commit_callbacks):
    """A piece with cover, picture, attachment and tag, and its English alias, through both stages."""
    blocks = [("attachments", [{"document": document.pk, "title": ""}]), ("picture", picture_value(image))]
    page = NewsPageFactory(
        parent=tree.news,
        live=False,
        body=story(*blocks),
        cover=image,
        cover_alt="一张图",
        department=department,
        tags=["班前会"],
        starts_at=timezone.now() + timedelta(days=3),
        ends_at=None,
    )
    page.save_revision(user=everybody["编辑"])
    CreatePageAliasAction(page, parent=tree.en_news, update_locale=tree.en.locale, reset_translation_key=False).execute(
        skip_permission_checks=True
    )
    submit(page, everybody["编辑"])
    approve(page, everybody["初审"])
    with django_capture_on_commit_callbacks(execute=True):
        return approve(page, everybody["终审"])


def reasons() -> list[str]:
    return [fault.reason for fault in integrity.faults()]


def test_a_page_and_its_alias_are_described_as_they_are_published(shown):
    assert Appearance.objects.count() == 2
    for text in Appearance.objects.values_list("text", flat=True):
        assert "加班审批表" in text
        assert "一张图" in text
    assert not reasons()


CHANGED = {
    "a document renamed": (lambda: SiteDocument.objects.update(title="假名"), ("加班审批表", "假名")),
    "a picture cropped": (
        lambda: SiteImage.objects.update(focal_point_x=3, focal_point_y=3, focal_point_width=2, focal_point_height=2),
        ("", "@"),
    ),
    "a tag renamed": (lambda: Tag.objects.filter(name="班前会").update(name="闲聊"), ("班前会", "闲聊")),
    "another file": (lambda: SiteImage.objects.update(file="original_images/x.jpg"), ("", "original_images/x.jpg")),
}


@pytest.mark.parametrize("case", CHANGED)
def test_t54_what_reaches_readers_from_elsewhere_is_named(shown, case):
    """By SQL, as no screen allows it: no field of the page differs from its release."""
    change, (before, after) = CHANGED[case]
    change()
    found = [reason for reason in reasons() if "与放行时不同" in reason]
    assert found
    assert any(before in reason and after in reason for reason in found)


def test_the_job_reports_it(shown, administrator, mailoutbox):
    type(administrator).objects.filter(pk=administrator.pk).update(email="a@example.com")
    SiteDocument.objects.update(title="假名")
    assert len(integrity.check_public_content()) == 2
    assert "假名" in mailoutbox[-1].body


def test_accepted_exceptions_raise_no_alarm(shown, tree):
    """Departments, settings, menus, other pieces: public as saved, or by a review of their own."""
    Department.objects.update(name="另一个名字", name_en="Another name")
    SiteSettings.objects.update(phone="0592-1234567", union_name="另一个工会")
    Page.objects.filter(pk=tree.news.pk).update(title="新闻")
    NewsPageFactory(parent=tree.news, tags=["班前会"])
    found = [reason for reason in reasons() if "与放行时不同" in reason]
    assert not found


def test_nor_does_time(shown, tree):
    PolicyPageFactory(parent=tree.rights, valid_until=timezone.localdate() + timedelta(days=5))
    assert not reasons()
    # After 366 days another year is said: before the day in Chinese, within the text in English.
    for days in (4, 40, 366):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            assert not reasons()


def test_a_closed_page_is_compared_too(shown):
    PageViewRestriction.objects.create(page=shown, restriction_type=PageViewRestriction.LOGIN)
    assert not reasons()
    SiteDocument.objects.update(title="假名")
    assert len(reasons()) == 2


def test_what_was_published_anew_is_described_anew(shown, everybody, django_capture_on_commit_callbacks):
    shown.title = "换了题目"
    shown.save_revision(user=everybody["编辑"])
    state = shown.get_workflow().start(shown, everybody["编辑"])
    assert state
    approve(shown, everybody["初审"])
    with django_capture_on_commit_callbacks(execute=True):
        approve(shown, everybody["终审"])
    assert "换了题目" in Appearance.objects.get(object_id=str(shown.pk)).text
    assert not reasons()


def test_a_new_version_of_the_program_may_draw_it_otherwise(shown):
    Appearance.objects.update(program="former", text="as it was drawn then")
    assert not reasons()
    assert "加班审批表" in Appearance.objects.get(object_id=str(shown.pk)).text
    SiteDocument.objects.update(title="假名")
    assert len(reasons()) == 2


def test_describing_leaves_nothing_in_the_memory_of_readers(client, shown):
    own_text(Page.objects.get(pk=shown.pk))
    html = client.get(shown.url).content.decode()
    assert "srcset=" in html
    assert 'src="original_images' not in html


@pytest.mark.parametrize("kind", WRITTEN)
def test_every_page_that_somebody_writes_has_content_of_its_own(tree, kind):
    """A new template without `data-own` would not be compared at all."""
    parents = {"Interpretation": tree.rights, "Case": tree.rights, "Policy": tree.rights, "News": tree.news}
    parents |= {"Achievement": tree.culture, "Gallery": tree.culture, "Info": tree.info, "Topic": tree.topics}
    parents |= {"Answer": tree.interact.get_children().filter(slug="answers").first()}
    page = getattr(factories, f"{kind}Factory")(parent=parents.get(kind.removesuffix("Page"), tree.home))
    assert page.title in own_text(Page.objects.get(pk=page.pk))


@pytest.mark.parametrize("make", [a_vote, a_signup, a_quiz, a_discussion])
def test_an_activity_is_compared_as_its_own_view_shows_it_whatever_the_clock_says(tree, make):
    page = make(tree, intro="<p>请大家参加。</p>")
    texts = set()
    for moment in (page.opens_at - timedelta(days=1), timezone.now(), page.closes_at + timedelta(days=30)):
        with time_machine.travel(moment):
            texts.add(own_text(Page.objects.get(pk=page.pk)))
    (text,) = texts
    for words in (page.title, "请大家参加。", getattr(page, "place", "")):
        assert words in text


@pytest.mark.parametrize("more", [0, 4])
def test_each_page_costs_the_same(shown, tree, image, django_assert_max_num_queries, more):
    """As long as nothing differs, some twenty queries for each page that somebody wrote."""
    for _number in range(more):
        NewsPageFactory(parent=tree.news, cover=image, cover_alt="图")
    list(integrity.faults())
    pages = Page.objects.filter(live=True).count()
    with django_assert_max_num_queries(25 * pages):
        list(integrity.faults())
