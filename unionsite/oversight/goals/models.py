"""A goal of a year with its tasks, and the notes of their progress."""

from datetime import date, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from unionsite.core.choices import TextChoices
from unionsite.oversight.findings.models import department_field, person_field

EDIT = "oversight.change_goal"
REMIND_BEFORE = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2100


class State(TextChoices):
    """Follows from progress and due date (`TaskQuerySet.with_state`), never stored."""

    WAITING = "waiting", _("未开始")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    LATE = "late", _("逾期")


class TaskQuerySet(QuerySet):
    def unfinished(self):
        return self.filter(percent__lt=100)

    def late(self, today: date):
        return self.unfinished().filter(due_on__lt=today)

    def with_state(self, today: date):
        """Annotate the `State` of each as `state`."""
        state = Case(
            When(percent__gte=100, then=Value(State.DONE)),
            When(due_on__lt=today, then=Value(State.LATE)),
            When(percent__gt=0, then=Value(State.RUNNING)),
            default=Value(State.WAITING),
            output_field=CharField(),
        )
        return self.annotate(state=state)

    def of(self, user):
        """Filter to the tasks of a person and of their department."""
        return self.filter(Q(owner=user) | Q(department__isnull=False, department=user.department_id))


class GoalForm(WagtailAdminModelForm):
    def clean(self):
        data = super().clean()
        for form in self.formsets["tasks"].forms:
            # A task with notes is on record; it can be changed, not removed.
            if form.data.get(form.add_prefix("DELETE")) and form.instance.pk and form.instance.notes.exists():
                message = _("任务“%(title)s”已有进展记录，不能删除；不再做的，请在任务名称中注明。")
                raise forms.ValidationError(message % {"title": form.instance.title})
        return data


def _this_year() -> int:
    return timezone.localdate().year


class Goal(ClusterableModel):
    """What the 工会委员会 wants to reach in a year (S-2.1)."""

    year = models.PositiveSmallIntegerField(
        _("年度"), default=_this_year, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    title = models.CharField(_("目标"), max_length=100)
    words = models.TextField(_("说明"), blank=True, max_length=2000)
    sort_order = models.PositiveSmallIntegerField(
        _("顺序"), default=100, validators=[MaxValueValidator(10_000)], help_text=_("小的在前。")
    )

    base_form_class = GoalForm
    panels = [
        FieldRowPanel([FieldPanel("year"), FieldPanel("sort_order")]),
        FieldPanel("title"),
        FieldPanel("words"),
        InlinePanel("tasks", heading=_("任务"), label=_("任务")),
    ]

    class Meta:
        verbose_name = _("目标")
        ordering = ["-year", "sort_order", "pk"]

    def __str__(self):
        return f"{self.year} {self.title}"


class Task(Orderable):
    """One task of a goal. `reminded_for` and `chased_for` are the due dates for which its owner has been written to; a
    task that is put off is reminded of anew."""

    goal = ParentalKey(Goal, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(_("任务"), max_length=100)
    owner = person_field(
        _("责任人"),
        optional=False,
        limit_choices_to=Q(is_active=True) & (Q(is_superuser=True) | Q(groups__isnull=False)),
        help_text=_("能在后台报告进展，到期前7天和逾期时会收到邮件。"),
    )
    department = department_field(_("责任部门"))
    due_on = models.DateField(_("完成期限"))
    percent = models.PositiveSmallIntegerField(
        _("进度（%）"), default=0, editable=False, validators=[MaxValueValidator(100)]
    )
    reminded_for = models.DateField(null=True, blank=True, editable=False)
    chased_for = models.DateField(null=True, blank=True, editable=False)

    objects = TaskQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("owner"),
        FieldRowPanel([FieldPanel("department"), FieldPanel("due_on")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("任务")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="task_percent_to_100")]
        indexes = [models.Index(fields=["due_on", "percent"], name="task_due_percent")]

    def __str__(self):
        return self.title

    def may_report(self, user) -> bool:
        """Whether somebody may report progress: the task's owner, and the committee."""
        return self.owner_id == user.pk or user.has_perm(EDIT)

    def reminder_due(self, today: date) -> str:
        """Return the field that notes the one mail which its owner should get now; "" for none."""
        if self.percent >= 100 or today < self.due_on - REMIND_BEFORE:
            return ""
        field = "chased_for" if today > self.due_on else "reminded_for"
        return "" if getattr(self, field) == self.due_on else field


class TaskNote(models.Model):
    """How far a task had come, said by whom and when; triggers keep it as it is."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField(_("时间"))
    by = person_field(_("报告人"), optional=False)
    percent = models.PositiveSmallIntegerField(_("进度（%）"), validators=[MaxValueValidator(100)])
    words = models.TextField(_("进展"))

    class Meta:
        verbose_name = _("进展记录")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="note_percent_to_100")]

    def __str__(self):
        return f"{self.percent}%"
