"""Settings of review and timeliness, the two stages as tasks of a workflow, 保密审查 and points of rejections."""

from collections import defaultdict

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.locks import WorkflowLock
from wagtail.models import AbstractGroupApprovalTask, TaskState

from unionsite.core.fields import person
from unionsite.core.models.sections import sections
from unionsite.core.named import named
from unionsite.core.refusals import Refused
from unionsite.publishing.choices import ORDER, Rung, Stage

# The longest limit that may be set, in working days: about a quarter of a year.
LONGEST = 60


def _hours(label, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )


@register_setting(icon="clipboard-list", order=130)
class ReviewSettings(BaseGenericSetting, ClusterableModel):
    """Time limits: of the two stages in working hours, of publishing after an event in working days. How many working
    hours a day has is said by the site's opening hours. And whether readers see who reviewed a piece (S-8.9)."""

    first_hours = _hours(_("初审时限（工作小时）"), 8)
    final_hours = _hours(_("终审时限（工作小时）"), 8)
    link_days = models.PositiveSmallIntegerField(
        _("邮件中的审核链接有效期（天）"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
        help_text=_("过期后请从审核工作台打开。打开链接仍须登录。"),
    )
    publish_days = models.PositiveSmallIntegerField(
        _("发布时限（工作日）"),
        default=3,
        validators=[MaxValueValidator(LONGEST)],
        help_text=_("从活动当天的次日起算，到稿件发布为止。超过的在“统计”的“发布及时性”中列为迟发。"),
    )
    shows_reviewers = models.BooleanField(
        _("在稿件下方显示初审人和终审人"),
        default=False,
        help_text=_("打开后，经两级审核发布的稿件在责任编辑之后写明初审人和终审人的姓名，对全部稿件立即生效。"),
    )

    panels = [
        MultiFieldPanel([FieldPanel("first_hours"), FieldPanel("final_hours")], heading=_("时限")),
        FieldPanel("link_days"),
        FieldPanel("shows_reviewers"),
    ]

    class Meta:
        verbose_name = _("审核设置")

    def hours(self, stage: str) -> int:
        return self.first_hours if stage == Stage.FIRST else self.final_hours

    def workday_limits(self) -> defaultdict[int | None, int]:
        """Return the working days for publishing an event by section id; other keys give the common limit (S-3.9)."""
        limits: defaultdict[int | None, int] = defaultdict(lambda: self.publish_days)
        limits.update({limit.section_id: limit.days for limit in self.section_limits.all()})
        return limits


def only_sections() -> models.Q:
    return models.Q(pk__in=sections().values("pk"))


class SectionLimit(models.Model):
    """The limit for publishing in one section, where it is not the common one."""

    settings = ParentalKey(ReviewSettings, on_delete=models.CASCADE, related_name="section_limits")
    section = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("栏目"),
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to=only_sections,
    )
    days = models.PositiveSmallIntegerField(_("时限（工作日）"), validators=[MaxValueValidator(LONGEST)])

    class Meta:
        verbose_name = _("栏目时限")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["settings", "section"],
                name="one_limit_for_each_section",
                violation_error_message=_("这个栏目已经有时限了，请直接修改。"),
            )
        ]

    def __str__(self):
        return f"{self.section} {self.days}"


class SecrecyReview(models.Model):
    """The record of who checked this version for personal data and secrets; 初审 makes it, 终审 needs it (S-1.6)."""

    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="secrecy_review", primary_key=True
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("保密审查人"), on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("保密审查时间"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("保密审查")
        default_permissions = ()

    def __str__(self):
        return f"{self.reviewer} {self.reviewed_at:%Y-%m-%d %H:%M}"


class ReviewChase(models.Model):
    """The record that reviewers were reminded of a piece at one stage: each rung once, however often the job runs."""

    task_state = models.ForeignKey("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="chases")
    rung = models.CharField(_("催办"), max_length=10, choices=Rung.choices)
    sent_at = models.DateTimeField(_("时间"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("审核催办")
        ordering = ["sent_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["task_state", "rung"], name="publishing_each_rung_of_a_stage_once"),
        ]

    def __str__(self):
        return f"{self.get_rung_display()} {self.sent_at:%Y-%m-%d %H:%M}"


# Wagtail asks these of a task; they are named as strings, because they are loaded after the models.
unapproved_stage = named("unionsite.publishing.review.queries.unapproved_stage")
why_not_review = named("unionsite.publishing.review.queries.why_not_review")
decide = named("unionsite.publishing.review.services.decisions.decide")
form_for = named("unionsite.publishing.review.forms.form_for")


class ReviewLock(WorkflowLock):
    """The lock on everything under review: nobody edits it; the message says where it is and what can be done."""

    def get_message(self, user):
        return format_html(
            gettext("本稿正在<b>{stage}</b>，审核期间内容不能改动。需要修改时，请由审核人退回，或由提交人撤回。"),
            stage=self.task.name,
        )

    def get_locked_by(self, user, can_lock=False):
        return gettext("审核中，已锁定")

    def get_description(self, user, can_lock=False):
        return gettext("审核期间任何人都不能改动内容")

    def get_icon(self, user, can_lock=False):
        return "lock"


class ReviewTask(AbstractGroupApprovalTask):
    """初审 or 终审 as a task of the workflow: only its own group decides, and nobody with a hand in the piece (S-3.6).

    What is under review is frozen for everybody, superusers too: a reviewer who wants another word rejects the piece.
    """

    stage = models.CharField(_("环节"), max_length=10, choices=Stage.choices, unique=True)

    lock_class = ReviewLock
    # The form shows the name and changes nothing: who belongs to a stage is set by the groups of people.
    admin_form_fields = admin_form_readonly_on_edit_fields = ["name"]

    class Meta:
        verbose_name = _("审核环节")

    def save(self, *args, **kwargs):
        """Save the task. Raises Refused if it is neither of the two stages, as from Wagtail's form for new tasks."""
        if self.stage not in Stage.values:
            raise Refused(gettext("初审、终审两个环节由系统设置，不能另外新建。"))
        super().save(*args, **kwargs)

    def start(self, workflow_state, user=None):
        """Begin this stage, or an earlier one without approval of this revision since the last rejection: a rejected
        piece begins again at 初审."""
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


ANSWER_LENGTH = 300


class RejectionPoint(models.Model):
    """One line of the reason for a rejection. The writers tick it off and may answer it."""

    task_state = models.ForeignKey("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="rejection_points")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("退回理由"))
    answer = models.CharField(_("给审核人的说明"), max_length=ANSWER_LENGTH, blank=True)
    handled_by = person(_("办理人"))
    handled_at = models.DateTimeField(_("办理时间"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("退回理由")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["task_state", "number"], name="publishing_one_point_of_a_number"),
        ]

    def __str__(self):
        return self.text
