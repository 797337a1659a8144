"""Enums of the core."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DayKind(TextChoices):
    """What a day of the working calendar is."""

    REST = "rest", _("休")
    WORK = "work", _("班")
