"""A finding with its history and its files."""

from functools import partial

from django.conf import settings
from django.core.files.storage import Storage
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from unionsite.core.private_files import PrivateStorage, private, random_name
from unionsite.oversight.findings.choices import HANDLE, OPEN, UNMENDED, VIEW, Gravity, Source, State, Step


class FindingQuerySet(QuerySet):
    def open(self):
        return self.filter(state__in=sorted(OPEN))

    def overdue(self, today):
        return self.filter(state__in=sorted(UNMENDED), due_on__lt=today)

    def at_fault_between(self, start, stop):
        """Filter to what was open at any time from `start` to before `stop`, and was a fault."""
        open_still = Q(closed_at=None) | Q(closed_at__gte=start)
        return self.filter(open_still, found_at__lt=stop).exclude(state=State.DISMISSED)

    def visible_to(self, user):
        """Filter to what somebody may see: all for those who watch, for others what they or their department mend."""
        if user.has_perm(VIEW) or user.has_perm(HANDLE):
            return self
        own = Q(owner=user)
        return self.filter(own | Q(department=user.department_id) if user.department_id else own)

    def most_urgent_first(self):
        """Order by due date; what is done with comes after all that is not."""
        return self.order_by(
            F("closed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "-found_at", "-pk"
        )


class EvidenceStorage(PrivateStorage):
    folder = "evidence"


def evidence_storage() -> Storage:
    return private(EvidenceStorage)


def _reference(to: str, label, *, optional: bool = True, **options) -> models.ForeignKey:
    wanted = {"null": optional, "blank": optional, "on_delete": models.PROTECT, "related_name": "+"}
    return models.ForeignKey(to, verbose_name=label, **wanted | options)


# Who did something, or which department answers for it: what stands on record keeps both from being deleted.
person_field = partial(_reference, settings.AUTH_USER_MODEL)
department_field = partial(_reference, "accounts.Department")


class Finding(models.Model):
    """Something wrong that is followed until it is mended (S-7.2, S-8.1).

    `key` names what a program found, such as "link:<page>:<address>", so that it is found once however often seen;
    "" for what people found. `page` is the page it stands on, `address` the address, where there is one.
    """

    source = models.CharField(_("来源"), max_length=12, choices=Source.choices)
    key = models.CharField(max_length=200, blank=True)
    gravity = models.CharField(_("程度"), max_length=8, choices=Gravity.choices, default=Gravity.USUAL)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.FOUND)
    title = models.CharField(_("问题"), max_length=200)
    detail = models.TextField(_("情况"), blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("页面"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    address = models.CharField(_("网址"), max_length=500, blank=True)
    department = department_field(_("责任部门"))
    owner = person_field(_("责任人"))
    due_on = models.DateField(_("整改期限"), null=True, blank=True)
    found_at = models.DateTimeField(_("发现时间"))
    found_by = person_field(_("发现人"))
    assigned_at = models.DateTimeField(_("交办时间"), null=True, blank=True)
    mended_at = models.DateTimeField(_("整改时间"), null=True, blank=True)
    mended_by = person_field(_("整改人"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("问题")
        verbose_name_plural = _("问题与整改")
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key="") & Q(state__in=sorted(OPEN)),
                name="one_open_finding_of_a_fault",
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="finding_state_due")]

    def __str__(self):
        return self.title


class Entry(models.Model):
    """One step in the history of something; `by` is None for a program."""

    at = models.DateTimeField(_("时间"))
    by = person_field(_("经办人"))
    words = models.TextField(_("说明"), blank=True)

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self):
        return self.get_step_display()


class FindingEntry(Entry):
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="entries")
    step = models.CharField(_("步骤"), max_length=10, choices=Step.choices)

    class Meta(Entry.Meta):
        verbose_name = _("办理记录")


class EvidenceFile(models.Model):
    """A picture or document that shows something; cleaned like the files of cases and handed out by a view alone."""

    name = models.CharField(_("文件名"), max_length=200)
    content_type = models.CharField(max_length=100)
    file = models.FileField(upload_to=random_name, storage=evidence_storage)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self):
        return self.name


class FindingFile(EvidenceFile):
    """What shows the fault, or that it is mended."""

    entry = models.ForeignKey(FindingEntry, on_delete=models.CASCADE, related_name="files")

    class Meta(EvidenceFile.Meta):
        verbose_name = _("整改材料")
