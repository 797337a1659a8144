"""From paragraphs to clean HTML: a small .docx of our own for mammoth, and nh3 over what it answers."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

import mammoth
import nh3
from mammoth.images import img_element

from unionsite.publishing.word_import.choices import Role
from unionsite.publishing.word_import.document import Item, Paragraph, PictureItem, Row, Table, with_number

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LEVELS = 4
_LISTS = {"ul": "1", "ol": "2"}
_STYLE_MAP = f"""
p.{Role.HEADING}1 => h2:fresh
p.{Role.HEADING}2 => h3:fresh
p.{Role.QUOTE} => blockquote > p:fresh
p.{Role.CAPTION} => h6:fresh
b => b
i => i
"""
_TAGS = {"p", "b", "i", "a", "ul", "ol", "li", "h2", "h3", "h6", "blockquote", "img"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href"}, "img": {"alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_SCHEMES = {"http", "https", "mailto"}
# XML has no place for these, whatever the document held.
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def to_html(items: list[Item]) -> str:
    """Clean HTML; a picture is `<img alt="number">`, a caption `<h6>`."""
    result = mammoth.convert_to_html(
        io.BytesIO(_docx(items)),
        style_map=_STYLE_MAP,
        include_embedded_style_map=False,
        # No picture is opened here: its bytes never become part of the HTML.
        convert_image=img_element(lambda _image: {}),
    )
    return nh3.clean(
        result.value, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, strip_comments=True
    )


def _docx(items: list[Item]) -> bytes:
    links: dict[str, str] = {}
    pictures: list[int] = []
    body = "".join(_item(item, links, pictures) for item in items)
    relationships = "".join(
        f'<Relationship Id="{key}" Type="{_R}/hyperlink" Target={quoteattr(target)} TargetMode="External"/>'
        for target, key in links.items()
    ) + "".join(f'<Relationship Id="p{n}" Type="{_R}/image" Target="media/{n}.png"/>' for n in pictures)
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">'
        + "".join(
            f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="{"bullet" if kind == "ul" else "decimal"}"/></w:lvl>'
            for depth in range(_LEVELS)
        )
        + "</w:abstractNum>"
        for kind, key in _LISTS.items()
    ) + "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in _LISTS.values())
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{key}"/></w:style>'
        for key in (Role.BODY, f"{Role.HEADING}1", f"{Role.HEADING}2", Role.QUOTE, Role.CAPTION)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="png" ContentType="image/png"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="d" Type="{_R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONSHIPS}">{relationships}</Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{_W}">{numbering}</w:numbering>',
        "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_R}" xmlns:a="{_A}" xmlns:wp="{_WP}" '
        f'xmlns:pic="{_PIC}"><w:body>{body}</w:body></w:document>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, xml in parts.items():
            archive.writestr(path, xml)
    return content.getvalue()


def _item(item: Item, links: dict[str, str], pictures: list[int]) -> str:
    if isinstance(item, PictureItem):
        pictures.append(item.index)
        return (
            f'<w:p><w:r><w:drawing><wp:inline><wp:docPr descr="{item.index}"/><a:graphic><a:graphicData><pic:pic>'
            f'<pic:blipFill><a:blip r:embed="p{item.index}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r></w:p>"
        )
    if isinstance(item, Table):
        return "<w:tbl>" + "".join(_row(row, links) for row in item.rows) + "</w:tbl>"
    return _paragraph(item, links)


def _paragraph(paragraph: Paragraph, links: dict[str, str]) -> str:
    is_heading = paragraph.role is Role.HEADING
    style = f"{Role.HEADING}{paragraph.level + 1}" if is_heading else paragraph.role
    properties = "" if paragraph.role is Role.BODY else f'<w:pStyle w:val="{style}"/>'
    if paragraph.list_kind:
        properties += (
            f'<w:numPr><w:ilvl w:val="{paragraph.depth}"/><w:numId w:val="{_LISTS[paragraph.list_kind]}"/></w:numPr>'
        )
    # A heading's weight comes from the site's style.
    runs = "".join(_run(span, links, is_plain=is_heading) for span in with_number(paragraph))
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _run(span, links: dict[str, str], is_plain: bool) -> str:
    text, is_bold, is_italic, href = span
    look = "" if is_plain else ("<w:b/>" if is_bold else "") + ("<w:i/>" if is_italic else "")
    words = escape(text.translate(_FORBIDDEN))
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'
    if not href or is_plain:
        return run
    key = links.setdefault(href.translate(_FORBIDDEN), f"l{len(links)}")
    return f'<w:hyperlink r:id="{key}">{run}</w:hyperlink>'


def _row(row: Row, links: dict[str, str]) -> str:
    cells = ""
    for cell in row.cells:
        properties = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        if cell.goes_on is not None:
            properties += f'<w:vMerge w:val="{"continue" if cell.goes_on else "restart"}"/>'
        lines = "".join(_paragraph(line, links) for line in cell.lines) or "<w:p/>"
        cells += f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>"
    head = "<w:trPr><w:tblHeader/></w:trPr>" if row.is_head else ""
    return f"<w:tr>{head}{cells}</w:tr>"
