"""The receivers of signals for questionnaires and cases."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published

from interact.activities.models.pages import ActivityPage
from interact.activities.models.settings import ActivitySettings
from interact.activities.queries import FROZEN, frozen_faults
from interact.activities.services import activity_cancelled
from interact.cases.models.settings import ChannelRouting, FeedbackSettings
from interact.cases.tasks import count_cases_anew
from interact.questionnaires.models import AnswerFile, QuestionnairePage
from interact.questionnaires.services import discard_file, follow_dates
from interact.quizzes.models.bank import QuestionSet
from interact.quizzes.models.page import QuizPage
from interact.quizzes.services.prizes import prepare_prize_draw
from interact.signups.mails import tell_of_cancelled_activity
from interact.signups.models import SignupPage
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.refusals import Refused
from unionsite.core.workday_table import workdays_changed


@receiver(post_delete, sender=AnswerFile)
def file_row_deleted(instance, **_kwargs):
    transaction.on_commit(partial(discard_file, instance))


@receiver(page_published, sender=QuestionnairePage)
def questionnaire_published(instance, **_kwargs):
    follow_dates(instance)


@receiver(pre_save)
def refuse_a_change_after_opening(instance, raw=False, update_fields=None, **_kwargs):
    """The last guard of S-5.4, behind the form: what readers see of an open activity keeps its rules."""
    if raw or not isinstance(instance, ActivityPage) or not instance.live or instance.alias_of_id:
        return
    if (update_fields is None or set(update_fields) & set(instance.frozen)) and frozen_faults(instance):
        raise Refused(str(FROZEN))


@receiver(page_published, sender=QuizPage)
def quiz_published(instance, **_kwargs):
    # Before the opening, so that the seed is settled before anybody has a number.
    prepare_prize_draw(instance.original)


@receiver([post_save, post_delete], sender=QuestionSet)
def bank_changed(**_kwargs):
    # Published questions are remembered (`pool_of`).
    generation.bump()


@receiver(activity_cancelled, sender=SignupPage)
def signup_cancelled(activity, **_kwargs):
    # Sent after the commit.
    tell_of_cancelled_activity.enqueue(activity.pk)


@receiver(workdays_changed)
def workdays_moved(**_kwargs):
    # Sent after the commit.
    count_cases_anew.enqueue()


@receiver(post_save, sender=ActivitySettings)
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


@receiver(post_save, sender=ActivitySettings)
def activity_settings_changed(instance, created, **_kwargs):
    user = get_active_log_context().user
    if user is not None and not created:
        detail = {"publicity_days": instance.publicity_days, "summary_days": instance.summary_days}
        audit.record(Action.SETTINGS_CHANGED, actor=user, subject=instance, detail=detail)
