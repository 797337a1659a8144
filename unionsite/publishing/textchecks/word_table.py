"""Reads rows of a table as entries of the word list: all of them, or an error naming each bad row. No database."""

import unicodedata
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from unionsite.core.tables import BadRow, Unreadable, refused_for
from unionsite.publishing.textchecks.choices import MOST_WORDS, Level, WordKind
from unionsite.publishing.textchecks.normalise import fold_word
from unionsite.publishing.textchecks.words import Word

HEADINGS = ("词语", "种类", "改为", "处理", "说明")
LENGTHS = {"word": 60, "replacement": 60, "note": 120}
_KIND_WORDS = {
    **{str(kind): kind for kind in WordKind},
    "敏感词": WordKind.SENSITIVE,
    "易错词": WordKind.TYPO,
    "错别字": WordKind.TYPO,
    "姓名与职务": WordKind.PERSON,
    "姓名": WordKind.PERSON,
    "例外": WordKind.EXCEPTION,
}
_LEVEL_WORDS = {
    "": "",
    "必须改正": Level.BLOCK.value,
    "须说明理由": Level.CONFIRM.value,
    "提示": Level.HINT.value,
    **{level.value: level.value for level in Level if level != Level.OFF},
}


def too_many() -> Unreadable:
    return Unreadable(_("词表最多%(words)d条，超过了，没有导入。") % {"words": MOST_WORDS})


def read_words(rows: Iterable[tuple[int, Mapping[str, str]]], kind: str = WordKind.SENSITIVE) -> list[Word]:
    """Return the entries of `rows`: pairs of line number and cells by heading (`HEADINGS`).

    A row without a kind gets `kind`. Raises Unreadable, which names every bad row: a word that is missing, too short or
    repeated, an unknown kind or level, a missing replacement.
    """
    found: list[Word] = []
    errors: list[BadRow] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in rows:
        if len(found) + len(errors) >= MOST_WORDS:
            raise too_many()
        try:
            row = _row([cells.get(heading, "") for heading in HEADINGS], kind)
            key = (row.kind, fold_word(row.text))
            if key in seen:
                raise ValueError(_("“%(word)s”与第%(line)d行重复") % {"word": row.text, "line": seen[key]})
        except ValueError as error:
            errors.append(BadRow(line, str(error)))
            continue
        seen[key] = line
        found.append(row)
    if errors:
        raise refused_for(errors)
    if not found:
        raise Unreadable(_("没有内容，没有导入。"))
    return found


def _row(cells: list[str], default: str) -> Word:
    word, kind, replacement, level, note = cells
    for name, value in (("word", word), ("replacement", replacement), ("note", note)):
        if len(value) > LENGTHS[name]:
            raise ValueError(_("“%(text)s…”超过%(length)d个字") % {"text": value[:10], "length": LENGTHS[name]})
        if any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in value):
            raise ValueError(_("含有看不见的特殊字符，请重新填写"))
    if kind and kind not in _KIND_WORDS:
        raise ValueError(_("不认识的种类“%(kind)s”，应为敏感词、易错词、姓名与职务或例外") % {"kind": kind[:10]})
    if level not in _LEVEL_WORDS:
        raise ValueError(_("不认识的处理“%(level)s”，应为必须改正、须说明理由、提示，或不填") % {"level": level[:10]})
    chosen = str(_KIND_WORDS[kind] if kind else default)
    folded = fold_word(word)
    if not folded:
        raise ValueError(_("没有填写词语"))
    if chosen != WordKind.EXCEPTION and len(folded) < 2:
        raise ValueError(_("“%(word)s”只有一个字，会误报太多") % {"word": word})
    if chosen in (WordKind.TYPO, WordKind.PERSON) and not replacement:
        raise ValueError(_("“%(word)s”没有填写“改为”") % {"word": word})
    if chosen == WordKind.TYPO and fold_word(replacement) == folded:
        raise ValueError(_("“%(word)s”与“改为”相同") % {"word": word})
    return Word(word, WordKind(chosen), replacement, _LEVEL_WORDS[level], note)
