"""The receivers of signals for questionnaires and cases."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published

from interact.cases.models.settings import ChannelRouting, FeedbackSettings
from interact.cases.tasks import count_cases_anew
from interact.participation.models import ActivitySettings
from interact.questionnaires.models import AnswerFile, QuestionnairePage
from interact.questionnaires.services import discard_file, follow_dates
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.generation import ACTIVITIES, SETTINGS
from unionsite.core.publication import Stage, join
from unionsite.core.renewal import SHOWN_UNDER
from unionsite.core.workday_table import workdays_changed

# Limits and closed channels stand on public pages.
SHOWN_UNDER.update({ActivitySettings: (ACTIVITIES,), FeedbackSettings: (SETTINGS,), ChannelRouting: (SETTINGS,)})


@receiver(post_delete, sender=AnswerFile)
def file_row_deleted(instance, **_kwargs):
    transaction.on_commit(partial(discard_file, instance))


join(page_published, Stage.ALONG, follow_dates, "all languages open and close together", of=QuestionnairePage)


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
