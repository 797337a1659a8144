"""The copy holds what an anonymous reader sees, follows what changes, and loses at once what is taken down."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from interact.activities.discussions.choices import PostState
from tests.factories import NewsPageFactory, PlainPageFactory, linking
from tests.home.people.contacts import a_contact
from tests.interact.activities.discussions.talking import a_discussion, a_post
from tests.releasing import publish
from unionsite.core import generation
from unionsite.core.health import NotHealthy
from unionsite.operations.copies import folders
from unionsite.operations.copies.models import CopyChange
from unionsite.operations.copies.queries import alarming, check_copy
from unionsite.operations.copies.services import renewing
from unionsite.operations.copies.services.changes import note, note_everything
from unionsite.operations.copies.services.renewing import Clock, CopyFailed, make_copy, renew, take_changes

pytestmark = pytest.mark.django_db
FOR_EVER = Clock(float("inf"), 0)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def names(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


class TestWholeRound:
    def test_holds_the_public_site_alone(self, tree, switched_on, document):
        piece = NewsPageFactory(parent=tree.news, title="公开的稿件", body=linking(document))
        publish(piece)
        closed = NewsPageFactory(parent=tree.news, title="只给职工看的稿件")
        NewsPageFactory(parent=tree.news, title="还是草稿", live=False)
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
        piece.title = "还没有审核的新标题"
        piece.save_revision()

        state = make_copy()

        current = folders.top() / "current"
        found = names(current)
        assert {"index.html", "news/index.html", "en/index.html", "news/feed/index.xml", "robots.txt"} <= found
        assert {"sitemap.xml", "search/index.html", "en/account/index.html", f"news/{piece.slug}/index.html"} <= found
        assert (current / document.url.strip("/")).read_bytes() == b"%PDF-1.4 form"
        texts = "".join(path.read_text() for path in current.rglob("*.html"))
        assert "公开的稿件" in texts
        for hidden in ("只给职工看的稿件", "还是草稿", "还没有审核的新标题", "<form", "csrfmiddlewaretoken"):
            assert hidden not in texts
        assert "这里暂时不能填写和提交" in (current / "interact/suggestions/index.html").read_text()
        assert state["files"] == len(found)
        assert check_copy().startswith("made ")
        assert {oct(path.stat().st_mode & 0o777) for path in current.rglob("*")} == {"0o750", "0o640"}

    def test_is_made_step_by_step_and_handed_out_when_whole(self, small_site, copy_of):
        current = copy_of("/")
        former = current.resolve()
        note(["*"])
        renew(seconds=-1)
        begun = folders.state()["round"]
        assert (current.resolve(), begun["done"]) == (former, 0)
        renew(seconds=60, rest=0)

        assert current.resolve() == folders.top() / begun["stamp"]
        assert not former.exists()
        assert "news/index.html" in names(current)
        assert not CopyChange.objects.exists()

    def test_a_site_that_fails_leaves_the_last_copy(self, tree, small_site, copy_of, monkeypatch):
        current = copy_of("/")
        former = current.resolve()
        monkeypatch.setattr(type(tree.home), "serve", lambda *_args: 1 / 0)

        with pytest.raises(CopyFailed):
            make_copy()

        assert current.resolve() == former
        assert folders.every_folder() == [former]
        assert "round" not in folders.state()

    def test_a_page_that_fails_keeps_its_last_copy(self, tree, small_site, copy_of, monkeypatch):
        current = copy_of("/", "/news/")
        monkeypatch.setattr(type(tree.news), "serve", lambda *_args: 1 / 0)

        assert make_copy()["faults"] == 1

        assert "工作动态" in (current / "news/index.html").read_text()

    def test_what_is_taken_down_meanwhile_does_not_come_back(self, tree, small_site, copy_of, committed):
        piece = publish(NewsPageFactory(parent=tree.news))
        current = copy_of("/")
        note(["*"])

        class UntilItIsTaken(Clock):
            @property
            def is_over(self):
                return any((folder / f"news/{piece.slug}").exists() for folder in folders.every_folder())

        with folders.locked():
            renewing._carry_on(folders.state(), UntilItIsTaken(0, 0), timezone.now())
        with committed():
            piece.unpublish()
        renew(seconds=60, rest=0)

        assert "round" not in folders.state()
        assert f"news/{piece.slug}/index.html" not in names(current)
        assert piece.title not in (current / "index.html").read_text()


class TestChanges:
    def test_a_publication_renews_the_page_its_section_and_the_home_page(self, tree, copy_of, committed):
        current = copy_of("/", "/news/")
        with committed():
            piece = publish(NewsPageFactory(parent=tree.news, title="刚刚发布的稿件", live=False))

        renew(seconds=60, rest=0)

        assert "刚刚发布的稿件" in (current / f"news/{piece.slug}/index.html").read_text()
        assert "刚刚发布的稿件" in (current / "news/index.html").read_text()
        assert "刚刚发布的稿件" in (current / "news/feed/index.xml").read_text()
        assert not CopyChange.objects.exists()

    def test_what_is_taken_down_leaves_at_once_and_everywhere(self, tree, copy_of, committed, document):
        piece = publish(NewsPageFactory(parent=tree.news, title="要撤下的稿件", body=linking(document)))
        current = copy_of("/", "/news/", "/info/", piece.url)
        # Another page that named it, as related pieces do.
        (current / "info/index.html").write_text(f'<a href="{piece.url}">要撤下的稿件</a>')
        assert (current / document.url.strip("/")).exists()

        with committed():
            piece.unpublish()

        assert not (current / f"news/{piece.slug}/index.html").exists()
        assert not (current / document.url.strip("/")).exists()
        renew(seconds=60, rest=0)
        assert "要撤下的稿件" not in "".join(path.read_text() for path in current.rglob("*.html"))
        assert not (current / document.url.strip("/")).exists()

    def test_a_rollback_takes_nothing_down(self, tree, copy_of, django_capture_on_commit_callbacks):
        piece = publish(NewsPageFactory(parent=tree.news))
        current = copy_of(piece.url)

        with django_capture_on_commit_callbacks(execute=False):
            piece.unpublish()

        assert (current / f"news/{piece.slug}/index.html").exists()

    def test_deleting_and_closing_take_all_below_along(self, tree, copy_of, committed):
        pieces = [publish(NewsPageFactory(parent=tree.news)) for _number in range(2)]
        current = copy_of("/info/", *(piece.url for piece in pieces))
        with committed():
            pieces[0].delete()
        assert not (current / f"news/{pieces[0].slug}").exists()
        with committed():
            PageViewRestriction.objects.create(page=tree.news, restriction_type=PageViewRestriction.LOGIN)
        assert not (current / "news").exists()

        renew(seconds=60, rest=0)

        assert not (current / "news").exists()

    def test_documents_of_what_lies_below_leave_too(self, tree, copy_of, committed, document):
        piece = publish(NewsPageFactory(parent=tree.news, body=linking(document)))
        current = copy_of(piece.url)
        file = current / document.url.strip("/")
        assert file.exists()
        with committed():
            PageViewRestriction.objects.create(page=tree.news, restriction_type=PageViewRestriction.LOGIN)

        assert not file.exists()

    @pytest.mark.parametrize("way", ["restriction", "document", "many documents", "collection"])
    def test_documents_that_are_closed_leave_at_once(self, tree, copy_of, committed, document, admin_client, way):
        inner, outer = (Collection.get_first_root_node().add_child(name=name) for name in ("资料", "内部资料"))
        document.collection = inner
        document.save()
        if way != "restriction":
            CollectionViewRestriction.objects.create(collection=outer, restriction_type="login")
        piece = publish(NewsPageFactory(parent=tree.news, body=linking(document)))
        current = copy_of(piece.url)
        file = current / document.url.strip("/")
        assert file.exists()

        with committed():
            if way == "restriction":
                CollectionViewRestriction.objects.create(collection=inner, restriction_type="login")
            elif way == "document":
                document.collection = outer
                document.save()
            elif way == "many documents":
                bulk = reverse("wagtail_bulk_action", args=["core", "sitedocument", "add_to_collection"])
                admin_client.post(f"{bulk}?id={document.pk}&next=/admin/", {"collection": outer.pk})
            else:
                # As Wagtail's form does. Collections stand by name, so the first has got another place.
                inner.refresh_from_db()
                inner.save()
                inner.move(outer, "sorted-child")

        assert not file.exists()
        renew(seconds=60, rest=0)
        assert not file.exists()
        assert (current / f"news/{piece.slug}/index.html").exists()

    def test_a_document_that_no_page_names_any_more_leaves(self, tree, copy_of, committed, document):
        piece = publish(NewsPageFactory(parent=tree.news, body=linking(document)))
        current = copy_of(piece.url)
        piece.body = []
        with committed():
            publish(piece)

        renew(seconds=60, rest=0)

        assert not (current / document.url.strip("/")).exists()

    def test_the_home_page_of_a_language_leaves_like_any_other(self, tree, copy_of, committed):
        current = copy_of("/en/")
        generation.forget()
        with committed():
            tree.en.unpublish()

        assert not (current / "en/index.html").exists()

    def test_who_is_no_contact_any_more_leaves_with_the_next_run(self, tree, copy_of, committed):
        contact = a_contact(name="张主席")
        page = PlainPageFactory(parent=tree.home, title="工会委员", shows_committee=True)
        current = copy_of(page.url)
        file = current / page.url.strip("/") / "index.html"
        assert "张主席" in file.read_text()
        with committed():
            contact.unpublish()

        renew(seconds=60, rest=0)

        assert "张主席" not in file.read_text()

    def test_a_post_that_is_taken_down_leaves_at_once(self, tree, copy_of, committed):
        discussion = a_discussion(tree)
        post = a_post(discussion, text="要撤下的发言")
        current = copy_of("/", discussion.url)
        file = current / discussion.url.strip("/") / "index.html"
        assert file.exists()

        with committed():
            post.state = PostState.TAKEN_DOWN
            post.save()

        assert not file.exists()
        renew(seconds=60, rest=0)
        assert "要撤下的发言" not in file.read_text()

    def test_a_new_address_replaces_the_old_one(self, tree, copy_of, committed):
        piece = publish(NewsPageFactory(parent=tree.news, slug="before"))
        current = copy_of(piece.url)
        piece.slug = "after"
        with committed():
            publish(piece)

        renew(seconds=60, rest=0)

        assert not (current / "news/before").exists()
        assert (current / "news/after/index.html").exists()

    def test_what_is_noted_again_while_it_is_renewed_stays_noted(self, copy_of, monkeypatch):
        copy_of("/")
        note(["/info/"])
        take = renewing.Taker.take

        def take_slowly(taker, address):
            found = take(taker, address)
            note([address])
            return found

        monkeypatch.setattr(renewing.Taker, "take", take_slowly)
        monkeypatch.setattr(Clock, "is_over", property(lambda clock: not CopyChange.objects.count() or clock.seen()))
        seen = iter([False, True])
        monkeypatch.setattr(Clock, "seen", lambda _clock: next(seen), raising=False)
        take_changes(FOR_EVER)

        assert CopyChange.objects.filter(address="/info/").exists()

    def test_switched_off_nothing_is_noted_or_made(self, tree, settings, tmp_path, committed):
        settings.VAR_DIR = tmp_path
        with committed():
            publish(NewsPageFactory(parent=tree.news))
            note_everything()
        renew()

        assert not CopyChange.objects.exists()
        assert not folders.top().exists()

    @pytest.mark.parametrize("number", [1, 40])
    def test_noting_costs_the_same_for_many(self, number, django_assert_num_queries, db):
        with django_assert_num_queries(1):
            note(f"/news/{index}/" for index in range(number))


class TestState:
    def test_a_copy_that_is_missing_or_too_old_is_told(self, copy_of):
        with pytest.raises(NotHealthy, match="no static copy"):
            check_copy()
        copy_of("/")
        state = folders.state()
        folders.keep_state(state | {"made_at": "2026-01-01T00:00:00+00:00"})

        with pytest.raises(NotHealthy, match="more than 36 hours ago"):
            check_copy()

    def test_a_copy_of_the_future_is_told_and_made_anew(self, copy_of):
        copy_of("/")
        ahead = (timezone.now() + timedelta(days=365)).isoformat()
        folders.keep_state(folders.state() | {"made_at": ahead, "tried_at": ahead})

        with pytest.raises(NotHealthy, match="still to come"):
            check_copy()
        assert renewing._is_due(folders.state(), timezone.now())

    def test_an_alarm_tells_of_one_that_is_too_old_and_of_none_that_is_being_made(self, copy_of, settings):
        assert alarming(timezone.now()) == {}
        copy_of("/")
        assert alarming(timezone.now()) == {}
        folders.keep_state(folders.state() | {"made_at": "2026-01-01T00:00:00+00:00"})
        assert "2026-01-01 08:00" in alarming(timezone.now())["太久没有更新"][0]
        settings.STATIC_COPY = False
        assert alarming(timezone.now()) == {}

    def test_two_at_once_do_not_work_on_it(self, switched_on):
        with folders.locked(), pytest.raises(folders.Busy), folders.locked():
            pass
        renew(seconds=-1)

    @pytest.mark.parametrize("content", ["", '{"made_at": "2026', "null"])
    def test_a_broken_state_counts_as_none_and_is_written_anew(self, copy_of, content):
        """As a power cut leaves it."""
        copy_of("/")
        (folders.top() / "state.json").write_text(content)

        with pytest.raises(NotHealthy, match="no static copy"):
            check_copy()
        assert renewing._is_due(folders.state(), timezone.now())
        note(["/"])
        assert take_changes(Clock(float("inf"), 0)) == 1
        assert "renewed_at" in json.loads((folders.top() / "state.json").read_text())

    def test_files_appear_whole_or_not_at_all(self, switched_on):
        def broken():
            yield b"<html>"
            raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            folders.put(folders.top(), "a/index.html", broken())

        assert names(folders.top()) == set()
        folders.keep_state({"a": 1})
        assert json.loads((folders.top() / "state.json").read_text()) == {"a": 1}
