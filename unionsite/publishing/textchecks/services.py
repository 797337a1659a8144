"""Checks a piece's text on its way to the public and keeps what was found; writes the word list and the settings.

S-1.6, S-3.8 to S-3.11.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.publishing.ledger.queries import last_rejection
from unionsite.publishing.textchecks import checklist
from unionsite.publishing.textchecks.choices import MOST_WORDS, REASON_LENGTH, Level
from unionsite.publishing.textchecks.engine import check_parts
from unionsite.publishing.textchecks.extraction import take_apart
from unionsite.publishing.textchecks.findings import Finding
from unionsite.publishing.textchecks.models import TextCheckReport, TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.normalise import fold_word
from unionsite.publishing.textchecks.reading import WordRow, too_many
from unionsite.publishing.textchecks.words import SAMPLE

Confirmed = dict[str, dict[str, Any]]


def check_page(page: Page, children: Mapping[str, Sequence[models.Model]] | None = None) -> tuple[Finding, ...]:
    """What is found in a page as it is in memory, heaviest first; `children` as in `extraction.take_apart`.

    Three queries in a fresh process, one (the settings) while neither words nor laws have changed; one more for each
    relation of rows below a page that comes from the database. An alias repeats another page's text and has no finding.
    """
    if page.alias_of_id:
        return ()
    return check_parts(take_apart(page, children), checklist.current())


def open_findings(findings: Iterable[Finding], confirmed: Mapping[str, Any]) -> list[Finding]:
    """What still keeps a piece back: findings that block, and those to be confirmed for which there is no reason."""
    return [
        finding
        for finding in findings
        if finding.level == Level.BLOCK or (finding.level == Level.CONFIRM and finding.key not in confirmed)
    ]


def blocking(report: TextCheckReport) -> list[Finding]:
    """What of a report still keeps the piece back."""
    return open_findings(report.found, report.confirmed)


def answers(findings: Iterable[Finding], reasons: Mapping[str, str], person) -> Confirmed:
    """What is kept of reasons by key: only those with words, for findings that a reason can settle."""
    now = timezone.now().isoformat()
    given = {}
    for finding in findings:
        reason = " ".join(reasons.get(finding.key, "").split())[:REASON_LENGTH]
        if finding.level == Level.CONFIRM and reason:
            given[finding.key] = {
                "reason": reason,
                "person": person.pk if person else None,
                "name": str(person) if person else "",
                "at": now,
            }
    return given


def kept_answers(page: Page) -> tuple[Confirmed, Confirmed]:
    """Reasons kept with the last version of a piece that was checked: those that count, and those that are void.

    A rejection makes void what was given before it: whoever leaves as it is what was rejected gives another reason.
    Two queries.
    """
    if not page.pk:
        return {}, {}
    reports = TextCheckReport.objects.filter(
        revision__base_content_type=page.get_base_content_type(), revision__object_id=str(page.pk)
    )
    kept = reports.order_by("-revision_id").values_list("confirmed", flat=True).first() or {}
    rejection = last_rejection(page) if kept else None
    if rejection is None:
        return kept, {}
    counting = {
        key: answer for key, answer in kept.items() if datetime.fromisoformat(answer["at"]) > rejection.finished_at
    }
    return counting, {key: answer for key, answer in kept.items() if key not in counting}


@transaction.atomic
def check_revision(revision: Revision) -> TextCheckReport:
    """Check a version against the words, laws and levels of now, and keep the report with it.

    Reasons stay that were kept with it or with the last version checked before it; those whose finding is gone are
    dropped.
    """
    page = revision.as_object()
    counting, _void = kept_answers(page)
    return keep_report(revision, check_page(page), counting)


def keep_report(revision: Revision, findings: Sequence[Finding], confirmed: Confirmed) -> TextCheckReport:
    """Store findings and the reasons that belong to them."""
    keys = {finding.key for finding in findings}
    report, _created = TextCheckReport.objects.update_or_create(
        revision=revision,
        defaults={
            "checked_at": timezone.now(),
            "findings": [finding.as_dict() for finding in findings],
            "counts": dict(Counter(str(finding.level) for finding in findings)),
            "confirmed": {key: answer for key, answer in confirmed.items() if key in keys},
        },
    )
    return report


@transaction.atomic
def confirm(*, report: TextCheckReport, reasons: Mapping[str, str], actor) -> TextCheckReport:
    """Add reasons, by key of the finding, to a report; findings that block cannot be settled so and are passed over."""
    report = TextCheckReport.objects.select_for_update().get(pk=report.pk)
    given = answers(report.found, reasons, actor)
    if given:
        report.confirmed = {**report.confirmed, **given}
        report.save(update_fields=["confirmed"])
        audit.record(
            Action.TEXT_CHECK_CONFIRMED,
            actor=actor,
            subject=report.revision,
            detail={"count": len(given), "reasons": sorted({answer["reason"] for answer in given.values()})},
        )
    return report


def gate(revision: Revision) -> list[Finding]:
    """The findings that keep a version back at an approval; the text is checked anew and the report kept.

    So words that came onto the list since the submission count too. Call it inside the transaction that moves the
    piece on. It asks some eight queries, however long the text.
    """
    return blocking(check_revision(revision))


# --- Word list and settings ---


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
