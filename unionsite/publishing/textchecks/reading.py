"""From a CSV file or pasted lines to rows of the word list: all of them, or what is wrong with which. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from unionsite.publishing.textchecks.choices import FILE_BYTES, MOST_WORDS, Level, WordKind
from unionsite.publishing.textchecks.normalise import fold_word

HEADINGS = ("词语", "种类", "改为", "处理", "说明")
LENGTHS = {"word": 60, "replacement": 60, "note": 120}
ROWS_NAMED = 20
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
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


@dataclass(frozen=True, slots=True)
class WordRow:
    """An entry as it will be stored; `level` is empty where the kind's own holds."""

    word: str
    kind: str
    replacement: str = ""
    level: str = ""
    note: str = ""


class BadRows(ValidationError):
    """The list is not taken. The messages name the lines and are for the person who sent it."""

    @classmethod
    def of(cls, problems: list[tuple[int, str]]) -> BadRows:
        named = [
            _("第%(line)d行：%(problem)s。") % {"line": line, "problem": problem}
            for line, problem in problems[:ROWS_NAMED]
        ]
        if len(problems) > ROWS_NAMED:
            named.append(_("另有%(count)d行有问题，改正以上各行后会继续列出。") % {"count": len(problems) - ROWS_NAMED})
        return cls([_("有%(count)d行不对，整份词表都没有导入。") % {"count": len(problems)}, *named])

    @classmethod
    def too_many(cls) -> BadRows:
        return cls(_("词表最多%(words)d条，超过了，没有导入。") % {"words": MOST_WORDS})


def decode(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with its mark, else GB18030, as Excel and WPS write them."""
    if len(content) > FILE_BYTES:
        raise BadRows(_("文件超过5MB，没有导入。"))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadRows(_("这是Excel或WPS的工作簿。请另存为“CSV UTF-8”后再上传。"))
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadRows(_("看不懂这个文件的文字编码。请另存为“CSV UTF-8”后再上传。"))


def read_words(text: str, kind: str = WordKind.SENSITIVE) -> list[WordRow]:
    """Rows of a list with the columns 词语, 种类, 改为, 处理, 说明, or of lines of one word each, which get `kind`.

    The heading may be missing; then the columns are taken in this order. Raises BadRows that names every bad line:
    empty or too short a word, a word twice, an unknown kind or level, no replacement where there must be one.
    """
    if text.startswith("\ufeff"):
        text = text[1:]
    if not text.strip():
        raise BadRows(_("没有内容，没有导入。"))
    columns = list(range(len(HEADINGS)))
    rows: list[WordRow] = []
    problems: list[tuple[int, str]] = []
    seen: dict[tuple[str, str], int] = {}
    is_first = True
    for line, cells in _lines(text):
        if not any(cells):
            continue
        if is_first and cells[0] == HEADINGS[0]:
            is_first = False
            columns = [cells.index(heading) if heading in cells else -1 for heading in HEADINGS]
            continue
        is_first = False
        if len(rows) + len(problems) >= MOST_WORDS:
            raise BadRows.too_many()
        try:
            row = _row([cells[column] if 0 <= column < len(cells) else "" for column in columns], kind)
        except ValueError as error:
            problems.append((line, str(error)))
            continue
        key = (row.kind, fold_word(row.word))
        if key in seen:
            before = _("“%(word)s”与第%(line)d行重复") % {"word": row.word, "line": seen[key]}
            problems.append((line, before))
            continue
        seen[key] = line
        rows.append(row)
    if problems:
        raise BadRows.of(problems)
    if not rows:
        raise BadRows(_("没有内容，没有导入。"))
    return rows


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        raise BadRows(_("第%(line)d行的引号不成对，整份词表都没有导入。") % {"line": reader.line_num}) from None


def _row(cells: list[str], default: str) -> WordRow:
    word, kind, replacement, level, note = (_unquoted(cell) for cell in cells)
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
    return WordRow(word, chosen, replacement, _LEVEL_WORDS[level], note)


def _unquoted(cell: str) -> str:
    """Our own export puts a quotation mark before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell
