"""The migration of a filled site to the index without texts: what was found is found, at any moment (decision 0061)."""

from importlib import import_module

import pytest
from django.db import connection
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from news.models import NewsPage
from search.index import statistics
from tests.factories import NewsPageFactory

pytestmark = pytest.mark.django_db
migration = import_module("search.migrations.0003_lean_index")
STOCK = "wagtail.search.backends.database"


def titles(words="疗养"):
    return sorted(page.title for page in NewsPage.objects.search(words))


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def former(tree):
    """A site with two pages as the version before kept them; adds further ones in its way."""
    pages = [NewsPageFactory(parent=tree.news, title="职工疗养安排"), NewsPageFactory(parent=tree.news, title="通知")]
    pages[1].summary = "组织疗养。"
    if connection.vendor == "postgresql":

        def save(page):
            get_search_backend().add(page)
            run(f"UPDATE {migration.TABLE} SET body = ts_filter(body, '{{d}}')")  # noqa: S608  (no values)
    else:
        import_former_table()

        def save(page):
            # What its triggers got.
            document = import_module("search.backend.indexing").document_of(page)
            IndexEntry.objects.update_or_create(
                content_type_id=page.content_type_id,
                object_id=document.object_id,
                defaults={"title": document.title, "body": document.body, "autocomplete": document.autocomplete},
            )

    for page in pages:
        save(page)
    return save


def import_former_table():
    fts = migration.FTS
    IndexEntry.objects.all().delete()
    run(
        *(f"DROP TRIGGER {name}" for name in migration.triggers(fts)),
        f"DROP TABLE {fts}",
        f"CREATE VIRTUAL TABLE {fts} USING fts5(autocomplete, body, title)",
        *(
            f"CREATE TRIGGER {name} {definition.replace(f' WHEN {migration.HAS_TEXT}', '')}"
            for name, definition in migration.triggers(fts).items()
        ),
    )


def test_what_was_found_is_found(former):
    migration.make_lean(None, None)
    assert titles() == ["职工疗养安排", "通知"]
    assert titles("职工疗养") == ["职工疗养安排"]


def test_it_can_be_run_again(former):
    for _time in range(2):
        migration.make_lean(None, None)
        assert titles() == ["职工疗养安排", "通知"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's rows are changed in place")
def test_broken_off_nothing_is_lost_and_what_is_written_meanwhile_is_found(former, tree):
    migration.fill_lean_table()
    late = NewsPageFactory(parent=tree.news, title="疗养报名")
    former(late)
    assert "疗养报名" in titles()
    migration.make_lean(None, None)
    assert titles() == ["疗养报名", "职工疗养安排", "通知"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="Texts lay beside the index on SQLite alone")
def test_no_text_stays_beside_the_index(former, tree):
    migration.make_lean(None, None)
    get_search_backend().add(NewsPageFactory(parent=tree.news, title="疗养报名"))
    assert set(IndexEntry.objects.values_list("title", "body", "autocomplete")) == {("", "", "")}
    assert "疗养报名" in titles()


def test_another_backend_can_take_over(tree):
    page = NewsPageFactory(parent=tree.news, title="overtime pay")
    get_search_backend(STOCK).add(page)
    assert list(NewsPage.objects.search("overtime", backend=STOCK)) == [page]
    page.title = "holiday pay"
    get_search_backend(STOCK).add(page)
    assert list(NewsPage.objects.search("overtime", backend=STOCK)) == []
    page.delete()
    assert list(NewsPage.objects.search("holiday", backend=STOCK)) == []


def test_what_was_written_over_is_dropped_and_what_stands_is_found(tree):
    page = NewsPageFactory(parent=tree.news, title="疗养报名")
    for title in ("高温慰问", "疗养安排"):
        page.title = title
        get_search_backend().add(page)
        statistics.join_segments()
    assert list(NewsPage.objects.search("疗养安排")) == [page]
    assert list(NewsPage.objects.search("高温")) == []
