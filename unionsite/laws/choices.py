"""Enums of the law library."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """Rank of a text, highest first, by the names that the sources use."""

    LAW = "law", _("法律")
    REGULATION = "regulation", _("行政法规")
    INTERPRETATION = "interpretation", _("司法解释")
    RULE = "rule", _("部门规章")
    LOCAL = "local", _("地方性法规")
    CASE = "case", _("典型案例")
