"""The inside of a paragraph: words and their looks, links, fields, symbols, pictures and things drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from mammoth.docx.dingbats import dingbats

from unionsite.publishing.word_import.container import Container
from unionsite.publishing.word_import.document import Picture, Span
from unionsite.publishing.word_import.markup import DELETED, INSERTED, WRAPPERS, alternative, value_of, words_in
from unionsite.publishing.word_import.notes import Notebook, excerpt
from unionsite.publishing.word_import.styles import Look, is_on, read_run_look

_LINK_SCHEMES = ("http://", "https://", "mailto:")
_LONGEST_LINK = 2000
_FIELD_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]*)"')
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
_DECORATIONS = ("w:u", "w:strike", "w:dstrike", "w:color", "w:highlight", "w:shd", "w:em", "w:bdr")


@dataclass
class Line:
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
class Field:
    instruction: str = ""
    shows: bool = False

    @property
    def href(self) -> str:
        match = _FIELD_LINK.match(self.instruction)
        return match.group(1) if match else ""

    @property
    def is_contents(self) -> bool:
        return self.instruction.split(maxsplit=1)[:1] == ["TOC"]


class RunReader:
    """Reads runs into a Line, and notes what it leaves out; `place` is where the reading stands."""

    def __init__(self, container: Container, notes: Notebook) -> None:
        self.container, self.notes = container, notes
        self.pictures: list[Picture] = []
        self.fields: list[Field] = []
        self.place = ""
        self.reference_texts: dict[str, dict[str | None, str]] = {}

    # --- Runs ---

    def _runs(self, parent: Element, line: Line, href: str = "") -> None:
        for child in parent:
            tag = child.tag
            if tag == "w:r":
                self._run(child, line, href)
            elif tag == "w:hyperlink":
                self._runs(child, line, self._link(child))
            elif tag == "w:sdt":
                if (content := child.find("w:sdtContent")) is not None:
                    self._runs(content, line, href)
            elif tag in WRAPPERS:
                self._note_insertion(child)
                self._runs(child, line, href)
            elif tag in DELETED:
                self._note_deletion()
            elif tag in ("m:oMath", "m:oMathPara"):
                self._note_formula()
            elif tag == "mc:AlternateContent" and (chosen := alternative(child)) is not None:
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

    def _run(self, element: Element, line: Line, href: str) -> None:
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
            raised = value_of(properties, "w:vertAlign")
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

    def _texts(self, run: Element, line: Line) -> Iterator[str]:
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
                    yield "" if base is None else words_in(base)
                case "w:footnoteReference" | "w:endnoteReference":
                    self._note_reference(child)
                case "mc:AlternateContent":
                    if (chosen := alternative(child)) is not None:
                        yield from self._texts(chosen, line)

    def _is_silent(self) -> bool:
        return any(not field.shows or field.is_contents for field in self.fields)

    def _field(self, element: Element) -> None:
        match element.get("w:fldCharType"):
            case "begin":
                self.fields.append(Field())
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
            self.reference_texts[kind] = {} if root is None else {note.get("w:id"): words_in(note) for note in root}
        words = self.reference_texts[kind].get(element.get("w:id"), "")
        self.notes.dropped(_("脚注、尾注没有导入，需要的请写进正文。"), f"{self.place} {excerpt(words)}".strip())

    # --- Pictures and things drawn ---

    def _drawing(self, element: Element, line: Line) -> None:
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

    def _vml(self, element: Element, line: Line) -> None:
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

    def _picture(self, key: str | None, description: str, line: Line) -> None:
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
            if words := words_in(box):
                place = f"{self.place} {excerpt(words)}".strip()
                self.notes.dropped(_("文本框没有导入，需要的文字请补到正文里。"), place)
        return bool(boxes)

    # --- Notes ---

    def _note_insertion(self, element: Element) -> None:
        if element.tag in INSERTED:
            self.notes.changed(_("修订：插入的内容已接受。请确认修订都已定稿。"), self.place)

    def _note_deletion(self) -> None:
        self.notes.changed(_("修订：标为删除的内容没有导入。"), self.place)

    def _note_formula(self) -> None:
        self.notes.dropped(_("公式没有导入，请改写成文字，或截图后作为图片添加。"), self.place)

    def _note_contents(self) -> None:
        self.notes.dropped(_("自动目录没有导入，网页不需要。"))

    def _note_shape(self) -> None:
        self.notes.dropped(_("形状、线条等图形没有导入。"), self.place)


def _is_decoration(properties: Element, name: str) -> bool:
    """Whether it is a look that a reader sees: black on white is none."""
    element = properties.find(name)
    shown = (element.get("w:fill") if name == "w:shd" else element.get("w:val", "")) or ""
    return shown.lower() not in ("auto", "000000", "ffffff", "none", "")
