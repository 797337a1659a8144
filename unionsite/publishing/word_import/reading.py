"""From the XML of a document to paragraphs, tables and pictures; whatever else it holds is dropped with a note.

Only what is known here goes on. What Word shows as deleted or hidden never does: a reader must not find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import PARAGRAPHS, SLIVER, TABLE_COLUMNS, TABLE_ROWS, Role
from unionsite.publishing.word_import.container import Container, Refused, descend
from unionsite.publishing.word_import.document import (
    Cell,
    Document,
    Item,
    Paragraph,
    PictureItem,
    Row,
    Span,
    Table,
    with_number,
)
from unionsite.publishing.word_import.markup import DELETED, WRAPPERS, alternative, shown_words, value_of, words_in
from unionsite.publishing.word_import.notes import Notebook, excerpt, paragraph_place
from unionsite.publishing.word_import.numbering import Number, read_numbering
from unionsite.publishing.word_import.runs import Line, RunReader
from unionsite.publishing.word_import.styles import Look, Styles, read_look


def read_document(container: Container, notes: Notebook) -> Document:
    """All that can be taken over, in order. Raises Refused for a document that is none, or has too many paragraphs."""
    return _Reader(container, notes).read()


class _Reader(RunReader):
    def __init__(self, container: Container, notes: Notebook) -> None:
        super().__init__(container, notes)
        self.styles = Styles(container.part("styles"))
        self.numbering = read_numbering(container.part("numbering"))
        self.paragraphs = self.tables = 0
        self.last_place = ""
        self.is_in_table = False
        # The beginning of a paragraph whose end mark was deleted.
        self.carried: Line | None = None

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
                words = words_in(root)
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
                self.notes.dropped(_("批注没有导入，请确认其中的意见已经处理。"), excerpt(words_in(comment)))

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
            elif tag in WRAPPERS:
                self._note_insertion(child)
                yield from self._blocks(child)
            elif tag in DELETED:
                self._note_deletion()
            elif tag == "mc:AlternateContent":
                if (chosen := alternative(child)) is not None:
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
        style = "" if properties is None else value_of(properties, "w:pStyle")
        return read_look(properties, None).over(self.styles.look(style)), style

    def _paragraph(self, element: Element) -> Iterator[Item]:
        properties = element.find("w:pPr")
        if not self.is_in_table:
            words = shown_words(element)
            after = _("%(place)s之后") % {"place": self.last_place} if self.last_place else _("文档开头")
            self.place = paragraph_place(self.paragraphs + 1, words) if words else after
        mark = None if properties is None else properties.find("w:rPr")
        line = self.carried or Line()
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

    def _finish(self, line: Line, look: Look, number: Number | None) -> Iterator[Item]:
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

    def _made(self, spans: list[Span], line: Line, look: Look, number: Number | None) -> Paragraph:
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
        slivers = _slivers(element)
        for row in _rows(element):
            if descend(row, "w:trPr", "w:del") is not None:
                self._note_deletion()
                continue
            is_head = descend(row, "w:trPr", "w:tblHeader") is not None
            cells = [self._cell(cell) for cell in _cells(row)]
            table.rows.append(Row(_on_grid(cells, _before(row), slivers), is_head))
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
        goes_on = None if merge is None else merge.get("w:val", "continue") != "restart"
        return Cell(lines, _span(element), goes_on)

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


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "w:tr":
            yield child
        elif child.tag in WRAPPERS or child.tag == "w:sdt":
            yield from _rows(child)


def _cells(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "w:tc":
            yield child
        elif child.tag in WRAPPERS or child.tag == "w:sdt":
            yield from _cells(child)


def _span(cell: Element) -> int:
    """Columns of the grid that a cell takes."""
    properties = cell.find("w:tcPr")
    return max(1, _count(properties, "w:gridSpan"))


def _before(row: Element) -> int:
    """Columns of the grid that a row leaves out at its beginning."""
    return _count(row.find("w:trPr"), "w:gridBefore")


def _count(properties: Element | None, name: str) -> int:
    number = "" if properties is None else value_of(properties, name)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0


def _slivers(table: Element) -> set[int]:
    """Columns of the grid that are too narrow to hold anything and in which no cell stands alone."""
    grid = table.find("w:tblGrid")
    widths = [] if grid is None else [column.get("w:w", "") for column in grid.findall("w:gridCol")]
    narrow = {at for at, width in enumerate(widths) if width.isascii() and width.isdigit() and 0 < int(width) < SLIVER}
    for row in _rows(table) if narrow else []:
        at = _before(row)
        for cell in _cells(row):
            columns = set(range(at, at + _span(cell)))
            if columns <= narrow:
                narrow -= columns
            at += len(columns)
    return narrow


def _on_grid(cells: list[Cell], before: int, slivers: set[int]) -> list[Cell]:
    """The cells of a row as wide as they look, with an empty one for what the row leaves out at its beginning."""
    row = [Cell([], before), *cells] if before else cells
    at = 0
    for cell in row:
        first, at = at, at + cell.columns
        cell.columns -= sum(first <= sliver < at for sliver in slivers)
    return [cell for cell in row if cell.columns]
