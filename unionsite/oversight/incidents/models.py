"""An incident with its steps and their files."""

from datetime import datetime

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from unionsite.oversight.findings.models import Entry, EvidenceFile, person_field
from unionsite.oversight.incidents import rules
from unionsite.oversight.incidents.choices import (
    REMIND_AFTER,
    REPORT_WITHIN,
    REPORTED,
    VIEW,
    Grade,
    IncidentKind,
    State,
    Step,
)


class IncidentQuerySet(QuerySet):
    def visible_to(self, user):
        return self if user.has_perm(VIEW) else self.none()

    def open(self):
        return self.filter(state=State.OPEN)

    def waiting_for_report(self):
        return self.open().filter(grade__in=sorted(REPORTED), reported_at=None)

    def late(self, now):
        """Filter to those that should have been reported by now."""
        return self.waiting_for_report().filter(found_at__lte=now - REPORT_WITHIN)

    def waiting_for_decision(self):
        undecided = Q(decided_at=None) | Q(decided_at__lt=F("escalated_at"))
        return self.open().filter(undecided, escalated_at__isnull=False)

    def open_first(self):
        """Order with those still open before the closed ones, each from the newest; "open" sorts after "closed"."""
        return self.order_by("-state", "-found_at", "-pk")


def _moment(label) -> models.DateTimeField:
    return models.DateTimeField(label, null=True, blank=True)


class Incident(models.Model):
    """Something that happened to the site's security, followed from its finding to its lessons (S-2.3, S-6.2).

    `found_at` begins the four hours in which a 较大 or worse one is reported. The moments say when a step was taken, of
    the report the first time, of others the last; the steps themselves are `entries`.
    """

    FACTS = ("title", "kind", "grade", "found_at", "found_by", "place", "system", "what", "affected")
    FACTS += ("has_personal_data", "contact")

    year = models.PositiveSmallIntegerField(_("年份"))
    serial = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("事件"), max_length=100)
    kind = models.CharField(_("类型"), max_length=10, choices=IncidentKind.choices)
    grade = models.CharField(_("级别"), max_length=8, choices=Grade.choices)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(_("发现时间"))
    found_by = models.CharField(_("发现人或单位"), max_length=60)
    place = models.CharField(_("发生地点"), max_length=100)
    system = models.CharField(_("涉及的系统"), max_length=200)
    what = models.TextField(_("发生了什么"))
    affected = models.TextField(_("影响和危害"))
    has_personal_data = models.BooleanField(_("涉及个人信息"), default=False)
    contact = models.CharField(_("联系人和电话"), max_length=100)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = person_field(_("登记人"), optional=False)
    reported_at = _moment(_("上报时间"))
    reported_to = models.CharField(_("上报给"), max_length=100, blank=True)
    # How many of `REMIND_AFTER` have been sent.
    reminders = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(len(REMIND_AFTER))])
    told_at = _moment(_("告知个人和主管部门的时间"))
    escalated_at = _moment(_("提请决定的时间"))
    decided_at = _moment(_("决定时间"))
    lessons = models.TextField(_("教训和措施"), blank=True)
    closed_at = _moment(_("结案时间"))

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("安全事件")
        default_permissions = ("view", "change")
        permissions = [("switch_site", _("切换只读、结束全部登录"))]
        constraints = [models.UniqueConstraint(fields=["year", "serial"], name="one_number_for_each_incident")]
        indexes = [models.Index(fields=["state", "-found_at"], name="incident_state_found")]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        return f"{self.year}-{self.serial:03}"

    @property
    def open_facts(self) -> list[str]:
        """Names of what is not known yet: an incident is recorded with title, grade and time alone."""
        return [name for name in self.FACTS if getattr(self, name) == ""]

    @property
    def due_at(self) -> datetime | None:
        return rules.report_due(Grade(self.grade), self.found_at)


class IncidentEntry(Entry):
    """Triggers keep it as it is. `finding` is what a measure became."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    step = models.CharField(_("步骤"), max_length=10, choices=Step.choices)
    finding = models.ForeignKey(
        "oversight.Finding",
        verbose_name=_("整改"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Entry.Meta):
        verbose_name = _("处置记录")


class IncidentFile(EvidenceFile):
    """What belongs to a step."""

    entry = models.ForeignKey(IncidentEntry, on_delete=models.PROTECT, related_name="files")

    class Meta(EvidenceFile.Meta):
        verbose_name = _("事件材料")
