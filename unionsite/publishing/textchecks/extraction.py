"""Reads the texts and the structure of any page from its fields and blocks, without a query and for every page type."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import COMMENTS_RELATION_NAME, Page

from unionsite.core.models import PiecePage
from unionsite.core.queries import locales
from unionsite.publishing.textchecks.choices import Role
from unionsite.publishing.textchecks.normalise import BREAK, soften

_OF_WAGTAIL = frozenset(("title", "seo_title", "search_description"))
_NO_PROSE = (models.URLField, models.SlugField, models.EmailField, models.FileField)
_CHOICES = (blocks.ChoiceBlock, blocks.MultipleChoiceBlock, blocks.ChooserBlock, blocks.BooleanBlock)
_ADDRESSES = (blocks.URLBlock, blocks.EmailBlock, blocks.RegexBlock)
_NO_TEXT_BLOCKS = (*_CHOICES, *_ADDRESSES, blocks.StaticBlock, blocks.RawHTMLBlock)
_CONTACT = re.compile(r"contact|phone|tel$|hotline")
_LISTS_AND_TABLES = {"li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BREAKING = {"p", "hr", "div", "section", "blockquote", "figure", "figcaption", "embed"}
_BREAKING |= _LISTS_AND_TABLES | _HEADINGS


@dataclass(frozen=True, slots=True)
class Text:
    """A text: `where` is the path of its place (`body.3.caption`), `place` the same in words, `role` its part."""

    where: str
    place: str
    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Picture:
    where: str
    place: str
    alt: str
    is_decorative: bool


@dataclass
class Parts:
    """The parts of a page, as the rules need them. `headings` are by field, in order, each with its level (2, 3)."""

    language: str
    is_piece: bool = False
    texts: list[Text] = field(default_factory=list)
    headings: dict[str, list[tuple[Text, int]]] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    unnamed_columns: list[tuple[str, str, int]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, str, date]] = field(default_factory=list)
    # Pictures, documents and media by model and number, each with its first place.
    files: dict[tuple[type[models.Model], str], tuple[str, str]] = field(default_factory=dict)
    # What readers see of these besides the files themselves; only what blocks is looked for there.
    of_files: list[Text] = field(default_factory=list)


class _PlainText(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in _BREAKING or tag == "br":
            self.pieces.append(BREAK if tag == "br" else "\n")

    def handle_endtag(self, tag):
        if tag in _BREAKING:
            self.pieces.append("\n")

    def handle_data(self, data):
        self.pieces.append(re.sub(r"[ \t\r]*\n\s*", " ", data))


def plain_text(html: str) -> str:
    """Return the words of rich text, one paragraph on each line; a break within a paragraph is a `BREAK`."""
    parser = _PlainText()
    parser.feed(html)
    parser.close()
    lines = (line.strip(f" \t\r{BREAK}") for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def take_apart(page: Page, children: Mapping[str, Sequence[models.Model]] | None = None) -> Parts:
    """Return the parts of a page as it is in memory, or of a snippet, which is in the site's first language.

    `children` are its child objects by relation, for a form that has not put them into the page yet. Without it they
    are read from the page: for a revision from memory, for a page from the database with one query for each relation.
    """
    locale = getattr(page, "locale_id", None)
    language = locales()[locale].language_code if locale else settings.LANGUAGE_CODE
    parts = Parts(language=language, is_piece=isinstance(page, PiecePage))
    _read_fields(parts, page, "", "")
    for relation, rows in (_children(page) if children is None else children).items():
        for number, row in enumerate(rows):
            label = f"{row._meta.verbose_name}{number + 1} · "
            _read_fields(parts, row, f"{relation}.{number}.", label)
    if isinstance(page, PiecePage):
        _read_piece(parts, page)
    return parts


def _children(page: Page) -> dict[str, list[models.Model]]:
    relations = {}
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        if name != COMMENTS_RELATION_NAME and any(_text_fields(relation.related_model)):
            relations[name] = list(getattr(page, name).all())
    return relations


def _text_fields(model: type[models.Model]) -> Iterator[models.Field]:
    for item in model._meta.concrete_fields:
        if not item.editable or item.choices or isinstance(item, _NO_PROSE):
            continue
        if item.model._meta.app_label == "wagtailcore" and item.name not in _OF_WAGTAIL:
            continue
        if isinstance(item, models.CharField | models.TextField | StreamField):
            yield item


def _read_fields(parts: Parts, row: models.Model, path: str, label: str) -> None:
    for item in _text_fields(type(row)):
        value = item.value_from_object(row)
        where, place = f"{path}{item.name}", f"{label}{item.verbose_name}"
        if isinstance(item, StreamField):
            _read_stream(parts, item.stream_block, item.stream_block.get_prep_value(value), where, place)
        elif isinstance(item, RichTextField):
            _add(parts, where, place, plain_text(value or ""), Role.BODY)
        elif isinstance(value, str):
            _add(parts, where, place, soften(value), _role_of(item))
    for item in type(row)._meta.concrete_fields:
        if isinstance(item, models.ForeignKey):
            value = getattr(row, item.attname)
            _add_file(parts, item.related_model, value, f"{path}{item.name}", f"{label}{item.verbose_name}")
    _read_dates(parts, row, path, label)


def _add_file(parts: Parts, model: type[models.Model] | None, number: object, where: str, place: str) -> None:
    if number and hasattr(model, "shown_fields"):
        parts.files.setdefault((model, str(number)), (where, place))


def _read_dates(parts: Parts, row: models.Model, path: str, label: str) -> None:
    for item in type(row)._meta.concrete_fields:
        if isinstance(item, models.DateField) and item.model._meta.app_label != "wagtailcore" and item.editable:
            value = getattr(row, item.attname)
            if isinstance(value, datetime):
                value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
            if value:
                parts.dates.append((f"{path}{item.name}", f"{label}{item.verbose_name}", value))


def _block_place(place: str, number: int, block: blocks.Block) -> str:
    return _("%(field)s第%(number)d块（%(block)s）") % {"field": place, "number": number + 1, "block": block.label}


def _role_of(item: models.Field) -> Role:
    if item.name == "title":
        return Role.TITLE
    if item.name.endswith("_alt"):
        return Role.ALT
    if _CONTACT.search(item.name):
        return Role.CONTACT
    return Role.BODY if isinstance(item, models.TextField) or item.name == "summary" else Role.SHORT


def _add(parts: Parts, where: str, place: str, text: str, role: Role) -> None:
    if text.strip():
        parts.texts.append(Text(where, place, text, role))


def _read_block(parts: Parts, block: blocks.Block, value: Any, where: str, place: str, name: str = "") -> None:
    """Add the texts of a block; `value` is its raw stored data, so that no picture or document need be fetched."""
    if value in (None, "") or isinstance(block, _NO_TEXT_BLOCKS):
        _add_file(parts, getattr(block, "model_class", None), value, where, place)
        return
    if isinstance(block, ImageBlock):
        _read_picture(parts, block, value, where, place)
    elif isinstance(block, TypedTableBlock):
        _read_table(parts, block, value, where, place)
    elif isinstance(block, blocks.StructBlock):
        _read_struct(parts, block, value, where, place)
    elif isinstance(block, blocks.StreamBlock):
        _read_stream(parts, block, value, where, place)
    elif isinstance(block, blocks.ListBlock):
        _read_list(parts, block, value, where, place)
    elif isinstance(block, blocks.RichTextBlock):
        _add(parts, where, place, plain_text(value), Role.BODY)
    elif isinstance(value, str | int | float | Decimal):
        value = f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        role = Role.BODY if isinstance(block, blocks.TextBlock) else Role.SHORT
        _add(parts, where, place, soften(value), Role.CONTACT if _CONTACT.search(name) else role)


def _read_stream(parts: Parts, block: blocks.StreamBlock, value: list, where: str, place: str) -> None:
    for number, child in enumerate(value):
        below = block.child_blocks.get(child["type"])
        if below is not None:
            _read_block(parts, below, child["value"], f"{where}.{number}", _block_place(place, number, below))


def _read_list(parts: Parts, block: blocks.ListBlock, value: list, where: str, place: str) -> None:
    for number, child in enumerate(value):
        is_item = isinstance(child, dict) and child.get("type") == "item" and "value" in child
        item = child["value"] if is_item else child
        _read_block(parts, block.child_block, item, f"{where}.{number}", f"{place} · {number + 1}")


def _read_struct(parts: Parts, block: blocks.StructBlock, value: dict, where: str, place: str) -> None:
    # A block is a heading if it has a text and an HTML level, whatever its name.
    level = {"h2": 2, "h3": 3, "h4": 4}.get(str(value.get("level", "")))
    for name, child in block.child_blocks.items():
        path, label = f"{where}.{name}", f"{place} · {child.label}"
        if level and name == "text" and isinstance(value.get("text"), str):
            text = Text(path, label, value["text"], Role.HEADING)
            parts.texts.append(text)
            parts.headings.setdefault(where.partition(".")[0], []).append((text, level))
        else:
            _read_block(parts, child, value.get(name), path, label, name)


def _read_picture(parts: Parts, block: ImageBlock, value: Any, where: str, place: str) -> None:
    if not isinstance(value, dict) or not value.get("image"):
        return
    alt = value.get("alt_text") or ""
    label = _("%(place)s · 替代文字") % {"place": place}
    _add(parts, f"{where}.alt_text", label, alt, Role.ALT)
    parts.pictures.append(Picture(f"{where}.alt_text", label, alt, bool(value.get("decorative"))))
    _add_file(parts, block.child_blocks["image"].model_class, value["image"], where, place)


def _read_table(parts: Parts, block: TypedTableBlock, value: dict, where: str, place: str) -> None:
    _add(parts, f"{where}.caption", _("%(place)s · 标题") % {"place": place}, value.get("caption") or "", Role.SHORT)
    columns = value.get("columns") or []
    for number, column in enumerate(columns):
        label = _("%(place)s · 第%(column)d列的列名") % {"place": place, "column": number + 1}
        _add(parts, f"{where}.columns.{number}", label, column.get("heading") or "", Role.SHORT)
    unnamed = sum(not (column.get("heading") or "").strip() for column in columns)
    if unnamed:
        parts.unnamed_columns.append((where, place, unnamed))
    for r, row in enumerate(value.get("rows") or []):
        for c, (column, cell) in enumerate(zip(columns, row.get("values") or [], strict=False)):
            label = _("%(place)s · 第%(row)d行第%(column)d列") % {"place": place, "row": r + 1, "column": c + 1}
            if below := block.child_blocks.get(column.get("type")):
                _read_block(parts, below, cell, f"{where}.rows.{r}.{c}", label)


def _read_piece(parts: Parts, page: PiecePage) -> None:
    def label(name: str) -> str:
        return str(page._meta.get_field(name).verbose_name)

    missing = [name for name in ("source_name", "author", "fact_checker") if not (getattr(page, name) or "").strip()]
    if page.department_id is None:
        missing.append("department")
    if page.is_repost and not page.source_url:
        missing.append("source_url")
    parts.missing += [(name, label(name)) for name in missing]
    if page.cover_id:
        parts.pictures.append(Picture("cover_alt", label("cover_alt"), page.cover_alt, is_decorative=False))
