"""Which topics a publication renews: its own lists where that is sure, and everything where it is not."""

import threading

import pytest
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from tests.factories import ImageFactory, NewsPageFactory, PlainPageFactory
from tests.releasing import publish
from unionsite.core import generation
from unionsite.core.generation import LAWS, PIECES, SITE, WORDS, below
from unionsite.laws.services import statutes_imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def renewed(django_capture_on_commit_callbacks):
    """`renewed(change)`: the topics of those asked for whose stamps a change has renewed."""

    def renewed(change, *topics):
        topics = topics or (SITE, PIECES, WORDS, LAWS)
        # What the fixtures changed and, as nothing is committed in tests, never told.
        vars(generation._changing).clear()
        before = {topic: generation.stamps().of(topic) for topic in topics}
        with django_capture_on_commit_callbacks(execute=True):
            change()
        return {topic for topic in topics if generation.stamps().of(topic) != before[topic]}

    return renewed


@pytest.fixture
def piece(tree):
    return NewsPageFactory(parent=tree.news, live=False)


@pytest.fixture
def live(piece, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(piece)
    piece.refresh_from_db()
    return piece


def test_a_new_piece_renews_the_lists_it_stands_in(tree, piece, renewed):
    news, rights = below(tree.news.path), below(tree.rights.path)
    assert renewed(lambda: publish(piece), SITE, WORDS, LAWS, PIECES, news, rights) == {PIECES, news}


def test_a_new_version_of_a_piece_does_too(live, renewed):
    live.title = "更正后的题目"
    assert renewed(lambda: publish(live)) == {PIECES}


def show_in_menu(page, _tree):
    page.show_in_menus = True
    publish(page)


def rename(page, _tree):
    page.slug = "elsewhere"
    publish(page)


def close(page, _tree):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def cite_and_publish(page, tree):
    other = PlainPageFactory(parent=tree.home)
    other.body = [("rich_text", f'<a linktype="page" id="{page.pk}">x</a>')]
    Page.objects.get(pk=other.pk).specific.save()
    other.save()
    ReferenceIndex.create_or_update_for_object(other)
    publish(page)


CHANGES = {
    "unpublish": lambda page, _tree: page.unpublish(),
    "delete": lambda page, _tree: page.delete(),
    "move": lambda page, tree: page.move(tree.topics, pos="last-child"),
    "close": close,
    "another address": rename,
    "into the menu": show_in_menu,
    "saved without being published": lambda page, _tree: page.save(),
    "named by another page": cite_and_publish,
    "a page of the frame": lambda _page, tree: publish(tree.rights),
}


@pytest.mark.parametrize("name", CHANGES)
def test_where_it_is_in_doubt_everything_is_renewed(tree, live, renewed, name):
    assert SITE in renewed(lambda: CHANGES[name](live, tree))


def test_the_home_page_reads_what_it_names_by_topics(tree, live, renewed):
    tree.home.lead = live
    publish(tree.home)
    assert SITE not in renewed(lambda: publish(live))


def test_out_of_the_menu_renews_everything(tree, live, renewed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        show_in_menu(live, tree)
    live.show_in_menus = False
    assert SITE in renewed(lambda: publish(live))


def test_a_new_picture_renews_nothing_and_a_changed_one_everything(renewed):
    pictures = []
    assert renewed(lambda: pictures.append(ImageFactory())) == set()
    assert SITE in renewed(pictures[0].save)


def test_an_import_renews_the_texts_of_statutes_too(renewed):
    assert renewed(lambda: statutes_imported.send(sender=None, statute_ids=[])) >= {SITE, LAWS}


def test_texts_of_statutes_outlive_everything_else():
    made = []
    for change in ((SITE,), (PIECES,), (LAWS,)):
        generation.kept(("text",), (LAWS,), lambda: made.append(1) or "text")
        generation._tell(set(change))
    generation.kept(("text",), (LAWS,), lambda: made.append(1) or "text")
    assert len(made) == 2


def test_changes_of_two_workers_at_once_are_both_seen():
    """Neither reads, changes and writes back: whatever the order of their writes, both topics are new at the end."""
    stamps = generation.stamps()
    before = stamps.of(PIECES), stamps.of(WORDS), stamps.of(SITE)
    threads = [threading.Thread(target=generation._tell, args=({topic},)) for topic in (PIECES, WORDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stamps = generation.stamps()
    assert stamps.of(PIECES) != before[0]
    assert stamps.of(WORDS) != before[1]
    assert stamps.of(SITE) == before[2]


def test_a_change_that_could_not_be_told_is_told_later(monkeypatch):
    before = generation.stamps().of(PIECES)

    def unreachable(*_args, **_kwargs):
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(generation.cache, "set", unreachable)
        generation._tell({PIECES})
    assert generation.stamps().of(PIECES) != before


@pytest.mark.parametrize(
    ("changed", "seen"),
    [({PIECES}, "former"), ({SITE}, "made by the other"), ({SITE, PIECES}, "made by the other")],
    ids=["a publication", "a taking down", "both"],
)
def test_while_one_makes_a_part_anew_others_get_the_former_one_but_never_after_a_taking_down(changed, seen):
    generation.kept(("part",), (PIECES,), lambda: "former")
    generation._tell(changed)
    found = []

    def make():
        found.append(generation.kept(("part",), (PIECES,), lambda: "made by the other"))
        return "new"

    assert generation.kept(("part",), (PIECES,), make) == "new"
    assert generation.kept(("part",), (PIECES,), make) == "new"
    assert found == [seen]
