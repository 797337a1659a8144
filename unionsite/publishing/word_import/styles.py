"""Reads the styles of a document with what they inherit (role, size, alignment), and maps its symbol fonts."""

import json
import re
from pathlib import Path
from typing import TypedDict, cast
from xml.etree.ElementTree import Element

from unionsite.publishing.word_import.choices import LIST_LEVELS, Role
from unionsite.publishing.word_import.markup import descend, integer, is_on, value_of

# WPS writes Word's English names of styles, its older versions the Chinese names of the menu.
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])")
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d?|toc heading|目录标题")
_ROLES = {
    **dict.fromkeys(("title", "标题", "大标题", "文章标题"), Role.TITLE),
    # "block quotation" is LibreOffice's name.
    **dict.fromkeys(("quote", "block quotation", "intense quote", "引用", "明显引用"), Role.QUOTE),
    **dict.fromkeys(("caption", "题注"), Role.CAPTION),
}
_BODY_LEVEL = 9


class Look(TypedDict, total=False):
    """What properties or a style say of a paragraph or run. `size` is in half points, `font` that of Chinese text."""

    role: Role
    level: int
    list_id: str
    depth: int
    align: str
    size: int
    is_bold: bool
    font: str


class Styles:
    """The paragraph styles by id; `list_of` gives the list that a list style stands for."""

    def __init__(self, root: Element | None) -> None:
        self._looks: dict[str, Look] = {}
        self._bases: dict[str, str] = {}
        self._default = ""
        self.list_of: dict[str, str] = {}
        self._defaults = read_run_look(descend(root, "w:docDefaults", "w:rPrDefault", "w:rPr"))
        for element in [] if root is None else root.findall("w:style"):
            self._read(element)

    def _read(self, element: Element) -> None:
        key, kind = element.get("w:styleId", ""), element.get("w:type")
        look = read_run_look(element.find("w:rPr")) | read_look(element.find("w:pPr"))
        if kind == "numbering" and "list_id" in look:
            self.list_of[key] = look["list_id"]
        if kind != "paragraph" or key in self._looks:
            return
        # LibreOffice adds this to the names of styles that come from an RTF file.
        name = value_of(element, "w:name").strip().lower().removesuffix(" (user)")
        if match := _HEADING.fullmatch(name):
            look |= Look(role=Role.HEADING, level=int(match.group(1)) - 1)
        elif _CONTENTS.fullmatch(name):
            look["role"] = Role.CONTENTS
        elif role := _ROLES.get(name):
            look["role"] = role
        self._looks[key], self._bases[key] = look, value_of(element, "w:basedOn")
        if element.get("w:default") in ("1", "true"):
            self._default = key

    def look(self, key: str) -> Look:
        """Return the look of a style with all that it inherits; for an unknown style, that of the default style."""
        look, at, seen = Look(), key if key in self._looks else self._default, set()
        while at in self._looks and at not in seen:
            seen.add(at)
            look = self._looks[at] | look
            at = self._bases[at]
        return self._defaults | look


def read_look(paragraph: Element | None) -> Look:
    """Return the look that a paragraph's own properties say, without its style."""
    level = integer(value_of(paragraph, "w:outlineLvl"))
    is_heading = level is not None and level < _BODY_LEVEL
    depth = integer(value_of(paragraph, "w:numPr", "w:ilvl"))
    return _only_given(
        role=Role.HEADING if is_heading else None,
        level=level if is_heading else None,
        list_id=value_of(paragraph, "w:numPr", "w:numId"),
        depth=None if depth is None else min(depth, LIST_LEVELS - 1),
        align=value_of(paragraph, "w:jc"),
    )


def read_run_look(run: Element | None) -> Look:
    fonts = descend(run, "w:rFonts")
    return _only_given(
        size=integer(value_of(run, "w:sz")),
        is_bold=None if run is None else is_on(run, "w:b"),
        font="" if fonts is None else fonts.get("w:eastAsia"),
    )


def _only_given(**values) -> Look:
    return cast(Look, {name: value for name, value in values.items() if value not in (None, "")})


# --- Symbol fonts: the Unicode characters for their codes, from 0x21 on ---

_SIGNS: dict[str, str] = json.loads(Path(__file__).with_name("symbols.json").read_text(encoding="utf-8"))
_FIRST, _PRIVATE = 0x21, 0xF000


def symbol(font: str, code: int) -> str:
    """Return the Unicode character for a code of a symbol font; empty if font or code is unknown. Documents also give
    the code in the private use area (0xF000 and up)."""
    at = (code - _PRIVATE if code >= _PRIVATE else code) - _FIRST
    return _SIGNS.get(font, "")[at : at + 1].strip() if at >= 0 else ""
