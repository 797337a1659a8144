"""The date of a page against the ledger: nobody makes a piece older or newer than it is (requirements.md 2.1)."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.models import Page, PageLogEntry

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.columns import moment
from unionsite.publishing.guard.rules import ROUNDING, Passage, is_true_date
from unionsite.publishing.ledger.models import Release

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")


def fault_of_date(instance: models.Model) -> str:
    """Return in words why the date that a page shows is false; empty if it is true, or if there is none."""
    if not isinstance(instance, Page) or instance.first_published_at is None:
        return ""
    shown, passages = instance.first_published_at, passages_of(instance)
    if is_true_date(shown, passages, known=(), now=timezone.now()):
        return ""
    # Asked only where the ledger alone does not tell.
    known = PageLogEntry.objects.filter(page=instance.pk, action__in=PUBLISHED).values_list("timestamp", flat=True)
    if is_true_date(shown, passages, known=list(known), now=timezone.now()) or is_on_record(instance, shown):
        return ""
    return _("“%(title)s”的发布时间（%(shown)s）与放行记录不符，不是实际发布的时间。") % {
        "title": instance,
        "shown": moment(shown),
    }


def passages_of(page: Page) -> list[Passage]:
    rows = Release.objects.of(page).order_by("released_at", "pk")
    fields = ("kind", "released_at", "revision__content__go_live_at", "revoked_at")
    return [
        Passage(kind, released, parse_datetime(planned) if planned else None, revoked)
        for kind, released, planned, revoked in rows.values_list(*fields)
    ]


def is_on_record(page: Page, shown: datetime) -> bool:
    """Whether the audit log says that the page was dated so on purpose (`record_date`)."""
    entries = AuditEntry.objects.filter(
        action=Action.PIECE_DATED, subject_type=Page._meta.label_lower, subject_id=str(page.pk)
    )
    dates = (parse_datetime(detail["date"]) for detail in entries.values_list("detail", flat=True))
    return any(date is not None and abs(date - shown) <= ROUNDING for date in dates)


def record_date(page: Page, when: datetime, *, reason: str) -> None:
    """Put on record that the page bears a date other than that of its release, as the demo's pieces do."""
    audit.record(
        Action.PIECE_DATED,
        subject=Page(pk=page.pk, title=page.title),
        reason=reason,
        detail={"date": when.isoformat()},
    )
