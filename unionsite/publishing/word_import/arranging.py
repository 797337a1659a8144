"""What paragraphs are for: the title, who wrote it, headings without a style, captions, lists that stay lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import CAPTION_LENGTH, HEADING_LENGTH, TITLE_LENGTH, Role
from unionsite.publishing.word_import.credits import read_credits
from unionsite.publishing.word_import.document import Item, Paragraph, PictureItem, Table, with_number
from unionsite.publishing.word_import.notes import Notebook, excerpt

# Half points: 小二 and larger is the size of a title.
_TITLE_SIZE = 32
_TITLE_LINES = 3
_TITLE_CHARACTERS = 80
_CREDITS_AT_START, _CREDITS_AT_END = 6, 4
_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、\S")
_SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]\s*\S")
_ENDS = "。！？；：，、.!?;:,"
# What official documents set their headings in.
_HEADING_FONTS = ("黑体", "楷体", "simhei", "kaiti")
_PICTURE_CAPTION = re.compile(r"图\s*[\d一二三四五六七八九十]+|[△▲▼▽]|（?[上下左右]?图[为中：:]")
_TABLE_CAPTION = re.compile(r"表\s*[\d一二三四五六七八九十]+([：:．.、\s\-－—]|$)")
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])[\u3000 ]+(?=[\u4e00-\u9fff])")


@dataclass
class Arrangement:
    """The piece in outline. `credits` by field of the piece, as in `credits.py`."""

    title: str
    items: list[Item]
    credits: dict[str, str] = field(default_factory=dict)


def arrange(items: list[Item], fallback_title: str, notes: Notebook) -> Arrangement:
    """Decide what each paragraph is. `fallback_title` stands in where the text has no title that can be recognised."""
    items = list(items)
    title = _take_title(items, notes)
    if not title:
        title = fallback_title
        notes.todo(_("没有认出标题，暂用文件名“%(name)s”，请改写。") % {"name": fallback_title})
    if len(title) > TITLE_LENGTH:
        notes.todo(_("标题太长，只保留了前%(limit)d个字，请改写。") % {"limit": TITLE_LENGTH})
        title = title[:TITLE_LENGTH]
    credits = _take_credits(items, notes)
    _name_headings(items, notes)
    _order_headings(items, notes)
    _name_captions(items)
    _arrange_numbers(items, notes)
    return Arrangement(title, items, credits)


def _take_title(items: list[Item], notes: Notebook) -> str:
    paragraphs = [item for item in items[:12] if isinstance(item, Paragraph)]
    lines = [item for item in paragraphs if item.role is Role.TITLE][:_TITLE_LINES]
    how = _("标题取自“标题”样式的段落。")
    if not lines:
        lines = _big_lines(items)
        how = _("标题取自文首居中的大字。")
    if not lines:
        first = items[0] if items else None
        tops = [item for item in items if isinstance(item, Paragraph) and item.role is Role.HEADING and item.level == 0]
        if isinstance(first, Paragraph) and tops == [first] and first.number is None:
            lines, how = [first], _("标题取自文首唯一的一级标题。")
    if not lines:
        return ""
    for line in lines:
        items.remove(line)
    # Later paragraphs of that style are headings, not a second title.
    for item in items:
        if isinstance(item, Paragraph) and item.role is Role.TITLE:
            item.role = Role.HEADING
    notes.changed(how, lines[0].place)
    return "".join(_HAN_GAP.sub("", line.text.strip()) for line in lines)


def _big_lines(items: list[Item]) -> list[Paragraph]:
    """The first line and those that go on after it, when it is centred and larger or bolder than text."""
    lines: list[Paragraph] = []
    for item in items[:_TITLE_LINES]:
        if not isinstance(item, Paragraph) or not item.is_centred or item.number is not None:
            break
        if not (item.size >= _TITLE_SIZE or item.is_strong) or item.text[-1:] in _ENDS:
            break
        if lines and (item.size != lines[0].size or item.is_strong != lines[0].is_strong):
            break
        if sum(len(line.text) for line in [*lines, item]) > _TITLE_CHARACTERS:
            break
        lines.append(item)
    return lines


def _take_credits(items: list[Item], notes: Notebook) -> dict[str, str]:
    paragraphs = [item for item in items if isinstance(item, Paragraph)]
    found: dict[str, str] = {}
    for line in [*paragraphs[:_CREDITS_AT_START], *paragraphs[_CREDITS_AT_START:][-_CREDITS_AT_END:]]:
        credits = read_credits(line.text)
        if credits and not credits.keys() & found.keys():
            found |= credits
            items.remove(line)
            notes.changed(_("来源、作者这一行已从正文移到“来源与责任”各栏，请核对。"), excerpt(line.text))
    return found


def _name_headings(items: list[Item], notes: Notebook) -> None:
    """一、 and （一） in bold, 黑体 or 楷体 are headings, even when no style says so."""
    for item in items:
        if not isinstance(item, Paragraph) or item.role is not Role.BODY:
            continue
        text = "".join(span.text for span in with_number(item))
        if len(text) > HEADING_LENGTH or text[-1] in _ENDS:
            continue
        if not item.is_strong and not all(font.lower().startswith(_HEADING_FONTS) for font in item.fonts):
            continue
        level = 0 if _FIRST.match(text) else 1 if _SECOND.match(text) else None
        if level is not None and item.fonts:
            item.role, item.level = Role.HEADING, level
            notes.changed(_("按编号和字体认作小标题，请核对。"), item.place)


def _order_headings(items: list[Item], notes: Notebook) -> None:
    """Levels become 0 and 1, beginning with 0; a heading that is too long or empty of words becomes text."""
    headings = []
    for item in items:
        if isinstance(item, Paragraph) and item.role is Role.HEADING:
            if len("".join(span.text for span in with_number(item))) > HEADING_LENGTH:
                item.role = Role.BODY
                item.spans = [span._replace(is_bold=True) for span in item.spans]
                notes.changed(_("超过%(limit)d字的小标题已改为加粗的段落。") % {"limit": HEADING_LENGTH}, item.place)
            else:
                headings.append(item)
    levels = sorted({item.level for item in headings})
    for index, item in enumerate(headings):
        rank = levels.index(item.level)
        if rank > 1:
            notes.changed(_("三级及以下的小标题已并为二级小标题。"), item.place)
        if index == 0 and rank:
            notes.changed(_("第一个小标题的层级已提到一级。"), item.place)
            rank = 0
        item.level = min(rank, 1)


def _name_captions(items: list[Item]) -> None:
    for before, item, after in zip([None, *items], items, [*items[1:], None], strict=False):
        if not isinstance(item, Paragraph):
            continue
        is_beside = isinstance(before, PictureItem | Table) or isinstance(after, Table)
        if item.role is Role.CAPTION and not is_beside:
            item.role = Role.BODY
        elif item.role is Role.BODY and len(item.text) <= CAPTION_LENGTH and item.number is None:
            is_of_picture = isinstance(before, PictureItem) and (
                _PICTURE_CAPTION.match(item.text) or (item.is_centred and len(item.text) <= HEADING_LENGTH)
            )
            is_of_table = isinstance(after, Table) and (
                _TABLE_CAPTION.match(item.text) or (item.is_centred and len(item.text) <= HEADING_LENGTH)
            )
            if is_of_picture or is_of_table:
                item.role = Role.CAPTION


def _arrange_numbers(items: list[Item], notes: Notebook) -> None:
    at, last_kind = 0, ""
    while at < len(items):
        item = items[at]
        if not isinstance(item, Paragraph) or item.number is None:
            at, last_kind = at + 1, ""
            continue
        group = [item] if item.role is not Role.BODY else _same_list(items, at)
        if item.role is Role.BODY and item.number.level.is_bullet:
            _make_list(group, "ul")
            last_kind = "ul"
        elif item.role is Role.BODY and last_kind != "ol" and _is_plain(group):
            _make_list(group, "ol")
            last_kind = "ol"
        else:
            for line in group:
                _write_out(line, notes)
            last_kind = ""
        at += len(group)


def _same_list(items: list[Item], at: int) -> list[Paragraph]:
    """The paragraphs from `at` on that follow each other in one list of one kind."""
    group: list[Paragraph] = []
    for item in items[at:]:
        if not isinstance(item, Paragraph) or item.number is None or item.role is not Role.BODY:
            break
        first = group[0].number if group else item.number
        if first and (item.number.list_id, item.number.level.is_bullet) != (first.list_id, first.level.is_bullet):
            break
        group.append(item)
    return group


def _is_plain(group: list[Paragraph]) -> bool:
    """Whether 1. 2. 3. of an HTML list are the numbers that the document shows."""
    return len(group) > 1 and all(
        line.number and line.number.depth == 0 and line.number.level.is_plain and line.number.value == index
        for index, line in enumerate(group, start=1)
    )


def _make_list(group: list[Paragraph], kind: str) -> None:
    depth = -1
    for line in group:
        wanted = line.number.depth if line.number else 0
        depth = min(wanted, depth + 1, 3)
        line.list_kind, line.depth, line.number = kind, depth, None


def _write_out(line: Paragraph, notes: Notebook) -> None:
    if line.number is None:
        return
    if not line.number.is_known:
        notes.todo(_("这里的自动编号样式不认识，暂写成数字，请核对。"), line.place)
    elif line.number.text:
        notes.changed(_("自动编号已写成文字，请核对序号。"), f"{line.number.text.strip()}{excerpt(line.text)}")
    line.spans = with_number(line)
    line.number = None
