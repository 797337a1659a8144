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
from interact.signups.mails import tell_of_cancelled_activity
from interact.signups.models import SignupPage
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.publication import Stage, join
from unionsite.core.refusals import Refused
from unionsite.core.renewal import SHOWN_EVERYWHERE
from unionsite.core.workday_table import workdays_changed

# Published questions are remembered (`pool_of`); limits and closed channels stand on public pages.
SHOWN_EVERYWHERE.update({QuestionSet, ActivitySettings, FeedbackSettings, ChannelRouting})


@receiver(post_delete, sender=AnswerFile)
def file_row_deleted(instance, **_kwargs):
    transaction.on_commit(partial(discard_file, instance))


@receiver(pre_save)
def refuse_a_change_after_opening(instance, raw=False, update_fields=None, **_kwargs):
    """The last guard of S-5.4, behind the form: what readers see of an open activity keeps its rules."""
    if raw or not isinstance(instance, ActivityPage) or not instance.live or instance.alias_of_id:
        return
    if (update_fields is None or set(update_fields) & set(instance.frozen)) and frozen_faults(instance):
        raise Refused(str(FROZEN))


join(page_published, Stage.ALONG, follow_dates, "all languages open and close together", of=QuestionnairePage)


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
def settings_changed(sender, instance, created, **_kwargs):
    user = get_active_log_context().user
    if user is not None and not created:
        if sender is FeedbackSettings:
            detail = {"after": instance.limits().as_json()}
        else:
            detail = {"publicity_days": instance.publicity_days, "summary_days": instance.summary_days}
        audit.record(Action.SETTINGS_CHANGED, actor=user, subject=instance, detail=detail)
