"""The list of departments."""

from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn

from unionsite.accounts.employees.forms.departments import DepartmentForm
from unionsite.accounts.people.models import Department
from unionsite.core.screens import ListViewSet


class DepartmentViewSet(ListViewSet):
    """Departments are switched off rather than deleted: pieces keep their 供稿部门."""

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
    ]
    list_filter = ["is_active"]
    search_fields = ["name", "name_en", "code"]
    ordering = ["sort_order", "name"]

    def get_form_class(self, for_update=False):
        return DepartmentForm


departments = DepartmentViewSet("departments")
