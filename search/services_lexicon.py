"""Every write to the words of editors: proposed by one, decided by another, and then they act at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from search import lexicon_rules as rules
from search.analysis import lexicon
from search.lexicon_reading import BadRows, LexiconRow
from search.lexicon_rules import BadEntry, Kind, Named, State
from search.lexicon_store import switched_off
from search.models import LexiconEntry
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation


class Refused(ValidationError):
    """Nothing was stored; the message is for the person who asked."""


@transaction.atomic
def propose(*, entry: LexiconEntry, actor, replaces: LexiconEntry | None = None) -> LexiconEntry:
    """Store a new entry, or a changed one that still waits; with `replaces` it takes that one's place once approved.

    Raises BadEntry, with messages by field, for what cannot be read or does not go with the other entries.
    """
    _one_at_a_time()
    if entry.pk:
        stored = LexiconEntry.objects.get(pk=entry.pk)
        if stored.state != State.PROPOSED or stored.is_off:
            raise Refused(_("这一条已经核定，改动须另提建议。"))
        replaces = stored.replaces
    if replaces is not None and LexiconEntry.objects.get(pk=replaces.pk).state != State.IN_FORCE:
        raise Refused(_("原来的一条已不在使用中，请重新打开列表。"))
    entry.take(rules.read_entry(entry.kind, entry.terms, entry.targets))
    _check(entry, _Standing(leaving_out=replaces))
    entry.state, entry.replaces = State.PROPOSED, replaces
    entry.proposed_by = actor
    entry.note = entry.note.strip()
    entry.save()
    audit.record(Action.LEXICON_PROPOSED, actor=actor, subject=entry, detail={"kind": entry.kind})
    return entry


@transaction.atomic
def propose_switching_off(*, kind: str, terms: str, targets: str = "", note: str = "", actor) -> LexiconEntry:
    """Propose that a shipped entry no longer acts. Raises Refused where there is none, or it is off already."""
    _one_at_a_time()
    read = rules.read_entry(kind, terms, targets)
    if rules.fold(kind, read.terms, read.targets) not in shipped_keys():
        raise Refused(_("随软件提供的词表里没有这一条。"))
    entry = LexiconEntry(kind=kind, is_off=True, note=note.strip(), proposed_by=actor)
    entry.take(read)
    if LexiconEntry.objects.standing().filter(folded=entry.folded, is_off=True).exists():
        raise Refused(_("这一条已经停用，或者已经有人建议停用。"))
    entry.save()
    audit.record(Action.LEXICON_PROPOSED, actor=actor, subject=entry, detail={"kind": kind, "action": "switch off"})
    return entry


@transaction.atomic
def propose_withdrawal(*, entry: LexiconEntry, actor) -> LexiconEntry:
    """Take back what still waits, at once; propose that what acts should end."""
    _one_at_a_time()
    entry = LexiconEntry.objects.get(pk=entry.pk)
    if entry.state == State.PROPOSED:
        _withdraw(entry, actor)
    elif entry.state == State.IN_FORCE:
        entry.state, entry.leaving_proposed_by, entry.reply = State.LEAVING, actor, ""
        entry.save(update_fields=["state", "leaving_proposed_by", "reply"])
    else:
        raise Refused(_("这一条已停用，或者已经有人建议停用。"))
    audit.record(Action.LEXICON_PROPOSED, actor=actor, subject=entry, detail={"kind": entry.kind, "action": "delete"})
    return entry


@transaction.atomic
def decide(*, pks: Iterable[int], approve: bool, actor, reason: str = "") -> int:
    """Approve or refuse what waits, all of it or nothing; returns how many. It acts as soon as this is committed.

    Raises Refused, naming the entry, if one no longer waits, was proposed by the same person, or does not go with what
    acts by now; and if nothing is said of why it is refused. Of two people at the same moment the second is told who
    was first.
    """
    if not actor.has_perm("search.approve_lexiconentry"):
        raise Refused(_("您不在搜索用词的核定人员之中。"))
    if not approve and (fault := rules.why_not_refuse(reason)):
        raise Refused(fault)
    _one_at_a_time()
    entries = list(
        LexiconEntry.objects.filter(pk__in=list(pks))
        .select_related("approved_by", "withdrawn_by")
        .order_by("-is_off", "pk")
    )
    standing = _Standing()
    for entry in entries:
        fault = rules.why_not_decide(
            state=entry.state,
            proposer=entry.proposer_id,
            person=actor.pk,
            decided_by=str(entry.withdrawn_by or entry.approved_by or ""),
        )
        if fault:
            raise Refused(_("“%(entry)s”：%(why)s") % {"entry": entry, "why": fault})
        entry.reply = reason.strip()
        if approve:
            _approve(entry, standing, actor)
        else:
            _refuse(entry, actor)
    generation.bump()
    action = Action.LEXICON_APPROVED if approve else Action.LEXICON_REFUSED
    for entry in entries:
        audit.record(action, actor=actor, subject=entry, reason=reason, detail={"kind": entry.kind})
    return len(entries)


@transaction.atomic
def import_entries(*, rows: Sequence[LexiconRow], actor) -> tuple[int, int]:
    """Propose all rows, which `lexicon_reading.read_rows` made; returns (proposed, there already).

    All or nothing: raises BadRows that names every row which does not go with the lists or with the rows before it.
    """
    _one_at_a_time()
    standing = _Standing(with_waiting=True)
    problems: list[tuple[int, str]] = []
    entries: list[LexiconEntry] = []
    known = 0
    for row in rows:
        entry = LexiconEntry(kind=row.kind, note=row.note, proposed_by=actor)
        entry.take(row.entry)
        if entry.folded in standing.keys:
            known += 1
            continue
        try:
            _check(entry, standing)
        except BadEntry as error:
            problems.append((row.line, str(error)))
            continue
        standing.add(entry, _("第%(line)d行") % {"line": row.line})
        entries.append(entry)
    if problems:
        raise BadRows.of(problems)
    LexiconEntry.objects.bulk_create(entries, batch_size=500)
    audit.record(Action.LEXICON_IMPORTED, actor=actor, detail={"added": len(entries), "rows": len(rows)})
    return len(entries), known


def _one_at_a_time() -> None:
    """Let others write again only after the commit: an entry must go with all the others, so its own row says too
    little. Reading goes on. SQLite lets one writer in at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {LexiconEntry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


class _Standing:
    """What an entry must go with: the shipped lists and the own entries that act, or wait as well."""

    def __init__(self, *, leaving_out: LexiconEntry | None = None, with_waiting: bool = False):
        self._left_out = {leaving_out.pk} if leaving_out else set()
        self._with_waiting = with_waiting
        self.forget()

    def forget(self) -> None:
        """Read it anew: a decision changed it."""
        self.off = switched_off()
        shipped = lexicon.shipped()
        self.synonyms = rules.named_shipped(shipped, self.off)
        self.keys = {*shipped_keys()} - self.off
        entries = LexiconEntry.objects.standing() if self._with_waiting else LexiconEntry.objects.acting()
        for entry in entries.filter(is_off=False).exclude(pk__in=self._left_out):
            self.add(entry, entry.shown)

    def leave_out(self, entry: LexiconEntry) -> None:
        self._left_out.add(entry.pk)
        self.forget()

    def add(self, entry: LexiconEntry, name: str) -> None:
        self.keys.add(entry.folded)
        if entry.kind == Kind.SYNONYM:
            self.synonyms.append(Named(entry.entry, name))


def shipped_keys() -> frozenset[str]:
    """Every shipped entry as `folded` writes it."""
    shipped = lexicon.shipped()
    return frozenset(
        [
            *(rules.fold(Kind.WORD, (word,)) for word in shipped.words),
            *(rules.fold(Kind.STOP_WORD, (word,)) for word in shipped.stop_words),
            *(rules.fold(Kind.SYNONYM, entry.terms, entry.targets) for entry in shipped.synonyms),
        ]
    )


def _check(entry: LexiconEntry, standing: _Standing) -> None:
    if entry.folded in standing.keys:
        raise BadEntry({"terms": [_("词表里已有“%(entry)s”。") % {"entry": entry}]})
    twins = LexiconEntry.objects.standing().filter(folded=entry.folded, is_off=False).exclude(pk=entry.pk)
    if twins.exists():
        raise BadEntry({"terms": [_("“%(entry)s”已在使用中，或者已经有人建议。") % {"entry": entry}]})
    if entry.kind == Kind.SYNONYM and (messages := rules.conflicts(entry.entry, standing.synonyms)):
        raise BadEntry({"targets" if entry.targets else "terms": messages})


def _approve(entry: LexiconEntry, standing: _Standing, actor) -> None:
    if entry.state == State.LEAVING:
        if entry.is_off:
            # The shipped entry acts again: what has come meanwhile must go with it.
            _must_go(entry, standing)
        _withdraw(entry, actor)
        standing.forget()
        return
    if not entry.is_off:
        if entry.replaces is not None:
            standing.leave_out(entry.replaces)
        _must_go(entry, standing)
        standing.add(entry, entry.shown)
    if entry.replaces is not None:
        replaced = LexiconEntry.objects.get(pk=entry.replaces.pk)
        if replaced.state not in rules.ACTING:
            raise Refused(_("“%(entry)s”要代替的一条已不在使用中。") % {"entry": entry})
        _withdraw(replaced, actor)
    entry.state, entry.approved_by, entry.approved_at = State.IN_FORCE, actor, timezone.now()
    entry.save(update_fields=["state", "approved_by", "approved_at", "reply"])
    if entry.is_off:
        standing.forget()


def _must_go(entry: LexiconEntry, standing: _Standing) -> None:
    """Raise Refused where the entry does not go with what acts by now."""
    messages = []
    if entry.folded in standing.keys:
        messages = [_("词表里已有同样的一条。")]
    elif entry.kind == Kind.SYNONYM:
        messages = rules.conflicts(entry.entry, standing.synonyms)
    if messages:
        raise Refused(_("“%(entry)s”：%(why)s") % {"entry": entry, "why": " ".join(messages)})


def _refuse(entry: LexiconEntry, actor) -> None:
    if entry.state == State.LEAVING:
        entry.state, entry.leaving_proposed_by = State.IN_FORCE, None
        entry.save(update_fields=["state", "leaving_proposed_by", "reply"])
    else:
        _withdraw(entry, actor)


def _withdraw(entry: LexiconEntry, actor) -> None:
    entry.state, entry.withdrawn_by, entry.withdrawn_at = State.WITHDRAWN, actor, timezone.now()
    entry.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "reply"])
