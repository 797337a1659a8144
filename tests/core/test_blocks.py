"""The blocks of a body: previews for editors, templates for readers, words for translators."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.blocks import StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Locale
from wagtail_localize.models import StringSegment

from tests.factories import (
    TABLE,
    DocumentFactory,
    ImageFactory,
    InfoPageFactory,
    NewsPageFactory,
    PlainPageFactory,
    items,
    picture_value,
    story,
)
from tests.laws.builders import load
from tests.releasing import publish, translate
from unionsite.core.blocks import LawCitationBlock, StoryBlock, TableBlock
from unionsite.core.translations import translate_page

pytestmark = [pytest.mark.once, pytest.mark.django_db]
NAMES = list(StoryBlock().child_blocks)


def shown(client, parent, *blocks) -> str:
    """The page's own part of the HTML of a page with these blocks."""
    page = PlainPageFactory(parent=parent, body=story(*blocks))
    html = client.get(page.url).content.decode()
    return html[html.index("<main") : html.index("</main>")]


# --- For editors ---


def test_there_are_twelve():
    assert len(NAMES) == 12


@pytest.mark.parametrize("name", NAMES)
def test_every_block_has_a_preview_a_description_an_icon_and_a_group(admin_client, name):
    block = StoryBlock().child_blocks[name]
    assert block.is_previewable
    assert str(block.get_description())
    assert block.meta.icon != "placeholder"
    assert str(block.meta.group)
    response = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    html = response.content.decode()
    assert "css/site.css" in html
    assert re.search("[\u4e00-\u9fff]{2}", html[html.index("<main") :])


def test_a_new_gallery_begins_with_as_many_places_as_it_needs():
    assert len(StoryBlock().child_blocks["gallery"].get_default()) == 2


@pytest.mark.parametrize("name", NAMES)
def test_every_block_has_its_template(name):
    block = StoryBlock().child_blocks[name]
    assert block.get_template(block.get_default()) == f"core/blocks/{'law_citation' if name == 'law' else name}.html"


def test_previews_are_for_staff_alone(client):
    block = StoryBlock().child_blocks["quote"]
    assert client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}).status_code == 302


# --- For readers ---


def test_a_table_marks_its_heads_and_its_numbers(client, tree):
    html = shown(client, tree.home, ("table", TABLE))
    assert "<caption>加班工资的倍数</caption>" in html
    assert '<th scope="col">情形</th>' in html
    assert '<th scope="row">工作日</th>' in html
    assert '<td class="number">1.5</td>' in html
    assert '<td class="number">2</td>' in html


def test_a_table_with_empty_cells_and_odd_words(client, tree):
    table = {
        **TABLE,
        "rows": [{"values": ["<script>alert(1)</script>", None]}, {"values": ["", 1234567.891]}, {"values": [None, 0]}],
    }
    html = shown(client, tree.home, ("table", table))
    assert "<script" not in html
    assert "None" not in html
    assert '<td class="number"></td>' in html
    assert "1,234,567.89" in html


@pytest.mark.parametrize(
    ("heads", "row", "style"),
    [
        (("部门", "本季度篇数", "上季度篇数"), ("一个名字很长很长的部门", 402, 11), "data"),
        (("部门", "本季度篇数", "上季度篇数", "增减"), ("机加车间", 3, 0, 3), "data data--snug"),
        (("渠道", "收到", "已答复", "按时答复", "办结", "在办", "用时"), ("建议", 1, 2, 3, 4, 5, 6), "data data--wide"),
        (
            ("部门", "做了什么", "谁做的", "结果"),
            ("综合管理部", "整改了通道", "班组长张师傅", "已经完成了"),
            "data data--wide",
        ),
    ],
)
def test_a_table_stays_one_on_a_phone_where_its_columns_fit(client, tree, heads, row, style):
    kinds = ["number" if isinstance(value, int) else "text" for value in row]
    columns = [{"type": kind, "heading": head} for kind, head in zip(kinds, heads, strict=True)]
    html = shown(client, tree.home, ("table", {"caption": "", "columns": columns, "rows": [{"values": list(row)}]}))
    assert f'<table class="{style}"' in html


def test_a_report_folds_parts_tables_and_rows_without_a_figure(client, tree):
    empty = [{"values": ["休息日", 0]}, {"values": ["节日", None]}]
    tables = [("table", {**TABLE, "rows": rows}) for rows in (TABLE["rows"][:1] + empty, empty)]
    heads = [("heading", {"text": f"第{number}部分", "level": "h2"}) for number in range(5)]
    page = InfoPageFactory(parent=tree.info, kind="disclosure", body=story(heads[0], *tables, *heads[1:]))
    html = client.get(page.url).text
    assert "另有2行没有数字" in html
    assert html.count("（没有数字）") == 1
    # All of it is there, and the first part is open.
    assert html.count('<th scope="row">') == 5
    assert html.count("section-fold") == 4
    assert "<h2>第0部分</h2>" in html.partition("section-fold")[0]
    page = InfoPageFactory(parent=tree.info, kind="notice", body=story(heads[0], *tables, *heads[1:]))
    assert "-fold" not in client.get(page.url).text


def test_a_chart_is_drawn_and_its_table_is_there_for_paper_and_readers(client, tree):
    html = shown(client, tree.home, ("chart", {"kind": "bar", "unit": "倍", "data": TABLE}))
    # Once for a wide screen, once for a phone.
    assert html.count("<rect") == 4
    assert html.index("chart__wide") < html.index("chart__phone")
    assert 'role="img"' in html
    assert "（单位：倍）" in html
    assert "<details" in html
    assert "<caption>" in html


def test_a_chart_without_numbers_shows_its_table_alone(client, tree):
    data = {**TABLE, "rows": [{"values": ["工作日", None]}]}
    html = shown(client, tree.home, ("chart", {"kind": "line", "unit": "", "data": data}))
    assert "<svg viewBox" not in html
    assert "<details open>" in html


def test_a_picture_says_what_is_on_it_in_each_place(client, tree):
    image = ImageFactory()
    html = shown(
        client,
        tree.home,
        ("picture", picture_value(image, alt="第一处的说法")),
        ("gallery", items(picture_value(image, alt="第二处"), picture_value(image, alt="第三处"))),
    )
    assert re.findall(r'<img [^>]*alt="([^"]*)"', html) == ["第一处的说法", "第二处", "第三处"]


def test_a_picture_that_is_gone_breaks_nothing(client, tree):
    image, gone = ImageFactory(), ImageFactory()
    value = picture_value(gone)
    gone.delete()
    html = shown(
        client,
        tree.home,
        ("picture", value),
        ("gallery", items(value, picture_value(image))),
        ("paragraph", "<p>后文</p>"),
    )
    assert "后文" in html


def test_a_picture_whose_file_is_gone_breaks_nothing(client, tree):
    image = ImageFactory()
    image.file.storage.delete(image.file.name)
    html = shown(
        client,
        tree.home,
        ("picture", picture_value(image)),
        ("gallery", items(*[picture_value(image)] * 2)),
        ("paragraph", "<p>后文</p>"),
    )
    assert "后文" in html


def test_attachments_name_format_and_size(client, tree):
    document = DocumentFactory(title="报名表", file__filename="form.xlsx", file__data=b"x" * 2048)
    html = shown(
        client,
        tree.home,
        ("attachments", items({"document": document.pk, "title": ""}, {"document": None, "title": "空"})),
    )
    assert "报名表" in html
    assert "XLSX" in html
    assert "2.0" in html
    assert html.count("<li>") == 1


def test_a_cited_article_shows_its_words_and_its_address(client, tree):
    article = load("劳动法").articles.first()
    html = shown(client, tree.home, ("law", {"article": article.pk, "title": "", "label": "", "note": "说明"}))
    assert f'href="{article.url}"' in html
    assert article.text in html
    assert f"《劳动法》{article.label}" in html


def test_a_law_that_the_library_lacks_is_named(client, tree):
    html = shown(client, tree.home, ("law", {"article": None, "title": "某省条例", "label": "第三条", "note": ""}))
    assert "《某省条例》第三条" in html
    assert "<a " not in html[html.index("law-card") :]


def test_a_cited_article_that_is_gone_leaves_no_empty_card(client, tree):
    article = load("劳动法").articles.first()
    value = {"article": article.pk, "title": "劳动法", "label": "第一条", "note": ""}
    article.delete()
    assert "《劳动法》第一条" in shown(client, tree.home, ("law", value))


def test_a_citation_names_something():
    with pytest.raises(StructBlockValidationError):
        LawCitationBlock().clean(LawCitationBlock().to_python({"article": None, "title": "", "label": "", "note": ""}))


# --- For translators ---


def words_of(page) -> list[str]:
    segments = StringSegment.objects.filter(source__object_id=page.translation_key).order_by("order")
    return [segment.string.as_value().render_text() for segment in segments]


def test_tables_and_charts_go_to_the_translator_and_come_back(client, tree):
    chart = {"kind": "bar", "unit": "倍", "data": {**TABLE, "caption": "图的标题"}}
    page = NewsPageFactory(parent=tree.news, body=story(("table", TABLE), ("chart", chart)))
    texts = {
        "加班工资的倍数": "Overtime rates",
        "情形": "Case",
        "倍数": "Factor",
        "工作日": "Working day",
        "休息日": "Rest day",
        "图的标题": "A chart",
        "倍": "times",
    }
    publish(page)
    english = translate(page, locale=Locale.objects.get(language_code="en"), texts=texts)
    assert set(texts) <= set(words_of(page))
    table = english.specific.body[0].value
    assert table.caption == "Overtime rates"
    assert [column["heading"] for column in table.columns] == ["Case", "Factor"]
    assert [row["values"] for row in table.row_data] == [["Working day", 1.5], ["Rest day", 2]]
    html = client.get(f"/en{page.url}").content.decode()
    for text in texts.values():
        assert text in html
    original = page.specific_class.objects.get(pk=page.pk)
    assert original.body[0].value.caption == "加班工资的倍数"


def test_empty_cells_are_no_work_for_translators():
    block = TableBlock()
    value = block.to_python({**TABLE, "caption": "", "rows": [{"values": ["", 1]}, {"values": [None, 2]}]})
    assert [segment.path for segment in block.get_translatable_segments(value)] == ["columns.0", "columns.1"]


def test_every_kind_of_words_reaches_the_translator(tree):
    page = NewsPageFactory(
        parent=tree.news,
        title="题目",
        summary="摘要",
        body=story(
            ("paragraph", "<p>段落</p>"),
            ("heading", {"text": "小标题", "level": "h2"}),
            ("quote", {"text": "引文", "attribution": "说话人"}),
            ("callout", {"kind": "tip", "title": "提示", "text": "<p>提示内容</p>"}),
            ("questions", items({"question": "问", "answer": "<p>答</p>"})),
            ("picture", picture_value(ImageFactory(), caption="图说", alt="图上有什么")),
            ("law", {"article": None, "title": "某法", "label": "第一条", "note": "引用说明"}),
        ),
    )
    translate_page(page, locale=Locale.objects.get(language_code="en"), texts={})
    expected = {
        "题目",
        "摘要",
        "段落",
        "小标题",
        "引文",
        "说话人",
        "提示",
        "提示内容",
        "问",
        "答",
        "图说",
        "图上有什么",
    }
    assert expected <= set(words_of(page))
    assert "田晓禾" not in words_of(page)


# --- Reading a page's choices together ---


def test_blocks_read_one_by_one_still_fetch_what_they_need(assert_sql):
    image = ImageFactory()
    raw = json.loads(story(("picture", picture_value(image)), ("picture", picture_value(image))))
    stream = StreamValue(StoryBlock(), raw, is_lazy=True)
    with assert_sql(1):
        first, second = [child.value["picture"] for child in stream]
    assert first.pk == second.pk == image.pk
    assert first is not second
