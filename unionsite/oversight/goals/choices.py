"""Rights on goals, the states of a task, and when its owner is reminded."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

EDIT = "oversight.change_goal"
REMIND_BEFORE = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2100


class State(TextChoices):
    """Computed from progress and due date, never stored."""

    WAITING = "waiting", _("未开始")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    LATE = "late", _("逾期")


class Reminder(TextChoices):
    SOON = "soon", _("即将到期")
    LATE = "late", _("已经逾期")
