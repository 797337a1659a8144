"""The demo's way through both stages leaves what the services leave; a piece is laid both ways."""

import pytest
import time_machine
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Locale, Page, TaskState

from demo.material import Material
from demo.stage import set_up_people
from demo.texts import pair_words, read_pieces
from demo.writing import Demo, build, decide_twice, pass_review
from unionsite.core import mails
from unionsite.core.translations import translate_page
from unionsite.publishing.models import Release
from unionsite.publishing.textchecks.services import check_page, open_findings


def all_rows() -> dict[str, list[dict]]:
    """Return the rows of all tables by model, with the place among the rows instead of each number: sequences go on
    after a rollback."""
    places = {
        model: {key: place for place, key in enumerate(model._base_manager.order_by("pk").values_list("pk", flat=True))}
        for model in apps.get_models()
        if model._meta.managed
    }

    def plain(field: models.Field, value):
        target = field.remote_field.model if field.remote_field else field.model if field.primary_key else None
        if target is not None and value is not None:
            return places[target].get(value, value)
        if field.name == "data" and "task_state_id" in str(value):
            state = value["workflow"]
            return {**value, "workflow": {**state, "task_state_id": places[TaskState][state["task_state_id"]]}}
        return value

    return {
        model._meta.label: [
            {field.name: plain(field, row[field.attname]) for field in model._meta.concrete_fields}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in places
    }


def left_by(way) -> dict[str, list[dict]]:
    with transaction.atomic():
        way()
        rows = all_rows()
        transaction.set_rollback(True)
    return rows


def compared(demo: Demo, page: Page) -> None:
    """Compare what both ways leave of a piece that waits to be submitted."""
    key, before = page.pk, all_rows()

    def fresh() -> Page:
        return Page.objects.get(pk=key).specific

    assert not open_findings(check_page(fresh()), {})
    by_steps = left_by(lambda: decide_twice(demo, fresh()))
    at_once = left_by(lambda: pass_review(demo, fresh()))
    changed = {label for label, rows in by_steps.items() if rows != before[label]}
    assert changed >= {"publishing.Release", "audit.AuditEntry", "audit.AuditHead", "search.SearchEntry"}
    assert changed >= {"wagtailcore.WorkflowState", "wagtailcore.TaskState", "wagtailcore.PageLogEntry"}
    assert changed >= {"publishing.SecrecyReview", "publishing.TextCheckReport", "wagtailcore.Page"}
    for label, rows in by_steps.items():
        assert at_once[label] == rows, label


# On PostgreSQL sequences go on after a rollback, so that numbers inside the editors' search differ.
@pytest.mark.once
def test_a_piece_and_its_translation_are_laid_both_ways_alike(tree):
    with time_machine.travel(timezone.now(), tick=False), mails.silence():
        people = set_up_people()
        demo = Demo(tree.home, Locale.objects.get(language_code="en"), people, Material(uploader=people["editor"]))
        piece = next(one for one in read_pieces() if one["type"] == "news" and "en" in one and one.get("tags"))
        page = build(demo, piece)
        tree.news.add_child(instance=page)
        page.save_revision(user=people["editor"])
        compared(demo, page)
        pass_review(demo, page)
        assert Release.objects.of(page).get().first_reviewer == people["first"]
        texts = dict(pair_words(piece, piece["en"]))
        english = translate_page(page, locale=demo.english, texts=texts, user=people["editor"]).specific
        compared(demo, english)
