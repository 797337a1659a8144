"""The right to edit goals, the states of a task, when its owner is reminded (S-2.1)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

EDIT = "oversight.change_goal"
REMIND_BEFORE = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2100


class State(TextChoices):
    """Follows from progress and due date (`TaskQuerySet.with_state`), never stored."""

    WAITING = "waiting", _("未开始")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    LATE = "late", _("逾期")
