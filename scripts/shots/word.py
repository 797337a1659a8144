"""A Word file becomes a draft, and the text checks keep the draft back; a law is read; ready-made texts are listed."""

import io
import zipfile
from xml.sax.saxutils import escape

from playwright.sync_api import Browser

from scripts.desk import DESKTOP, Account, Desk, press
from scripts.shots.camera import TALL, keep

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILE_NAME = "消防演练稿件.docx"
TITLE = "铸造车间举行消防演练"
OPEN_XML = "http://schemas.openxmlformats.org"
OFFICE = f"{OPEN_XML}/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{OPEN_XML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{OPEN_XML}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
}
# A telephone number, a half-width comma and a wrong character are there for the text checks.
BEFORE = (
    "11月12日上午，铸造车间组织消防演练，58名职工参加。",
    "演练从报警开始，各班组按路线撤离,用时2分40秒。车间主任说，要把每一次演练当成实战。",
    "一、演练内容",
    "包括报警、疏散、灭火器使用和伤员救护四项。有疑问的，请联系车间安全员，电话13800000000。",
)
ROWS = (
    ("班组", "参加人数", "撤离用时（秒）"),
    ("熔炼班", "21", "146"),
    ("造型班", "19", "152"),
    ("清理班", "18", "160"),
)
AFTER = ("二、下一步安排", "12月底前，其他车间依次开展演练，帐篷和担架由车间统一保管。", "作者：郑春燕")


def throw_away() -> None:
    from django.db.models import Q
    from wagtail.models import Page

    from unionsite.publishing.word_import.models import WordImport

    for found in WordImport.objects.filter(file_name=FILE_NAME):
        for page in Page.objects.filter(Q(pk=found.page_id) | Q(alias_of=found.page_id)).order_by("-pk"):
            page.specific.delete()


def take(chromium: Browser, base: str, people: dict[str, Account], addresses: dict[str, str]) -> None:
    editor = Desk(chromium, base, people["editor"])
    editor.sign_in()
    page = editor.page
    editor.visit(addresses["word-import"])
    page.set_input_files("[name=file]", {"name": FILE_NAME, "mimeType": DOCX, "buffer": _file()})
    press(page.get_by_role("button", name="导入为草稿"))
    keep(page, "word-import")
    press(page.get_by_role("link", name="打开草稿"))
    page.set_viewport_size(TALL)
    press(page.get_by_role("button", name="提交给两级审核"))
    reason = page.locator(".textchecks-reason")
    reason.evaluate("box => box.scrollIntoView({block: 'end', behavior: 'instant'})")
    page.mouse.move(640, 700)
    page.mouse.wheel(0, 200)  # Out from behind the buttons.
    keep(page, "text-checks")
    page.set_viewport_size(DESKTOP)
    page.locator("[data-side-panel-toggle=checks]").click()
    page.wait_for_timeout(4000)  # The preview loads and is looked through.
    keep(page, "checks-panel")
    page.set_viewport_size(TALL)
    editor.visit("statutes/import/")
    page.fill("[name=text]", addresses["law-text"])
    press(page.get_by_role("button", name="核对"))
    keep(page, "law-file")
    editor.visit("starter/")
    page.locator(".starter-part summary").first.click()
    keep(page, "starter")


def _file() -> bytes:
    box = f"<w:r><w:pict><w:txbxContent>{_line('安全第一，预防为主')}</w:txbxContent></w:pict></w:r>"
    table = "".join(f"<w:tr>{''.join(f'<w:tc>{_line(cell)}</w:tc>' for cell in row)}</w:tr>" for row in ROWS)
    title = f'<w:p><w:pPr><w:pStyle w:val="Title"/><w:jc w:val="center"/></w:pPr>{_words(TITLE, size=44)}</w:p>'
    lines = [title, *map(_line, BEFORE), f"<w:tbl>{table}</w:tbl>", f"<w:p>{box}</w:p>", *map(_line, AFTER)]
    main = f"{OPEN_XML}/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{main}"><w:body>{"".join(lines)}</w:body></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (PARTS | {"word/document.xml": document}).items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return file.getvalue()


def _line(text: str) -> str:
    return f"<w:p>{_words(text)}</w:p>"


def _words(text: str, size: int = 24) -> str:
    look = "<w:b/>" if text[1:2] == "、" else ""
    return f'<w:r><w:rPr>{look}<w:sz w:val="{size}"/></w:rPr><w:t>{escape(text)}</w:t></w:r>'
