"""Lists of words brought in as a whole, and the lock behind which words are checked and saved."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from search.words import rules
from search.words.models import LexiconEntry, Vocabulary
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.tables import BadRow, Row, refused_for


def one_at_a_time() -> None:
    """Let others write only after the commit. An entry must agree with all others, so locking its own row is not
    enough. Reading goes on. SQLite allows only one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {LexiconEntry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def import_entries(*, rows: Iterable[Row], actor) -> tuple[int, int]:
    """Add all rows by heading (`rules.HEADINGS`); return (number added, number that existed already).

    All or nothing: raises Unreadable that names every row which cannot be read, or contradicts the lists or an earlier
    row.
    """
    one_at_a_time()
    vocabulary = Vocabulary()
    problems: list[BadRow] = []
    entries: list[LexiconEntry] = []
    known = 0
    for line, cells in rows:
        kind, terms, targets, note = (cells.get(heading, "").strip() for heading in rules.HEADINGS)
        entry = LexiconEntry(kind=rules.KINDS.get(kind, kind[:10]), terms=terms, targets=targets, note=note)
        try:
            entry.clean_fields()
            entry.take(entry.entry)
            if entry.folded in vocabulary.keys:
                known += 1
                continue
            vocabulary.check(entry)
        except ValidationError as error:
            problems.append(BadRow(line, " ".join(error.messages)))
            continue
        vocabulary.add(entry, _("第%(line)d行") % {"line": line})
        entries.append(entry)
    if problems:
        raise refused_for(problems)
    if entries:
        LexiconEntry.objects.bulk_create(entries, batch_size=500)
        for entry in entries:
            version = entry.save_revision(user=actor, clean=False)
            log(entry, "wagtail.create", user=actor, revision=version, content_changed=True)
        generation.bump(generation.WORDS)
        audit.record(Action.LEXICON_IMPORTED, actor=actor, detail={"rows": len(entries)})
    return len(entries), known
