"""The editors' words: how an entry or a list of rows is read, and which entries contradict each other. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.analysis import lexicon
from search.analysis.lexicon import Lexicon, LexiconError, SynonymEntry

_ROW = re.compile(r"第(\d+)行")
_SEPARATORS = re.compile(r"[,、;，；]|[\r\n]+")


class EntryKind(TextChoices):
    SYNONYM = "synonym", gettext_lazy("同义词")
    WORD = "word", gettext_lazy("词语")
    STOP_WORD = "stop_word", gettext_lazy("停用词")
    SERVICE = "service", gettext_lazy("服务叫法")


# As plain texts: without Django's types mypy takes the members for tuples.
SYNONYM, WORD, STOP_WORD, SERVICE = map(str, EntryKind)


@dataclass(frozen=True, slots=True)
class Named:
    """A synonym entry with its name for messages."""

    entry: SynonymEntry
    name: str


def show(entry: SynonymEntry) -> str:
    """Return the entry as people read it."""
    left = "、".join(entry.terms)
    return f"{left} → {'、'.join(entry.targets)}" if entry.targets else left


def fold(kind: str, entry: SynonymEntry) -> str:
    """Return the key that makes two entries the same, whatever the order of their terms."""
    left = ",".join(sorted(entry.terms))
    right = ",".join(sorted(entry.targets))
    return f"{kind}:{left}=>{right}" if right else f"{kind}:{left}"


def read_entry(kind: str, terms: str, targets: str = "") -> SynonymEntry:
    """Return an entry as it was typed, normalised; a word or stop word is a single term. Raises ValidationError with
    messages by field."""
    problems: dict[str, list[str]] = {}
    if kind in (EntryKind.WORD, EntryKind.STOP_WORD):
        if targets.strip():
            raise ValidationError({"targets": [_("只有同义词和服务叫法才能填写“指向”。")]})
        try:
            return SynonymEntry((lexicon.read_term(terms),))
        except ValueError as error:
            raise ValidationError({"terms": [str(error)]}) from None
    read: dict[str, list[str]] = {}
    for name, text in (("terms", terms), ("targets", targets)):
        # Each field by itself, so that the message stands beside it. A single term is not an entry yet.
        faults: list[lexicon.Problem] = []
        read[name] = lexicon.read_terms(_SEPARATORS.split(text) if text.strip() or name == "terms" else (), 0, faults)
        if faults:
            problems[name] = [message for _row, message in faults]
    if problems:
        raise ValidationError(problems)
    row = ", ".join(read["terms"]) + (f" => {', '.join(read['targets'])}" if read["targets"] else "")
    try:
        return lexicon.read_synonyms([(0, row)])[0]
    except LexiconError as error:
        name = "targets" if read["targets"] else "terms"
        raise ValidationError({name: [message for _row, message in error.problems]}) from None


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
    for row, message in [problem for problem in after if problem not in before]:
        # The messages are written for rows of a file; here they must name entries.
        words = _ROW.sub(name, message.replace(" => ", " → ")).replace("两行", "两条")
        if row != own_row:
            words = _("与“%(entry)s”不能并存：%(why)s") % {"entry": others[row - 1].name, "why": words}
        messages.append(words)
    return list(dict.fromkeys(messages))


def named_shipped(shipped: Lexicon, switched_off: frozenset[str]) -> list[Named]:
    """Return the shipped synonyms that are not switched off."""
    return [
        Named(entry, _("%(entry)s（随软件提供）") % {"entry": show(entry)})
        for entry in shipped.synonyms
        if fold(SYNONYM, entry) not in switched_off
    ]


def entries_of(lists: Lexicon) -> Iterator[tuple[str, SynonymEntry]]:
    """Yield each entry of the lists with its kind, stop words in the order of their signs."""
    yield from ((WORD, SynonymEntry((word,))) for word in lists.words)
    yield from ((STOP_WORD, SynonymEntry((word,))) for word in sorted(lists.stop_words))
    yield from ((SYNONYM, entry) for entry in lists.synonyms)
    yield from ((SERVICE, entry) for entry in lists.services)


def merge(shipped: Lexicon, own: Iterable[tuple[str, SynonymEntry]], switched_off: frozenset[str]) -> Lexicon:
    """Return the union's own (kind, entry) in `own`, followed by the shipped lists without what is switched off."""
    left = ((kind, entry) for kind, entry in entries_of(shipped) if fold(kind, entry) not in switched_off)
    of: dict[str, list[SynonymEntry]] = {kind: [] for kind in EntryKind.values}
    for kind, entry in (*own, *left):
        of[kind].append(entry)
    return Lexicon(
        words=tuple(dict.fromkeys(entry.terms[0] for entry in of[WORD])),
        stop_words=frozenset(entry.terms[0] for entry in of[STOP_WORD]),
        synonyms=tuple(of[SYNONYM]),
        services=tuple(of[SERVICE]),
    )


KIND, TERMS, TARGETS, NOTE = HEADINGS = ("种类", "词语", "指向", "说明")
MOST_ROWS = 3000
# What may stand in the column of kinds, beside their values.
KINDS = {"": SYNONYM, "同义词": SYNONYM, "词语": WORD, "词": WORD, "停用词": STOP_WORD, "服务叫法": SERVICE}
