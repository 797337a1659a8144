"""Signals of Django that questionnaires listen to."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from interact.models import AnswerFile
from interact.services import discard_file


@receiver(post_delete, sender=AnswerFile)
def file_row_deleted(instance, **_kwargs):
    transaction.on_commit(partial(discard_file, instance))
