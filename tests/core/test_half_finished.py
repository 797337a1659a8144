"""Work in progress can always be kept: every page type with nothing filled in, every block as it was inserted."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page, WorkflowState, get_page_models
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from interact.models import QuestionnairePage
from news.models import NewsPage
from rights.models import InterpretationPage
from tests.conftest import person
from tests.editing import form_data
from tests.factories import NewsPageFactory
from unionsite.core.fields import StoryField
from unionsite.core.page_forms import UNTITLED

pytestmark = pytest.mark.once

# What people make; the site's own frame is laid by `setup_site`.
TYPES = [
    model
    for model in get_page_models()
    if model is not Page and model.is_creatable and not getattr(model, "is_frame", False)
]


# What scripts of the editor ask the form itself: a field of this name would answer in its place.
OF_THE_FORM = {"action", "elements", "method", "requestSubmit", "reset", "submit"}


def inserted(block: blocks.Block):
    """What the browser sends for a block that was inserted and left as it was."""
    if isinstance(block, TypedTableBlock):
        cells = {"caption": "", "column-count": 2, "row-count": 1, "row-0-order": 0, "row-0-deleted": ""}
        for number, name in enumerate(block.child_blocks):
            cells |= {f"column-{number}-type": name, f"column-{number}-order": number}
            cells |= {f"column-{number}-heading": "", f"column-{number}-deleted": "", f"cell-0-{number}": ""}
        return cells
    if isinstance(block, blocks.StructBlock):
        return {name: inserted(child) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        row = {"id": "", "type": "item", "deleted": "", "order": 0, "value": inserted(block.child_block)}
        return {"count": 1, "0": row}
    if isinstance(block, blocks.StreamBlock):
        return streamfield([(name, inserted(child)) for name, child in block.child_blocks.items()])
    if isinstance(block, blocks.RichTextBlock):
        return rich_text("")
    return block.get_default() or ""


def nothing_filled_in(model) -> dict:
    """The whole form of a new page, with each block of each stream once."""
    page = model()
    data = form_data(page, title="", slug="")
    streams = {
        field.name: inserted(field.stream_block)
        for field in model._meta.get_fields()
        if isinstance(field, StreamField) and field.name in model.get_edit_handler().get_form_class().base_fields
    }
    data = {name: value for name, value in data.items() if name.partition("-")[0] not in streams}
    rows = model.get_edit_handler().get_form_class()(instance=page).formsets
    data |= nested_form_data({name: inline_formset([]) for name in rows})
    if model is QuestionnairePage:
        data |= nested_form_data({"form_fields": inline_formset([{"field_type": "radio", "label": "几班"}])})
    return data | nested_form_data(streams)


def parent_of(model) -> Page:
    places = Page.objects.filter(locale__language_code="zh-hans").type(*model.allowed_parent_page_models())
    return places.order_by("depth", "path").first()


def newest(model) -> Page:
    """The page that was just made, not its alias in English."""
    return model.objects.filter(locale__language_code="zh-hans").latest("pk")


def address_of_new(model) -> str:
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent_of(model).pk])


@pytest.mark.parametrize("who", ["superuser", "信息员"])
@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_nothing_filled_in_is_kept_and_only_refused_at_submission(client, tree, model, who):
    client.force_login(person(who))
    new = address_of_new(model)
    if client.get(new).status_code != 200:
        assert who != "superuser"
        pytest.skip("This role does not write such pages.")

    kept = client.post(new, nothing_filled_in(model))

    assert kept.status_code == 302, kept.context["form"].errors
    page = newest(model)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert page.draft_title == UNTITLED
    screen = client.get(edit)
    assert screen.status_code == 200
    # Lists name it; where one writes, the field is empty.
    assert screen.context["form"].initial["title"] == screen.context["form"].initial["slug"] == ""
    for name in ("view_draft", "history"):
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk])).status_code == 200
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(preview, nothing_filled_in(model)).json()["is_valid"] is True
    assert client.get(preview).status_code == 200
    again = client.post(edit, nothing_filled_in(model), headers={"Accept": "application/json"})
    assert again.json()["success"] is True

    refused = client.post(edit, nothing_filled_in(model) | {"action-submit": "1"})

    assert refused.status_code == 200
    assert "title" in refused.context["form"].errors
    assert not WorkflowState.objects.exists()
    assert not model.objects.get(pk=page.pk).live


def test_a_draft_named_by_its_stand_in_cannot_be_submitted(editor_client, tree):
    page = NewsPageFactory(parent=tree.news, live=False, title=UNTITLED)
    refused = editor_client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), form_data(page, title=UNTITLED) | {"action-submit": "1"}
    )
    assert refused.context["form"].errors["title"] == ["请拟一个标题。"]


def test_the_address_follows_the_title_that_comes_later(editor_client, tree):
    editor_client.post(address_of_new(NewsPage), nothing_filled_in(NewsPage))
    page = newest(NewsPage)
    data = nothing_filled_in(NewsPage) | {"title": "夜班食堂延长供餐"}
    editor_client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    page.refresh_from_db()
    assert page.title == "夜班食堂延长供餐"
    assert page.slug.endswith("-yebanshitangyanzhanggongcan")


def test_the_refusal_stands_at_the_block(editor_client, tree):
    editor_client.post(address_of_new(InterpretationPage), nothing_filled_in(InterpretationPage))
    page = newest(InterpretationPage)
    refused = editor_client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        nothing_filled_in(InterpretationPage) | {"action-submit": "1"},
    )
    (error,) = refused.context["form"].errors.as_data()["citations"]
    assert error.as_json_data() == {
        "blockErrors": {0: {"blockErrors": {"article": {"messages": ["请从法规库选择法条，或填写法律名称。"]}}}}
    }


def test_words_in_a_column_of_numbers_are_kept_in_a_draft(editor_client, tree):
    page = NewsPageFactory(parent=tree.news, live=False)
    table = inserted(NewsPage._meta.get_field("body").stream_block.child_blocks["table"])
    table |= {"column-0-type": "number", "cell-0-0": "约三十", "column-1-type": "number", "cell-0-1": "１，２３４.５"}
    data = form_data(page, body=streamfield([("table", table)]))
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    assert editor_client.post(edit, data).status_code == 302

    saved = NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert saved.body[0].value.row_data == [{"values": ["约三十", 1234.5]}]
    assert "约三十" in editor_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    refused = editor_client.post(edit, data | {"action-submit": "1"})
    (error,) = refused.context["form"].errors.as_data()["body"]
    message = error.as_json_data()["blockErrors"][0]["blockErrors"][0][0]["messages"]
    assert message == ["这一列只能填数字。请改成数字，或另加一个文字列。"]


def test_a_questionnaire_can_be_built_question_by_question(editor_client, tree):
    """Copied questions, choices still to come, dates being moved: kept, and refused when it is sent."""
    editor_client.post(address_of_new(QuestionnairePage), nothing_filled_in(QuestionnairePage))
    page = newest(QuestionnairePage)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    question = {"label": "几班", "field_type": "radio", "choices": "白班"}
    data = nothing_filled_in(QuestionnairePage) | nested_form_data(
        {"form_fields": inline_formset([question, question])}
    )
    data |= {"opens_at": "2026-12-01 08:00", "closes_at": "2026-11-01 08:00"}

    assert editor_client.post(edit, data).status_code == 302

    refused = editor_client.post(edit, data | {"action-submit": "1"})
    assert "closes_at" in refused.context["form"].errors
    assert [list(row.errors) for row in refused.context["form"].formsets["form_fields"]][:2] == [
        ["choices"],
        ["choices"],
    ]


def test_a_draft_and_a_submission_at_the_same_moment_do_not_mix():
    """A reading that waits inside a block of a draft keeps the next from reading as leniently as a draft."""
    inside, go_on = Event(), Event()

    class SlowBlock(blocks.CharBlock):
        def clean(self, value):
            if value == "draft":
                inside.set()
                assert go_on.wait(30)
            return super().clean(value)

    field = StoryField([("word", SlowBlock())], blank=True)
    draft, submission = field.formfield(), field.formfield()
    draft.is_deferred_validation = True
    with ThreadPoolExecutor() as pool:
        first = pool.submit(draft.clean, field.to_python([("word", "draft")]))
        assert inside.wait(30)
        second = pool.submit(submission.clean, field.to_python([("word", "")]))
        pool.submit(sleep, 0.2).add_done_callback(lambda _done: go_on.set())
        assert first.result(30)[0].value == "draft"
        with pytest.raises(ValidationError):
            second.result(30)


@pytest.mark.parametrize("model", [*TYPES, *get_snippet_models()])
def test_no_field_keeps_the_form_from_saving_itself(model):
    handler = (
        model.snippet_viewset.get_edit_handler() if hasattr(model, "snippet_viewset") else model.get_edit_handler()
    )
    assert not OF_THE_FORM & set(handler.get_form_class().base_fields)
