"""Reads paragraphs, tables and pictures from the XML of a document; everything else in it is dropped with a note.

Only elements known here are read. What Word marks as deleted or hidden never is: readers must not find it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import NamedTuple
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import PARAGRAPHS, SLIVER, TABLE_COLUMNS, TABLE_ROWS, Role
from unionsite.publishing.word_import.container import Container
from unionsite.publishing.word_import.document import GridCell, Item, Paragraph, Picture, Span, Table
from unionsite.publishing.word_import.markup import descend, integer, shown_words, value_of, words_in
from unionsite.publishing.word_import.notes import Notebook, excerpt, paragraph_place
from unionsite.publishing.word_import.numbering import Number, Numbering
from unionsite.publishing.word_import.refusals import FileRefused
from unionsite.publishing.word_import.runs import Line, RunReader
from unionsite.publishing.word_import.styles import Look, Styles, read_look

_CENTRED = {"center", "distribute"}


def read_document(container: Container, notes: Notebook, most: int = PARAGRAPHS) -> list[Item]:
    """Return all that can be imported, in order. Raises FileRefused without a body or above `most` paragraphs."""
    body = descend(container.xml(container.main), "w:body")
    if body is None:
        raise FileRefused(_("这个文件里没有正文。请用WPS或Word打开核对后另存，再上传。"))
    _note_parts(container, notes)
    return list(_Reader(container, notes, most).read(body))


def _note_parts(container: Container, notes: Notebook) -> None:
    """Note what lies outside the body and is not imported: headers, footers, comments, controls, external links."""
    for kind, text in (("header", _("页眉没有导入：%(text)s。")), ("footer", _("页脚没有导入：%(text)s。"))):
        for words in map(words_in, container.parts(kind)):
            # A mere page number is not worth a note.
            if re.sub(r"[\W\d_]|[第共页]|page|of", "", words.lower()):
                notes.dropped(text % {"text": excerpt(words)}, words=words)
    if any(name.startswith("word/activeX/") for name in container.archive.namelist()):
        notes.dropped(_("文档里的控件（ActiveX）没有导入。"))
    for relationship in container.relationships.values():
        if relationship.is_external and relationship.kind in ("attachedTemplate", "subDocument", "frame"):
            notes.dropped(_("指向其他文件的外部链接（模板、子文档）没有导入。"))
    for comment in chain.from_iterable(container.parts("comments")):
        words = words_in(comment)
        notes.dropped(_("批注没有导入，请确认其中的意见已经处理。"), excerpt(words), words=words)


class _Reader(RunReader):
    def __init__(self, container: Container, notes: Notebook, most: int) -> None:
        super().__init__(container, notes)
        self.most = most
        self.styles = Styles(container.part("styles"))
        self.numbering = Numbering(container.part("numbering"), self.styles.list_of)
        self.paragraphs = self.tables = 0
        self.last_place = ""
        self.is_in_table = False
        # The beginning of a paragraph whose end mark was deleted, so that the next paragraph goes on with it.
        self.carried: Line | None = None

    def read(self, body: Element) -> Iterator[Item]:
        yield from self._blocks(body)
        if self.carried is not None:
            yield from self._finish_paragraph(self.carried, Look(), None)
        self.drop_uncited()

    def _blocks(self, parent: Element) -> Iterator[Item]:
        for child in self.inside(parent):
            if child.tag == "w:p":
                yield from self._paragraph(child)
            elif child.tag == "w:tbl":
                yield from self._table(child)
            elif child.tag == "w:altChunk":
                self.notes.dropped(_("插入的其他文件没有导入，请打开它，把内容复制到正文。"), self.place)
            else:
                self.note_unknown(child)

    # --- Paragraphs ---

    def _paragraph(self, element: Element) -> Iterator[Item]:
        if not self.is_in_table:
            words = shown_words(element)
            after = _("%(place)s之后") % {"place": self.last_place} if self.last_place else _("文档开头")
            self.place = paragraph_place(self.paragraphs + 1, words) if words else after
        line, self.carried = self.carried or Line(), None
        self.read_runs(element, line)
        if descend(element, "w:pPr", "w:rPr", "w:del") is not None:
            self.note_deletion(Element("w:del"))
            self.carried = line
            return
        style = value_of(element, "w:pPr", "w:pStyle")
        look = self.styles.look(style) | read_look(element.find("w:pPr"))
        yield from self._finish_paragraph(line, look, self._number(look, style))

    def _number(self, look: Look, style: str) -> Number | None:
        list_id, depth = look.get("list_id"), look.get("depth")
        if list_id != "0" and style in self.numbering.by_style:
            list_of_style, depth_of_style = self.numbering.by_style[style]
            list_id, depth = list_id or list_of_style, depth_of_style if depth is None else depth
        return self.numbering.number(list_id, depth or 0) if list_id and list_id != "0" else None

    def _finish_paragraph(self, line: Line, look: Look, number: Number | None) -> Iterator[Item]:
        lines = [spans for spans in map(_stripped, line.lines) if spans]
        if lines:
            texts = ["".join(span.text for span in spans) for spans in line.lines]
            if any(text[:1].isspace() and text.strip() for text in texts):
                self.notes.changed(_("段首的空格已去掉，网页会用统一的段落样式。"))
            if len(lines) > 1:
                self.notes.changed(_("段内的人工换行已改为分段。"), self.place)
            if look.get("role") is Role.CONTENTS:
                self.note_contents("\n".join(texts).strip())
                lines = []
        elif not line.pictures and not self.is_in_table:
            self.notes.changed(_("空段落已去掉。"))
        for index, spans in enumerate(lines):
            paragraph = self._make_paragraph(spans, line, look, number if index == 0 else None)
            if not self.is_in_table:
                self.place = self.last_place = paragraph.place
            yield paragraph
        for picture in line.pictures:
            picture.place = self.place
            yield picture

    def _make_paragraph(self, spans: list[Span], line: Line, look: Look, number: Number | None) -> Paragraph:
        self.paragraphs += 1
        if self.paragraphs > self.most:
            message = _("这份文件超过%(limit)d段，太长，不适合作为一篇稿件。请拆成几份后分别上传。")
            raise FileRefused(message % {"limit": self.most})
        looks = [(look | run, length) for run, length in line.looks]
        sizes: Counter[int] = Counter()
        for run, length in looks:
            sizes[run.get("size", 0)] += length
        return Paragraph(
            spans=spans,
            place=paragraph_place(self.paragraphs, "".join(span.text for span in spans)),
            role=look.get("role", Role.BODY),
            level=look.get("level", 0),
            number=number,
            is_centred=look.get("align") in _CENTRED,
            size=sizes.most_common(1)[0][0] if sizes else look.get("size", 0),
            fonts=frozenset(run.get("font", "") for run, _length in looks),
            is_strong=bool(looks) and all(run.get("is_bold") for run, _length in looks),
        )

    # --- Tables ---

    def _table(self, element: Element) -> Iterator[Item]:
        self.tables += 1
        table, pictures = Table(self.tables), []
        outer, self.place, was_in_table, self.is_in_table = self.place, table.place, self.is_in_table, True
        for row, places in read_grid(element, self.inside):
            if descend(row, "w:trPr", "w:del") is not None:
                self.note_deletion(row)
                continue
            above = table.grid[-1] if table.grid else []
            line: list[GridCell] = []
            for place in places:
                found = [] if place.element is None else list(self._in_cell(place.element))
                pictures += [item for item in found if isinstance(item, Picture)]
                lines = [item for item in found if isinstance(item, Paragraph)]
                table.lines += lines
                here = cell_of(lines)
                if place.goes_on and len(line) < len(above):
                    if here.text:
                        text = _("竖向合并的单元格里看不见的文字没有导入。")
                        self.notes.dropped(text, table.place, words=here.text)
                    here = replace(above[len(line)], is_from_above=True)
                line += [here, *[replace(here, is_first=False)] * (place.columns - 1)][: place.columns]
            if descend(row, "w:trPr", "w:tblHeader") is not None and table.heads == len(table.grid):
                table.heads += 1
            table.grid.append(line)
        for picture in pictures:
            picture.place = table.place
        self.place, self.is_in_table = outer, was_in_table
        yield from self._place_table(table, pictures)

    def _in_cell(self, element: Element) -> Iterator[Paragraph | Picture]:
        """Yield the lines and pictures of a cell; its lines are not counted as paragraphs of the document."""
        counted, place = self.paragraphs, self.place
        for item in self._blocks(element):
            if isinstance(item, Table):
                self.tables -= 1
                self.notes.changed(_("表格里套的表格已改为文字。"), place)
                yield from item.lines
                continue
            if isinstance(item, Paragraph):
                item.write_number()
                item.role = Role.BODY
            yield item
        self.paragraphs, self.place = counted, place

    def _out_of_frame(self, table: Table, pictures: list[Picture]) -> Iterator[Item]:
        if table.lines or pictures:
            self.notes.changed(_("只起排版作用的表格已拆开，里面的文字和图片按顺序放在正文里。"), table.place)
        yield from pictures
        for line in table.lines:
            self.paragraphs += 1
            line.place = paragraph_place(self.paragraphs, line.text)
            yield line

    def _place_table(self, table: Table, pictures: list[Picture]) -> Iterator[Item]:
        """Yield the table and then its pictures; only the contents if the table merely frames pictures or a text. A
        table that is too large is dropped with a note."""
        lines, width = table.lines, max(map(len, table.grid), default=0)
        if width <= 1 or not lines or (pictures and len(lines) <= 2 * len(pictures)):
            yield from self._out_of_frame(table, pictures)
            return
        if len(table.grid) > TABLE_ROWS or width > TABLE_COLUMNS:
            self.notes.dropped(
                _("表格超过%(rows)d行或%(columns)d列，没有导入。请另存为Excel文件，作为附件添加。")
                % {"rows": TABLE_ROWS, "columns": TABLE_COLUMNS},
                table.place,
                words="\n".join(line.text for line in lines),
            )
        else:
            yield table
        if pictures:
            self.notes.changed(_("表格里的图片移到了表格后面。"), table.place, len(pictures))
        yield from pictures


def _stripped(spans: list[Span]) -> list[Span]:
    """Return the spans without white space at both ends; empty if nothing is left."""
    filled = [at for at, span in enumerate(spans) if span.text.strip()]
    spans = spans[filled[0] : filled[-1] + 1] if filled else []
    if spans:
        spans[0] = spans[0]._replace(text=spans[0].text.lstrip())
        spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
    return spans


# --- The cells of a table as wide as they look ---


class Place(NamedTuple):
    """A cell that spans `columns`; `goes_on` if it is merged with the one above. Without an element, it stands for the
    columns that the row leaves out at its beginning."""

    columns: int
    element: Element | None = None
    goes_on: bool = False


def read_grid(table: Element, inside: Callable[[Element], Iterator[Element]]) -> list[tuple[Element, list[Place]]]:
    """Return the rows with their cells as wide as they look; `inside` yields the children of an element that count. A
    cell may turn out to have no width."""
    rows = [(row, _places(row, inside)) for row in inside(table) if row.tag == "w:tr"]
    slivers = _slivers(table, [places for _row, places in rows])
    for _row, places in rows:
        at = 0
        for index, place in enumerate(places):
            first, at = at, at + place.columns
            places[index] = place._replace(columns=place.columns - sum(first <= sliver < at for sliver in slivers))
    return rows


def cell_of(lines: list[Paragraph]) -> GridCell:
    text = " ".join(" ".join(line.text.split()) for line in lines)
    spans = [span for line in lines for span in line.spans if span.text.strip()]
    return GridCell(text, bool(spans) and all(span.is_bold for span in spans))


def _places(row: Element, inside: Callable[[Element], Iterator[Element]]) -> list[Place]:
    places = [Place(before)] if (before := _columns(row, "w:trPr", "w:gridBefore")) else []
    for element in inside(row):
        if element.tag == "w:tc":
            merge = descend(element, "w:tcPr", "w:vMerge")
            goes_on = merge is not None and merge.get("w:val", "continue") != "restart"
            places.append(Place(max(1, _columns(element, "w:tcPr", "w:gridSpan")), element, goes_on))
    return places


def _columns(element: Element, *names: str) -> int:
    """Return how many columns the element spans, at most one more than a table may have."""
    return min(integer(value_of(element, *names)) or 0, TABLE_COLUMNS + 1)


def _slivers(table: Element, rows: list[list[Place]]) -> set[int]:
    """Return the columns of the grid that are too narrow to hold anything and that no cell fills alone."""
    grid = table.find("w:tblGrid")
    widths = [] if grid is None else [integer(column.get("w:w")) for column in grid.findall("w:gridCol")]
    narrow = {at for at, width in enumerate(widths) if width and width < SLIVER}
    for places in rows:
        at = 0
        for place in places:
            columns = set(range(at, at + place.columns))
            if place.element is not None and columns <= narrow:
                narrow -= columns
            at += len(columns)
    return narrow
