"""The editor's form: what keeps a piece from being submitted, and that a draft can always be saved."""

import pytest
from wagtail.test.utils.form_data import rich_text, streamfield

from tests.editing import errors_of, form_data, save_draft, submit
from tests.factories import NewsPageFactory, story
from unionsite.publishing.models import TextCheckReport, TextCheckSettings
from unionsite.publishing.textchecks import services

ID = "证号11010519491231002X。"
MOBILE = "请拨13812345678。"


@pytest.fixture
def page(tree, department):
    return NewsPageFactory(parent=tree.news, department=department, live=False, body=story())


def body(*texts):
    return streamfield([("paragraph", rich_text(f"<p>{text}</p>")) for text in texts])


def panel_keys(response) -> str:
    return ",".join(sorted({finding.key for finding in response.context["form"].text_check.to_confirm}))


def is_waiting(page) -> bool:
    return page.workflow_states.active().exists()


def test_what_blocks_is_told_beside_the_block_and_nothing_is_stored(editor_client, page):
    response = submit(editor_client, page, body=body("好。", ID), title="新的标题")

    errors = response.context["form"].errors.as_data()
    assert list(errors["body"][0].block_errors) == [1]
    assert "身份证号" in errors["body"][0].block_errors[1].message
    assert "必须改正" in errors["__all__"][0].message
    assert not is_waiting(page)
    page.refresh_from_db()
    assert page.get_latest_revision() is None
    html = response.content.decode()
    assert "新的标题" in html
    assert ID[2:-1] in html


def test_a_find_in_a_plain_field_is_told_beside_it(editor_client, page):
    errors = errors_of(submit(editor_client, page, body=body("好。"), place=ID))

    assert "身份证号" in errors["place"][0]


def test_what_the_page_itself_refuses_is_told_once(editor_client, page):
    response = submit(editor_client, page, body=body("好。"), source_name="")

    assert set(errors_of(response)) == {"source_name"}
    assert len(errors_of(response)["source_name"]) == 1


def test_a_draft_can_always_be_saved(editor_client, page):
    response = save_draft(editor_client, page, body=body(ID))

    assert response.status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision() is not None
    assert TextCheckReport.objects.count() == 0


def test_a_find_to_be_confirmed_needs_a_reason(editor_client, page):
    response = submit(editor_client, page, body=body(MOBILE))

    assert "说明理由" in errors_of(response)["__all__"][0]
    assert 'name="textcheck_reason"' in response.content.decode()


def test_a_reason_for_what_was_on_the_screen_lets_it_pass_and_is_kept(editor_client, editor, page):
    keys = panel_keys(submit(editor_client, page, body=body(MOBILE)))

    response = submit(editor_client, page, body=body(MOBILE), textcheck_keys=keys, textcheck_reason="值班电话")

    assert response.status_code == 302
    assert is_waiting(page)
    page.refresh_from_db()
    report = TextCheckReport.objects.get(revision=page.get_latest_revision())
    assert [answer["reason"] for answer in report.confirmed.values()] == ["值班电话"]
    assert report.confirmed[keys]["person"] == editor.pk
    assert services.gate(report.revision) == []


def test_a_reason_counts_for_nothing_that_was_not_on_the_screen(editor_client, page):
    keys = panel_keys(submit(editor_client, page, body=body(MOBILE)))
    both = body(MOBILE, "请拨13912345678。")

    response = submit(editor_client, page, body=both, textcheck_keys=keys, textcheck_reason="值班电话")

    assert [finding.text for finding in response.context["form"].text_check.to_confirm] == ["13912345678"]
    assert "值班电话" in response.content.decode()


@pytest.mark.parametrize("keys", ["", "no-such-key", ","])
def test_a_reason_alone_settles_nothing(editor_client, page, keys):
    response = submit(editor_client, page, body=body(MOBILE), textcheck_keys=keys, textcheck_reason="值班电话")

    assert "__all__" in errors_of(response)


def test_a_hint_keeps_nothing_back(editor_client, page):
    response = submit(editor_client, page, body=body("他说:好。"))

    assert response.status_code == 302
    assert is_waiting(page)
    assert TextCheckReport.objects.get().counts == {"hint": 1}


def test_an_administrator_may_make_a_hint_of_a_rule(editor_client, page):
    TextCheckSettings.objects.create(levels={"mobile": "hint"})

    assert submit(editor_client, page, body=body(MOBILE)).status_code == 302


def test_the_form_lists_what_is_found_in_the_stored_text(editor_client, page):
    page.body = story(("paragraph", f"<p>{MOBILE}</p>"))
    page.save_revision()

    html = editor_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert "正文第1块（正文段落）" in html
    assert 'name="textcheck_reason"' in html


def test_the_form_of_a_new_page_opens(editor_client, tree):
    response = editor_client.get(f"/admin/pages/add/news/newspage/{tree.news.pk}/")

    assert response.status_code == 200
    assert "textchecks-none" in response.content.decode()


def test_a_new_page_is_not_made_while_something_blocks(editor_client, tree, department, page):
    data = form_data(page, body=body(ID), slug="another") | {"action-submit": "1"}

    response = editor_client.post(f"/admin/pages/add/news/newspage/{tree.news.pk}/", data)

    assert "身份证号" in str(response.context["form"].errors.as_data()["body"][0].block_errors[0].message)
    assert tree.news.get_children().count() == 1


def test_reasons_that_people_write_are_escaped(editor_client, page):
    response = submit(editor_client, page, body=body(MOBILE), textcheck_reason="</textarea><b>")

    assert "</textarea><b>" not in response.content.decode()
