"""From the XML of a document to paragraphs, tables and pictures; whatever else it holds is dropped with a note.

Only what is known here goes on. What Word shows as deleted or hidden never does: a reader must not find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from mammoth.docx.dingbats import dingbats

from unionsite.publishing.word_import.choices import EXCERPT, PARAGRAPHS, TABLE_COLUMNS, TABLE_ROWS, Role
from unionsite.publishing.word_import.container import Container, Refused, descend
from unionsite.publishing.word_import.notes import Notebook, excerpt, paragraph_place, table_place
from unionsite.publishing.word_import.numbering import Number, read_numbering
from unionsite.publishing.word_import.styles import Look, Styles, is_on, read_look, read_run_look

_LINK_SCHEMES = ("http://", "https://", "mailto:")
_LONGEST_LINK = 2000
_FIELD_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]*)"')
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
# Passed through: what they hold belongs to the text.
_WRAPPERS = {"w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:dir", "w:bdo", "w:fldSimple", "w:sdtContent"}
_NOT_SHOWN = {"w:txbxContent", "w:del", "w:moveFrom", "mc:Fallback"}
_INSERTED = {"w:ins", "w:moveTo"}
_DELETED = {"w:del", "w:moveFrom"}
_DECORATIONS = ("w:u", "w:strike", "w:dstrike", "w:color", "w:highlight", "w:shd", "w:em", "w:bdr")


class Span(NamedTuple):
    """Words of one look."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    href: str = ""


@dataclass
class Paragraph:
    """A line of the document. `size` in half points, `fonts` of Chinese text; `is_strong` when all of it is bold."""

    spans: list[Span]
    place: str = ""
    role: Role = Role.BODY
    level: int = 0
    number: Number | None = None
    is_centred: bool = False
    size: int = 0
    fonts: frozenset[str] = frozenset()
    is_strong: bool = False
    # Decided later: the kind of list ("ul", "ol") and its depth.
    list_kind: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass
class Picture:
    """A picture of the document; `member` is its path in the archive."""

    member: str
    content_type: str
    description: str
    place: str


@dataclass
class PictureItem:
    index: int


@dataclass
class Cell:
    lines: list[Paragraph]
    columns: int = 1
    # None: not merged downwards; True: goes on from above.
    goes_on: bool | None = None


@dataclass
class Row:
    cells: list[Cell]
    is_head: bool = False


@dataclass
class Table:
    rows: list[Row]
    number: int

    @property
    def place(self) -> str:
        return table_place(self.number)


Item = Paragraph | PictureItem | Table


@dataclass
class Document:
    items: list[Item]
    pictures: list[Picture]


@dataclass
class _Line:
    """What is gathered of a paragraph while its runs are read."""

    lines: list[list[Span]] = field(default_factory=lambda: [[]])
    looks: list[tuple[Look, int]] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)

    def add(self, span: Span, look: Look) -> None:
        last = self.lines[-1]
        if last and last[-1][1:] == span[1:]:
            last[-1] = last[-1]._replace(text=last[-1].text + span.text)
        else:
            last.append(span)
        if span.text.strip():
            self.looks.append((look, len(span.text.strip())))

    def break_off(self) -> None:
        self.lines.append([])


@dataclass
class _Field:
    instruction: str = ""
    shows: bool = False

    @property
    def href(self) -> str:
        match = _FIELD_LINK.match(self.instruction)
        return match.group(1) if match else ""

    @property
    def is_contents(self) -> bool:
        return self.instruction.split(maxsplit=1)[:1] == ["TOC"]


def read_document(container: Container, notes: Notebook) -> Document:
    """All that can be taken over, in order. Raises Refused for a document that is none, or has too many paragraphs."""
    return _Reader(container, notes).read()


class _Reader:
    def __init__(self, container: Container, notes: Notebook) -> None:
        self.container, self.notes = container, notes
        self.styles = Styles(container.part("styles"))
        self.numbering = read_numbering(container.part("numbering"))
        self.pictures: list[Picture] = []
        self.fields: list[_Field] = []
        self.paragraphs = self.tables = 0
        self.place = ""
        self.last_place = ""
        self.is_in_table = False
        self.reference_texts: dict[str, dict[str | None, str]] = {}
        # The beginning of a paragraph whose end mark was deleted.
        self.carried: _Line | None = None

    def read(self) -> Document:
        root = self.container.xml(self.container.main)
        body = None if root is None else root.find("w:body")
        if body is None:
            raise Refused(_("这个文件里没有正文。请用WPS或Word打开核对后另存，再上传。"))
        self._note_parts()
        items = list(self._blocks(body))
        if self.carried is not None:
            items += self._finish(self.carried, Look(), None)
        return Document(items, self.pictures)

    # --- Parts beside the body ---

    def _note_parts(self) -> None:
        for kind, text in (
            ("header", _("页眉没有导入：%(text)s。")),
            ("footer", _("页脚没有导入：%(text)s。")),
        ):
            for root in self.container.parts(kind):
                words = _words(root)
                # A page number alone is nothing to miss.
                if re.search(r"[^\W\d_]{2}", words):
                    self.notes.dropped(text % {"text": excerpt(words)})
        names = self.container.names()
        if any(name.startswith("word/activeX/") for name in names):
            self.notes.dropped(_("文档里的控件（ActiveX）没有导入。"))
        for relationship in self.container.relationships.values():
            if relationship.is_external and relationship.kind.endswith(("/attachedTemplate", "/subDocument", "/frame")):
                self.notes.dropped(_("指向其他文件的外部链接（模板、子文档）没有导入。"))
        for comments in self.container.parts("comments"):
            for comment in comments:
                self.notes.dropped(_("批注没有导入，请确认其中的意见已经处理。"), excerpt(_words(comment)))

    # --- Paragraphs and tables ---

    def _blocks(self, parent: Element) -> Iterator[Item]:
        for child in parent:
            tag = child.tag
            if tag == "w:p":
                yield from self._paragraph(child)
            elif tag == "w:tbl":
                yield from self._table(child)
            elif tag == "w:sdt":
                yield from self._content_control(child)
            elif tag in _WRAPPERS:
                self._note_insertion(child)
                yield from self._blocks(child)
            elif tag in _DELETED:
                self._note_deletion()
            elif tag == "mc:AlternateContent":
                if (chosen := _alternative(child)) is not None:
                    yield from self._blocks(chosen)
            elif tag in ("m:oMathPara", "m:oMath"):
                self._note_formula()
            elif tag == "w:altChunk":
                self.notes.dropped(_("插入的其他文件没有导入，请打开它，把内容复制到正文。"), self.place)

    def _content_control(self, element: Element) -> Iterator[Item]:
        gallery = descend(element, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
        if gallery is not None and gallery.get("w:val") == "Table of Contents":
            self._note_contents()
        elif (content := element.find("w:sdtContent")) is not None:
            yield from self._blocks(content)

    def _look(self, properties: Element | None) -> tuple[Look, str]:
        style = "" if properties is None else _value(properties, "w:pStyle")
        return read_look(properties, None).over(self.styles.look(style)), style

    def _paragraph(self, element: Element) -> Iterator[Item]:
        properties = element.find("w:pPr")
        if not self.is_in_table:
            words = _shown_words(element)
            after = _("%(place)s之后") % {"place": self.last_place} if self.last_place else _("文档开头")
            self.place = paragraph_place(self.paragraphs + 1, words) if words else after
        mark = None if properties is None else properties.find("w:rPr")
        line = self.carried or _Line()
        self.carried = None
        self._runs(element, line)
        if mark is not None and mark.find("w:del") is not None:
            self._note_deletion()
            self.carried = line
            return
        look, style = self._look(properties)
        yield from self._finish(line, look, self._number(look, style))

    def _number(self, look: Look, style: str) -> Number | None:
        list_id, depth = look.list_id, look.depth
        if list_id == "0":
            return None
        if style in self.numbering.by_style and (list_id is None or depth is None):
            from_style = self.numbering.by_style[style]
            list_id, depth = list_id or from_style[0], from_style[1] if depth is None else depth
        return self.numbering.number(list_id, depth or 0, self.styles.list_of) if list_id else None

    def _finish(self, line: _Line, look: Look, number: Number | None) -> Iterator[Item]:
        lines = [spans for spans in map(_stripped, line.lines) if spans]
        if not lines:
            if not line.pictures and not self.is_in_table:
                self.notes.changed(_("空段落已去掉。"))
        else:
            texts = ["".join(span.text for span in spans) for spans in line.lines]
            if any(text[:1].isspace() and text.strip() for text in texts):
                self.notes.changed(_("段首的空格已去掉，网页会用统一的段落样式。"))
            if len(lines) > 1:
                self.notes.changed(_("段内的人工换行已改为分段。"), self.place)
            if look.role is Role.CONTENTS:
                self._note_contents()
                lines = []
        for index, spans in enumerate(lines):
            self.paragraphs += 1
            if self.paragraphs > PARAGRAPHS:
                message = _("这份文件超过%(limit)d段，太长，不适合作为一篇稿件。请拆成几份后分别上传。")
                raise Refused(message % {"limit": PARAGRAPHS})
            paragraph = self._made(spans, line, look, number if index == 0 else None)
            if not self.is_in_table:
                self.place = self.last_place = paragraph.place
            yield paragraph
        for picture in line.pictures:
            self.pictures[picture].place = self.place
            yield PictureItem(picture)

    def _made(self, spans: list[Span], line: _Line, look: Look, number: Number | None) -> Paragraph:
        looks = [(run.over(look), length) for run, length in line.looks]
        sizes: dict[int, int] = {}
        for run, length in looks:
            sizes[run.size or 0] = sizes.get(run.size or 0, 0) + length
        text = "".join(span.text for span in spans)
        return Paragraph(
            spans=spans,
            place=paragraph_place(self.paragraphs, text),
            role=look.role or Role.BODY,
            level=look.level or 0,
            number=number,
            is_centred=look.is_centred,
            size=max(sizes, key=lambda size: sizes[size]) if sizes else look.size or 0,
            fonts=frozenset(run.font or "" for run, _length in looks),
            is_strong=bool(looks) and all(run.is_bold for run, _length in looks),
        )

    def _table(self, element: Element) -> Iterator[Item]:
        self.tables += 1
        table = Table([], self.tables)
        outer, self.place, was_in_table, self.is_in_table = self.place, table.place, self.is_in_table, True
        first_picture = len(self.pictures)
        for row in _rows(element):
            if descend(row, "w:trPr", "w:del") is not None:
                self._note_deletion()
                continue
            is_head = descend(row, "w:trPr", "w:tblHeader") is not None
            table.rows.append(Row([self._cell(cell) for cell in _cells(row)], is_head))
        pictures = range(first_picture, len(self.pictures))
        for index in pictures:
            self.pictures[index].place = table.place
        self.place, self.is_in_table = outer, was_in_table
        yield from self._placed(table, list(pictures))

    def _placed(self, table: Table, pictures: list[int]) -> Iterator[Item]:
        """The table itself, or what it holds when it only frames pictures or a text."""
        lines = [line for row in table.rows for cell in row.cells for line in cell.lines]
        width = max((sum(cell.columns for cell in row.cells) for row in table.rows), default=0)
        if width <= 1 or not lines or (pictures and len(lines) <= 2 * len(pictures)):
            if lines or pictures:
                self.notes.changed(_("只起排版作用的表格已拆开，里面的文字和图片按顺序放在正文里。"), table.place)
            for index in pictures:
                yield PictureItem(index)
            for line in lines:
                self.paragraphs += 1
                line.place = paragraph_place(self.paragraphs, line.text)
                yield line
            return
        if len(table.rows) > TABLE_ROWS or width > TABLE_COLUMNS:
            self.notes.dropped(
                _("表格超过%(rows)d行或%(columns)d列，没有导入。请另存为Excel文件，作为附件添加。")
                % {"rows": TABLE_ROWS, "columns": TABLE_COLUMNS},
                table.place,
            )
        else:
            yield table
        if pictures:
            self.notes.changed(_("表格里的图片移到了表格后面。"), table.place, len(pictures))
        for index in pictures:
            yield PictureItem(index)

    def _cell(self, element: Element) -> Cell:
        properties = element.find("w:tcPr")
        merge = None if properties is None else properties.find("w:vMerge")
        lines = [line for line in self._cell_lines(element) if isinstance(line, Paragraph)]
        for line in lines:
            if line.number and line.number.text:
                line.spans = with_number(line)
            line.number = None
            line.role = Role.BODY
        width = "" if properties is None else _value(properties, "w:gridSpan")
        columns = int(width) if width.isascii() and width.isdigit() and len(width) < 4 else 1
        goes_on = None if merge is None else merge.get("w:val", "continue") != "restart"
        return Cell(lines, max(columns, 1), goes_on)

    def _cell_lines(self, element: Element) -> Iterator[Item]:
        # Lines of cells are no paragraphs of the document: they have no number and do not count.
        counted, place = self.paragraphs, self.place
        for item in self._blocks(element):
            if isinstance(item, Table):
                self.tables -= 1
                self.notes.changed(_("表格里套的表格已改为文字。"), place)
                for row in item.rows:
                    for cell in row.cells:
                        yield from cell.lines
            else:
                yield item
        self.paragraphs, self.place = counted, place

    # --- Runs ---

    def _runs(self, parent: Element, line: _Line, href: str = "") -> None:
        for child in parent:
            tag = child.tag
            if tag == "w:r":
                self._run(child, line, href)
            elif tag == "w:hyperlink":
                self._runs(child, line, self._link(child))
            elif tag == "w:sdt":
                if (content := child.find("w:sdtContent")) is not None:
                    self._runs(content, line, href)
            elif tag in _WRAPPERS:
                self._note_insertion(child)
                self._runs(child, line, href)
            elif tag in _DELETED:
                self._note_deletion()
            elif tag in ("m:oMath", "m:oMathPara"):
                self._note_formula()
            elif tag == "mc:AlternateContent" and (chosen := _alternative(child)) is not None:
                self._runs(chosen, line, href)

    def _link(self, element: Element) -> str:
        relationship = self.container.relationships.get(element.get("r:id", ""))
        if relationship is None or not relationship.is_external:
            # Within the document: the page has no such places.
            return ""
        return self._safe_link(relationship.target)

    def _safe_link(self, target: str) -> str:
        target = target.strip()
        if target.lower().startswith(_LINK_SCHEMES) and len(target) <= _LONGEST_LINK:
            return target
        self.notes.dropped(_("指向电脑里的文件或其他程序的链接没有保留，文字还在。"), self.place)
        return ""

    def _run(self, element: Element, line: _Line, href: str) -> None:
        properties = element.find("w:rPr")
        look = read_run_look(properties)
        translate = None
        if properties is not None:
            if is_on(properties, "w:vanish") or is_on(properties, "w:webHidden"):
                if any(text.text for text in element.iter("w:t")):
                    self.notes.dropped(_("隐藏的文字没有导入。"), self.place)
                return
            if properties.find("w:del") is not None:
                self._note_deletion()
                return
            raised = _value(properties, "w:vertAlign")
            translate = {"superscript": _RAISED, "subscript": _LOWERED}.get(raised)
            if any(is_on(properties, name) and _is_decoration(properties, name) for name in _DECORATIONS):
                self.notes.changed(_("文字的颜色、底色、下划线、删除线不保留，网站用统一的样式。"))
        is_italic = properties is not None and bool(is_on(properties, "w:i"))
        for text in self._texts(element, line):
            if self._is_silent():
                continue
            words = text
            if translate:
                words = text.translate(translate)
                if words == text and text.strip():
                    self.notes.changed(_("上标或下标已改为普通文字，请核对。"), f"{self.place} {excerpt(text)}")
            link = next((link for field in reversed(self.fields) if (link := field.href)), "")
            span = Span(words, bool(look.is_bold), is_italic, href or (self._safe_link(link) if link else ""))
            line.add(span, look)

    def _texts(self, run: Element, line: _Line) -> Iterator[str]:
        for child in run:
            match child.tag:
                case "w:t":
                    yield child.text or ""
                case "w:tab" | "w:ptab":
                    yield " "
                case "w:noBreakHyphen":
                    yield "-"
                case "w:br" | "w:cr":
                    if child.get("w:type", "textWrapping") == "textWrapping" and not self._is_silent():
                        line.break_off()
                case "w:sym":
                    yield self._symbol(child)
                case "w:fldChar":
                    self._field(child)
                case "w:instrText":
                    if self.fields and len(self.fields[-1].instruction) < _LONGEST_LINK:
                        self.fields[-1].instruction += child.text or ""
                case "w:drawing":
                    self._drawing(child, line)
                case "w:pict":
                    self._vml(child, line)
                case "w:object":
                    self._object(child)
                case "w:ruby":
                    self.notes.dropped(_("注音没有导入，文字还在。"), self.place)
                    base = child.find("w:rubyBase")
                    yield "" if base is None else _words(base)
                case "w:footnoteReference" | "w:endnoteReference":
                    self._note_reference(child)
                case "mc:AlternateContent":
                    if (chosen := _alternative(child)) is not None:
                        yield from self._texts(chosen, line)

    def _is_silent(self) -> bool:
        return any(not field.shows or field.is_contents for field in self.fields)

    def _field(self, element: Element) -> None:
        match element.get("w:fldCharType"):
            case "begin":
                self.fields.append(_Field())
            case "separate" if self.fields:
                self.fields[-1].shows = True
                if self.fields[-1].is_contents:
                    self._note_contents()
            case "end" if self.fields:
                ended = self.fields.pop()
                if not ended.shows and ended.instruction.strip().lower().startswith("eq "):
                    self._note_formula()

    def _symbol(self, element: Element) -> str:
        try:
            code = int(element.get("w:char", ""), 16)
        except ValueError:
            code = -1
        font = element.get("w:font")
        # Symbol fonts sit in the private area.
        found = dingbats.get((font, code)) or dingbats.get((font, code - 0xF000))
        if found is None:
            self.notes.dropped(_("符号字体里的特殊符号没有导入，请补上。"), self.place)
            return ""
        return chr(found)

    def _note_reference(self, element: Element) -> None:
        kind = "footnotes" if element.tag == "w:footnoteReference" else "endnotes"
        if kind not in self.reference_texts:
            root = self.container.part(kind)
            self.reference_texts[kind] = {} if root is None else {note.get("w:id"): _words(note) for note in root}
        words = self.reference_texts[kind].get(element.get("w:id"), "")
        self.notes.dropped(_("脚注、尾注没有导入，需要的请写进正文。"), f"{self.place} {excerpt(words)}".strip())

    # --- Pictures and things drawn ---

    def _drawing(self, element: Element, line: _Line) -> None:
        described = next(element.iter("wp:docPr"), None)
        description = "" if described is None else described.get("descr") or described.get("title") or ""
        blips = [blip for picture in element.iter("pic:pic") for blip in picture.iter("a:blip")]
        for blip in blips:
            self._picture(blip.get("r:embed") or blip.get("r:link"), description, line)
        boxes = self._note_boxes(element)
        if blips or boxes:
            return
        if next(element.iter("c:chart"), None) is not None:
            self.notes.dropped(_("图表没有导入。请在编辑器里用“图表”重新做，或截图后作为图片添加。"), self.place)
        elif next(element.iter("dgm:relIds"), None) is not None:
            self.notes.dropped(_("SmartArt图形没有导入，请截图后作为图片添加。"), self.place)
        else:
            self._note_shape()

    def _vml(self, element: Element, line: _Line) -> None:
        images = list(element.iter("v:imagedata"))
        for image in images:
            self._picture(image.get("r:id") or image.get("r:pict"), image.get("o:title", ""), line)
        boxes = self._note_boxes(element)
        if images or boxes or any(shape.get("o:hr") for shape in element.iter()):
            return
        if next(element.iter("v:textpath"), None) is not None:
            self.notes.dropped(_("艺术字没有导入。"), self.place)
        elif any(shape.tag != "v:shapetype" for shape in element):
            self._note_shape()

    def _object(self, element: Element) -> None:
        program = next((item.get("ProgID", "") for item in element.iter("o:OLEObject")), "")
        if program.lower().startswith(("equation", "kwps.equation", "mathtype")):
            self._note_formula()
        else:
            self.notes.dropped(
                _("嵌入的文件（如Excel表格）没有导入。需要公开的，请单独上传为附件，或把表格直接粘贴到文档里。"),
                self.place,
            )

    def _picture(self, key: str | None, description: str, line: _Line) -> None:
        relationship = self.container.relationships.get(key or "")
        if relationship is None or (not relationship.is_external and not self.container.has(relationship.target)):
            self.notes.dropped(_("有图片在文件里找不到，没有导入。"), self.place)
        elif relationship.is_external:
            self.notes.dropped(_("链接到外部的图片没有导入，请另存到电脑后上传。"), self.place)
        elif not self._is_silent():
            kind = self.container.content_type(relationship.target)
            self.pictures.append(Picture(relationship.target, kind, description.strip(), self.place))
            line.pictures.append(len(self.pictures) - 1)

    def _note_boxes(self, element: Element) -> bool:
        boxes = list(element.iter("w:txbxContent"))
        for box in boxes:
            if words := _words(box):
                place = f"{self.place} {excerpt(words)}".strip()
                self.notes.dropped(_("文本框没有导入，需要的文字请补到正文里。"), place)
        return bool(boxes)

    # --- Notes ---

    def _note_insertion(self, element: Element) -> None:
        if element.tag in _INSERTED:
            self.notes.changed(_("修订：插入的内容已接受。请确认修订都已定稿。"), self.place)

    def _note_deletion(self) -> None:
        self.notes.changed(_("修订：标为删除的内容没有导入。"), self.place)

    def _note_formula(self) -> None:
        self.notes.dropped(_("公式没有导入，请改写成文字，或截图后作为图片添加。"), self.place)

    def _note_contents(self) -> None:
        self.notes.dropped(_("自动目录没有导入，网页不需要。"))

    def _note_shape(self) -> None:
        self.notes.dropped(_("形状、线条等图形没有导入。"), self.place)


def with_number(paragraph: Paragraph) -> list[Span]:
    """The spans with the automatic number written out before them."""
    if paragraph.number is None or not paragraph.number.text:
        return paragraph.spans
    text = paragraph.number.text.strip()
    first = paragraph.spans[0]
    # 1.2 and 3) stand apart from Latin letters and digits only.
    gap = " " if text[-1:].isalnum() and text[-1:].isascii() else ""
    return [first._replace(text=f"{text}{gap}{first.text}"), *paragraph.spans[1:]]


def _stripped(spans: list[Span]) -> list[Span]:
    """Without space before and behind; empty when nothing is left."""
    spans = list(spans)
    while spans and not spans[0].text.strip():
        spans.pop(0)
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[0] = spans[0]._replace(text=spans[0].text.lstrip())
        spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
    return spans


def _alternative(element: Element) -> Element | None:
    """What older programs are meant to show: pictures as pictures, shapes as VML; else the newer form."""
    fallback = element.find("mc:Fallback")
    return fallback if fallback is not None and len(fallback) else element.find("mc:Choice")


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "w:tr":
            yield child
        elif child.tag in _WRAPPERS or child.tag == "w:sdt":
            yield from _rows(child)


def _cells(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "w:tc":
            yield child
        elif child.tag in _WRAPPERS or child.tag == "w:sdt":
            yield from _cells(child)


def _is_decoration(properties: Element, name: str) -> bool:
    """Whether it is a look that a reader sees: black on white is none."""
    element = properties.find(name)
    shown = (element.get("w:fill") if name == "w:shd" else element.get("w:val", "")) or ""
    return shown.lower() not in ("auto", "000000", "ffffff", "none", "")


def _shown_words(paragraph: Element) -> str:
    """The words of a paragraph by which somebody finds it: not those of boxes that float over it."""
    found, waiting = "", [paragraph]
    while waiting and len(found) <= 2 * EXCERPT:
        element = waiting.pop()
        if element.tag == "w:t":
            found += element.text or ""
        elif element.tag not in _NOT_SHOWN:
            waiting += reversed(element)
    return found.strip()


def _words(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter("w:t")).strip()


def _value(element: Element, name: str) -> str:
    child = element.find(name)
    return "" if child is None else child.get("w:val", "")
