"""`setup_site`: what it lays on an empty database, and that running it again changes nothing."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Page, Site, Workflow

from home.services.tree import SECTIONS, set_up_site
from news.models import NewsIndexPage
from tests.releasing import publish
from unionsite.core.models import SiteSettings
from unionsite.core.queries import menu
from unionsite.core.wings import is_on

pytestmark = pytest.mark.django_db


def row_counts() -> dict[str, int]:
    """The rows of every table but the sequences of the test itself."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}


def run():
    call_command("setup_site", verbosity=0)


def test_a_second_and_a_third_run_change_nothing(tree):
    run()
    before = row_counts()
    pages = list(Page.objects.order_by("path").values())
    run()
    run()
    assert row_counts() == before
    assert list(Page.objects.order_by("path").values()) == pages


@pytest.mark.parametrize("is_trial", [False, True])
def test_a_new_site_is_opened_by_people_unless_it_is_a_trial(tree, is_trial):
    SiteSettings.objects.all().delete()
    call_command("setup_site", verbosity=0, open=is_trial)
    # Without the wing nobody could open it.
    assert SiteSettings.objects.get().is_open is (is_trial or not is_on("operations"))


def test_a_site_that_was_there_stays_open(tree):
    run()
    assert SiteSettings.objects.get().is_open


def test_it_says_what_it_did(tree, capsys):
    call_command("setup_site")
    assert "已就绪" in capsys.readouterr().out


def test_the_tree_is_sound(tree):
    assert not any(Page.find_problems())


def test_what_wagtail_brings_along_is_gone(tree):
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert [workflow.name for workflow in Workflow.objects.all()] == ["两级审核"]
    assert {page.specific_class.__name__ for page in Page.objects.filter(depth=2)} == {"HomePage"}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_every_section_answers_in_both_languages(client, tree, section):
    above = f"{section.below}/" if section.below else ""
    chinese, english = client.get(f"/{above}{section.slug}/"), client.get(f"/en/{above}{section.slug}/")
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert f"<h1>{section.title}</h1>" in chinese.content.decode()
    assert f"<h1>{section.title_en}</h1>" in english.content.decode()
    assert section.title not in english.content.decode().partition("<main")[2].partition("</main>")[0]


def test_the_law_library_lies_below_rights(tree):
    assert tree.laws.get_parent().pk == tree.rights.pk


def test_topics_stand_in_no_menu(tree):
    assert not tree.topics.show_in_menus
    entries = [item.slug for item in menu(tree.home.path)]
    assert entries == ["news", "rights", "culture", "interact", "info"]


def test_words_that_editors_changed_stay(tree, client):
    tree.news.title, tree.news.summary = "工会新闻", "编辑改过的说明。"
    publish(tree.news)
    Group.objects.get(name="编辑")
    SiteSettings.objects.update(union_name="某公司工会委员会")
    Site.objects.update(hostname="union.example.org", port=8443)
    run()
    html = client.get("/news/").content.decode()
    assert "工会新闻" in html
    assert "编辑改过的说明。" in html
    assert SiteSettings.objects.get().union_name == "某公司工会委员会"
    assert Site.objects.values_list("hostname", "port").get() == ("union.example.org", 8443)


def test_a_section_that_got_another_address_is_not_made_twice(tree):
    tree.news.slug = "updates"
    publish(tree.news)
    run()
    assert NewsIndexPage.objects.count() == 2, "one in each language"


def test_a_section_that_editors_took_off_line_stays_so(tree):
    tree.topics.unpublish()
    run()
    tree.topics.refresh_from_db()
    assert not tree.topics.live


def test_a_missing_translation_is_made_again(tree):
    tree.en_news.delete()
    run()
    assert Page.objects.get(translation_key=tree.news.translation_key, locale=tree.en.locale).title == "News"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://union.example.com", ("union.example.com", 443)),
        ("http://union.example.com", ("union.example.com", 80)),
        ("http://127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("https://union.example.com:8443", ("union.example.com", 8443)),
    ],
)
def test_the_site_is_the_one_of_the_public_address(tree, settings, address, expected):
    Site.objects.all().delete()
    settings.BASE_URL = address
    site = set_up_site(tree.home)
    assert (site.hostname, site.port) == expected
    assert site.is_default_site
    assert site.root_page_id == tree.home.pk


def test_a_site_that_is_there_keeps_its_address(tree, settings):
    before = Site.objects.get()
    settings.BASE_URL = "https://elsewhere.example.com"
    after = set_up_site(tree.home)
    assert (after.pk, after.hostname, after.port) == (before.pk, before.hostname, before.port)
