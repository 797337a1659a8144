"""From a file or pasted lines to entries of the search lists: all of them, or what is wrong with which row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from search.analysis.lexicon import SynonymEntry
from search.words.rules import BadEntry, Kind, fold, read_entry

KIND, TERMS, TARGETS, NOTE = HEADINGS = ("种类", "词语", "指向", "说明")
MOST_ROWS = 3000
FILE_BYTES = 5 * 1024 * 1024
ROWS_NAMED = 20
NOTE_LENGTH = 200
_KINDS = {
    **{str(kind): kind for kind in Kind},
    "": Kind.SYNONYM,
    "同义词": Kind.SYNONYM,
    "词语": Kind.WORD,
    "词": Kind.WORD,
    "停用词": Kind.STOP_WORD,
}


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """`line` is for messages, from 1."""

    line: int
    kind: str
    entry: SynonymEntry
    note: str = ""


class BadRows(ValidationError):
    """The list is not taken. The messages name the rows and are for the person who sent it."""

    @classmethod
    def of(cls, problems: list[tuple[int, str]]) -> BadRows:
        named = [
            _("第%(line)d行：%(problem)s") % {"line": line, "problem": problem}
            for line, problem in sorted(problems)[:ROWS_NAMED]
        ]
        if len(problems) > ROWS_NAMED:
            named.append(_("另有%(count)d行有问题，改正以上各行后会继续列出。") % {"count": len(problems) - ROWS_NAMED})
        # One message, a line for each row: screens keep the lines.
        head = _("有%(count)d行不对，整份词表都没有导入。") % {"count": len(problems)}
        return cls("\n".join([head, *named]))


def read_rows(rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[LexiconRow]:
    """Entries of rows by heading (`HEADINGS`). Raises BadRows that names every bad row: what cannot be read, an unknown
    kind, an entry that stood before. What rows say against each other, the service finds."""
    found: list[LexiconRow] = []
    problems: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        if len(found) + len(problems) >= MOST_ROWS:
            raise BadRows(_("一次最多导入%(rows)d行，没有导入。请分几次。") % {"rows": MOST_ROWS})
        kind = _KINDS.get(cells.get(KIND, "").strip())
        note = cells.get(NOTE, "").strip()
        if kind is None:
            problems.append(
                (line, _("不认识的种类“%(kind)s”，应为同义词、词语或停用词。") % {"kind": cells[KIND][:10]})
            )
            continue
        if len(note) > NOTE_LENGTH:
            problems.append((line, _("说明超过%(length)d个字。") % {"length": NOTE_LENGTH}))
            continue
        terms, targets = cells.get(TERMS, ""), cells.get(TARGETS, "")
        if kind == Kind.SYNONYM and not targets.strip() and terms.count("=>") == 1:
            # As the lists themselves write it.
            terms, targets = terms.split("=>")
        try:
            entry = read_entry(kind, terms, targets)
        except BadEntry as error:
            problems.append((line, " ".join(error.messages)))
            continue
        key = fold(kind, entry.terms, entry.targets)
        if key in seen:
            problems.append((line, _("与第%(line)d行重复。") % {"line": seen[key]}))
            continue
        seen[key] = line
        found.append(LexiconRow(line, kind, entry, note))
    if problems:
        raise BadRows.of(problems)
    if not found:
        raise BadRows(_("没有内容，没有导入。"))
    return found
