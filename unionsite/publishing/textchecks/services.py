"""Checks a piece's text on its way to the public and stores the findings; writes the word list and the settings.

S-1.6, S-3.8 to S-3.11.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.tables import read_table
from unionsite.publishing.ledger.queries import last_rejection
from unionsite.publishing.textchecks import checklist
from unionsite.publishing.textchecks.choices import MOST_WORDS, REASON_LENGTH, Level, Role
from unionsite.publishing.textchecks.engine import check_parts
from unionsite.publishing.textchecks.extraction import Parts, Text, take_apart
from unionsite.publishing.textchecks.findings import Finding
from unionsite.publishing.textchecks.models import TextCheckReport, TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.normalise import fold_word
from unionsite.publishing.textchecks.word_table import HEADINGS, read_words, too_many
from unionsite.publishing.textchecks.words import Word

Confirmed = dict[str, dict[str, Any]]
# A tiny neutral list to start with; the real one is the union's own data.
SAMPLE = Path(__file__).with_name("sample_words.csv")


def check_page(page: Page, children: Mapping[str, Sequence[models.Model]] | None = None) -> tuple[Finding, ...]:
    """Return the findings in a page or snippet as it is in memory, most serious first.

    `children` are as in `extraction.take_apart`.

    Three queries in a fresh process, one (the settings) while neither words nor laws have changed; one more for each
    child relation of a page from the database, and one for each kind of file that it shows. An alias repeats another
    page's text and has no findings.
    """
    if getattr(page, "alias_of_id", None):
        return ()
    parts = take_apart(page, children)
    parts.of_files = list(_texts_of_files(parts))
    return check_parts(parts, checklist.current())


def _texts_of_files(parts: Parts) -> Iterator[Text]:
    """Yield what readers see of the files besides themselves: titles, descriptions, credits."""
    for model in dict.fromkeys(model for model, _number in parts.files):
        names = [name for name in model.shown_fields if isinstance(model._meta.get_field(name), models.CharField)]
        wanted = [number for kind, number in parts.files if kind is model]
        for row in model._default_manager.filter(pk__in=wanted).only(*names):
            where, place = parts.files[model, str(row.pk)]
            for name in names:
                label = f"{place} · {model._meta.get_field(name).verbose_name}"
                yield Text(where, label, getattr(row, name), Role.SHORT)


def open_findings(findings: Iterable[Finding], confirmed: Mapping[str, Any]) -> list[Finding]:
    """Return the findings that still keep a piece back: those that block, and those to confirm without a reason."""
    return [
        finding
        for finding in findings
        if finding.level == Level.BLOCK or (finding.level == Level.CONFIRM and finding.key not in confirmed)
    ]


def blocking(report: TextCheckReport) -> list[Finding]:
    """Return the findings of a report that still keep the piece back."""
    return open_findings(report.found, report.confirmed)


def answers(findings: Iterable[Finding], reasons: Mapping[str, str], person) -> Confirmed:
    """Return the reasons to store, by key of the finding; empty ones and those of findings that block are left out."""
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
    """Return the reasons stored with the last checked version of a piece: those that count, and those that are void.

    A rejection makes earlier reasons void: a writer who leaves a finding as it is must give a new one. Two queries.
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
    """Check a version against the present words, laws and levels, and store the report with it.

    Reasons stored with the last checked version that still count are carried over, except those whose finding is gone.
    """
    page = revision.as_object()
    counting, _void = kept_answers(page)
    return keep_report(revision, check_page(page), counting)


def keep_report(revision: Revision, findings: Sequence[Finding], confirmed: Confirmed) -> TextCheckReport:
    """Store the findings of a version and the reasons that belong to them."""
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
    """Add reasons, by key of the finding, to a report; reasons for findings that block are ignored."""
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
    """Check a version again, store the report, and return the findings that keep it from being approved.

    So words added to the list since the submission count too. Call it inside the transaction of the approval. It takes
    about eight queries, however long the text.
    """
    return blocking(check_revision(revision))


# --- Word list and settings ---


@transaction.atomic
def import_words(*, rows: list[Word], actor=None) -> tuple[int, int]:
    """Add the rows from `reading.read_words`, changing words that exist already; return (added, changed).

    Raises Unreadable, and stores nothing, if the list would get too long. A handful of queries for any number.
    """
    known = {(entry.kind, entry.folded): entry for entry in WordEntry.objects.all()}
    added, changed = [], []
    for row in rows:
        entry = known.get((row.kind, fold_word(row.text)))
        values = {"word": row.text, "replacement": row.replacement, "level": row.level, "note": row.note}
        if entry is None:
            added.append(WordEntry(kind=row.kind, folded=fold_word(row.text), **values))
        elif any(getattr(entry, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(entry, name, value)
            changed.append(entry)
    if len(known) + len(added) > MOST_WORDS:
        raise too_many()
    WordEntry.objects.bulk_create(added, batch_size=1000)
    WordEntry.objects.bulk_update(changed, ["word", "replacement", "level", "note"], batch_size=500)
    if added or changed:
        # `bulk_create` and `bulk_update` send no signals.
        TextCheckSettings.restamp()
        detail = {"added": len(added), "changed": len(changed), "rows": len(rows)}
        audit.record(Action.WORDS_IMPORTED, actor=actor, detail=detail)
    return len(added), len(changed)


def lay_sample_words() -> int:
    """Put the neutral sample into an empty word list; return how many words. Does nothing if the list has words."""
    if WordEntry.objects.exists():
        return 0
    with SAMPLE.open("rb") as file:
        return import_words(rows=read_words(read_table(file, headings=HEADINGS)))[0]


@transaction.atomic
def save_word(*, entry: WordEntry, actor) -> WordEntry:
    """Add or change one entry, and record it by name in the audit log."""
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
    """Store levels and lengths; the stamp of the word list in the database is not touched."""
    if settings.pk:
        settings.save(update_fields=["levels", "title_length", "paragraph_length"])
    else:
        settings.save()
    audit.record(Action.SETTINGS_CHANGED, actor=actor, subject=settings, detail={"fields": changed})
