"""目标任务: all tasks by year with their progress, one task with its notes, and the committee's forms of goals."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic import CreateView, DeleteView, EditView

from unionsite.accounts.models import Department
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.columns import Column, DayColumn, FactColumn, FileColumn, TagsColumn, TitleColumn
from unionsite.core.filters import ALL, RadioFilter, RecordFilter, SelectFilter
from unionsite.core.form_fields import PlainTextField
from unionsite.core.screens import FileListView, FormScreen, ListViewSet, RightRequiredMixin, Screen
from unionsite.core.waiting import MOST, Work
from unionsite.oversight.goals import services
from unionsite.oversight.goals.models import EDIT, REMIND_BEFORE, Goal, State, Task


class ProgressForm(forms.Form):
    percent = forms.IntegerField(
        label=gettext_lazy("进度（%）"), min_value=0, max_value=100, help_text=gettext_lazy("0至100；100表示已完成。")
    )
    words = PlainTextField(
        label=gettext_lazy("进展"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("做了什么，还差什么，有什么困难。"),
    )


ADMIN = "wagtailadmin.access_admin"
TITLE = gettext_lazy("目标任务")
_LOOKS = {State.WAITING: "", State.RUNNING: "primary", State.DONE: "off", State.LATE: "warning"}


def tasks():
    return Task.objects.with_state(timezone.localdate()).select_related("goal", "owner", "department")


def tags_of(task: Task) -> list[tuple[str, str]]:
    return [(str(State(task.state).label), _LOOKS[State(task.state)])]


class ProgressColumn(Column):
    """A bar with its number beside it."""

    cell_template_name = "oversight/goals/_progress_cell.html"


class TaskFilterSet(WagtailFilterSet):
    """This year's unless a year is chosen."""

    year = RadioFilter(
        gettext_lazy("年度"),
        lambda: [("all", ALL), *((str(year), str(year)) for year in _years())],
        empty_label=gettext_lazy("今年"),
        method="in_year",
    )
    state = RadioFilter(gettext_lazy("状态"), State.choices)
    department = RecordFilter(gettext_lazy("责任部门"), Department.objects.all())
    mine = SelectFilter(gettext_lazy("责任人"), [("1", gettext_lazy("我的任务"))], method="of_mine")

    def in_year(self, queryset, _name, value):
        return queryset if value == "all" else queryset.filter(goal__year=value)

    def of_mine(self, queryset, _name, _value):
        return queryset.filter(owner=self.request.user)

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data.get("year")
        return found if chosen else found.filter(goal__year=timezone.localdate().year)


def _years() -> list[int]:
    return list(Goal.objects.order_by("-year").values_list("year", flat=True).distinct())


class TasksView(FileListView):
    """All tasks of a year; takes `?year=&state=&department=&mine=`."""

    right = ADMIN
    model = Task
    page_title = TITLE
    buttons = [
        (gettext_lazy("新增目标"), "goals_plan:add", "plus", EDIT),
        (gettext_lazy("修改目标"), "goals_plan:index", "edit", EDIT),
    ]
    header_icon = "radio-full"
    index_url_name = "goals_admin:index"
    count_for = staticmethod(lambda user: Task.objects.of(user).count())
    filterset_class = TaskFilterSet
    empty_message = gettext_lazy("今年还没有任务。")
    columns = [
        FileColumn(gettext_lazy("年度"), "goal.year"),
        Column("goal", gettext_lazy("目标"), saved="goal.title"),
        TitleColumn("title", label=gettext_lazy("任务"), url_name="goals_admin:task"),
        TagsColumn("state", gettext_lazy("状态"), tags_of),
        ProgressColumn("percent", gettext_lazy("进度（%）")),
        Column("owner", gettext_lazy("责任人")),
        FactColumn("department", gettext_lazy("责任部门")),
        DayColumn("due_on", gettext_lazy("完成期限")),
    ]
    file_name = "goals"

    def get_base_queryset(self):
        return tasks().order_by("-goal__year", "goal__sort_order", "goal_id", "sort_order", "pk")


class _OneTaskMixin(RightRequiredMixin):
    right = ADMIN
    header_icon = "radio-full"

    @cached_property
    def task(self) -> Task:
        return get_object_or_404(tasks(), pk=self.kwargs["task_id"])


class TaskView(_OneTaskMixin, Screen, TemplateView):
    """One task with the notes of its progress."""

    template_name = "oversight/goals/task.html"

    def get_page_title(self):
        return self.task.title

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "task": self.task,
            "tags": tags_of(self.task),
            "notes": list(self.task.notes.select_related("by")),
            "may_report": self.task.may_report(self.request.user),
        }


class ProgressView(_OneTaskMixin, FormScreen):
    """The form of a report on progress, for the task's owner and the committee."""

    form_class = ProgressForm
    page_title = gettext_lazy("报告进展")
    submit_button_label = gettext_lazy("报告进展")
    done = gettext_lazy("已记录进展。")

    def get_initial(self):
        return {"percent": self.task.percent}

    def carry_out(self, form):
        services.report_progress(task=self.task, actor=self.request.user, **form.cleaned_data)


class _OnRecordMixin:
    """Wagtail saves and calls this in one transaction."""

    def save_instance(self):
        goal = super().save_instance()
        audit.record(Action.GOAL_CHANGED, actor=self.request.user, subject=goal)
        return goal

    def get_last_updated_info(self):
        # The audit log holds the changes.
        return None


class GoalCreateView(_OnRecordMixin, CreateView):
    pass


class GoalEditView(_OnRecordMixin, EditView):
    pass


class GoalDeleteView(DeleteView):
    """Deletes a goal of which no task has a note; others are on record."""

    def delete_action(self):
        services.delete_goal(goal=self.object, actor=self.request.user)


class GoalViewSet(ListViewSet):
    """The committee's forms."""

    model = Goal
    icon = "radio-full"
    url_prefix = "goals/plan"
    menu_label = TITLE
    add_to_admin_menu = False
    list_display = ["title", "year"]
    list_filter = ["year"]
    add_view_class = GoalCreateView
    edit_view_class = GoalEditView
    delete_view_class = GoalDeleteView


plan = GoalViewSet("goals_plan")


def offer_work(user, now):
    """Offer a person's own tasks that are late, or due within a week."""
    soon = timezone.localdate(now) + REMIND_BEFORE
    for task in Task.objects.unfinished().filter(owner=user, due_on__lte=soon).order_by("due_on", "pk")[:MOST]:
        address = reverse("goals_admin:task", args=[task.pk])
        yield Work(_("目标任务：%s") % task.title, _("报进展"), address, by=task.due_on)


app_name = "goals_admin"
urlpatterns = [
    *TasksView.paths(),
    path("<int:task_id>/", TaskView.as_view(), name="task"),
    path("<int:task_id>/progress/", ProgressView.as_view(), name="progress"),
]
