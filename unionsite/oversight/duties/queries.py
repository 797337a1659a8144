"""Composed reads of duties: counts for the dashboard, who is to read what, what was found."""

from datetime import date

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from unionsite.accounts.models import User
from unionsite.oversight.duties.choices import RecordState
from unionsite.oversight.duties.models import DutyRecord, ReadingConfirmation
from unionsite.oversight.findings.choices import SECURITY_KEYS
from unionsite.oversight.findings.models import Finding


def readers_of(edition: DutyRecord | None) -> QuerySet[User]:
    """Return the staff in service, with the moment `read_at` when they confirmed this version, who has not first."""
    read = ReadingConfirmation.objects.filter(record=edition, person=OuterRef("pk")).values("at")
    people = User.objects.staff().filter(is_active=True).annotate(read_at=Subquery(read))
    return people.select_related("department").order_by(F("read_at").asc(nulls_first=True), "name", "pk")


def found_by(record: DutyRecord) -> QuerySet[Finding]:
    """Return what this drill, check or assessment found."""
    return Finding.objects.filter(key__startswith=finding_key(record, "")).order_by("pk")


def finding_key(record: DutyRecord, number: object) -> str:
    return f"{SECURITY_KEYS}{record.pk}:{number}"


def done_between(first: date, stop: date) -> dict[str, int]:
    """Count the signed records of what was done from `first` to before `stop`, by kind; one query."""
    records = DutyRecord.objects.filter(state=RecordState.SIGNED, done_on__gte=first, done_on__lt=stop)
    return dict(records.order_by().values_list("duty__kind").annotate(number=Count("pk")))
