"""StoryField keeps its blocks out of the migrations; a migration that would empty it is stopped, on every database."""

import json
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.writer import MigrationWriter

from news.models import NewsPage
from tests.factories import NewsPageFactory, PlainPageFactory, rich_body, story
from unionsite.core.blocks import StoryBlock
from unionsite.core.fields import StoryField, as_json
from unionsite.core.models import PiecePage

OURS = ("core", "news", "rights", "culture", "home", "interact")


def story_fields() -> list[tuple[type, StoryField]]:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, StoryField)
    ]


@pytest.fixture
def historical(db):
    """The models as a data migration sees them."""
    return MigrationLoader(connection).project_state().apps


def raw_body(page) -> str:
    table, key = PiecePage._meta.db_table, PiecePage._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT body FROM {table} WHERE {key} = %s", [page.pk])  # noqa: S608
        return cursor.fetchone()[0]


@contextmanager
def refused():
    """Stopped with advice, inside a transaction that the test survives."""
    with pytest.raises(RuntimeError, match=r"update\(\)"), transaction.atomic():
        yield


# --- Migrations stay small ---


def test_pages_have_such_fields():
    assert len(story_fields()) >= 6


@pytest.mark.parametrize(("model", "field"), story_fields(), ids=lambda part: getattr(part, "name", None))
def test_no_block_stands_in_a_migration(model, field):
    _name, path, args, options = field.deconstruct()
    assert (path, args) == ("unionsite.core.fields.StoryField", [])
    assert not {"block_types", "block_lookup"} & set(options)
    written, _imports = MigrationWriter.serialize(field)
    assert len(written) < 120
    clone = field.clone()
    assert clone.deconstruct()[1:] == field.deconstruct()[1:]
    assert clone.is_historical
    assert not field.is_historical


def test_all_migrations_together_are_small():
    files = [path for app in OURS for path in Path(apps.get_app_config(app).path).glob("migrations/*.py")]
    assert len(files) >= len(OURS)
    assert sum(path.stat().st_size for path in files) < 160_000
    assert not any("core.blocks" in path.read_text("utf-8") for path in files)
    assert settings.BASE_DIR in files[0].parents


# --- A migration cannot empty it ---


def test_the_danger_is_real(historical, tree):
    """A historical model sees no block at all: saved as it is, the text would be gone."""
    page = NewsPageFactory(parent=tree.news, body=story(("paragraph", "<p>正文</p>")))
    seen = historical.get_model("core", "PiecePage").objects.get(pk=page.pk)
    assert len(seen.body) == 0


@pytest.mark.parametrize("save", [lambda page: page.save(), lambda page: page.save(update_fields=["body"])])
@pytest.mark.parametrize(("app", "name"), [("core", "PiecePage"), ("news", "NewsPage")])
def test_a_migration_that_saves_such_a_page_is_stopped_and_nothing_is_lost(historical, tree, app, name, save):
    page = NewsPageFactory(parent=tree.news, body=rich_body())
    before = raw_body(page)
    model = historical.get_model(app, name)
    seen = model.objects.get(pk=page.pk)
    with refused():
        save(seen)
    assert raw_body(page) == before
    assert len(NewsPage.objects.get(pk=page.pk).body) == 11


def test_neither_can_it_create_or_bulk_update_one(historical, tree):
    page = NewsPageFactory(parent=tree.news, body=rich_body())
    before = raw_body(page)
    model = historical.get_model("core", "PiecePage")
    copy = model.objects.get(pk=page.pk)
    copy.pk = copy.id = None
    copy.path, copy.slug, copy.translation_key = copy.path[:-4] + "00ZZ", "copy", uuid4()
    with refused():
        copy.save()
    with refused():
        model.objects.bulk_update([model.objects.get(pk=page.pk)], ["body"])
    assert raw_body(page) == before


def test_what_a_migration_may_do(historical, tree):
    page = NewsPageFactory(parent=tree.news, body=rich_body())
    before = raw_body(page)
    model = historical.get_model("core", "PiecePage")
    model.objects.filter(pk=page.pk).update(source_name="一")
    seen = model.objects.get(pk=page.pk)
    seen.author = "二"
    seen.save(update_fields=["author"])
    page.refresh_from_db()
    assert (page.source_name, page.author) == ("一", "二")
    assert raw_body(page) == before


# --- As a field it is Wagtail's ---


def test_text_comes_back_as_it_was_saved(tree):
    body = rich_body()
    page = NewsPageFactory(parent=tree.news, body=body)
    found = NewsPage.objects.get(pk=page.pk)
    assert [block.block_type for block in found.body] == [block["type"] for block in json.loads(body)]
    assert json.loads(raw_body(page)) == list(found.body.raw_data)
    assert isinstance(found.body.stream_block, StoryBlock)


def test_it_survives_a_revision_and_a_dump(tree):
    page = PlainPageFactory(parent=tree.home, body=story(("quote", {"text": "原话", "attribution": "某人"})))
    dumped = serializers.serialize("json", [page])
    restored = next(serializers.deserialize("json", dumped)).object
    for kept in (restored, page.save_revision().as_object()):
        assert kept.body[0].value["text"] == "原话"


def test_characters_are_stored_as_themselves_in_page_and_revision(tree):
    page = NewsPageFactory(parent=tree.news, body=story(("paragraph", "<p>正文</p>")))
    revision = page.save_revision()
    assert "正文" in raw_body(page)
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(content AS text) FROM wagtailcore_revision WHERE id = %s", [revision.pk])
        assert "正文" in cursor.fetchone()[0]


def test_half_a_character_is_no_error():
    assert as_json({"name": "甲\ud800"}, None) == '{"name": "甲?"}'
