"""Which report was made of which period, and the page it became."""

from datetime import date

from django.db import models
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from unionsite.oversight.reports import rules
from unionsite.oversight.reports.rules import ReportKind, State
from unionsite.oversight.scores.choices import Length
from unionsite.oversight.scores.models import ScorePeriod
from unionsite.oversight.scores.rules import Span


class ReportQuerySet(QuerySet):
    def with_pages(self):
        """With the page and the state of its review, which Wagtail knows of plain pages alone; in two queries more."""
        states = Prefetch("page__page_ptr", Page.objects.prefetch_workflow_states())
        return self.select_related("page").prefetch_related(states)

    def waiting(self):
        """Those whose draft has never been public."""
        return self.filter(page__isnull=False, page__first_published_at=None)

    def late(self, today: date):
        return self.waiting().filter(due_on__lt=today)


class Report(models.Model):
    """A report of one period (S-8.10). Its figures and words are those of its page, so the ledger of releases keeps
    them once they are public; `page` is empty after somebody has deleted it."""

    kind = models.CharField(_("报告"), max_length=10, choices=ReportKind.choices)
    length = models.CharField(_("周期"), max_length=8, choices=Length.choices)
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveSmallIntegerField(_("第几月或第几季度"))
    # Until this day it is in time.
    due_on = models.DateField(_("公开期限"), editable=False)
    page = models.OneToOneField("core.PiecePage", null=True, on_delete=models.SET_NULL, related_name="+")
    gathered_at = models.DateTimeField(_("取数时间"))

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告")
        verbose_name_plural = _("报告与通报")
        default_permissions = ("view", "add")
        ordering = ["-year", "-number", "length", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "length", "year", "number"], name="each_report_once"),
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="report_kind_is_known"),
        ]

    def __str__(self):
        return f"{self.period}{self.get_kind_display()}"

    @property
    def period(self) -> ScorePeriod:
        """The period as scores name it; no row of theirs."""
        return ScorePeriod(length=self.length, year=self.year, number=self.number)

    def spans(self, today: date) -> tuple[Span, Span]:
        """Return the days of the period, and those of the one before it."""
        year, number = rules.previous(self.length, self.year, self.number)
        before = ScorePeriod(length=self.length, year=year, number=number)
        return self.period.span(today), before.span(today)

    @property
    def slug(self) -> str:
        """The last part of its address: work-2026-q3, bulletin-2026-09, work-2025."""
        number = {Length.MONTH: f"-{self.number:02}", Length.QUARTER: f"-q{self.number}"}.get(self.length, "")
        return f"{self.kind}-{self.year}{number}"

    @property
    def state(self) -> State:
        """Return how far the report has come; reads `page` and, of a draft, its review."""
        if self.page is None:
            return State.GONE
        if self.page.first_published_at:
            return State.PUBLIC if self.page.live else State.TAKEN_DOWN
        return State.REVIEWED if self.page.page_ptr.workflow_in_progress else State.DRAFT

    @property
    def is_late(self) -> bool:
        return self.state in (State.DRAFT, State.REVIEWED) and timezone.localdate() > self.due_on
