"""Both files of a report, opened again: the form of official papers in Word, numbers and charts in Excel."""

import io
import zipfile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import load_workbook

from tests.office import converted, needs_office
from unionsite.oversight.reports.figures import Part, Table
from unionsite.oversight.reports.files import write_docx, write_xlsx

pytestmark = pytest.mark.once

DEPARTMENTS = Table(
    key="departments",
    caption="各部门发稿情况",
    headings=("部门", "篇数", "及时率"),
    rows=(("综合管理部", 1104, 95.5), ("生产运行部", 0, None)),
    chart="bar",
    unit="篇",
)
MONTHS = Table(
    "months",
    "各月访问",
    ("月份", "一", "二", "三", "四", "五"),
    (("9月", 1, 2, 3, 4, 5), ("10月", 2, 3, 4, 5, 6)),
    "line",
)
FIGURES = Part("figures", "一、总体情况", said=("本季度发布信息1104篇。",), tables=(DEPARTMENTS, MONTHS))
PROBLEMS = Part("problems", "二、存在问题", said=("〔待补充：请写明主要问题和原因〕",))


def word(*parts, title="第三季度检查通报", issuer="某公司工会委员会"):
    file = io.BytesIO()
    write_docx(title=title, issuer=issuer, dated="2026年11月27日", parts=parts, file=file)
    return Document(file)


def excel(*parts, title="第三季度检查通报"):
    file = io.BytesIO()
    write_xlsx(title=title, parts=parts, file=file)
    return load_workbook(file)


def lines(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


class TestWord:
    def test_the_page_is_that_of_official_papers(self):
        section = word().sections[0]
        size = (section.page_width, section.page_height)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(length.mm) for length in (*size, *margins)] == [210, 297, 37, 35, 28, 26]

    @pytest.mark.parametrize(
        ("name", "typeface", "size", "pitch"),
        [
            ("Title", "方正小标宋简体", 22, 36),
            ("Normal", "仿宋_GB2312", 16, 28),
            ("Heading 1", "黑体", 16, 28),
            ("Caption", "黑体", 12, 28),
            ("Table Text", "仿宋_GB2312", 10.5, 18),
            ("Footer", "宋体", 14, 16),
        ],
    )
    def test_typefaces_sizes_and_pitch(self, name, typeface, size, pitch):
        style = word().styles[name]
        fonts = style.element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == typeface
        assert not [key for key in fonts.attrib if "Theme" in key]
        assert (style.font.size, style.paragraph_format.line_spacing) == (Pt(size), Pt(pitch))
        assert style.font.color.rgb is None

    def test_word_knows_what_to_take_for_typefaces_that_are_missing(self):
        file = io.BytesIO()
        word().save(file)
        table = zipfile.ZipFile(file).read("word/fontTable.xml").decode()
        assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table
        assert '<w:font w:name="方正小标宋简体"><w:altName w:val="华文中宋"/>' in table

    def test_the_first_line_is_indented_by_two_characters(self):
        indent = word().styles["Normal"].element.pPr.ind
        assert (indent.get(qn("w:firstLineChars")), indent.firstLine) == ("200", Pt(32))

    def test_pages_are_numbered_on_the_outer_side(self):
        document = word()
        section = document.sections[0]
        assert document.settings.odd_and_even_pages_header_footer
        for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
            (paragraph,) = footer.paragraphs
            assert [field.get(qn("w:instr")) for field in paragraph._p.iter(qn("w:fldSimple"))] == ["PAGE"]
            assert "".join(node.text for node in paragraph._p.iter(qn("w:t"))) == "— 1 —"
            assert paragraph.alignment == WD_ALIGN_PARAGRAPH[side]

    def test_parts_follow_the_title_and_are_signed(self):
        document = word(FIGURES, PROBLEMS)
        assert lines(document) == [
            "第三季度检查通报",
            "一、总体情况",
            "本季度发布信息1104篇。",
            "表1　各部门发稿情况（单位：篇）",
            "表2　各月访问",
            "二、存在问题",
            "〔待补充：请写明主要问题和原因〕",
            "",
            "某公司工会委员会",
            "2026年11月27日",
        ]
        assert [paragraph.style.name for paragraph in document.paragraphs[:2]] == ["Title", "Heading 1"]
        assert {paragraph.alignment for paragraph in document.paragraphs[-2:]} == {WD_ALIGN_PARAGRAPH.RIGHT}
        # The signature does not stand alone on a page.
        assert all(paragraph.paragraph_format.keep_with_next for paragraph in document.paragraphs[-4:-1])

    def test_words_that_are_missing_are_marked(self):
        paragraph = word(PROBLEMS).paragraphs[2]
        assert paragraph.text == "〔待补充：请写明主要问题和原因〕"
        assert paragraph.runs[0].font.highlight_color == WD_COLOR_INDEX.YELLOW

    def test_a_table_shows_its_numbers(self):
        (table,) = word(Part("a", "甲", tables=(DEPARTMENTS,))).tables
        assert cells(table) == [["部门", "篇数", "及时率"], ["综合管理部", "1,104", "95.5"], ["生产运行部", "0", "—"]]
        assert table.style.name == "Table Grid"
        assert all(cell.paragraphs[0].runs[0].bold for cell in table.rows[0].cells)
        assert [cell.paragraphs[0].alignment for cell in table.rows[2].cells] == [
            None,
            WD_ALIGN_PARAGRAPH.RIGHT,
            WD_ALIGN_PARAGRAPH.RIGHT,
        ]
        assert sum(column.width for column in table.columns) <= Mm(156)

    def test_a_long_table_repeats_its_headings(self):
        rows = tuple((f"部门{number}", number) for number in range(200))
        (table,) = word(Part("a", "甲", tables=(Table("t", "各部门", ("部门", "篇数"), rows),))).tables
        assert len(table.rows) == 201
        assert cells(table)[-1] == ["部门199", "199"]
        heads = [row for row in table.rows if row._tr.trPr.find(qn("w:tblHeader")) is not None]
        assert [row._tr for row in heads] == [table.rows[0]._tr]
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert not table.rows[5].cells[0].paragraphs[0].paragraph_format.keep_with_next

    def test_tables_and_reports_of_nothing(self):
        (table,) = word(Part("a", "甲", tables=(Table("t", "未办结", ("事项", "天数"), ()),))).tables
        assert cells(table) == [["事项", "天数"], ["—", "—"]]
        assert lines(word(Part("a", "甲")))[1:] == ["甲", "", "某公司工会委员会", "2026年11月27日"]
        assert lines(word()) == ["第三季度检查通报", "", "某公司工会委员会", "2026年11月27日"]

    def test_what_xml_cannot_hold_is_left_out(self):
        bad = "甲\x00\x0b\x1b\ufffe\ud800乙"
        table = Table("t", bad, (bad, "数"), ((bad, 1),), unit=bad)
        part = Part("a", bad, said=(bad,), tables=(table,))
        document = word(part, PROBLEMS, title=bad, issuer=bad)
        assert lines(document) == [
            "甲乙",
            "甲乙",
            "甲乙",
            "表1　甲乙（单位：甲乙）",
            "二、存在问题",
            "〔待补充：请写明主要问题和原因〕",
            "",
            "甲乙",
            "2026年11月27日",
        ]
        assert cells(document.tables[0]) == [["甲乙", "数"], ["甲乙", "1"]]

    def test_the_file_names_nobody_but_the_issuer(self):
        document = word(title="长" * 300)
        about = document.core_properties
        assert (about.author, about.last_modified_by, about.comments) == ("某公司工会委员会", "", "")
        assert about.title == "长" * 255
        file = io.BytesIO()
        document.save(file)
        assert not [name for name in zipfile.ZipFile(file).namelist() if "thumbnail" in name]


class TestExcel:
    def test_a_sheet_for_each_part_and_links_to_them(self):
        book = excel(FIGURES, PROBLEMS)
        assert book.sheetnames == ["目录", "一、总体情况", "二、存在问题"]
        contents = book["目录"]
        assert [cell.value for cell in contents["A"]] == ["第三季度检查通报", "一、总体情况", "二、存在问题"]
        assert [contents[place].hyperlink.location for place in ("A2", "A3")] == [
            "'一、总体情况'!A1",
            "'二、存在问题'!A1",
        ]
        assert not contents["A2"].hyperlink.target
        assert [cell.value for cell in book["二、存在问题"]["A"]] == [PROBLEMS.title, *PROBLEMS.said]
        assert not book.properties.creator

    def test_names_of_sheets_are_what_excel_takes(self):
        titles = ["考核[1]/得分：a*b?", "长" * 40, "长" * 40, "目录", "'引'", "Abc", "aBC", "", "History", "甲\x00\n乙"]
        book = excel(*(Part(f"p{number}", title) for number, title in enumerate(titles)))
        assert book.sheetnames[1:] == [
            "考核 1  得分：a b",
            "长" * 31,
            "长" * 26 + "（2）",
            "目录（2）",
            "引",
            "Abc",
            "aBC（2）",
            "—",
            "History（2）",
            "甲 乙",
        ]

    def test_tables_stand_one_below_the_other_with_numbers_as_numbers(self):
        sheet = excel(FIGURES)["一、总体情况"]
        rows = [list(row[:3]) for row in sheet.iter_rows(values_only=True)]
        assert rows[:7] == [
            ["一、总体情况", None, None],
            ["本季度发布信息1104篇。", None, None],
            [None, None, None],
            ["各部门发稿情况（单位：篇）", None, None],
            ["部门", "篇数", "及时率"],
            ["综合管理部", 1104, 95.5],
            ["生产运行部", 0, None],
        ]
        assert [sheet[place].data_type for place in ("A6", "B6", "C6")] == ["s", "n", "n"]
        assert all(cell.font.bold for cell in (sheet["A1"], sheet["A4"], *sheet[5][:3]))
        below = [row[0] for row in rows].index("各月访问")
        assert rows[below + 1 : below + 4] == [["月份", "一", "二"], ["9月", 1, 2], ["10月", 2, 3]]

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")', "#N/A"])
    def test_t82_nothing_becomes_a_formula(self, text):
        table = Table("t", text, (text, "数"), ((text, 1),), "bar", unit="")
        book = excel(Part("a", text, said=(text,), tables=(table,)), title=text)
        texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text]
        assert len(texts) == 7
        assert {cell.data_type for cell in texts} == {"s"}
        assert {cell.quotePrefix for cell in texts} == {not text.startswith("#")}

    def test_what_xml_cannot_hold_is_left_out(self):
        bad = "甲\x00\x1b\ufffe\ud800乙"
        table = Table("t", bad, (bad, "数"), ((bad, 1),), "bar", bad)
        sheet = excel(Part("a", bad, said=(bad,), tables=(table,)), title=bad)["甲乙"]
        texts = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
        assert texts == {"甲乙", "甲乙（单位：甲乙）", "数"}

    def test_columns_fit_chinese_text(self):
        long = "首页栏目超过十四天没有更新，请尽快补充内容并说明原因，逾期扣分"
        table = Table("t", "问题", ("序号", "问题", "状态"), ((1, long, "整改中"),))
        sheet = excel(Part("a", "甲", said=(long * 3,), tables=(table,)))["甲"]
        assert [sheet.column_dimensions[column].width for column in "ABC"] == [6, 44, 8]

    def test_a_table_of_200_rows_and_a_report_of_nothing(self):
        rows = tuple((f"部门{number}", number) for number in range(200))
        sheet = excel(Part("a", "甲", tables=(Table("t", "各部门", ("部门", "篇数"), rows, "bar"),)))["甲"]
        assert [cell.value for cell in sheet[204][:2]] == ["部门199", 199]
        assert excel().sheetnames == ["目录"]


@needs_office
@pytest.mark.parametrize(("kind", "write"), [("docx", write_docx), ("xlsx", write_xlsx)])
def test_an_office_program_opens_both(kind, write, tmp_path):
    file = io.BytesIO()
    more = {"issuer": "某公司工会委员会", "dated": "2026年11月27日"} if kind == "docx" else {}
    write(title="第三季度检查通报", parts=[FIGURES, PROBLEMS], file=file, **more)
    assert converted(tmp_path, f"report.{kind}", file.getvalue(), "pdf").startswith(b"%PDF")
