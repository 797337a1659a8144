"""Signals of Django and Wagtail that questionnaires listen to."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published

from interact.models import AnswerFile, QuestionnairePage
from interact.services import discard_file, follow_dates


@receiver(post_delete, sender=AnswerFile)
def file_row_deleted(instance, **_kwargs):
    transaction.on_commit(partial(discard_file, instance))


@receiver(page_published, sender=QuestionnairePage)
def questionnaire_published(instance, **_kwargs):
    follow_dates(instance)
