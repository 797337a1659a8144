"""The record that people were told of a piece that did not appear when it should have."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MissedNotice(models.Model):
    """One planned item or released version whose time passed; each is told of once for each planned time (S-3.9)."""

    item = models.ForeignKey(
        "publishing.PlannedItem", null=True, on_delete=models.CASCADE, related_name="missed_notices"
    )
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField(_("计划时间"))
    told_at = models.DateTimeField(_("时间"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("到期未发布提醒")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["item", "due_at"], name="publishing_missed_item_told_once"),
            models.UniqueConstraint(fields=["revision", "due_at"], name="publishing_missed_revision_told_once"),
            models.CheckConstraint(
                condition=Q(item=None, revision__isnull=False) | Q(item__isnull=False, revision=None),
                name="publishing_missed_is_item_or_revision",
            ),
        ]

    def __str__(self):
        return f"{self.item or self.revision_id} {self.due_at:%Y-%m-%d %H:%M}"
