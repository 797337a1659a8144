"""A real office program opens what the cleaning leaves. Skipped where there is none."""

import base64
import io

import openpyxl
import pikepdf
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from tests.factories import picture_bytes
from tests.interact.attachments.samples import SECRET, accepted, unpacked
from tests.office import converted, flat, needs_office

pytestmark = [needs_office, pytest.mark.once]
PICTURE = (
    '<draw:frame svg:x="2cm" svg:y="6cm" svg:width="4cm" svg:height="3cm"><draw:image><office:binary-data>'
    f"{base64.b64encode(picture_bytes()).decode()}</office:binary-data></draw:image></draw:frame>"
)
TEXT = f"""<text:p>食堂门口{PICTURE}<office:annotation><dc:creator>{SECRET}</dc:creator><text:p>请核实</text:p>
</office:annotation></text:p><table:table><table:table-column/><table:table-row><table:table-cell><text:p>甲</text:p>
</table:table-cell></table:table-row></table:table>"""
SLIDES = f"""<draw:page draw:name="one"><draw:frame svg:x="2cm" svg:y="2cm" svg:width="9cm" svg:height="3cm">
<draw:text-box><text:p>汇报</text:p></draw:text-box></draw:frame>{PICTURE}</draw:page><draw:page draw:name="two"/>"""


def document(folder) -> bytes:
    return converted(folder, "a.fodt", flat(TEXT, author=SECRET), "docx")


def slides(folder) -> bytes:
    return converted(folder, "a.fodp", flat(SLIDES, "presentation", author=SECRET), "pptx")


def printed(folder) -> bytes:
    return converted(folder, "a.fodt", flat(TEXT, author=SECRET), "pdf")


def table(folder) -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = SECRET
    sheet = book.active
    for row in (["月份", "应发"], ["1月", 5000], ["2月", "=B2*2"]):
        sheet.append(row)
    sheet["B2"].comment = Comment("少了", SECRET)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    content = io.BytesIO()
    book.save(content)
    return converted(folder, "a.xlsx", content.getvalue(), "xlsx")


@pytest.mark.parametrize(
    ("make", "name", "told"),
    [
        (document, "说明.docx", "docProps/core.xml"),
        (table, "工资.xlsx", "xl/comments1.xml"),
        (slides, "汇报.pptx", "docProps/core.xml"),
        (printed, "说明.pdf", ""),
    ],
)
def test_t74_cleaned_files_of_an_office_program_open_in_it(make, name, told, tmp_path):
    written = make(tmp_path)
    if told:
        assert SECRET.encode() in unpacked(written)[told]
    clean = accepted(name, written).content
    if told:
        assert [part for part, content in unpacked(clean).items() if SECRET.encode() in content] == []
    suffix = name.rpartition(".")[2]
    (tmp_path / "clean").mkdir()
    if suffix == "pdf":
        pages = pikepdf.open(io.BytesIO(clean)).pages
        # The drawing program opens a PDF as what it can edit.
        assert converted(tmp_path / "clean", f"clean.{suffix}", clean, "png").startswith(b"\x89PNG")
    else:
        pages = pikepdf.open(io.BytesIO(converted(tmp_path / "clean", f"clean.{suffix}", clean, "pdf"))).pages
    before = written if suffix == "pdf" else converted(tmp_path, f"before.{suffix}", written, "pdf")
    assert len(pages) == len(pikepdf.open(io.BytesIO(before)).pages)
