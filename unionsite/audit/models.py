"""The log's entries and its head. Only `unionsite.audit.services` writes them."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionsite.audit.choices import SILENCE, Outcome, actions


class AppendOnly(PermissionDenied):
    """Somebody tried to change the audit log, or to write to it other than by `services.record`."""

    def __init__(self, *args):
        super().__init__(*(args or (_("审计日志只能追加，不能修改或删除。"),)))


class EntryQuerySet(models.QuerySet):
    def about_person(self, text: str):
        """Return entries of the person whose label contains `text`, or whose number it is."""
        wanted = Q(actor_label__icontains=text)
        if text.isascii() and text.isdecimal():
            wanted |= Q(actor_id=int(text))
        return self.filter(wanted)

    def about_subject(self, text: str):
        """Return entries about a subject whose label contains `text`, or whose number or type it is."""
        return self.filter(Q(subject_label__icontains=text) | Q(subject_id=text) | Q(subject_type=text.lower()))

    def _refuse(self, *args, **kwargs):
        raise AppendOnly

    create = bulk_create = update = bulk_update = get_or_create = update_or_create = delete = _refuse


class AuditEntry(models.Model):
    """Who did what to whom, when, from where and with what outcome.

    People and things are stored as number and label without a foreign key, because an entry outlives what it is about.
    `detail` is JSON without secrets. `hash` covers all other fields, including the hash of the entry before.
    """

    number = models.BigIntegerField(_("编号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    action = models.CharField(_("操作"), max_length=40, choices=actions)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, default=Outcome.DONE)
    actor_id = models.BigIntegerField(_("人员编号"), null=True)
    actor_label = models.CharField(_("人员"), max_length=150, blank=True)
    subject_type = models.CharField(_("对象类型"), max_length=100, blank=True)
    subject_id = models.CharField(_("对象编号"), max_length=64, blank=True)
    subject_label = models.CharField(_("对象"), max_length=200, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    detail = models.JSONField(_("详情"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("来源地址"), null=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    previous_hash = models.CharField(_("上一条的校验值"), max_length=64, blank=True)
    hash = models.CharField(_("校验值"), max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        ordering = ["-number"]
        default_permissions = ("view",)
        permissions = [("export_auditentry", _("导出审计日志"))]
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["action", "-number"], name="audit_action"),
            models.Index(fields=["actor_id", "-number"], name="audit_actor"),
            models.Index(fields=["subject_type", "subject_id", "-number"], name="audit_subject"),
        ]

    def __str__(self):
        return f"#{self.number} {self.get_action_display()}"

    def save(self, *args, **kwargs):
        raise AppendOnly

    def delete(self, *args, **kwargs):
        raise AppendOnly


class AuditHead(models.Model):
    """Number and hash of the newest entry, in one row.

    Its lock makes writers take turns; its `seal` reveals when entries are missing at the end of the log.
    """

    PK = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=PK)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_one_head")]

    def __str__(self):
        return f"#{self.number}"


class AuditCheck(models.Model):
    """One reading of the whole log that somebody asked for; `seen_at` is its last sign of life."""

    asked_by = models.CharField(_("发起人"), max_length=150)
    asked_at = models.DateTimeField(_("发起时间"))
    seen_at = models.DateTimeField(_("最近进展"))
    ended_at = models.DateTimeField(_("完成时间"), null=True)
    total = models.BigIntegerField(_("记录总数"))
    read = models.BigIntegerField(_("已核验"), default=0)
    is_sound = models.BooleanField(_("完整"), null=True)
    broken_at = models.BigIntegerField(_("不符的第一条"), null=True)
    result = models.TextField(_("结果"), blank=True)

    class Meta:
        verbose_name = _("审计日志核验")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"#{self.pk}"

    def is_running(self, now: datetime) -> bool:
        return self.ended_at is None and now - self.seen_at < SILENCE
