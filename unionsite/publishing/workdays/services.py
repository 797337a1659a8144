"""All writes to the table of working days; each is recorded in the audit log and announced (`workdays_changed`)."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from unionsite.audit.choices import Action
from unionsite.audit.services import record
from unionsite.core.models import WorkdayOverride
from unionsite.core.refusals import Refused
from unionsite.core.workday_table import announce_change
from unionsite.publishing.workdays.pasted_table import PastedDay
from unionsite.publishing.workdays.planning import Plan, plan_import, said_of

FIELDS = ("kind", "name", "source_url")


class DateTaken(ValidationError):
    """The day is in the table already: somebody else entered it at the same time."""


@transaction.atomic
def add_workday(*, day: WorkdayOverride, actor: models.Model) -> WorkdayOverride:
    """Store a new, validated `day`. Raises DateTaken."""
    _save(day)
    record(Action.WORKDAY_ADDED, actor=actor, subject=day, detail={"after": said_of(day)})
    return day


@transaction.atomic
def change_workday(*, day: WorkdayOverride, actor: models.Model) -> WorkdayOverride:
    """Store the validated values of `day`. Raises DateTaken, and DoesNotExist if the day was deleted meanwhile."""
    stored = WorkdayOverride.objects.select_for_update().get(pk=day.pk)
    before, after = f"{stored.date} {said_of(stored)}", f"{day.date} {said_of(day)}"
    if before == after:
        return day
    _save(day)
    announce_change(min(stored.date, day.date), max(stored.date, day.date))
    record(Action.WORKDAY_CHANGED, actor=actor, subject=day, detail={"before": before, "after": after})
    return day


@transaction.atomic
def delete_workday(*, day: WorkdayOverride, actor: models.Model) -> None:
    """Delete `day` from the table; a day that is gone already is ignored and not recorded."""
    stored = WorkdayOverride.objects.select_for_update().filter(pk=day.pk).first()
    if stored is None:
        return
    label, said = str(stored), said_of(stored)
    stored.delete()
    stored.pk = day.pk
    record(Action.WORKDAY_DELETED, actor=actor, subject=stored, subject_label=label, detail={"before": said})


def plan_of(entries: Sequence[PastedDay]) -> Plan:
    """Return what `import_workdays` would do now, in one query."""
    return plan_import(entries, _stored(entries))


@transaction.atomic
def import_workdays(*, entries: Sequence[PastedDay], seen: str, actor: models.Model) -> Plan:
    """Add or change all `entries`; other days stay as they are. Return the plan that was carried out.

    `seen` is the fingerprint of the plan that the person looked at. Raises Refused if the plan differs by now. An
    import that changes nothing is not recorded.
    """
    plan = plan_import(entries, _stored(entries).select_for_update())
    if plan.fingerprint != seen:
        raise Refused(_("内容有了变动，请重新核对后再确认。"))
    if plan.changes_nothing:
        return plan
    written = [change.entry for change in (*plan.added, *plan.changed)]
    WorkdayOverride.objects.bulk_create(
        [
            WorkdayOverride(date=entry.date, kind=entry.kind, name=entry.name, source_url=entry.source_url)
            for entry in written
        ],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=FIELDS,
    )
    days = [entry.date for entry in written]
    announce_change(min(days), max(days))
    detail = {
        "years": [figures.year for figures in plan.years],
        "added": list(map(str, plan.added)),
        "changed": list(map(str, plan.changed)),
    }
    record(Action.WORKDAYS_IMPORTED, actor=actor, detail={key: value for key, value in detail.items() if value})
    return plan


def _stored(entries: Sequence[PastedDay]) -> models.QuerySet[WorkdayOverride]:
    return WorkdayOverride.objects.filter(date__year__in={entry.date.year for entry in entries})


def _save(day: WorkdayOverride) -> None:
    try:
        with transaction.atomic():
            day.save()
    except IntegrityError as error:
        raise DateTaken({"date": _("这一天刚刚已由他人录入，请到列表里修改。")}) from error
