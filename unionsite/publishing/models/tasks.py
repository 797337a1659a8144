"""The workflow task of one stage of review; what it allows is decided in `rules` and `services.review`."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from unionsite.core.named import named
from unionsite.publishing.choices import ORDER, Stage
from unionsite.publishing.forms import form_for
from unionsite.publishing.locks import ReviewLock
from unionsite.publishing.refusals import Refused

# What Wagtail asks of a task stands above the models.
unapproved_stage = named("unionsite.publishing.queries.unapproved_stage")
why_not_review = named("unionsite.publishing.queries.why_not_review")
decide = named("unionsite.publishing.services.review.decide")


class ReviewTask(AbstractGroupApprovalTask):
    """初审 or 终审: only its own group decides, never whoever wrote, submitted or already approved (S-3.6).

    What is under review is frozen for everybody, superusers too: a reviewer who wants another word sends it back.
    """

    stage = models.CharField(_("环节"), max_length=10, choices=Stage.choices, unique=True)

    lock_class = ReviewLock
    # Shown and not changed: who belongs to a stage is a matter of the groups of people.
    admin_form_fields = admin_form_readonly_on_edit_fields = ["name"]

    class Meta:
        verbose_name = _("审核环节")
        verbose_name_plural = _("审核环节")

    def save(self, *args, **kwargs):
        """Refuses a task that stands for none of the two stages, as Wagtail's form for new tasks would make it."""
        if self.stage not in Stage.values:
            raise Refused(gettext("初审、终审两个环节由系统设置，不能另外新建。"))
        super().save(*args, **kwargs)

    def start(self, workflow_state, user=None):
        """Begin this stage, or the first one before it that has not approved this very revision since the last
        rejection: whatever was rejected begins again at 初审."""
        earlier = unapproved_stage(workflow_state, before=self.stage)
        if earlier is not None:
            return earlier.start(workflow_state, user=user)
        return super().start(workflow_state, user=user)

    def get_actions(self, obj, user):
        if why_not_review(self, obj, user):
            return []
        return [("reject", gettext("退回"), True), ("approve", gettext("通过"), True)]

    def get_form_for_action(self, action):
        return form_for(self.stage, action)

    def get_template_for_action(self, action):
        return "publishing/action_modal.html"

    def on_action(self, task_state, user, action_name, **kwargs):
        decide(task_state=task_state, reviewer=user, decision=action_name, **kwargs)

    def user_can_access_editor(self, obj, user):
        return self._user_in_groups(user)

    def locked_for_user(self, obj, user):
        return True

    def user_can_lock(self, obj, user):
        return False

    def get_task_states_user_can_moderate(self, user, **kwargs):
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)

    @classmethod
    def get_description(cls):
        return gettext("由指定用户组的成员审核；本人撰写、提交或在另一环节审核过的稿件，不能由本人审核。")

    @property
    def position(self) -> int:
        return ORDER.index(self.stage)
