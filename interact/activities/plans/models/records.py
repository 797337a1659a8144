"""What happens to an activity besides its text, with its filters: how satisfied people were, what was done."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageManager

from interact.activities.plans.choices import STARS, CancelCause
from unionsite.core.querysets import PublicPageQuerySet


class ActivityQuerySet(PublicPageQuerySet):
    def with_state(self):
        """Fetch with each page what its state depends on: its publicity piece and its record, in the same query."""
        records = apps.get_model("activities", "ActivityRecord").objects.filter(activity=OuterRef("translation_key"))
        return self.select_related("publicity").annotate(cancelled_at=Subquery(records.values("cancelled_at")[:1]))

    def running(self, now):
        """Leave out what is closed or cancelled; what is to open later stays."""
        records = apps.get_model("activities", "ActivityRecord").objects
        cancelled = records.filter(activity=OuterRef("translation_key"), cancelled_at__isnull=False)
        return self.filter(closes_at__gt=now).exclude(Exists(cancelled))

    def not_closed(self):
        """Leave out what is cancelled, or closed with its figures."""
        records = apps.get_model("activities", "ActivityRecord").objects
        over = records.exclude(cancelled_at=None, closed_at=None).values("activity")
        return self.filter(live=True).exclude(translation_key__in=over)

    def ended(self, now):
        return self.filter(closes_at__lte=now)

    def first_to_close(self):
        return self.order_by(F("closes_at").asc(nulls_last=True), "pk")

    def originals(self, language: str):
        """Return the pages in the site's first language, which alone have plans; the others are translations."""
        return self.filter(locale__language_code=language)

    def without_conclusion(self):
        return self.filter(Q(conclusion="") | Q(conclusion__isnull=True))


ActivityManager = PageManager.from_queryset(ActivityQuerySet)


class Satisfaction(models.Model):
    """How many of those who took part were how satisfied; who said so is not kept."""

    activity = models.UUIDField()
    stars = models.PositiveSmallIntegerField(_("满意度"), choices=STARS)
    number = models.PositiveIntegerField(_("人数"), default=0)
    # As it is shown: renewed by whole groups alone, as the next one would tell how satisfied one person is.
    shown = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "interact_satisfaction"
        verbose_name = _("满意度")
        constraints = [models.UniqueConstraint(fields=["activity", "stars"], name="one_count_of_each_satisfaction")]

    def __str__(self):
        return f"{self.get_stars_display()} {self.number}"


class ActivityRecord(models.Model):
    """What has happened to an activity besides its text: opened, cancelled, closed with these figures, reminded of."""

    activity = models.UUIDField(unique=True)
    announced_at = models.DateTimeField(_("通知时间"), null=True)
    last_called_at = models.DateTimeField(_("结束前通知时间"), null=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("取消人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_cause = models.CharField(
        _("取消的原因"), max_length=10, choices=CancelCause.choices, blank=True, default="", db_default=""
    )
    # Only of what was cancelled when the reason was still written in free words.
    cancel_reason = models.CharField(_("取消的原因"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    eligible = models.PositiveIntegerField(_("可以参加的人数"), null=True)
    # [department, people who could take part, people who did] at the close, small departments together.
    turnout = models.JSONField(_("各部门参与"), default=list)
    summary_due_on = models.DateField(_("总结期限"), null=True)
    reminded_on = models.DateField(_("提醒日期"), null=True)
    # Once the prizes of a quiz are drawn: `interact.activities.quizzes.rules.result_of`.
    drawn = models.JSONField(null=True)
    # What is shown of a vote while it is open, `votes` by candidate of so many `ballots` (0054). It stays until a whole
    # group more has voted, as the difference between two counts must not show what one person chose.
    open_count = models.JSONField(null=True)

    class Meta:
        db_table = "interact_activityrecord"
        verbose_name = _("活动记录")
        default_permissions = ("view",)
        permissions = [("cancel_activity", _("取消活动"))]

    def __str__(self):
        return str(self.activity)

    @property
    def cancel_words(self) -> str:
        """Return why the activity was cancelled, as everybody reads it."""
        return self.get_cancel_cause_display() or self.cancel_reason


class ActivitySubscriber(models.Model):
    """Somebody who asked to be told of activities that begin or end; `kinds` are names of models, none means all."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kinds = models.JSONField(default=list, db_default=[])

    class Meta:
        db_table = "interact_activitysubscriber"
        verbose_name = _("活动通知")
        default_permissions = ()

    def __str__(self):
        return str(self.person)
