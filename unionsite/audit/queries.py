"""Composed reads: how an entry stands in the chain, and what a purge would remove."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from unionsite.audit import chain
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry


@dataclass(frozen=True)
class EntryCheck:
    """One entry and its neighbours. `was_purged`: the entry before it was removed at the end of its period."""

    is_intact: bool
    is_linked: bool
    was_purged: bool
    previous: int | None
    next: int | None


def check_entry(entry: AuditEntry) -> EntryCheck:
    """Return whether this entry is unchanged and follows the one before; `verification.verify` checks the whole log."""
    around = AuditEntry.objects.filter(number__in=(entry.number - 1, entry.number + 1)).values_list("number", "hash")
    hashes = dict(around)
    previous = entry.number - 1
    was_purged = False
    if previous in hashes:
        is_linked = hashes[previous] == entry.previous_hash
    elif previous == 0:
        is_linked = entry.previous_hash == ""
    else:
        was_purged = is_linked = is_purged_up_to(previous, entry.previous_hash)
    return EntryCheck(
        is_intact=chain.is_intact(entry, settings.AUDIT_KEY),
        is_linked=is_linked,
        was_purged=was_purged,
        previous=previous if previous in hashes else None,
        next=entry.number + 1 if entry.number + 1 in hashes else None,
    )


def is_purged_up_to(number: int, last_hash: str) -> bool:
    """Whether a genuine entry says that a purge ended with the entry of this number and hash."""
    purges = AuditEntry.objects.filter(action=Action.AUDIT_PURGED).iterator(chunk_size=100)
    return any(
        purge.detail.get("last_number") == number
        and purge.detail.get("last_hash") == last_hash
        and chain.is_intact(purge, settings.AUDIT_KEY)
        for purge in purges
    )


def last_removable(before: datetime) -> AuditEntry | None:
    """Return the last entry of those at the beginning of the chain that are all older than `before`.

    So an entry whose date comes from a wrong clock never leaves a gap (T99).
    """
    entries = AuditEntry.objects.order_by("number")
    kept = entries.filter(at__gte=before).values_list("number", flat=True).first()
    if kept is not None:
        entries = entries.filter(number__lt=kept)
    return entries.last()
