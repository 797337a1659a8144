"""On what ground words stand in the history."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    BEGUN = "begun", _("登记前已有")
    TWO = "two", _("两人办理")
    FIRST = "first", _("首次填写")
    SERVER = "server", _("由程序写入")
