"""The editors' words: how an entry or a list of rows is read, and what keeps entries from standing together. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.analysis import lexicon
from search.analysis.lexicon import Lexicon, LexiconError, SynonymEntry
from unionsite.core.tables import BadRow, Unreadable, refused_for

_ROW = re.compile(r"第(\d+)行")
_SEPARATORS = re.compile(r"[\r\n]+")


class Kind(TextChoices):
    SYNONYM = "synonym", gettext_lazy("同义词")
    WORD = "word", gettext_lazy("词语")
    STOP_WORD = "stop_word", gettext_lazy("停用词")
    SERVICE = "service", gettext_lazy("服务叫法")


# As plain texts: without Django's types mypy takes the members for tuples.
SYNONYM, WORD, STOP_WORD, SERVICE = map(str, Kind)


class BadEntry(ValidationError):
    """Messages for people by field: `terms` or `targets`."""


@dataclass(frozen=True, slots=True)
class Named:
    """A synonym entry with its name for messages."""

    entry: SynonymEntry
    name: str


def show(entry: SynonymEntry) -> str:
    """Return the entry as people read it."""
    left = "、".join(entry.terms)
    return f"{left} → {'、'.join(entry.targets)}" if entry.targets else left


def fold(kind: str, terms: Iterable[str], targets: Iterable[str] = ()) -> str:
    """Return the key that makes two entries the same, whatever the order of their terms."""
    left = ",".join(sorted(terms))
    right = ",".join(sorted(targets))
    return f"{kind}:{left}=>{right}" if right else f"{kind}:{left}"


def read_entry(kind: str, terms: str, targets: str = "") -> SynonymEntry:
    """Return an entry as it was typed, normalised; a word or stop word is a single term. Raises BadEntry."""
    problems: dict[str, list[str]] = {}
    if kind in (Kind.WORD, Kind.STOP_WORD):
        if targets.strip():
            raise BadEntry({"targets": [_("只有同义词和服务叫法才能填写“指向”。")]})
        try:
            return SynonymEntry((lexicon.read_term(terms),))
        except ValueError as error:
            raise BadEntry({"terms": [str(error)]}) from None
    read: dict[str, list[str]] = {}
    for name, text in (("terms", terms), ("targets", targets)):
        pieces = _SEPARATORS.sub("，", text).split("=>")
        if len(pieces) > 1:
            problems[name] = [_("这里不写“=>”，请把箭头右边的词填在“指向”里。")]
            continue
        try:
            # Each field by itself, so that the message stands beside it. A single term is not an entry yet.
            read[name] = list(_terms(pieces[0])) if pieces[0].strip() else []
        except LexiconError as error:
            problems[name] = [message for _row, message in error.problems]
    if not problems and not read["terms"]:
        problems["terms"] = [_("词语不能为空。")]
    if problems:
        raise BadEntry(problems)
    row = ", ".join(read["terms"]) + (f" => {', '.join(read['targets'])}" if read["targets"] else "")
    try:
        return lexicon.read_synonyms([(0, row)])[0]
    except LexiconError as error:
        name = "targets" if read["targets"] else "terms"
        raise BadEntry({name: [message for _row, message in error.problems]}) from None


def _terms(text: str) -> Iterable[str]:
    problems: list[tuple[int, str]] = []
    terms: dict[str, None] = {}
    for piece in re.split(r"[,、;，；]", text):
        try:
            term = lexicon.read_term(piece)
        except ValueError as error:
            problems.append((0, str(error)))
            continue
        if term in terms:
            problems.append((0, _("“%(term)s”出现了两次。") % {"term": term}))
        terms[term] = None
    if problems:
        raise LexiconError(problems)
    return terms


def conflicts(new: SynonymEntry, others: Sequence[Named]) -> list[str]:
    """Return what would be wrong with `new` beside the others: circles, a term in two groups, an arrow given twice. The
    messages name the other entry."""
    rows = [SynonymEntry(other.entry.terms, other.entry.targets, row) for row, other in enumerate(others, start=1)]
    own_row = len(rows) + 1
    before = set(lexicon.check_entries(rows))
    after = lexicon.check_entries([*rows, SynonymEntry(new.terms, new.targets, own_row)])

    def name(match: re.Match[str]) -> str:
        row = int(match[1])
        return _("这一条") if row == own_row else _("“%(entry)s”") % {"entry": others[row - 1].name}

    messages = []
    for problem in after:
        if problem in before:
            continue
        row, message = problem
        # The messages are written for rows of a file; here they must name entries.
        words = _ROW.sub(name, message.replace(" => ", " → ")).replace("两行", "两条")
        messages.append(
            words
            if row == own_row
            else _("与“%(entry)s”不能并存：%(why)s") % {"entry": others[row - 1].name, "why": words}
        )
    return list(dict.fromkeys(messages))


def named_shipped(shipped: Lexicon, switched_off: frozenset[str]) -> list[Named]:
    """Return the shipped synonyms that are not switched off."""
    return [
        Named(entry, _("%(entry)s（随软件提供）") % {"entry": show(entry)})
        for entry in shipped.synonyms
        if fold(SYNONYM, entry.terms, entry.targets) not in switched_off
    ]


def merge(shipped: Lexicon, own: Iterable[tuple[str, SynonymEntry]], switched_off: frozenset[str]) -> Lexicon:
    """Return the shipped lists without what is switched off, together with the union's own (kind, entry) in `own`."""
    entries = list(own)

    def of(kind: str) -> list[str]:
        return [entry.terms[0] for has, entry in entries if has == kind]

    def left(kind: str, words: Iterable[str]) -> list[str]:
        return [word for word in words if fold(kind, (word,)) not in switched_off]

    return Lexicon(
        words=tuple(dict.fromkeys([*of(WORD), *left(WORD, shipped.words)])),
        stop_words=frozenset([*of(STOP_WORD), *left(STOP_WORD, shipped.stop_words)]),
        synonyms=(
            *(entry for kind, entry in entries if kind == Kind.SYNONYM),
            *(entry for entry in shipped.synonyms if fold(SYNONYM, entry.terms, entry.targets) not in switched_off),
        ),
        services=(
            *(entry for kind, entry in entries if kind == Kind.SERVICE),
            *(entry for entry in shipped.services if fold(SERVICE, entry.terms, entry.targets) not in switched_off),
        ),
    )


KIND, TERMS, TARGETS, NOTE = HEADINGS = ("种类", "词语", "指向", "说明")
MOST_ROWS = 3000
NOTE_LENGTH = 200
_KINDS = {
    **{value: value for value in Kind.values},
    "": Kind.SYNONYM,
    "同义词": Kind.SYNONYM,
    "词语": Kind.WORD,
    "词": Kind.WORD,
    "停用词": Kind.STOP_WORD,
    "服务叫法": Kind.SERVICE,
}


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """One entry of an imported list; `line`, from 1, is for messages."""

    line: int
    kind: str
    entry: SynonymEntry
    note: str = ""


def read_rows(rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[LexiconRow]:
    """Return the entries of rows by heading (`HEADINGS`). Raises Unreadable that names every bad row: what cannot be
    read, an unknown kind, a repeated entry. Contradictions between rows are found by the service."""
    found: list[LexiconRow] = []
    problems: list[BadRow] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        if len(found) + len(problems) >= MOST_ROWS:
            raise Unreadable(_("一次最多导入%(rows)d行，没有导入。请分几次。") % {"rows": MOST_ROWS})
        kind = _KINDS.get(cells.get(KIND, "").strip())
        note = cells.get(NOTE, "").strip()
        if kind is None:
            problems.append(
                BadRow(line, _("不认识的种类“%(kind)s”，应为同义词、词语或停用词。") % {"kind": cells[KIND][:10]})
            )
            continue
        if len(note) > NOTE_LENGTH:
            problems.append(BadRow(line, _("说明超过%(length)d个字。") % {"length": NOTE_LENGTH}))
            continue
        terms, targets = cells.get(TERMS, ""), cells.get(TARGETS, "")
        if kind == Kind.SYNONYM and not targets.strip() and terms.count("=>") == 1:
            # The shipped lists write it so.
            terms, targets = terms.split("=>")
        try:
            entry = read_entry(kind, terms, targets)
        except BadEntry as error:
            problems.append(BadRow(line, " ".join(error.messages)))
            continue
        key = fold(kind, entry.terms, entry.targets)
        if key in seen:
            problems.append(BadRow(line, _("与第%(line)d行重复。") % {"line": seen[key]}))
            continue
        seen[key] = line
        found.append(LexiconRow(line, kind, entry, note))
    if problems:
        raise refused_for(problems)
    if not found:
        raise Unreadable(_("没有内容，没有导入。"))
    return found
