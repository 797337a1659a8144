"""Tables become the site's table block: heads, numbers, merges."""

import pytest

from tests import word_documents as word
from tests.publishing.word_import.importing import blocks, imported, notes

pytestmark = pytest.mark.once


@pytest.fixture
def take(tree, author):
    def take(*body, **options):
        return imported(word.docx(*body, **options), parent=tree.news, user=author)

    return take


def test_heads_and_numbers_are_recognised(take):
    result = take(
        word.p("表1 报名人数", align="center"),
        word.table(
            word.row("部门", "人数", "占比", "年份", "工时", is_head=True),
            word.row("机加车间", "1,234", "60%", "2025", "2.50"),
            word.row("质量部", "86", "", "2026", "3"),
        ),
    )

    assert blocks(result) == [
        (
            "table",
            {
                "caption": "表1 报名人数",
                "columns": [
                    {"type": "text", "heading": "部门"},
                    {"type": "number", "heading": "人数"},
                    {"type": "text", "heading": "占比"},
                    {"type": "text", "heading": "年份"},
                    # A number would lose its zero.
                    {"type": "text", "heading": "工时"},
                ],
                "rows": [
                    {"values": ["机加车间", 1234.0, "60%", "2025", "2.50"]},
                    {"values": ["质量部", 86.0, "", "2026", "3"]},
                ],
            },
        )
    ]


def test_merged_cells_are_undone_and_told(take):
    result = take(
        word.table(
            word.row(word.cell("部门", merge="restart"), word.cell("人数", columns=2)),
            word.row(word.cell(merge=""), "男", "女"),
            word.row(word.cell("机加车间", merge="restart"), "30", "12"),
            word.row(word.cell(merge=""), "28", "9"),
        )
    )

    [(_kind, value)] = blocks(result)
    assert [column["heading"] for column in value["columns"]] == ["部门", "人数·男", "人数·女"]
    assert [row["values"] for row in value["rows"]] == [["机加车间", 30.0, 12.0], ["机加车间", 28.0, 9.0]]
    assert any("合并的单元格已拆开" in text for text in notes(result, "changed"))


def test_edges_that_miss_each_other_by_a_hair_make_no_column(take):
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in (2409, 2408, 1, 2409))
    table = word.table(
        word.row("部门", word.cell("人数", columns=2), "说明"),
        word.row("炼钢", "12", word.cell("夜班", columns=2)),
        word.row("轧钢", "8", word.cell("", columns=2)),
    ).replace("<w:tblGrid/>", f"<w:tblGrid>{columns}</w:tblGrid>")
    # Every row begins one column further right.
    later = table.replace("<w:trPr></w:trPr>", '<w:trPr><w:gridBefore w:val="1"/></w:trPr>', 3)
    result = take(table, word.p("又一张。"), later)

    value = blocks(result)[0][1]
    assert [column["heading"] for column in value["columns"]] == ["部门", "人数", "说明"]
    assert [row["values"] for row in value["rows"]] == [["炼钢", 12.0, "夜班"], ["轧钢", 8.0, ""]]
    assert [row["values"][1] for row in blocks(result)[2][1]["rows"]] == ["炼钢", "轧钢"]


def test_a_first_row_over_all_columns_is_the_caption(take):
    result = take(
        word.table(word.row(word.cell("评比结果", columns=2)), word.row("班组", "名次"), word.row("一班", "第一"))
    )

    [(_kind, value)] = blocks(result)
    assert (value["caption"], value["columns"][0]["heading"]) == ("评比结果", "班组")
    assert "把第一行当作表头，请核对。" in notes(result, "changed")


def test_a_table_without_a_head_is_left_to_the_editor(take):
    result = take(word.table(word.row("一班", "30"), word.row("二班", "28")))

    [(_kind, value)] = blocks(result)
    assert [column["heading"] for column in value["columns"]] == ["", ""]
    assert "没有认出表头，请补写各列的名称。" in notes(result, "todo")


def test_a_frame_of_one_cell_is_text(take):
    result = take(word.table(word.row(word.cell(word.p("框里的话"), word.p("第二句")))))

    assert blocks(result) == [("paragraph", "<p>框里的话</p><p>第二句</p>")]


def test_a_table_in_a_table_becomes_words(take):
    inner = word.table(word.row("甲", "乙"))
    result = take(word.table(word.row("项目", "说明"), word.row("一", word.cell(inner, "<w:p/>"))))

    [(_kind, value)] = blocks(result)
    assert value["rows"] == [{"values": ["一", "甲 乙"]}]
    assert "表格里套的表格已改为文字。" in notes(result, "changed")


def test_a_table_too_large_for_a_page_is_dropped(take):
    result = take(word.p("正文。"), word.table(*(word.row("甲", str(n)) for n in range(301))))

    assert blocks(result) == [("paragraph", "<p>正文。</p>")]
    assert any("作为附件添加" in text for text in notes(result, "dropped"))


@pytest.mark.parametrize("width", ["999", "1000000000", "-5", "x"])
def test_absurd_widths_do_no_harm(take, width):
    inside = f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/></w:tcPr>{word.p("甲")}</w:tc>'
    result = take(word.p("正文。"), word.table(f"<w:tr>{inside}{word.cell('乙')}</w:tr>", word.row("丙", "丁")))

    assert blocks(result)[0] == ("paragraph", "<p>正文。</p>")


def test_the_page_shows_the_table(take, client, author):
    result = take(word.table(word.row("部门", "人数"), word.row("机加车间", "1,234")))
    client.force_login(author)

    page = client.get(f"/admin/pages/{result.page.pk}/view_draft/")

    assert "1,234" in page.content.decode()
