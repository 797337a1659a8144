"""An official text as it was read and checked; putting it before a second person, and into the library."""

import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import Office
from unionsite.accounts.changes.kinds import ChangeKind
from unionsite.accounts.changes.models import PendingChange
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused
from unionsite.laws.models import Statute, in_title_marks
from unionsite.laws.official import Reading, read_official
from unionsite.laws.parsing import ParsedStatute, StatuteError, parse_data
from unionsite.laws.services import import_parsed, stored_as
from unionsite.publishing.word_import.law_files.differences import Difference, differences

NAME = "statute_import"
CHECKED = ("title", "short_title", "category", "issuer", "date")


@dataclass
class LawFile:
    """The text of a statute, with what a person says other than guessed; `notes` are what the file held besides.
    Raises StatuteError."""

    text: str
    checked: dict[str, str]
    notes: str = ""

    def __post_init__(self):
        self.reading: Reading = read_official(self.text)
        values = self.reading.data | {name: value for name, value in self.checked.items() if value}
        self.parsed: ParsedStatute = parse_data(values)
        self.statute: Statute | None = stored_as(self.parsed)
        self.shown = {name: values[name] for name in CHECKED}
        # Another when the text, or what stands in the library under these names, is another.
        facts = f"{self.reading.text}{self.statute and self.statute.checksum}"
        self.basis = hashlib.sha256(facts.encode()).hexdigest()

    @cached_property
    def differences(self) -> list[Difference]:
        return differences(self.parsed, self.statute)

    @property
    def told(self) -> str:
        """Return in a sentence what would change."""
        if self.statute is None:
            return _("法规库里还没有这部法规，新增%(number)d条") % {"number": self.reading.article_count}
        counts = Counter(one.kind for one in self.differences)
        return _("，").join(_("%(kind)s%(number)d处") % {"kind": kind, "number": n} for kind, n in counts.items())


def propose(found: LawFile, *, actor, now: datetime) -> PendingChange:
    """Put the text before a second person. Raises Refused where the library says the same."""
    if found.statute and found.statute.checksum == found.parsed.checksum:
        raise Refused(_("法规库里已经是这份文本，不必导入。"))
    name = in_title_marks(found.parsed.short_title)
    payload = {"text": found.reading.text, "checked": found.shown, "notes": found.notes, "object": name}
    payload |= {"basis": found.basis, "told": found.told}
    target = zlib.crc32(found.parsed.title.encode())
    return changes.propose(kind=NAME, actor=actor, target=target, payload=payload, now=now)


def found_in(change: PendingChange) -> LawFile:
    """Read the proposed text anew. Raises StatuteError where it no longer fits what stands in the library."""
    return LawFile(**{name: change.payload[name] for name in ("text", "checked", "notes")})


def basis(change: PendingChange) -> str:
    try:
        return found_in(change).basis
    except StatuteError as error:
        return str(error)


def details(change: PendingChange) -> str:
    try:
        found = found_in(change)
    except StatuteError as error:
        return str(error)
    is_other = found.basis != change.payload["basis"]
    return render_to_string("word_import/laws/_law_change.html", {"found": found, "is_other": is_other})


def apply(change: PendingChange, now: datetime) -> str:
    try:
        loaded = import_parsed(parsed=found_in(change).parsed)
    except StatuteError as error:
        raise Refused(str(error)) from error
    detail = {"outcome": loaded.outcome.value, "lost": list(loaded.lost)}
    audit.record(Action.STATUTE_IMPORTED, actor=change.approver, subject=loaded.statute, detail=detail)
    return ""


KIND = ChangeKind(
    NAME,
    gettext_lazy("从Word文件导入法规"),
    approving=frozenset({Office.ADMINISTRATION, Office.COMMITTEE, Office.GROUP}),
    apply=apply,
    lines=lambda change: [(_("法规"), change.payload["object"]), (_("与法规库比较"), change.payload["told"])],
    details=details,
    basis=basis,
)
