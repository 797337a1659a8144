"""What kinds of contacts there are, and which of their texts have an English twin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    COMMITTEE = "committee", _("工会委员会成员")
    REPRESENTATIVE = "representative", _("职工代表")
    STATION = "station", _("服务站点")


PEOPLE = frozenset({Kind.COMMITTEE, Kind.REPRESENTATIVE})
IN_ENGLISH = ("name", "duty", "place", "hours")
