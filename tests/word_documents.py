"""Small Word documents, built part by part: as Word writes them, as WPS writes them, and broken on purpose."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# --- Content ---


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*content: str, style="", align="", number: tuple[int, int] | None = None, look="", properties="") -> str:
    """A paragraph of texts and ready XML; `number` is (list, level)."""
    inside = "".join(part if part.startswith("<") else run(part, look) for part in content)
    before = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        before += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    after = f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{before}{after}{properties}</w:pPr>{inside}</w:p>"


def size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/>'


BOLD = "<w:b/>"


def cell(*content: str, columns=1, merge: str | None = None, look="") -> str:
    """`merge` is "restart" for the first cell of a merge downwards, "" for those below it."""
    properties = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    if merge is not None:
        properties += f'<w:vMerge w:val="{merge}"/>' if merge else "<w:vMerge/>"
    inside = "".join(part if part.startswith("<") else p(part, look=look) for part in content) or "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, is_head=False) -> str:
    ready = "".join(part if part.startswith("<w:tc>") else cell(part) for part in cells)
    return f"<w:tr><w:trPr>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{ready}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def picture(key: str, description: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="{escape(description)}"/><a:graphic>'
        f'<a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{key}"/></pic:blipFill></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def text_box(*content: str) -> str:
    """As Word writes it: the new form, and VML for older programs, both with the words."""
    inside = "".join(content)
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>"
        f"<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent>"
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


CHART = (
    '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="rId90"/></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
FORMULA = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
OBJECT = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="rId91"/></w:object></w:r>'


# --- Parts ---


def styles(*definitions: str) -> str:
    return f"{XML}<w:styles {NAMESPACES}>{''.join(definitions)}</w:styles>"


def style(key: str, name: str, properties="", base="", is_default=False) -> str:
    default = ' w:default="1"' if is_default else ""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"{default}><w:name w:val="{name}"/>{based}{properties}</w:style>'
    )


WORD_STYLES = styles(
    style("a", "Normal", "<w:rPr><w:sz w:val='24'/></w:rPr>", is_default=True),
    style("Title", "Title"),
    style("1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>', "a"),
    style("2", "heading 2", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>', "a"),
    style("3", "heading 3", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>', "a"),
    style("Quote", "Quote", base="a"),
    style("Caption", "caption", base="a"),
    style("TOC1", "toc 1", base="a"),
)
# Older WPS: ids are numbers, names those of the Chinese menu.
WPS_STYLES = styles(
    style("1", "正文", is_default=True),
    style("2", "标题 1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "1"),
    style("3", "标题 2", '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>', "1"),
    style("4", "标题"),
    style("5", "引用", base="1"),
)


def level(depth: int, format: str, text: str, start=1, paragraph_style="") -> str:
    linked = f'<w:pStyle w:val="{paragraph_style}"/>' if paragraph_style else ""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{linked}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*lists: list[str] | tuple[str, ...], overrides: dict[int, int] | None = None) -> str:
    """List n (from 1) has the levels of the n-th argument; `overrides`: more lists like list 1, by their start."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{"".join(levels)}</w:abstractNum>' for n, levels in enumerate(lists)
    )
    numbers = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(lists)))
    for key, start in (overrides or {}).items():
        numbers += (
            f'<w:num w:numId="{key}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        )
    return f"{XML}<w:numbering {NAMESPACES}>{abstract}{numbers}</w:numbering>"


CHINESE = (level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3."))
DECIMAL = (level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"))
BULLETS = (level(0, "bullet", "•"), level(1, "bullet", "–"))


# --- The file ---


def parts(
    *body: str,
    styles: str = WORD_STYLES,
    numbering: str = "",
    media: dict[str, bytes] | None = None,
    links: dict[str, str] | None = None,
    extra: dict[str, str | bytes] | None = None,
    relations: str = "",
    main_type: str = DOCUMENT_TYPE,
    types: str = "",
) -> dict[str, str | bytes]:
    """The members of a .docx. `media`: bytes by name, related by the name without suffix; `links`: address by id."""
    related = f'<Relationship Id="rId80" Type="{OFFICE}/styles" Target="styles.xml"/>' if styles else ""
    related += f'<Relationship Id="rId81" Type="{OFFICE}/numbering" Target="numbering.xml"/>' if numbering else ""
    for name in media or {}:
        key = name.partition(".")[0]
        related += f'<Relationship Id="{key}" Type="{OFFICE}/image" Target="media/{name}"/>'
    for key, target in (links or {}).items():
        related += (
            f'<Relationship Id="{key}" Type="{OFFICE}/hyperlink" Target="{escape(target)}" TargetMode="External"/>'
        )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"{XML}<w:document {NAMESPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": (
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{related}{relations}</Relationships>'
        ),
    }
    if styles:
        found["word/styles.xml"] = styles
    if numbering:
        found["word/numbering.xml"] = numbering
    return found | {f"word/media/{name}": content for name, content in (media or {}).items()} | (extra or {})


def relation(key: str, kind: str, target: str, is_external=False) -> str:
    mode = ' TargetMode="External"' if is_external else ""
    return f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{escape(target)}"{mode}/>'


def zipped(members: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in members.items():
            archive.writestr(name, inside)
    return content.getvalue()


def docx(*body: str, **options) -> bytes:
    """A whole document; options as for `parts`."""
    return zipped(parts(*body, **options))


def huge_png(width: int, height: int) -> bytes:
    """A picture of many pixels in few bytes: white lines, packed."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    line = b"\x00" + b"\xff" * width
    packed = b"".join(packer.compress(line) for _line in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
