"""Styles of a document, with what they inherit: which are titles, headings, quotations; how large, how aligned."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from unionsite.publishing.word_import.choices import LIST_LEVELS, Role
from unionsite.publishing.word_import.container import descend

# WPS writes Word's English names, its older versions the Chinese ones of the menu.
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d?|toc heading|目录标题", re.IGNORECASE)
_ROLES = {
    "title": Role.TITLE,
    "标题": Role.TITLE,
    "大标题": Role.TITLE,
    "文章标题": Role.TITLE,
    "quote": Role.QUOTE,
    "block quotation": Role.QUOTE,  # LibreOffice's
    "intense quote": Role.QUOTE,
    "引用": Role.QUOTE,
    "明显引用": Role.QUOTE,
    "caption": Role.CAPTION,
    "题注": Role.CAPTION,
}
_BODY_LEVEL = 9
_CHAIN = 12
_CENTRED = {"center", "distribute"}


@dataclass(frozen=True)
class Look:
    """What counts of a paragraph's look. `size` in half points; None where nothing is said."""

    role: Role | None = None
    level: int | None = None
    list_id: str | None = None
    depth: int | None = None
    align: str | None = None
    size: int | None = None
    is_bold: bool | None = None
    font: str | None = None

    def over(self, base: Look) -> Look:
        """This look where it says something, else that of `base`."""
        return Look(
            **{
                name: mine if (mine := getattr(self, name)) is not None else getattr(base, name)
                for name in self.__dataclass_fields__
            }
        )

    @property
    def is_centred(self) -> bool:
        return self.align in _CENTRED


@dataclass(frozen=True)
class Style:
    look: Look
    base: str = ""


class Styles:
    """The paragraph styles by id; `list_of` names the list that a list style stands for."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._looks: dict[str, Look] = {}
        self.default = ""
        self.list_of: dict[str, str] = {}
        defaults = Look()
        for element in [] if root is None else root:
            if element.tag == "w:docDefaults":
                defaults = read_run_look(descend(element, "w:rPrDefault", "w:rPr"))
            elif element.tag == "w:style":
                self._read(element)
        self._defaults = defaults

    def _read(self, element: Element) -> None:
        key = element.get("w:styleId", "")
        look = read_look(element.find("w:pPr"), element.find("w:rPr"))
        if element.get("w:type") == "numbering" and look.list_id:
            self.list_of[key] = look.list_id
        if element.get("w:type") != "paragraph":
            return
        # What LibreOffice took over from an RTF file has this behind its name.
        name = _value(element, "w:name").strip().lower().removesuffix(" (user)")
        if match := _HEADING.fullmatch(name):
            look = replace(look, role=Role.HEADING, level=int(match.group(1)) - 1)
        elif _CONTENTS.fullmatch(name):
            look = replace(look, role=Role.CONTENTS)
        elif role := _ROLES.get(name):
            look = replace(look, role=role)
        self._styles.setdefault(key, Style(look, _value(element, "w:basedOn")))
        if element.get("w:default") in ("1", "true"):
            self.default = key

    def look(self, key: str) -> Look:
        """The look of a style with all it inherits; that of the default style for an unknown one."""
        if key not in self._looks:
            look, at, seen = Look(), key if key in self._styles else self.default, set()
            while at in self._styles and at not in seen and len(seen) < _CHAIN:
                seen.add(at)
                look = look.over(self._styles[at].look)
                at = self._styles[at].base
            self._looks[key] = look.over(self._defaults)
        return self._looks[key]


def read_look(paragraph: Element | None, run: Element | None) -> Look:
    """What properties of a paragraph and of its runs say themselves."""
    look = read_run_look(run)
    if paragraph is None:
        return look
    level = _integer(_value(paragraph, "w:outlineLvl"))
    numbers = paragraph.find("w:numPr")
    depth = None if numbers is None else _integer(_value(numbers, "w:ilvl"))
    return replace(
        look,
        role=Role.HEADING if level is not None and level < _BODY_LEVEL else None,
        level=level if level is not None and level < _BODY_LEVEL else None,
        list_id=None if numbers is None else _value(numbers, "w:numId") or None,
        depth=None if depth is None else min(depth, LIST_LEVELS - 1),
        align=_value(paragraph, "w:jc") or None,
    )


def read_run_look(run: Element | None) -> Look:
    if run is None:
        return Look()
    fonts = run.find("w:rFonts")
    return Look(
        size=_integer(_value(run, "w:sz")),
        is_bold=is_on(run, "w:b"),
        font=None if fonts is None else fonts.get("w:eastAsia"),
    )


def is_on(properties: Element, name: str) -> bool | None:
    """A switch such as bold: None where nothing is said."""
    element = properties.find(name)
    return None if element is None else element.get("w:val", "1") not in ("0", "false", "off", "none")


def _value(element: Element, name: str) -> str:
    child = element.find(name)
    return "" if child is None else child.get("w:val", "")


def _integer(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
