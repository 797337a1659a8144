"""Words of the search as an editor saves them."""

from wagtail.log_actions import LogContext, log

from search.models import LexiconEntry
from search.words.rules import EntryKind


def add(actor, terms, targets="", kind=EntryKind.SYNONYM, **values) -> LexiconEntry:
    entry = LexiconEntry(kind=kind, terms=terms, targets=targets, **values)
    with LogContext(user=actor):
        entry.full_clean()
        entry.save()
        log(entry, "wagtail.create", revision=entry.save_revision(user=actor), content_changed=True)
    return entry
