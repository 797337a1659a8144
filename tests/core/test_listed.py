"""The rows that lists walk through: they follow every change of a piece, and each question has its index (0059)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction

from rights.models import RightsAnswerPage
from tests.factories import NOON, NewsPageFactory, PlainPageFactory
from tests.releasing import publish, translate
from unionsite.core import page_indexes
from unionsite.core.listed import list_all, list_anew
from unionsite.core.models import ListedPiece
from unionsite.core.pieces import Filters, list_pieces, read_filters, surroundings
from unionsite.core.queries import page_for_path
from unionsite.core.tasks import mend_lists

pytestmark = pytest.mark.django_db


def rows(piece) -> set[tuple]:
    found = ListedPiece.objects.filter(piece=piece.pk).values_list("section", "kind", "year", "tag__name")
    return set(found)


# --- What the rows follow ---


def test_a_public_piece_stands_once_in_its_section_and_once_for_each_tag(tree):
    piece = NewsPageFactory(parent=tree.news, kind="training", tags=["安全", "夏季"])
    place = (tree.news.pk, "training", 2026)
    assert rows(piece) == {(*place, None), (*place, "安全"), (*place, "夏季")}


def test_drafts_aliases_and_pages_that_are_no_pieces_stand_nowhere(tree):
    draft = NewsPageFactory(parent=tree.news, live=False, tags=["安全"])
    alias = NewsPageFactory(parent=tree.news).copy_for_translation(tree.en.locale, alias=True)
    plain = PlainPageFactory(parent=tree.home)
    assert not any(rows(page) for page in (draft, alias, plain))


def test_a_translation_stands_in_its_own_section(tree):
    piece = NewsPageFactory(parent=tree.news, tags=["安全"])
    english = translate(piece, locale=tree.en.locale, texts={piece.title: "A meeting"})
    assert {row[0] for row in rows(english)} == {tree.en_news.pk}
    assert ListedPiece.objects.filter(locale=tree.en.locale, tag=None).count() == 1


def test_what_is_changed_is_listed_anew(tree):
    piece = NewsPageFactory(parent=tree.news, kind="meeting", tags=["安全"])
    piece.kind = "training"
    piece.tags.remove("安全")
    piece.tags.add("夏季")
    publish(piece)
    assert rows(piece) == {(tree.news.pk, "training", 2026, None), (tree.news.pk, "training", 2026, "夏季")}


def test_a_draft_of_a_public_piece_changes_nothing(tree):
    piece = NewsPageFactory(parent=tree.news, kind="meeting")
    before = rows(piece)
    piece.kind = "training"
    piece.save_revision()
    assert rows(piece) == before


def test_what_is_withdrawn_or_deleted_is_listed_no_more(tree):
    withdrawn, deleted = (NewsPageFactory(parent=tree.news, tags=["安全"]) for _ in range(2))
    withdrawn.unpublish()
    deleted.delete()
    assert not ListedPiece.objects.exists()


def test_a_withdrawn_piece_comes_back_with_its_tags(tree):
    piece = NewsPageFactory(parent=tree.news, tags=["安全"])
    before = rows(piece)
    piece.unpublish()
    publish(type(piece).objects.get(pk=piece.pk))
    assert rows(piece) == before


def test_a_piece_that_moves_takes_its_rows_along(tree):
    piece = NewsPageFactory(parent=tree.news)
    piece.move(tree.info, pos="last-child")
    assert {row[0] for row in rows(piece)} == {tree.info.pk}


def test_a_tag_that_is_deleted_leaves_the_lists(tree):
    piece = NewsPageFactory(parent=tree.news, tags=["安全"])
    Tag.objects.get(name="安全").delete()
    assert {row[3] for row in rows(piece)} == {None}


def test_nothing_is_written_where_nothing_changed(tree):
    piece = NewsPageFactory(parent=tree.news, tags=["安全"])
    assert list_anew([piece.pk]) == 0


@pytest.mark.parametrize("number", [3, 30])
def test_many_are_listed_by_the_same_number_of_queries(tree, number, django_assert_num_queries):
    keys = [NewsPageFactory(parent=tree.news, tags=["安全"]).pk for _ in range(number)]
    ListedPiece.objects.all().delete()
    with django_assert_num_queries(7):
        assert list_anew(keys) == number


def test_each_night_what_went_past_the_signals_is_mended(tree):
    moved, gone = (NewsPageFactory(parent=tree.news) for _ in range(2))
    Page.objects.filter(pk=moved.pk).update(first_published_at=NOON - timedelta(days=400))
    ListedPiece.objects.filter(piece=gone.pk).delete()
    mend_lists()
    assert {row[2] for row in rows(moved)} == {2025}
    assert rows(gone)
    assert list_all() == 0


def test_a_piece_without_a_date_comes_last_and_has_no_year(tree):
    dated, undated = (NewsPageFactory(parent=tree.news) for _ in range(2))
    Page.objects.filter(pk=undated.pk).update(first_published_at=None)
    list_all()
    listing = list_pieces(tree.news.listed(), {})
    assert [piece.pk for piece in listing.page] == [dated.pk, undated.pk]
    assert listing.years == []


# --- What is never shown, whatever the rows say (T93) ---


def test_numbers_leave_out_what_has_expired_or_is_closed(tree):
    NewsPageFactory(parent=tree.news, kind="meeting")
    NewsPageFactory(parent=tree.news, kind="training", expire_at=timezone.now() - timedelta(minutes=1))
    closed = NewsPageFactory(parent=tree.news, kind="activity")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    listing = list_pieces(tree.news.listed(), {"kind": "meeting"})
    assert listing.page.paginator.count == 1
    assert [(choice.label, choice.count) for choice in listing.kinds] == [("全部", 1), ("会议", 1)]


def test_a_row_that_is_left_over_shows_nothing(tree):
    piece = NewsPageFactory(parent=tree.news)
    type(piece).objects.filter(pk=piece.pk).update(live=False)
    assert list(list_pieces(tree.news.listed(), {}).page) == []


# --- Long lists ---


def test_each_page_has_its_own_pieces_and_all_together_every_one(tree):
    pieces = [NewsPageFactory(parent=tree.news, first_published_at=NOON) for _ in range(32)]
    found = [piece.pk for page in "123" for piece in list_pieces(tree.news.listed(), {"page": page}).page]
    assert found == [piece.pk for piece in reversed(pieces)]


# --- Plans: what the database says of how it answers ---


def plans(work) -> str:
    """Return the plans of all queries of `work`; PostgreSQL is asked as if its tables were large."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        lines = []
        for sql, params in asked:
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}", params)
            lines += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "listed_by_date"),
        ({"year": "2026"}, "listed_by_date"),
        ({"tag": "安全"}, "listed_by_section_tag"),
        ({"kind": "meeting"}, "listed_by_kind"),
        ({"kind": "meeting", "year": "2026"}, "listed_by_kind"),
    ],
)
def test_the_newest_are_read_along_an_index(tree, wanted, index):
    NewsPageFactory(parent=tree.news, tags=["安全"])
    filters = Filters(read_filters(wanted), tree.news.listed())
    plan = plans(lambda: list(filters.newest().values_list("piece")[:15]))
    assert "listed_by_" in plan
    if connection.vendor == "sqlite":
        assert f"COVERING INDEX {index}" in plan
        assert "TEMP B-TREE" not in plan
    else:
        assert "Sort" not in plan


def test_numbers_are_counted_along_an_index(tree):
    NewsPageFactory(parent=tree.news)
    plan = plans(lambda: Filters(read_filters({}), tree.news.listed()).numbers)
    assert "listed_by_kind" in plan
    if connection.vendor == "sqlite":
        assert "COVERING" in plan
        assert "TEMP B-TREE" not in plan


def test_no_table_is_read_through_for_what_stands_around_a_piece(tree):
    for _ in range(2):
        piece = NewsPageFactory(parent=tree.news, tags=["安全", "夏季"])
    plan = plans(lambda: surroundings(piece))
    assert "listed_by_date" in plan
    assert "listed_by_tag" in plan
    assert "SCAN core_" not in plan
    assert "Seq Scan on core_listedpiece" not in plan


def test_an_address_is_found_by_an_index(tree):
    piece = NewsPageFactory(parent=tree.news)
    plan = plans(lambda: page_for_path(tree.home, f"/news/{piece.slug}/"))
    assert "core_page_by_address" in plan


def test_few_pages_of_a_type_are_found_without_all_of_a_language(tree):
    plan = plans(lambda: list(RightsAnswerPage.objects.published().in_language(tree.home.locale_id)))
    assert "locale_id_3c7e30a6" not in plan
    if connection.vendor == "sqlite":
        assert "core_page_by_type" in plan


def test_indexes_of_pages_that_were_lost_are_built_again(db):
    assert page_indexes.missing(connection) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX core_page_in_menu")
        assert [index.name for index in page_indexes.missing(connection)] == ["core_page_in_menu"]
        post_migrate.send(apps.get_app_config("core"), app_config=apps.get_app_config("core"), using="default")
        assert page_indexes.missing(connection) == []
