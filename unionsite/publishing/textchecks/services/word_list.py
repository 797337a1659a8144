"""Every write to the word list and to the settings of the text checks."""

from __future__ import annotations

from django.db import transaction

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.publishing.textchecks.choices import MOST_WORDS
from unionsite.publishing.textchecks.models import TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.normalise import fold_word
from unionsite.publishing.textchecks.reading import WordRow, too_many
from unionsite.publishing.textchecks.sample import SAMPLE


@transaction.atomic
def import_words(*, rows: list[WordRow], actor=None) -> tuple[int, int]:
    """Add the rows, which `reading.read_words` made; a word that is there is changed. Returns (added, changed).

    All or nothing: Unreadable, and nothing stored, where the list would get too long. A handful of queries for any
    number.
    """
    known = {(entry.kind, entry.folded): entry for entry in WordEntry.objects.all()}
    added, changed = [], []
    for row in rows:
        entry = known.get((row.kind, fold_word(row.word)))
        values = {"word": row.word, "replacement": row.replacement, "level": row.level, "note": row.note}
        if entry is None:
            added.append(WordEntry(kind=row.kind, folded=fold_word(row.word), **values))
        elif any(getattr(entry, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(entry, name, value)
            changed.append(entry)
    if len(known) + len(added) > MOST_WORDS:
        raise too_many()
    WordEntry.objects.bulk_create(added, batch_size=1000)
    WordEntry.objects.bulk_update(changed, ["word", "replacement", "level", "note"], batch_size=500)
    if added or changed:
        # Neither of the two sends signals.
        TextCheckSettings.restamp()
        detail = {"added": len(added), "changed": len(changed), "rows": len(rows)}
        audit.record(Action.WORDS_IMPORTED, actor=actor, detail=detail)
    return len(added), len(changed)


def lay_sample_words() -> int:
    """Lay the neutral sample into an empty list; returns how many. Does nothing where there are words already."""
    if WordEntry.objects.exists():
        return 0
    rows = [WordRow(word.text, word.kind, word.replacement, word.level or "", word.note) for word in SAMPLE]
    return import_words(rows=rows)[0]


@transaction.atomic
def save_word(*, entry: WordEntry, actor) -> WordEntry:
    """Add or change one entry, with its name in the audit log."""
    is_new = entry.pk is None
    entry.save()
    detail = {"kind": entry.kind, "action": "create" if is_new else "edit"}
    audit.record(Action.WORD_CHANGED, actor=actor, subject=entry, detail=detail)
    return entry


@transaction.atomic
def delete_word(*, entry: WordEntry, actor) -> None:
    detail = {"kind": entry.kind, "action": "delete"}
    audit.record(Action.WORD_CHANGED, actor=actor, subject=entry, detail=detail)
    entry.delete()


@transaction.atomic
def save_settings(*, settings: TextCheckSettings, changed: list[str], actor) -> None:
    """Store levels and lengths; the stamp of the word list stays as it is in the database."""
    if settings.pk:
        settings.save(update_fields=["levels", "title_length", "paragraph_length"])
    else:
        settings.save()
    audit.record(Action.SETTINGS_CHANGED, actor=actor, subject=settings, detail={"fields": changed})
