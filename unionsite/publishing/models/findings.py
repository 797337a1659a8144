"""What the text checks found in a version of a piece, and what people answered (S-3.8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionsite.publishing.textchecks.choices import Level
from unionsite.publishing.textchecks.findings import Finding


class TextCheckReport(models.Model):
    """One for each version that was checked on its way to the public.

    `findings` holds `Finding.as_dict()` of each; `counts` how many of each level; `confirmed` by key of a finding the
    reason, the person (`reason`, `person`, `name`) and the time (`at`, ISO 8601).
    """

    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="text_check", verbose_name=_("版本")
    )
    checked_at = models.DateTimeField(_("检查时间"))
    findings = models.JSONField(_("检查结果"), default=list)
    counts = models.JSONField(_("数量"), default=dict)
    confirmed = models.JSONField(_("说明的理由"), default=dict, blank=True)

    class Meta:
        verbose_name = _("文字检查记录")
        verbose_name_plural = _("文字检查记录")
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.revision_id}"

    @property
    def found(self) -> tuple[Finding, ...]:
        return tuple(Finding.from_dict(data) for data in self.findings)

    @property
    def number_blocked(self) -> int:
        return self.counts.get(str(Level.BLOCK), 0)
