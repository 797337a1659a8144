"""The end of a request, after which the words that readers look for are written."""

from django.core.signals import request_finished
from django.dispatch import receiver

from search.terms import services


@receiver(request_finished)
def answer_has_gone_out(**_kwargs):
    services.write_when_due()
