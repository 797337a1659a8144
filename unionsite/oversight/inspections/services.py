"""Beginning, judging and finishing an inspection; the checklist that every site begins with (S-8.1)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.services import record_finding
from unionsite.oversight.inspections.choices import PRESET, PRESET_TITLE, Measure, Verdict
from unionsite.oversight.inspections.models import Checklist, ChecklistItem, Inspection, InspectionItem

_COPIED = ("text", "standard", "gravity", "measured_by")


def lay_checklist() -> None:
    """Create the list of the national indicators if there is no checklist at all; safe to run again."""
    if Checklist.objects.exists():
        return
    checklist = Checklist(title=PRESET_TITLE, note="按国家政府网站检查指标整理，可按本单位情况增减。")
    checklist.items = [
        ChecklistItem(text=text, standard=standard, gravity=gravity, measured_by=measure, sort_order=place)
        for place, (text, standard, gravity, measure) in enumerate(PRESET)
    ]
    checklist.save()


@transaction.atomic
def begin(*, checklist: Checklist, title: str, inspected_on: date, inspector) -> Inspection:
    """Begin an inspection with the items of the checklist as they are today; what programs know is filled in."""
    items = list(checklist.items.all())
    if not items:
        raise Refused(_("这张检查表还没有项目，请先添加。"))
    known = open_by_measure()
    inspection = Inspection.objects.create(title=title, inspected_on=inspected_on, inspector=inspector)
    InspectionItem.objects.bulk_create(
        InspectionItem(
            inspection=inspection,
            position=position,
            **{name: getattr(item, name) for name in _COPIED},
            **_known(item, known[item.measured_by, item.gravity]),
        )
        for position, item in enumerate(items, start=1)
    )
    return inspection


def open_by_measure() -> Counter:
    """Count the open findings of programs by (measure, gravity of an item); one query.

    A finding speaks against items of its own gravity and of lesser ones: one dead link does not fail the site."""
    measures = [measure.value for measure in Measure if measure]
    found = Finding.objects.open().filter(source__in=measures).order_by().values_list("source", "gravity")
    counts: Counter[tuple[str, str]] = Counter()
    ranks = list(Gravity)
    for source, gravity, number in found.annotate(number=Count("pk")):
        for lesser in ranks[ranks.index(Gravity(gravity)) :]:
            counts[source, lesser.value] += number
    return counts


def _known(item: ChecklistItem, number: int) -> dict:
    if not item.measured_by:
        return {}
    if not number:
        return {"verdict": Verdict.FINE, "words": _("系统没有查到未办结的问题。")}
    return {"verdict": Verdict.FAULT, "words": _("系统查到%(number)d个未办结的问题。") % {"number": number}}


@transaction.atomic
def judge(*, inspection: Inspection, actor, answers: Mapping[int, tuple[str, str]], summary: str) -> None:
    """Store the verdict and words of each item by its key. Raises Refused for a finished inspection."""
    locked = _open(inspection, actor)
    for item in locked.items.all():
        if item.pk in answers:
            item.verdict, item.words = answers[item.pk]
            item.save(update_fields=["verdict", "words"])
    locked.summary = summary
    locked.save(update_fields=["summary"])


@transaction.atomic
def finish(*, inspection: Inspection, actor, now: datetime | None = None) -> Inspection:
    """Close the inspection; each fault that people saw becomes a finding. Raises ValidationError where something is
    missing, Refused if it is finished."""
    now = now or timezone.now()
    locked = _open(inspection, actor)
    items = list(locked.items.all())
    if missing := gaps((item.pk, item.verdict, item.words) for item in items):
        words = _("还有%(number)d项没有填完，已保存，没有完成。") % {"number": len(missing)}
        raise ValidationError({NON_FIELD_ERRORS: words, **missing})
    for item in items:
        # Faults that programs found are findings already.
        if item.verdict == Verdict.FAULT and not item.measured_by:
            item.finding = record_finding(
                source=Source.INSPECTION,
                title=f"{item.text}：{item.words}",
                detail=item.words,
                gravity=item.gravity,
                found_by=actor,
                now=now,
            )
            item.save(update_fields=["finding"])
    locked.finished_at = now
    locked.save(update_fields=["finished_at"])
    audit.record(Action.INSPECTION_FINISHED, actor=actor, subject=locked)
    return locked


def _open(inspection: Inspection, actor) -> Inspection:
    locked = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if locked.finished_at:
        raise Refused(_("这次检查已经完成，不能再改。"))
    if locked.inspector_id != actor.pk:
        raise Refused(_("只有检查人能填写这次检查。"))
    return locked


def gaps(items: Iterable[tuple[int, str, str]]) -> dict[str, str]:
    """Return by field of the form what is missing in items of (key, verdict, words): a verdict where nobody looked,
    words where a fault is not described."""
    missing = {}
    for key, verdict, words in items:
        if verdict == Verdict.OPEN:
            missing[f"verdict-{key}"] = _("请选择结果。")
        elif verdict == Verdict.FAULT and not is_reason_enough(words):
            missing[f"words-{key}"] = _("请写明有什么问题。")
    return missing
