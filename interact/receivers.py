"""The receivers of signals for questionnaires and cases."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published

from interact.cases.models.settings import ChannelRouting, FeedbackSettings
from interact.cases.tasks import count_cases_anew
from interact.questionnaires.models import AnswerFile, QuestionnairePage
from interact.questionnaires.services import discard_file, follow_dates
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.workday_table import workdays_changed


@receiver(post_delete, sender=AnswerFile)
def file_row_deleted(instance, **_kwargs):
    transaction.on_commit(partial(discard_file, instance))


@receiver(page_published, sender=QuestionnairePage)
def questionnaire_published(instance, **_kwargs):
    follow_dates(instance)


@receiver(workdays_changed)
def workdays_moved(**_kwargs):
    # Sent after the commit.
    count_cases_anew.enqueue()


@receiver(post_save, sender=FeedbackSettings)
@receiver([post_save, post_delete], sender=ChannelRouting)
def channels_changed(**_kwargs):
    # Limits and closed channels stand on public pages.
    generation.bump()


@receiver(post_save, sender=FeedbackSettings)
def settings_changed(instance, created, **_kwargs):
    user = get_active_log_context().user
    if user is not None and not created:
        detail = {"after": instance.limits().as_json()}
        audit.record(Action.SETTINGS_CHANGED, actor=user, subject=instance, detail=detail)
