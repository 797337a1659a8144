"""The lists of employees and of departments, and the screens of one employee; staff never appear here."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BooleanColumn, StatusTagColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView

from unionsite.accounts.choices import EmployeeState
from unionsite.accounts.employees import services
from unionsite.accounts.employees.forms import DepartmentForm, EmployeeForm, LeavingForm
from unionsite.accounts.people.models import Department, User
from unionsite.accounts.people.rules import MANAGE_ROLL, employee_state
from unionsite.accounts.public_words.forms import told
from unionsite.core.columns import Column, FactColumn, MomentColumn, TitleColumn
from unionsite.core.filters import RadioFilter, RecordFilter
from unionsite.core.screens import FormScreen, ListView, ListViewSet

INDEX = "employees_admin:index"
TITLE = gettext_lazy("职工")


def state_of(user: User) -> EmployeeState:
    return employee_state(left_on=user.left_on, is_active=user.is_active, activated_at=user.activated_at)


def listed_employees() -> QuerySet[User]:
    return User.objects.employees().filter(employee_number__isnull=False).select_related("department")


class EmployeeFilterSet(WagtailFilterSet):
    department = RecordFilter(gettext_lazy("部门"), Department.objects.all())
    state = RadioFilter(gettext_lazy("状态"), EmployeeState.choices, method="filter_state")

    def filter_state(self, queryset, name, value):
        return queryset.in_state(EmployeeState(value))


class ChoiceColumn(Column):
    """A checkbox that chooses the row; its form stands above the list."""

    cell_template_name = "accounts/roll/_choice_cell.html"


class EmployeePaginator(WagtailPaginator):
    """Counts 职工; the model's own name would call them accounts."""

    @cached_property
    def items_count_label(self):
        return ngettext("%(number)d名职工", "%(number)d名职工", self.count) % {"number": self.count}


class EmployeeIndexView(ListView):
    model = User
    paginator_class = EmployeePaginator
    right = MANAGE_ROLL
    page_title = TITLE
    buttons = [
        (gettext_lazy("导入名册"), "employees_admin:roll", "upload"),
        (gettext_lazy("发放激活码"), "employees_admin:codes", "key"),
    ]
    header_icon = "group"
    index_url_name = INDEX
    edit_url_name = "employees_admin:edit"
    template_name = "accounts/roll/employees.html"
    results_template_name = IndexView.results_template_name
    FORMATS = IndexView.FORMATS
    filterset_class = EmployeeFilterSet
    default_ordering = "employee_number"
    search_fields = ["name", "employee_number"]
    columns = [
        ChoiceColumn("choice", label=gettext_lazy("选择"), accessor="pk", width="5%"),
        TitleColumn(
            "name",
            label=gettext_lazy("姓名"),
            accessor="get_full_name",
            url_name="employees_admin:edit",
            sort_key="name",
        ),
        Column("number", label=gettext_lazy("工号"), accessor="employee_number", sort_key="employee_number"),
        FactColumn("department", gettext_lazy("部门")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("状态"),
            accessor=lambda user: state_of(user).label,
            primary=lambda user: state_of(user) is EmployeeState.ACTIVE,
        ),
        MomentColumn("last_login", gettext_lazy("最近登录"), sort_key="last_login"),
    ]

    def get_base_queryset(self):
        return listed_employees()

    @cached_property
    def no_results_message(self):
        if self.is_searching or self.is_filtering:
            return _("没有符合条件的职工，请放宽条件再查。")
        return _("还没有职工。请先导入名册。")


class EmployeeView(FormScreen):
    """Base of the screens about one employee; answers 404 for staff, also for a person who became staff between reading
    and locking."""

    right = MANAGE_ROLL
    header_icon = "user"
    above = [(reverse_lazy(INDEX), TITLE)]
    employee: User | None = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(MANAGE_ROLL):
            self.employee = get_object_or_404(listed_employees(), pk=kwargs["pk"])
        try:
            return super().dispatch(request, *args, **kwargs)
        except services.NotAnEmployee as error:
            raise Http404 from error

    def get_own_label(self):
        return str(self.employee)

    get_page_subtitle = get_own_label

    @property
    def sublabel(self):
        return self.page_title

    @property
    def address(self) -> str:
        return reverse("employees_admin:edit", args=[self.employee.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(employee=self.employee, **kwargs)


SWITCHES = {
    "disable": (services.disable, gettext_lazy("%(name)s的账号已停用。")),
    "restore": (services.restore, gettext_lazy("%(name)s的账号已恢复。")),
}


class EmployeeEditView(EmployeeView):
    """资料 of an employee; the buttons 停用 and 恢复 stand beside the form."""

    template_name = "accounts/roll/employee.html"
    form_class = EmployeeForm
    page_title = gettext_lazy("资料")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.employee}

    def get_context_data(self, **kwargs):
        # Validation has written what was typed into the instance, but beside the form the stored values must be shown.
        stored = User.objects.select_related("department", "activation_code").get(pk=self.employee.pk)
        code = getattr(stored, "activation_code", None)
        is_code_open = code is not None and code.used_at is None and code.expires_at > timezone.now()
        return super().get_context_data(
            stored=stored, state=state_of(stored), states=EmployeeState, code=code if is_code_open else None, **kwargs
        )

    def post(self, request, *args, **kwargs):
        if (step := request.POST.get("step")) not in SWITCHES:
            return super().post(request, *args, **kwargs)
        switch, told = SWITCHES[step]
        switch(user=self.employee, actor=request.user)
        messages.success(request, told % {"name": self.employee})
        return redirect(self.address)

    def carry_out(self, form):
        changed = services.change_employee(user=self.employee, values=form.cleaned_data, actor=self.request.user)
        text = _("%(name)s的资料已保存。") if changed else _("%(name)s的资料没有变化。")
        self.done = text % {"name": form.cleaned_data["name"]}
        return self.address


class EmployeeLeavingView(EmployeeView):
    template_name = "accounts/roll/employee_leaving.html"
    form_class = LeavingForm
    page_title = gettext_lazy("登记离职")

    def get_initial(self):
        return {"on": timezone.localdate()}

    def carry_out(self, form):
        services.mark_left(user=self.employee, on=form.cleaned_data["on"], actor=self.request.user)
        self.done = _("%(name)s已登记离职，账号已停用。") % {"name": self.employee}
        return self.address


class DepartmentCreateView(CreateView):
    def get_success_message(self, instance):
        return told(instance) or super().get_success_message(instance)


class DepartmentEditView(EditView):
    def get_success_message(self):
        return told(self.object) or super().get_success_message()


class DepartmentViewSet(ListViewSet):
    """Departments; they are switched off rather than deleted, because pieces keep their 供稿部门."""

    model = Department
    icon = "group"
    menu_label = gettext_lazy("部门")
    menu_order = 610
    add_to_settings_menu = True
    has_history = True
    list_display = [
        "name",
        "name_en",
        "code",
        "sort_order",
        BooleanColumn("is_active", label=gettext_lazy("在用"), sort_key="is_active"),
        BooleanColumn("is_named", label=gettext_lazy("名称已复核"), sort_key="is_named"),
    ]
    list_filter = ["is_active", "is_named"]
    search_fields = ["name", "name_en", "code"]
    ordering = ["sort_order", "name"]

    add_view_class = DepartmentCreateView
    edit_view_class = DepartmentEditView

    def get_form_class(self, for_update=False):
        return DepartmentForm


departments = DepartmentViewSet("departments")
