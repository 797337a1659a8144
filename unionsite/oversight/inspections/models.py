"""Checklists, and inspections with the items of their list as they were on that day."""

from datetime import date

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from unionsite.oversight.findings.choices import Gravity
from unionsite.oversight.findings.models import Finding, person_field
from unionsite.oversight.inspections.choices import Measure, Verdict


class Checklist(ClusterableModel):
    """检查表: what is looked at in an inspection."""

    title = models.CharField(_("名称"), max_length=60, unique=True)
    note = models.CharField(_("说明"), max_length=200, blank=True, help_text=_("什么时候用，依据什么。"))

    panels = [
        FieldPanel("title"),
        FieldPanel("note"),
        InlinePanel("items", heading=_("检查项目"), label=_("项目"), min_num=1),
    ]

    class Meta:
        verbose_name = _("检查表")
        ordering = ["title"]

    def __str__(self):
        return self.title


class Item(models.Model):
    """Abstract: what is asked, by what standard, and how grave it is if it is not so."""

    text = models.CharField(_("检查什么"), max_length=120)
    standard = models.CharField(_("标准"), max_length=200, blank=True)
    gravity = models.CharField(_("不合格的程度"), max_length=8, choices=Gravity.choices, default=Gravity.USUAL)
    measured_by = models.CharField(
        _("怎样检查"),
        max_length=12,
        choices=Measure.choices,
        blank=True,
        help_text=_("系统查得出的，先按未办结的问题填好，检查人再核对。"),
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.text


class ChecklistItem(Orderable, Item):
    checklist = ParentalKey(Checklist, on_delete=models.CASCADE, related_name="items")

    panels = [
        FieldPanel("text"),
        FieldPanel("standard"),
        FieldRowPanel([FieldPanel("gravity"), FieldPanel("measured_by")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("检查项目")


class InspectionQuerySet(QuerySet):
    def held_between(self, first: date, stop: date):
        """Filter to what was finished of the days from `first` to before `stop`."""
        return self.filter(finished_at__isnull=False, inspected_on__gte=first, inspected_on__lt=stop)


class Inspection(models.Model):
    """One inspection. Once finished it is not changed; its faults live on as findings."""

    title = models.CharField(_("名称"), max_length=100)
    inspected_on = models.DateField(_("检查日期"))
    inspector = person_field(_("检查人"), optional=False)
    summary = models.TextField(_("检查结论"), blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("监督检查")
        default_permissions = ("add", "view")
        ordering = ["-inspected_on", "-pk"]

    def __str__(self):
        return self.title


class InspectionItem(Item):
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    verdict = models.CharField(_("结果"), max_length=8, choices=Verdict.choices, blank=True, default=Verdict.OPEN)
    words = models.CharField(_("情况"), max_length=500, blank=True)
    finding = models.ForeignKey(
        Finding, verbose_name=_("整改问题"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("检查结果")
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "position"], name="one_item_at_a_place_of_an_inspection")
        ]
