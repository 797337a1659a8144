"""Word files of statutes in the layouts of their sources: no article is lost, whatever Word makes of its number."""

import io

import pytest

from tests import word_documents as word
from tests.laws import layouts
from unionsite.laws.official import read_official
from unionsite.laws.parsing import parse_data
from unionsite.laws.services import bare
from unionsite.publishing.word_import.services import read_words

INVENTED = "invented"
LAYOUTS = [
    (layouts.plain, "上海市工会条例"),
    (layouts.with_contents, "劳动合同法"),
    (layouts.with_page_numbers, "社会保险法"),
    (layouts.contents_by_word, "工会法"),
    (layouts.with_contents, "公司法"),
    (layouts.in_books, "妇女权益保障法"),
    (layouts.by_order, "生产安全事故应急条例"),
    (layouts.by_announcement, "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"),
    (layouts.history_on_lines, "未成年人保护法"),
    (layouts.plain, "企业职工带薪年休假实施办法"),
    (layouts.with_annex, "女职工劳动保护特别规定"),
    (layouts.annex_of_a_decision, "职工带薪年休假条例"),
    (layouts.plain, "关于职工全年月平均工作时间和工资折算问题的通知"),
    (layouts.label_on_its_own_line, "劳动争议调解仲裁法"),
    (layouts.with_half_spaces, "工伤保险条例"),
    (layouts.without_space, "企业破产法"),
    (layouts.in_wide_digits, "劳动保障监察条例"),
    (layouts.by_wps, "安全生产法"),
    (layouts.by_automatic_list, "劳动法"),
    (layouts.by_wps, INVENTED),
    (layouts.by_automatic_list, INVENTED),
    (layouts.contents_by_word, INVENTED),
]


def file_of(lines: list[str], styles: str = word.WORD_STYLES, **options) -> bytes:
    paragraphs = [line if line.startswith("<") else word.p(line) for line in lines]
    return word.docx(*paragraphs, numbering=layouts.NUMBERING, styles=styles, **options)


@pytest.mark.parametrize(("layout", "name"), LAYOUTS, ids=[f"{layout.__name__} {name}" for layout, name in LAYOUTS])
def test_no_article_is_lost(layout, name):
    data = layouts.invented() if name == INVENTED else layouts.statute(name)
    styles = word.WPS_STYLES if layout is layouts.by_wps else word.WORD_STYLES
    text, _notes = read_words(io.BytesIO(file_of(layout(data), styles)), "法规.docx")
    found, wanted = parse_data(read_official(text).data), parse_data(data)
    assert [(row.label, bare(row.text)) for row in found.articles if row.number] == [
        (row.label, bare(row.text)) for row in wanted.articles if row.number
    ]
    if layout is not layouts.annex_of_a_decision:
        assert found.title == wanted.title
    if layout not in (layouts.annex_of_a_decision, layouts.in_books):
        assert [bare(row.chapter) for row in found.articles if row.number] == [
            bare(row.chapter) for row in wanted.articles if row.number
        ]


def test_tables_become_lines_and_what_is_left_out_is_said():
    table = word.table(word.row("项目", "标准"), word.row("座椅", "一把"))
    content = file_of(["休息条例", "第一条　甲。", word.p("乙", word.FORMULA, "丙。"), "附件", table])
    text, notes = read_words(io.BytesIO(content), "法规.docx")
    assert text.endswith("附件\n项目　标准\n座椅　一把")
    assert "文件：法规.docx" in notes
    assert "公式没有导入" in notes
    assert "表格已改为文字" in notes
