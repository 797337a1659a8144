"""Reads the inside of a paragraph: words and their looks, links, fields, symbols, pictures and drawings."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.publishing.word_import.container import Container
from unionsite.publishing.word_import.document import Picture, Span
from unionsite.publishing.word_import.markup import alternative, deleted_in, is_on, value_of, words_in
from unionsite.publishing.word_import.notes import Notebook, excerpt
from unionsite.publishing.word_import.styles import Look, read_run_look, symbol

_LINK_SCHEMES = ("http://", "https://", "mailto:")
_LONGEST_LINK = 2000
_FIELD_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]*)"')
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
_DECORATIONS = ("w:u", "w:strike", "w:dstrike", "w:color", "w:highlight", "w:shd", "w:em", "w:bdr")
# Wrappers whose content is part of the text.
_INSERTED = {"w:ins", "w:moveTo"}
_OPENED = _INSERTED | {"w:smartTag", "w:customXml", "w:dir", "w:bdo", "w:fldSimple", "w:sdt", "w:sdtContent"}
_FORMULA = gettext_lazy("公式没有导入，请改写成文字，或截图后作为图片添加。")
_OBJECT = gettext_lazy("嵌入的文件（如Excel表格）没有导入。需要公开的，请单独上传为附件，或把表格直接粘贴到文档里。")
_SHAPE = gettext_lazy("形状、线条等图形没有导入。")
_DRAWN = {
    "c:chart": gettext_lazy("图表没有导入。请在编辑器里用“图表”重新做，或截图后作为图片添加。"),
    "dgm:relIds": gettext_lazy("SmartArt图形没有导入，请截图后作为图片添加。"),
    "v:textpath": gettext_lazy("艺术字没有导入。"),
}


@dataclass
class Line:
    """A paragraph while its runs are read; `looks` are pairs of a look and the number of characters that have it."""

    lines: list[list[Span]] = field(default_factory=lambda: [[]])
    looks: list[tuple[Look, int]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def add(self, span: Span, look: Look) -> None:
        last = self.lines[-1]
        if last and last[-1][1:] == span[1:]:
            last[-1] = last[-1]._replace(text=last[-1].text + span.text)
        else:
            last.append(span)
        if words := span.text.strip():
            self.looks.append((look, len(words)))


@dataclass
class Field:
    """A field of Word, such as a link or a table of contents; `shows` once its visible result has begun."""

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
    """Reads runs into a Line and notes what it leaves out; `place` names the present place for the notes."""

    def __init__(self, container: Container, notes: Notebook) -> None:
        self.container, self.notes = container, notes
        self.fields: list[Field] = []
        self.place = ""
        self._notes_below: dict[str, dict[str | None, str]] = {}

    def inside(self, parent: Element) -> Iterator[Element]:
        """Yield the children that count: wrappers are opened, deletions and formulas are left out with a note."""
        for child in parent:
            if value_of(child, "w:sdtPr", "w:docPartObj", "w:docPartGallery") == "Table of Contents":
                self.note_contents(words_in(child))
            elif child.tag in _OPENED:
                if child.tag in _INSERTED:
                    self.notes.changed(_("修订：插入的内容已接受。请确认修订都已定稿。"), self.place)
                yield from self.inside(child)
            elif child.tag == "mc:AlternateContent":
                if (chosen := alternative(child)) is not None:
                    yield from self.inside(chosen)
            elif child.tag in ("w:del", "w:moveFrom"):
                self.note_deletion(child)
            elif child.tag in ("m:oMath", "m:oMathPara"):
                self.notes.dropped(_FORMULA, self.place, words=words_in(child))
            else:
                yield child

    def read_runs(self, parent: Element, line: Line, href: str = "") -> None:
        for child in self.inside(parent):
            if child.tag == "w:r":
                self._run(child, line, href)
            elif child.tag == "w:hyperlink":
                self.read_runs(child, line, self._link(child))
            else:
                self.note_unknown(child)

    def note_deletion(self, element: Element) -> None:
        """Note what is marked as deleted, without its words: whoever deleted them does not want them to go along."""
        self.notes.changed(_("修订：标为删除的内容没有导入。"), self.place, characters=deleted_in(element))

    def note_contents(self, words: str = "") -> None:
        self.notes.dropped(_("自动目录没有导入，网页不需要。"), words=words)

    def note_unknown(self, element: Element) -> None:
        if words := words_in(element):
            self.notes.dropped(_("不认识的格式没有导入，需要的文字请补到正文里。"), self.place, words=words)

    # --- Words ---

    def _run(self, element: Element, line: Line, href: str) -> None:
        properties = element.find("w:rPr")
        if properties is None:
            properties = Element("w:rPr")
        if is_on(properties, "w:vanish") or is_on(properties, "w:webHidden"):
            # Only counted, for the same reason as what was deleted.
            if words := words_in(element):
                self.notes.dropped(_("隐藏的文字没有导入。"), self.place, characters=len(words))
            return
        if properties.find("w:del") is not None:
            self.note_deletion(element)
            return
        if any(is_on(properties, name) and _is_decoration(properties, name) for name in _DECORATIONS):
            self.notes.changed(_("文字的颜色、底色、下划线、删除线不保留，网站用统一的样式。"))
        look, is_italic = read_run_look(properties), bool(is_on(properties, "w:i"))
        for text in self._texts(element, line):
            if text.strip() and self._is_silent():
                self._note_silent(text)
            elif text and not self._is_silent():
                words = self._raise_or_lower(text, value_of(properties, "w:vertAlign"))
                link = href or self._safe(next((link for part in reversed(self.fields) if (link := part.href)), ""))
                line.add(Span(words, look.get("is_bold", False), is_italic, link), look)

    def _raise_or_lower(self, text: str, align: str) -> str:
        """Return superscript and subscript characters as the Unicode characters for them; note others."""
        table = {"superscript": _RAISED, "subscript": _LOWERED}.get(align, {})
        words = text.translate(table)
        if table and words == text and text.strip():
            self.notes.changed(_("上标或下标已改为普通文字，请核对。"), f"{self.place} {excerpt(text)}")
        return words

    def _texts(self, run: Element, line: Line) -> Iterator[str]:
        for child in self.inside(run):
            if child.tag == "w:t":
                yield child.text or ""
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag in _READERS:
                yield _READERS[child.tag](self, child, line) or ""
            else:
                self.note_unknown(child)

    def _break(self, element: Element, line: Line) -> None:
        if element.get("w:type", "textWrapping") == "textWrapping" and not self._is_silent():
            line.lines.append([])

    def _symbol(self, element: Element, _line: Line) -> str:
        try:
            sign = symbol(element.get("w:font", ""), int(element.get("w:char", ""), 16))
        except ValueError:
            sign = ""
        if not sign:
            self.notes.dropped(_("符号字体里的特殊符号没有导入，请补上。"), self.place)
        return sign

    def _ruby(self, element: Element, _line: Line) -> str:
        self.notes.dropped(_("注音没有导入，文字还在。"), self.place, words=words_in(element.find("w:rt")))
        return words_in(element.find("w:rubyBase"))

    def _note_below(self, element: Element, _line: Line) -> None:
        kind = element.tag.removeprefix("w:").removesuffix("Reference") + "s"
        self._drop_note_below(self.notes_below(kind).pop(element.get("w:id"), ""))

    def notes_below(self, kind: str) -> dict[str | None, str]:
        """Return the footnotes or endnotes by id, without those that were noted already."""
        if kind not in self._notes_below:
            root = self.container.part(kind)
            self._notes_below[kind] = {note.get("w:id"): words_in(note) for note in ([] if root is None else root)}
        return self._notes_below[kind]

    def _drop_note_below(self, words: str) -> None:
        place = f"{self.place} {excerpt(words)}".strip()
        self.notes.dropped(_("脚注、尾注没有导入，需要的请写进正文。"), place, words=words)

    def drop_uncited(self) -> None:
        """Note the footnotes and endnotes that nothing in the text refers to."""
        self.place = ""
        for words in filter(None, [*self.notes_below("footnotes").values(), *self.notes_below("endnotes").values()]):
            self._drop_note_below(words)

    # --- Links and fields ---

    def _link(self, element: Element) -> str:
        relationship = self.container.relationships.get(element.get("r:id", ""))
        # Links within the document are dropped, because the page has no such places.
        return self._safe(relationship.target) if relationship and relationship.is_external else ""

    def _safe(self, target: str) -> str:
        target = target.strip()
        if not target or (target.lower().startswith(_LINK_SCHEMES) and len(target) <= _LONGEST_LINK):
            return target
        self.notes.dropped(_("指向电脑里的文件或其他程序的链接没有保留，文字还在。"), self.place)
        return ""

    def _is_silent(self) -> bool:
        return any(not part.shows or part.is_contents for part in self.fields)

    def _note_silent(self, text: str) -> None:
        if any(part.is_contents for part in self.fields):
            self.note_contents(text)
        else:
            self.notes.dropped(_("域代码里的文字没有导入。"), self.place, words=text)

    def _field(self, element: Element, _line: Line) -> None:
        kind = element.get("w:fldCharType")
        if kind == "begin":
            self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].shows = True
            if self.fields[-1].is_contents:
                self.note_contents()
        elif kind == "end" and self.fields:
            ended = self.fields.pop()
            if not ended.shows and ended.instruction.strip().lower().startswith("eq "):
                self.notes.dropped(_FORMULA, self.place, words=ended.instruction.strip())

    def _instruction(self, element: Element, _line: Line) -> None:
        if self.fields and len(self.fields[-1].instruction) < _LONGEST_LINK:
            self.fields[-1].instruction += element.text or ""

    # --- Pictures and things drawn ---

    def _drawing(self, element: Element, line: Line) -> None:
        """Read the pictures of a drawing, in today's form (`w:drawing`) or the old one (`w:pict`); note the rest."""
        described = next(element.iter("wp:docPr"), Element("wp:docPr"))
        description = described.get("descr") or described.get("title") or ""
        blips = [blip for picture in element.iter("pic:pic") for blip in picture.iter("a:blip")]
        for blip in blips:
            self._picture(blip.get("r:embed") or blip.get("r:link"), description, line)
        images = list(element.iter("v:imagedata"))
        for image in images:
            self._picture(image.get("r:id") or image.get("r:pict"), image.get("o:title", ""), line)
        boxes = list(element.iter("w:txbxContent"))
        for words in filter(None, map(words_in, boxes)):
            place = f"{self.place} {excerpt(words)}".strip()
            self.notes.dropped(_("文本框没有导入，需要的文字请补到正文里。"), place, words=words)
        if not (blips or images or boxes):
            self._note_drawn(element)
        elif words := "".join(part.text or "" for part in element.iter("a:t")):
            self.notes.dropped(_SHAPE, self.place, words=words)

    def _note_drawn(self, element: Element) -> None:
        inside = {part.tag for part in element.iter()}
        words = words_in(element) + "".join(part.get("string", "") for part in element.iter("v:textpath"))
        if found := inside & _DRAWN.keys():
            self.notes.dropped(_DRAWN[found.pop()], self.place, words=words)
            return
        is_rule = any(part.get("o:hr") for part in element.iter())
        if not is_rule and any(part.tag != "v:shapetype" for part in element):
            self.notes.dropped(_SHAPE, self.place, words=words)

    def _object(self, element: Element, _line: Line) -> None:
        program = next((item.get("ProgID", "") for item in element.iter("o:OLEObject")), "")
        is_formula = program.lower().startswith(("equation", "kwps.equation", "mathtype"))
        self.notes.dropped(_FORMULA if is_formula else _OBJECT, self.place)

    def _picture(self, key: str | None, description: str, line: Line) -> None:
        description = description.strip()
        relationship = self.container.relationships.get(key or "")
        if relationship is not None and relationship.is_external:
            self.notes.dropped(_("链接到外部的图片没有导入，请另存到电脑后上传。"), self.place, words=description)
        elif relationship is None or not self.container.has(relationship.target):
            self.notes.dropped(_("有图片在文件里找不到，没有导入。"), self.place, words=description)
        elif not self._is_silent():
            line.pictures.append(Picture(relationship.target, description))
        else:
            self.notes.dropped(_("域代码里的图片没有导入。"), self.place, words=description)


_SIGNS = {"w:tab": " ", "w:ptab": " ", "w:noBreakHyphen": "-"}
_READERS: dict[str, Callable[[RunReader, Element, Line], str | None]] = {
    "w:br": RunReader._break,
    "w:cr": RunReader._break,
    "w:sym": RunReader._symbol,
    "w:ruby": RunReader._ruby,
    "w:footnoteReference": RunReader._note_below,
    "w:endnoteReference": RunReader._note_below,
    "w:fldChar": RunReader._field,
    "w:instrText": RunReader._instruction,
    "w:drawing": RunReader._drawing,
    "w:pict": RunReader._drawing,
    "w:object": RunReader._object,
}


def _is_decoration(properties: Element, name: str) -> bool:
    """Whether a decoration is visible; black on white is not."""
    element = properties.find(name)
    shown = (element.get("w:fill") if name == "w:shd" else element.get("w:val", "")) or ""
    return shown.lower() not in ("auto", "000000", "ffffff", "none", "")
