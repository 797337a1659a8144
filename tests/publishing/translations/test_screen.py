"""The screen of a translation: every text beside its field, stored at once or in part, and one way to the reviewers."""

import json

import pytest
from django.urls import reverse
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from rights.models import RightsAnswerIndexPage
from tests.conftest import member, person
from tests.factories import (
    GalleryPageFactory,
    ImageFactory,
    NewsPageFactory,
    RightsAnswerPageFactory,
    picture_block,
    story,
)
from tests.journeys.forms import answers
from tests.publishing.reviewing import reject, stage_of, submit
from tests.releasing import publish, translate

pytestmark = [pytest.mark.once, pytest.mark.django_db]
QUERIES = 48
LINKED = '<p>前<a href="https://example.com/">这里</a>后</p>'


def make(tree, *blocks, **fields):
    """A published piece, and the page that is its translation."""
    page = NewsPageFactory(parent=tree.news, live=False, **fields)
    page.body = story(*blocks)
    page.save()
    publish(page)
    return translate(page, locale=tree.en.locale, texts={})


@pytest.fixture
def page(tree, department):
    blocks = [
        ("paragraph", "<p>甲<br/>乙</p><p>丙 &amp; 丁</p>"),
        ("paragraph", LINKED),
        ("heading", {"text": "小标题"}),
    ]
    return make(tree, *blocks, title="班前会开到机床旁", department=department, cover=ImageFactory(), cover_alt="机床")


@pytest.fixture
def desk(client):
    client.force_login(member("编辑"))
    return client


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_of(client, page):
    answer = client.get(edit(page))
    assert answer.status_code == 200
    return answer.context["form"]


def name_of(form, words: str) -> str:
    """The field that stands beside these Chinese words."""
    return next(text.html_name for text in form.texts if words in text.field.original)


def kept(page) -> dict[str, str]:
    rows = StringTranslation.objects.filter(context__object_id=page.translation_key).select_related("translation_of")
    return {row.translation_of.data: row.data for row in rows}


def save_by_itself(client, page, **data):
    """As Wagtail's autosave sends the form."""
    return client.post(edit(page), data, headers={"accept": "application/json"})


def test_every_text_has_its_field_beside_it(desk, page):
    form = form_of(desk, page)
    texts = [text.field.original for text in form.texts]
    assert texts[0] == "班前会开到机床旁"
    for words in ("甲\n乙", "丙 & 丁", '前<a id="a1">这里</a>后', "小标题"):
        assert words in texts
    html = desk.get(edit(page)).text
    assert f"{len(texts)}段中已译0段" in html
    assert "PO 文件" not in html
    assert html.count("提交译文审核") == 1


def test_one_button_stores_all(desk, page):
    form = form_of(desk, page)
    typed = {text.html_name: f"Text {number}" for number, text in enumerate(form.texts)}
    typed[name_of(form, "甲")] = "Fish &\r\nchips <3"
    typed[name_of(form, "这里")] = 'See <a id="a1">this</a>'
    said = desk.post(edit(page), typed, follow=True).text
    assert "译文已保存。" in said
    assert f"{len(typed)}段中已译{len(typed)}段" in said
    assert kept(page)["甲<br/>乙"] == "Fish &amp;<br/>chips &lt;3"
    assert kept(page)['前<a id="a1">这里</a>后'] == 'See <a id="a1">this</a>'
    rows = StringTranslation.objects.filter(context__object_id=page.translation_key)
    assert set(rows.values_list("translation_type", "last_translated_by__username")) == {("manual", "user-编辑")}
    assert [text.field.initial for text in form_of(desk, page).texts] == [
        text.replace("\r\n", "\n") for text in typed.values()
    ]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ('<a id="a9">x</a>', "a9"),
        ("<script>alert(1)</script>", "script"),
        ('<b onclick="x">x</b>', "记号"),
    ],
)
def test_one_wrong_text_keeps_the_others_and_its_own_words(desk, page, wrong, why):
    form = form_of(desk, page)
    bad, title = name_of(form, "这里"), name_of(form, "班前会")
    answer = desk.post(edit(page), {title: "Shift meeting", bad: wrong, "action-submit": "1"})
    assert "有的没有存上" in answer.text
    assert answer.context["form"][bad].value() == wrong
    assert why in answer.context["form"].errors[bad][0]
    assert kept(page) == {"班前会开到机床旁": "Shift meeting"}
    assert stage_of(page) is None


def test_it_saves_by_itself_and_says_beside_a_text_what_is_wrong(desk, page):
    form = form_of(desk, page)
    bad, title = name_of(form, "这里"), name_of(form, "班前会")
    answer = save_by_itself(desk, page, **{title: "Shift meeting", bad: '<a id="a9">x</a>'})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_error")
    assert "a9" in answer.json()["html"]
    assert "已译1段" in answer.json()["html"]
    answer = save_by_itself(desk, page, **{title: "Shift meeting", bad: '<a id="a1">x</a>'}).json()
    assert answer["success"]
    assert "error-message" not in answer["html"]
    assert answer["field_updates"][f"initial-{title}"] == "Shift meeting"


def test_what_was_not_touched_is_not_stored_again(desk, page):
    """Somebody else has typed since this screen was opened."""
    title = name_of(form_of(desk, page), "班前会")
    desk.post(edit(page), {title: "Newer words"})
    desk.post(edit(page), {title: "", f"initial-{title}": ""})
    assert kept(page)["班前会开到机床旁"] == "Newer words"
    desk.post(edit(page), {title: "", f"initial-{title}": "Newer words"})
    assert kept(page) == {}


def test_a_title_that_is_too_long_is_refused(desk, page):
    title = name_of(form_of(desk, page), "班前会")
    assert desk.post(edit(page), {title: "x" * 300}).context["form"].errors[title]
    assert kept(page) == {}


def test_what_the_page_itself_refuses_is_said_beside_the_text_and_tried_again(desk, tree):
    answer = RightsAnswerPageFactory(parent=RightsAnswerIndexPage.objects.child_of(tree.rights).get(), live=False)
    publish(answer)
    page = translate(answer, locale=tree.en.locale, texts={})
    form = form_of(desk, page)
    typed = {text.html_name: f"Words {number}" for number, text in enumerate(form.texts)}
    asked = next(text.html_name for text in form.texts if text.field.label == "别的问法")
    said = desk.post(edit(page), typed | {asked: "Same\nSame", "action-submit": "1"}, follow=True)
    assert said.context["form"].fields[asked].fault in said.text
    assert said.context["form"].fields[asked].initial == "Same\nSame"
    assert stage_of(page) is None
    desk.post(edit(page), {"action-submit": "1"})
    assert stage_of(page) is None
    desk.post(edit(page), {asked: "Same\nOther", "action-submit": "1"})
    assert stage_of(page) == "初审"


def test_a_picture_and_a_link_may_differ(desk, page):
    form = form_of(desk, page)
    link = next(other for other in form.others if other.value() == "https://example.com/")
    cover = next(other for other in form.others if other.label == "封面图")
    picture = ImageFactory()
    assert "正文段落里的链接" in desk.get(edit(page)).text
    desk.post(edit(page), {link.html_name: "https://example.com/en/", cover.html_name: picture.pk})
    assert set(SegmentOverride.objects.values_list("data_json", flat=True)) == {
        json.dumps("https://example.com/en/"),
        str(picture.pk),
    }
    desk.post(edit(page), {link.html_name: "https://example.com/", cover.html_name: ""})
    assert not SegmentOverride.objects.exists()


def test_under_review_nothing_changes(desk, page):
    title = name_of(form_of(desk, page), "班前会")
    desk.post(edit(page), {title: "Shift meeting", "action-submit": "1"})
    assert stage_of(page) == "初审"
    html = desk.get(edit(page)).text
    assert "译文正在审核" in html
    assert "提交译文审核" not in html
    answer = desk.post(edit(page), {title: "Too late"})
    assert "译文正在审核" in answer.text
    assert answer.context["form"][title].value() == "Too late"
    assert save_by_itself(desk, page, **{title: "Too late"}).json()["error_code"] == "locked"
    assert kept(page) == {"班前会开到机床旁": "Shift meeting"}


def test_only_who_may_edit_the_page_translates(client, page):
    for user in (member("审计员"), person("信息员")):
        client.force_login(user)
        assert client.get(edit(page)).status_code in (302, 403)
        client.post(edit(page), {"text-1": "x"})
    assert kept(page) == {}


def test_stopped_it_is_an_ordinary_page_again(desk, page):
    translation = Translation.objects.get(source__object_id=page.translation_key)
    assert reverse("wagtail_localize:stop_translation", args=[translation.pk]) in desk.get(edit(page)).text
    desk.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]), {"next": edit(page)})
    assert "page-edit-form" in desk.get(edit(page)).text


@pytest.mark.parametrize("paragraphs", [2, 60])
def test_many_texts_take_no_more_queries(desk, tree, department, paragraphs, django_assert_num_queries):
    body = "".join(f"<p>第{number}段</p>" for number in range(paragraphs))
    page = make(tree, ("paragraph", body), department=department)
    form_of(desk, page)
    with django_assert_num_queries(QUERIES):
        assert len(form_of(desk, page).texts) > paragraphs


@pytest.mark.parametrize("pictures", [1, 4])
def test_many_pictures_take_no_more_queries(desk, tree, pictures, django_assert_num_queries):
    value = json.dumps([picture_block(ImageFactory(), f"g{number}") for number in range(pictures)])
    gallery = GalleryPageFactory(
        parent=tree.culture, live=False, pictures=value, cover=ImageFactory(), cover_alt="机床"
    )
    publish(gallery)
    page = translate(gallery, locale=tree.en.locale, texts={})
    desk.get(edit(page))
    with django_assert_num_queries(QUERIES + 3):
        assert len(form_of(desk, page).others) > pictures


def test_what_was_sent_back_is_ticked_off_before_it_goes_again(desk, page):
    submit(page, person("superuser"))
    reject(page, member("初审"), comment="请核对标题。\n请核对日期。")
    assert desk.get(edit(page)).text.count('form="translation"') == 6
    sent = {"action-submit": "1"}
    said = desk.post(edit(page), sent | answers(page, left_out={2}, n1="已核对。"), follow=True).text
    assert "退回理由还有1条没有勾选" in said
    assert "已核对。" in said
    assert stage_of(page) is None
    said = desk.post(edit(page), sent | answers(page), follow=True).text
    assert "译文已提交审核" in said
    assert stage_of(page) == "初审"


REPORT = "/admin/localize/reports/translations/"


def test_the_list_names_original_and_translation_and_what_waits(desk, page):
    html = desk.get(REPORT).content.decode()
    original = page.get_translations().get(locale__language_code="zh-hans")
    assert edit(page) in html
    assert edit(original) in html
    assert "待翻译" in html
    texts = form_of(desk, page).texts
    desk.post(edit(page), {text.html_name: f"Text {number}" for number, text in enumerate(texts)})
    assert "已译完" in desk.get(f"{REPORT}results/").content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_a_long_list_takes_no_more_queries(desk, tree, number, django_assert_num_queries):
    for _number in range(number):
        make(tree, ("paragraph", "<p>甲</p>"))
    desk.get(REPORT)
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(REPORT)


LIST_QUERIES = 17
