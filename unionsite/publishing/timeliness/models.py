"""Limits of single sections for publishing what happened (S-3.9)."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from unionsite.core.models.sections import sections
from unionsite.publishing.review.models import LONGEST, ReviewSettings


def only_sections() -> models.Q:
    return models.Q(pk__in=sections().values("pk"))


class SectionLimit(models.Model):
    """Another limit than that of all sections."""

    settings = ParentalKey(ReviewSettings, on_delete=models.CASCADE, related_name="section_limits")
    section = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("栏目"),
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to=only_sections,
    )
    days = models.PositiveSmallIntegerField(_("时限（工作日）"), validators=[MaxValueValidator(LONGEST)])

    class Meta:
        verbose_name = _("栏目时限")
        verbose_name_plural = _("栏目时限")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["settings", "section"],
                name="one_limit_for_each_section",
                violation_error_message=_("这个栏目已经有时限了，请直接修改。"),
            )
        ]

    def __str__(self):
        return f"{self.section} {self.days}"
