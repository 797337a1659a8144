"""Enums of the core."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class DayKind(TextChoices):
    """What a day of the working calendar is."""

    REST = "rest", gettext_lazy("休")
    WORK = "work", gettext_lazy("班")
