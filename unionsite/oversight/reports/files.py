"""The two files of a report: Word in the form of official papers (GB/T 9704-2012), and Excel with its tables."""

import re
from collections.abc import Iterator, Sequence
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname

from unionsite.core.charts import written
from unionsite.core.spreadsheets import Link, bold_cell, breadth, printable, text_cell, xlsx_cell
from unionsite.oversight.reports.figures import GAP, Part, Table, Value

LATIN = "Times New Roman"
# The typefaces of official papers, and what Word takes where the first or the second is not installed.
TITLE, BODY, HEADING, FOOT = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
INSTEAD = {TITLE: "华文中宋", BODY: "仿宋"}
# 二号, 三号, 四号, 小四 and 五号.
SECOND, THIRD, FOURTH, SMALL_FOURTH, FIFTH = Pt(22), Pt(16), Pt(14), Pt(12), Pt(10.5)
LEFT, RIGHT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
PITCH = Pt(28)
WIDTH = Mm(210 - 28 - 26)
TABLE_TEXT = "Table Text"
# A table of so many rows is not parted by the end of a page.
WHOLE = 12
NOTHING = "—"
# In half-width characters: columns on paper share its width, those of Excel are as wide as this.
NARROWEST, WIDEST_ON_PAPER, WIDEST = 6, 24, 44
SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\\/*?:\[\]\t\r\n]")


# --- Word ---


def write_docx(*, title: str, issuer: str, dated: str, parts: Sequence[Part], file: IO[bytes]) -> None:
    """Write the report as a Word file. `dated` stands as it is to be read, 2026年11月27日."""
    document = Document()
    _set_up(document)
    _describe(document, title, issuer)
    _write(document, title, "Title")
    tables = 0
    for part in parts:
        if part.title:
            _write(document, part.title, "Heading 1")
        for text in part.said:
            paragraph = _write(document, text)
            if text.startswith(GAP):
                paragraph.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW
        for table in part.tables:
            tables += 1
            _write(document, _("表%(number)d　%(caption)s") % {"number": tables, "caption": _caption(table)}, "Caption")
            _write_table(document, table)
    _sign(document, issuer, dated)
    document.save(file)


def _set_up(document) -> None:
    """Lay out the page and the styles; what Word's own styles bring along otherwise goes."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin, section.footer_distance = Mm(28), Mm(26), Mm(23)
    document.styles.add_style(TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    # Not justified: Chinese lines are full anyhow, and LibreOffice 25.2 then loses a mark at the end of a line.
    _style(document, "Normal", BODY, THIRD, LEFT, indent=True)
    _style(document, "Title", TITLE, SECOND, CENTER, pitch=Pt(36), after=PITCH)
    _style(document, "Heading 1", HEADING, THIRD, LEFT, indent=True)
    _style(document, "Caption", HEADING, SMALL_FOURTH, CENTER).paragraph_format.keep_with_next = True
    _style(document, TABLE_TEXT, BODY, FIFTH, LEFT, pitch=Pt(18))
    _style(document, "Footer", FOOT, FOURTH, LEFT, pitch=Pt(16))
    # On the outer side, one character from the edge of the text.
    document.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer.paragraphs[0], RIGHT)
    _number_pages(section.even_page_footer.paragraphs[0], LEFT)


def _style(document, name: str, typeface: str, size: Pt, alignment, *, indent=False, pitch=PITCH, after=0):
    style = document.styles[name]
    for old in style.element.xpath("w:rPr | w:pPr/w:pBdr | w:pPr/w:contextualSpacing"):
        old.getparent().remove(old)
    style.font.name, style.font.size = LATIN, size
    style.element.rPr.rFonts.set(qn("w:eastAsia"), typeface)
    form = style.paragraph_format
    form.alignment, form.line_spacing_rule, form.line_spacing = alignment, WD_LINE_SPACING.EXACTLY, pitch
    form.space_before, form.space_after = 0, after
    # Word goes by the characters, other programs by the length.
    form.first_line_indent = 2 * size if indent else 0
    style.element.pPr.ind.set(qn("w:firstLineChars"), "200" if indent else "0")
    return style


def _number_pages(paragraph, alignment) -> None:
    paragraph.alignment = alignment
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = FOURTH
    _add(paragraph, "— ")
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)
    _add(paragraph, " —")


def _describe(document, title: str, issuer: str) -> None:
    """Say whose the file is and in which language, and leave out what the template says of itself."""
    about = document.core_properties
    about.title, about.author = printable(title)[:255], printable(issuer)[:255]
    about.comments = about.last_modified_by = ""
    about.created = about.modified = timezone.now()
    package = document.part.package.rels
    for name in [name for name, rel in package.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del package[name]
    for language in (*document.styles.element.xpath("//w:lang"), *document.settings.element.xpath("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in INSTEAD.items()
    )
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table._blob = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _write(document, text: str, style: str = "Normal"):
    paragraph = document.add_paragraph(style=style)
    _add(paragraph, text)
    return paragraph


def _add(paragraph, text: str):
    run = paragraph.add_run(printable(text))
    # Quotation marks and dashes are the Chinese ones, a whole character wide.
    run.font._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return run


def _write_table(document, table: Table) -> None:
    rows = [[_read(value) for value in row] for row in table.rows or [(None,) * len(table.headings)]]
    widths = _widths([table], WIDEST_ON_PAPER)
    lengths = [int(WIDTH * width / sum(widths)) for width in widths]
    numbers, style = _numeric(table), document.styles[TABLE_TEXT]
    grid = document.add_table(1 + len(rows), len(lengths), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, length in zip(grid.columns, lengths, strict=True):
        column.width = length
    for line, (row, texts) in enumerate(zip(grid.rows, [table.headings, *rows], strict=True)):
        whole = row._tr.get_or_add_trPr()
        whole.append(OxmlElement("w:cantSplit"))
        if line == 0:
            whole.append(OxmlElement("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width, cell.vertical_alignment = lengths[column], WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = style
            paragraph.paragraph_format.keep_with_next = line == 0 or line < len(rows) <= WHOLE
            run = _add(paragraph, text)
            if line == 0:
                run.bold, paragraph.alignment = True, CENTER
            elif column in numbers:
                paragraph.alignment = RIGHT


def _sign(document, issuer: str, dated: str) -> None:
    """Write who issues the report and when, two characters from the right and never alone on a page."""
    *_before, last = document.iter_inner_content()
    before = [last] if isinstance(last, Paragraph) else [cell.paragraphs[0] for cell in last.rows[-1].cells]
    signed = [_write(document, text) for text in ("", issuer, dated)]
    for paragraph in signed:
        paragraph.alignment, paragraph.paragraph_format.right_indent = RIGHT, 2 * THIRD
    for paragraph in (*before, *signed[:-1]):
        paragraph.paragraph_format.keep_with_next = True


# --- Tables, for both ---


def _read(value: Value) -> str:
    return value if isinstance(value, str) else NOTHING if value is None else written(value)


def _caption(table: Table) -> str:
    return table.caption + (_("（单位：%(unit)s）") % {"unit": table.unit} if table.unit else "")


def _numeric(table: Table) -> list[int]:
    """Return the columns with numbers."""
    columns = enumerate(zip(*table.rows, strict=True))
    return [number for number, values in columns if any(isinstance(value, int | float) for value in values)]


def _widths(tables: Sequence[Table], widest: int) -> list[int]:
    """Return the width of each column in half-width characters, so that the texts of all tables fit."""
    columns: list[int] = []
    for table in tables:
        for number, texts in enumerate(zip(table.headings, *table.rows, strict=True)):
            columns += [NARROWEST] * (number + 1 - len(columns))
            columns[number] = max(columns[number], *(min(breadth(_read(text)) + 2, widest) for text in texts))
    return columns


# --- Excel ---


def write_xlsx(*, title: str, parts: Sequence[Part], file: IO[bytes]) -> None:
    """Write a workbook with a sheet for each part and one that lists them. None stays empty, as for a formula."""
    book = Workbook(write_only=True)
    book.properties.creator = ""
    contents = book.create_sheet(_("目录"))
    contents.column_dimensions["A"].width = WIDEST
    contents.append([bold_cell(contents, title)])
    for part, name in zip(parts, _sheet_names(parts, taken=contents.title), strict=True):
        contents.append([xlsx_cell(contents, Link(part.title, f"#{quote_sheetname(name)}!A1"))])
        _fill_sheet(book.create_sheet(name), part)
    book.save(file)


def _sheet_names(parts: Sequence[Part], taken: str) -> Iterator[str]:
    """Yield a name for each part that Excel takes: short, without certain characters, each once in any case."""
    names = {taken, "history"}
    for part in parts:
        plain = name = _NOT_IN_SHEET_NAMES.sub(" ", printable(part.title))[:SHEET_NAME].strip(" '") or NOTHING
        number = 1
        while name.casefold() in names:
            number += 1
            name = f"{plain[: SHEET_NAME - 5]}（{number}）"
        names.add(name.casefold())
        yield name


def _fill_sheet(sheet, part: Part) -> None:
    for column, width in enumerate(_widths(part.tables, WIDEST), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([bold_cell(sheet, part.title)])
    for text in part.said:
        sheet.append([text_cell(sheet, text)])
    for table in part.tables:
        sheet.append([])
        sheet.append([bold_cell(sheet, _caption(table))])
        sheet.append([bold_cell(sheet, text) for text in table.headings])
        for row in table.rows:
            sheet.append([text_cell(sheet, value) if isinstance(value, str) else value for value in row])
