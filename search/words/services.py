"""Every write to the editors' words: checked against all others, recorded, in effect at once, and undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from search.analysis import lexicon
from search.words import rules
from search.words.models import LexiconEntry
from search.words.queries import changes, service_names, switched_off
from search.words.rules import BadEntry, Kind, LexiconRow, Named
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.tables import BadRow, refused_for


class Refused(ValidationError):
    """Nothing was stored; the message is for the person who asked."""


Values = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry before and after, None where there is none; `entry` has its primary key."""

    entry: LexiconEntry
    before: Values
    after: Values

    @property
    def name(self) -> str:
        if self.before is None:
            return "create"
        return "delete" if self.after is None else "edit"

    @property
    def detail(self) -> dict[str, Any]:
        """Return what the audit log gets: what was done, and the names of the fields that have changed."""
        before, after = self.before, self.after
        fields = [name for name in before if before[name] != after[name]] if before and after else []
        return {"kind": self.entry.kind, "action": self.name} | ({"fields": fields} if fields else {})


@transaction.atomic
def save_entry(*, entry: LexiconEntry, actor) -> LexiconEntry:
    """Store a new or changed entry, with `is_off` one that switches a shipped entry off; in effect after the commit.

    Raises BadEntry, with messages by field, for what cannot be read or contradicts other entries.
    """
    _one_at_a_time()
    stored = LexiconEntry.objects.filter(pk=entry.pk).first()
    entry.take(rules.read_entry(entry.kind, entry.terms, entry.targets))
    entry.note = entry.note.strip()
    before = stored.values if stored else None
    if entry.values != before:
        _put(entry, _Standing(without=[entry.pk]))
        _record([Change(entry, before, entry.values)], actor)
    return entry


@transaction.atomic
def delete_entry(*, entry: LexiconEntry, actor) -> None:
    """Delete the entry; a shipped one that it switched off takes effect again.

    Raises BadEntry where that one contradicts entries added meanwhile.
    """
    _one_at_a_time()
    stored = LexiconEntry.objects.filter(pk=entry.pk).first()
    if stored is not None:
        _remove(stored, _Standing())
        _record([Change(stored, stored.values, None)], actor)


@transaction.atomic
def import_entries(*, rows: Sequence[LexiconRow], actor) -> tuple[int, int]:
    """Add all rows, which come from `rules.read_rows`; return (number added, number that existed already).

    All or nothing: raises Unreadable that names every row which contradicts the lists or an earlier row.
    """
    _one_at_a_time()
    standing = _Standing()
    problems: list[BadRow] = []
    entries: list[LexiconEntry] = []
    known = 0
    for row in rows:
        entry = LexiconEntry(kind=row.kind, note=row.note)
        entry.take(row.entry)
        if entry.folded in standing.keys:
            known += 1
            continue
        try:
            standing.check(entry)
        except BadEntry as error:
            problems.append(BadRow(row.line, " ".join(error.messages)))
            continue
        standing.add(entry, _("第%(line)d行") % {"line": row.line})
        entries.append(entry)
    if problems:
        raise refused_for(problems)
    if entries:
        LexiconEntry.objects.bulk_create(entries, batch_size=500)
        _record([Change(entry, None, entry.values) for entry in entries], actor, Action.LEXICON_IMPORTED)
    return len(entries), known


@transaction.atomic
def undo(*, change: UUID, actor) -> int:
    """Restore what was there before one change, or before a whole import; return the number of entries.

    The undo is itself a change. Raises Refused where an entry was changed again since, BadEntry where what was there
    before contradicts other entries by now.
    """
    _one_at_a_time()
    rows = list(changes().filter(uuid=change))
    if not rows:
        raise Refused(_("没有这次修改的记录。"))
    entries = LexiconEntry.objects.in_bulk([row.object_id for row in rows])
    standing = _Standing(without=list(entries))
    done = []
    for row in rows:
        before, after = row.data["before"], row.data["after"]
        entry = entries.get(int(row.object_id))
        if (entry.values if entry else None) != after:
            raise Refused(_("“%(entry)s”此后又改过，请先撤销后来的修改。") % {"entry": row.label})
        if before is None:
            _remove(entry, standing)
        else:
            entry = LexiconEntry(pk=int(row.object_id), **before)
            entry.take(entry.entry)
            _put(entry, standing)
        done.append(Change(entry, after, before))
    _record(done, actor, Action.LEXICON_UNDONE)
    return len(done)


def _one_at_a_time() -> None:
    """Let others write only after the commit. An entry must agree with all others, so locking its own row is not
    enough. Reading goes on. SQLite allows only one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {LexiconEntry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


class _Standing:
    """What an entry must agree with: shipped lists in effect and the union's own entries, except those in `without`."""

    def __init__(self, *, without: Sequence[int | None] = ()):
        off = switched_off()
        self.synonyms = rules.named_shipped(lexicon.shipped(), off)
        self.keys = {*shipped_keys()} - off
        for entry in LexiconEntry.objects.filter(is_off=False):
            if entry.pk not in without:
                self.add(entry, entry.shown)

    def add(self, entry: LexiconEntry, name: str) -> None:
        self.keys.add(entry.folded)
        if entry.kind == Kind.SYNONYM:
            self.synonyms.append(Named(entry.entry, name))

    def check(self, entry: LexiconEntry) -> None:
        """Raise BadEntry if the entry contradicts what stands."""
        if entry.folded in self.keys:
            raise BadEntry({"terms": [_("词表里已有“%(entry)s”。") % {"entry": entry.shown}]})
        if entry.kind == Kind.SERVICE and not (known := service_names()).issuperset(entry.entry.targets or ("",)):
            raise BadEntry(
                {"targets": [_("请写网站上一项服务的名称：%(names)s。") % {"names": "、".join(sorted(known))}]}
            )
        if entry.kind == Kind.SYNONYM and (messages := rules.conflicts(entry.entry, self.synonyms)):
            raise BadEntry({"targets" if entry.targets else "terms": messages})


def shipped_keys() -> frozenset[str]:
    """Return every shipped entry as `folded` writes it."""
    shipped = lexicon.shipped()
    return frozenset(
        [
            *(rules.fold(Kind.WORD, (word,)) for word in shipped.words),
            *(rules.fold(Kind.STOP_WORD, (word,)) for word in shipped.stop_words),
            *(rules.fold(Kind.SYNONYM, entry.terms, entry.targets) for entry in shipped.synonyms),
            *(rules.fold(Kind.SERVICE, entry.terms, entry.targets) for entry in shipped.services),
        ]
    )


def _put(entry: LexiconEntry, standing: _Standing) -> None:
    if not entry.is_off:
        standing.check(entry)
        standing.add(entry, entry.shown)
    elif entry.folded not in shipped_keys():
        raise BadEntry({"terms": [_("随软件提供的词表里没有这一条。")]})
    elif LexiconEntry.objects.filter(folded=entry.folded, is_off=True).exclude(pk=entry.pk).exists():
        raise BadEntry({"terms": [_("这一条已经停用。")]})
    entry.save()


def _remove(entry: LexiconEntry, standing: _Standing) -> None:
    if entry.is_off:
        # The shipped entry takes effect again: entries added meanwhile must agree with it.
        standing.check(entry)
    LexiconEntry.objects.filter(pk=entry.pk).delete()


def _record(done: Sequence[Change], actor, action: Action = Action.LEXICON_CHANGED) -> None:
    generation.bump(generation.WORDS)
    write_down(done, actor)
    if len(done) == 1:
        audit.record(action, actor=actor, subject=done[0].entry, detail=done[0].detail)
    else:
        audit.record(action, actor=actor, detail={"rows": len(done)})


def write_down(done: Iterable[Change], actor) -> None:
    """Write everything that was done at once into Wagtail's log under one uuid, by which `undo` finds it."""
    common = {
        "content_type": ContentType.objects.get_for_model(LexiconEntry),
        "user": actor,
        "uuid": uuid4(),
        "timestamp": timezone.now(),
        "content_changed": True,
    }
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                object_id=change.entry.pk,
                label=str(change.entry),
                action=f"wagtail.{change.name}",
                data={"before": change.before, "after": change.after},
                deleted=change.after is None,
                **common,
            )
            for change in done
        ],
        batch_size=500,
    )
