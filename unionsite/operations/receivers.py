"""One line for each event."""

from django.core.signals import request_finished
from django.dispatch import receiver

from unionsite.operations.alarms.watchman import look_after_answer


@receiver(request_finished)
def watch_the_scheduler(**_kwargs):
    look_after_answer()
