"""What the oversight app does when something happens elsewhere."""

from django.core.signals import request_finished
from django.dispatch import receiver

from unionsite.oversight.health.services.misses import write_when_due


@receiver(request_finished)
def answer_has_gone_out(**_kwargs):
    write_when_due()
