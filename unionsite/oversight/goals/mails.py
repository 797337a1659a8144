"""What is written to people about tasks, and to whom."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.core.mails import send
from unionsite.oversight.goals.choices import Reminder
from unionsite.oversight.goals.models import Task


def remind(task: Task, reminder: Reminder) -> None:
    """Remind the owner that a task is due soon; when it is late, tell the committee too."""
    addresses = [task.owner.email] if task.owner.is_active else []
    if reminder == Reminder.LATE:
        committee = User.objects.filter(is_active=True, groups__name=Role.FINAL_REVIEW.value)
        addresses += committee.values_list("email", flat=True)
    address = settings.WAGTAILADMIN_BASE_URL + reverse("goals_admin:task", args=[task.pk])
    context = {"task": task, "is_late": reminder == Reminder.LATE, "address": address}
    send("oversight/goals/mail/reminder.txt", addresses, context)
