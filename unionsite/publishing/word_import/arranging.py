"""Decides what each paragraph of a document is: title, line of credits, heading, caption, list item."""

import re
from itertools import groupby, takewhile
from typing import TypeGuard

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import CAPTION_LENGTH, HEADING_LENGTH, TITLE_LENGTH, Role
from unionsite.publishing.word_import.document import Item, Paragraph, Picture, Table
from unionsite.publishing.word_import.notes import Notebook, excerpt

# In half points: text of 16 pt or more may be a title.
_TITLE_SIZE = 32
_TITLE_LINES = 3
_TITLE_CHARACTERS = 80
_CREDITS_AT_START, _CREDITS_AT_END = 6, 4
_NUMBERED = (
    re.compile(r"[一二三四五六七八九十]{1,3}、\S"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]\s*\S"),
)
_ENDS = "。！？；：，、.!?;:,"
# The fonts in which official documents set their headings.
_HEADING_FONTS = ("黑体", "楷体", "simhei", "kaiti")
_PICTURE_CAPTION = re.compile(r"图\s*[\d一二三四五六七八九十]+|[△▲▼▽]|[（(]?[上下左右]?图\s*[为中：:]")
_TABLE_CAPTION = re.compile(r"表\s*[\d一二三四五六七八九十]+([：:．.、\s\-－—]|$)")
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])[\u3000 ]+(?=[\u4e00-\u9fff])")
_DEEPEST = 3


def take_title(items: list[Item], fallback: str, notes: Notebook) -> str:
    """Remove the lines of the title from `items` and return it; `fallback` if no title can be recognised."""
    lines, how = _title_lines(items)
    for line in lines:
        items.remove(line)
    title = "".join(_HAN_GAP.sub("", line.text.strip()) for line in lines)
    if lines:
        notes.changed(how, lines[0].place)
        # Later paragraphs with the style of a title are headings, not a second title.
        for line in _of_role(items, Role.TITLE):
            line.role = Role.HEADING
    if not title:
        title = fallback
        notes.todo(_("没有认出标题，暂用文件名“%(name)s”，请改写。") % {"name": fallback})
    if len(title) > TITLE_LENGTH:
        text = _("标题太长，只保留了前%(limit)d个字，请改写。") % {"limit": TITLE_LENGTH}
        notes.todo(text, words=title[TITLE_LENGTH:])
    return title[:TITLE_LENGTH]


def take_credits(items: list[Item], notes: Notebook) -> dict[str, str]:
    """Remove lines of credits from the start and end of `items`; return their fields, named as by `read_credits`."""
    paragraphs = [item for item in items if isinstance(item, Paragraph)]
    found: dict[str, str] = {}
    for line in [*paragraphs[:_CREDITS_AT_START], *paragraphs[_CREDITS_AT_START:][-_CREDITS_AT_END:]]:
        credits = read_credits(line.text)
        if credits and not credits.keys() & found.keys() and not _is_under_picture(items, line):
            found |= credits
            items.remove(line)
            text = _("来源、作者这一行已从正文移到“来源与责任”各栏，请核对。")
            notes.changed(text, excerpt(line.text), words=line.text)
    return found


def _is_under_picture(items: list[Item], line: Paragraph) -> bool:
    """Whether a line such as “图：检查现场” stands beside a picture, whose caption it is."""
    at = items.index(line)
    beside = (*items[max(0, at - 1) : at], *items[at + 1 : at + 2])
    is_alone = len(_LABEL.findall(line.text)) == 1
    return is_alone and bool(_PICTURE_CAPTION.match(line.text)) and any(isinstance(item, Picture) for item in beside)


def arrange(items: list[Item], notes: Notebook) -> None:
    """Set the role of each paragraph, the level of headings, and what is a list; numbers outside lists become text."""
    for line in _of_role(items, Role.BODY):
        _name_heading(line, notes)
    _order_headings(_of_role(items, Role.HEADING), notes)
    for before, item, after in zip([None, *items], items, [*items[1:], None], strict=False):
        if isinstance(item, Paragraph):
            _name_caption(before, item, after)
    _arrange_numbers(items, notes)


def _of_role(items: list[Item], role: Role) -> list[Paragraph]:
    return [item for item in items if isinstance(item, Paragraph) and item.role is role]


# --- Title ---


def _title_lines(items: list[Item]) -> tuple[list[Paragraph], str]:
    """Return the lines of the title, and a note on how they were recognised."""
    if lines := _of_role(items[:12], Role.TITLE)[:_TITLE_LINES]:
        return lines, _("标题取自“标题”样式的段落。")
    if lines := _big_lines(items):
        return lines, _("标题取自文首居中的大字。")
    tops = [line for line in _of_role(items, Role.HEADING) if line.level == 0]
    if len(tops) == 1 and items[0] is tops[0] and tops[0].number is None:
        return tops, _("标题取自文首唯一的一级标题。")
    return [], ""


def _is_big(item: Item) -> TypeGuard[Paragraph]:
    if not isinstance(item, Paragraph) or not item.is_centred or item.number is not None:
        return False
    return (item.size >= _TITLE_SIZE or item.is_strong) and item.text[-1:] not in _ENDS


def _big_lines(items: list[Item]) -> list[Paragraph]:
    """Return the first lines of the document if they look like a title: centred, large or bold, and all alike."""
    lines: list[Paragraph] = []
    for item in takewhile(_is_big, items[:_TITLE_LINES]):
        if lines and (item.size, item.is_strong) != (lines[0].size, lines[0].is_strong):
            break
        if sum(len(line.text) for line in [*lines, item]) > _TITLE_CHARACTERS:
            break
        lines.append(item)
    return lines


# --- Headings and captions ---


def _name_heading(line: Paragraph, notes: Notebook) -> None:
    """Make a line that begins with 一、 or （一） in bold, 黑体 or 楷体 a heading, even if no style says so."""
    text = line.written
    if len(text) > HEADING_LENGTH or text[-1] in _ENDS or not line.fonts:
        return
    if not line.is_strong and not all(font.lower().startswith(_HEADING_FONTS) for font in line.fonts):
        return
    for level, pattern in enumerate(_NUMBERED):
        if pattern.match(text):
            line.role, line.level = Role.HEADING, level
            notes.changed(_("按编号和字体认作小标题，请核对。"), line.place)


def _order_headings(headings: list[Paragraph], notes: Notebook) -> None:
    """Reduce the levels of headings to 0 and 1, beginning with 0; a heading that is too long becomes bold text."""
    for line in headings:
        if len(line.written) > HEADING_LENGTH:
            line.role = Role.BODY
            line.spans = [span._replace(is_bold=True) for span in line.spans]
            notes.changed(_("超过%(limit)d字的小标题已改为加粗的段落。") % {"limit": HEADING_LENGTH}, line.place)
    headings = [line for line in headings if line.role is Role.HEADING]
    levels = sorted({line.level for line in headings})
    for index, line in enumerate(headings):
        rank = levels.index(line.level)
        if rank > 1:
            notes.changed(_("三级及以下的小标题已并为二级小标题。"), line.place)
        if index == 0 and rank:
            notes.changed(_("第一个小标题的层级已提到一级。"), line.place)
            rank = 0
        line.level = min(rank, 1)


def _name_caption(before: Item | None, line: Paragraph, after: Item | None) -> None:
    has_place = isinstance(before, Picture | Table) or isinstance(after, Table)
    if line.role is Role.CAPTION and (not has_place or len(line.text) > CAPTION_LENGTH):
        line.role = Role.BODY
    elif line.role is Role.BODY and len(line.text) <= CAPTION_LENGTH and line.number is None:
        is_centred = line.is_centred and len(line.text) <= HEADING_LENGTH
        is_of_picture = isinstance(before, Picture) and (is_centred or _PICTURE_CAPTION.match(line.text))
        is_of_table = isinstance(after, Table) and (is_centred or _TABLE_CAPTION.match(line.text))
        if is_of_picture or is_of_table:
            line.role = Role.CAPTION


# --- Numbers and lists ---


def _arrange_numbers(items: list[Item], notes: Notebook) -> None:
    last_kind = ""
    for (kind, _list_id), found in groupby(items, key=_list_of):
        group = [item for item in found if isinstance(item, Paragraph)]
        if kind == "ul" or (kind == "ol" and last_kind != "ol" and _is_plain(group)):
            _make_list(group, kind)
            last_kind = kind
        else:
            for line in group:
                _write_out(line, notes)
            last_kind = ""


def _list_of(item: Item) -> tuple[str, str]:
    """Return the kind of list that a paragraph may be in ("ul", "ol") and the list's id; both empty if in none."""
    if not isinstance(item, Paragraph) or item.number is None or item.role is not Role.BODY:
        return "", ""
    return "ul" if item.number.level.is_bullet else "ol", item.number.list_id


def _is_plain(group: list[Paragraph]) -> bool:
    """Whether the document shows the same numbers as an HTML list would: 1. 2. 3."""
    return len(group) > 1 and all(
        number and number.depth == 0 and number.level.is_plain and number.value == index
        for index, number in enumerate((line.number for line in group), start=1)
    )


def _make_list(group: list[Paragraph], kind: str) -> None:
    depth = -1
    for line in group:
        depth = min(line.number.depth if line.number else 0, depth + 1, _DEEPEST)
        line.list_kind, line.depth, line.number = kind, depth, None


def _write_out(line: Paragraph, notes: Notebook) -> None:
    if line.number is None:
        return
    if not line.number.is_known:
        notes.todo(_("这里的自动编号样式不认识，暂写成数字，请核对。"), line.place)
    elif text := line.number.text.strip():
        notes.changed(_("自动编号已写成文字，请核对序号。"), f"{text}{excerpt(line.text)}")
    line.write_number()


# --- Credits such as “供稿：机加车间  作者：李明” ---

# The labels before the colon, by the field of the piece.
_LABELS_OF = {
    "source_name": "来源 稿件来源",
    "contributor": "供稿 供稿单位 供稿部门",
    "author": "作者 撰稿 撰稿人 通讯员 文",
    "photographer": "摄影 图",
    "fact_checker": "事实核实人 核实人 核实",
    "editor_name": "责任编辑 编辑",
}
_LABELS = {label: name for name, labels in _LABELS_OF.items() for label in labels.split()}
_BRACKETS = "（）()【】[]〔〕"
_LABEL = re.compile(
    "(" + "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True)) + r")\s*[：:／/]\s*", re.IGNORECASE
)
_SEPARATORS = " \u3000\t,，;；|｜、"
_LONGEST = 30


def read_credits(text: str) -> dict[str, str]:
    """Return the fields in a line that consists of credits only; empty for any other line.

    >>> read_credits("（供稿：机加车间 作者：李明）")
    {'contributor': '机加车间', 'author': '李明'}
    """
    line = text.strip().strip(_BRACKETS).strip()
    if not _LABEL.match(line):
        return {}
    parts = _LABEL.split(line)
    found: dict[str, str] = {}
    for label, value in zip(parts[1::2], parts[2::2], strict=True):
        words = value.strip(_SEPARATORS + _BRACKETS)
        # A sentence that merely begins with such a word is not a credit.
        if not words or len(words) > _LONGEST or any(sign in words for sign in "。！？：:"):
            return {}
        name = _LABELS[label]
        found[name] = f"{found[name]}、{words}" if name in found else words
    return found
