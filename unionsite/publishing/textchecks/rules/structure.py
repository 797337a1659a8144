"""Rules for a piece's title, headings, pictures, tables, paragraphs, source and figures (S-1.5, S-3.8, S-3.10, S-3.11).

They yield each hit with the part of the piece that it concerns.
"""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from unionsite.publishing.textchecks.choices import Role
from unionsite.publishing.textchecks.extraction import Parts, Text
from unionsite.publishing.textchecks.findings import Hit
from unionsite.publishing.textchecks.normalise import BREAK

# A date further away than this is probably mistyped.
YEARS_AWAY = 10
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|heic)$|^(?:img|dsc|mmexport|wx|screenshot)[\s_-]?\d", re.I)
_EMPTY_WORDS = frozenset(
    ("图", "图片", "照片", "配图", "插图", "封面", "封面图", "image", "photo", "picture", "现场照片")
)
_FIGURE = re.compile(r"\d[\d,.]*\s?(?:%|％|‰|个百分点|(?:多|余)?万|亿)")
_ATTRIBUTED = re.compile(r"据|来源|统计|公布|发布|数据显示|报告|报表|截至|调查|核算|公告|公报")

Found = Iterator[tuple[Text, Hit]]


def _at(where: str, place: str, text: str = "", role: Role = Role.SHORT) -> Text:
    return Text(where, place, text, role)


def title(parts: Parts, longest: int) -> Found:
    """Yield a title that is too long, or that ends with the punctuation of a sentence."""
    for text in parts.texts:
        if text.role is Role.TITLE and len(text.text) > longest:
            message = _("标题有%(length)d个字，超过%(longest)d个字") % {"length": len(text.text), "longest": longest}
            yield text, Hit("title", 0, len(text.text), message)
        elif text.role is Role.TITLE and text.text.endswith(("。", "，", "；", "、", "：")):
            length = len(text.text)
            yield text, Hit("punctuation", length - 1, length, _("标题末尾不用这个标点"))


def headings(parts: Parts) -> Found:
    """Yield a second-level heading that stands before any first-level one in the same field."""
    for steps in parts.headings.values():
        is_open = False
        for text, level in steps:
            if level <= 2:
                is_open = True
            elif not is_open:
                message = _("二级小标题“%(text)s”之前没有一级小标题") % {"text": text.text}
                yield text, Hit("heading", 0, len(text.text), message)
                # Only once for each field: the following ones have the same cause.
                break


def pictures(parts: Parts) -> Found:
    """Yield pictures without alt text, or with an alt text that says nothing."""
    for picture in parts.pictures:
        alt = picture.alt.strip()
        if picture.is_decorative:
            continue
        if not alt:
            yield _at(picture.where, picture.place), Hit("alt", 0, 0, _("图片没有替代文字"))
        elif _FILE_NAME.search(alt) or alt.lower() in _EMPTY_WORDS:
            message = _("替代文字“%(alt)s”没有说出图上有什么") % {"alt": alt}
            yield _at(picture.where, picture.place, alt), Hit("alt_quality", 0, len(alt), message)


def tables(parts: Parts) -> Found:
    for where, place, number in parts.unnamed_columns:
        yield _at(where, place), Hit("table_header", 0, 0, _("表格有%(number)d列没有列名") % {"number": number})


def paragraphs(parts: Parts, longest: int) -> Found:
    """Yield paragraphs that are too long to be read to the end on a phone."""
    for text in parts.texts:
        if text.role is not Role.BODY or len(text.text) <= longest:
            continue
        offset = 0
        for line in re.split(rf"[\n{BREAK}]", text.text):
            if len(line) > longest:
                message = _("这一段有%(length)d个字，超过%(longest)d个字") % {"length": len(line), "longest": longest}
                # Quote only its beginning; a report with whole paragraphs would be hard to read.
                yield text, Hit("paragraph", offset, offset + min(len(line), 20), message)
            offset += len(line) + 1


def figures(parts: Parts) -> Found:
    """Yield the first figure of a piece that nowhere says where its figures come from; one hit for the piece."""
    if not parts.is_piece or any(_ATTRIBUTED.search(text.text) for text in parts.texts if text.role is Role.BODY):
        return
    for text in parts.texts:
        if text.role is Role.BODY and (match := _FIGURE.search(text.text)):
            message = _("“%(figure)s”等数据没有写明出处") % {"figure": match.group()}
            yield text, Hit("numbers", *match.span(), message)
            return


def source(parts: Parts) -> Found:
    """Yield what is missing of 来源, 供稿部门, 作者, 事实核实人 and, for a repost, the source's address (S-1.5)."""
    for where, label in parts.missing:
        yield _at(where, label), Hit("source", 0, 0, _("没有填写%(label)s") % {"label": label})


def field_dates(parts: Parts, today: date) -> Found:
    for where, label, day in parts.dates:
        # The day from which a rule holds may be long past.
        years = day.year - today.year if where == "valid_from" else abs(day.year - today.year)
        if years > YEARS_AWAY:
            message = _("%(label)s是%(date)s，离今天太远") % {"label": label, "date": day.isoformat()}
            yield _at(where, label, day.isoformat()), Hit("date", 0, 10, message)
        elif where == "valid_until" and day < today:
            message = _("有效期至%(date)s，已经过了") % {"date": day.isoformat()}
            yield _at(where, label, day.isoformat()), Hit("date", 0, 10, message)
