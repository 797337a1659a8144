"""What a reviewer asked for when sending a piece back, point by point, and what its writers made of each."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

ANSWER_LENGTH = 300


class RejectionPoint(models.Model):
    """One line of the reason of a rejection; ticked off by the writers, who may answer."""

    task_state = models.ForeignKey("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="rejection_points")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("退回理由"))
    answer = models.CharField(_("给审核人的说明"), max_length=ANSWER_LENGTH, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("办理人"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    handled_at = models.DateTimeField(_("办理时间"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("退回理由")
        verbose_name_plural = _("退回理由")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["task_state", "number"], name="publishing_one_point_of_a_number"),
        ]

    def __str__(self):
        return self.text
