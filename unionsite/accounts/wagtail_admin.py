"""Staff screens of the accounts app: people and departments."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views.users import IndexView, UserViewSet

from unionsite.accounts.forms import StaffCreationForm, StaffEditForm
from unionsite.accounts.models import Department


class StaffIndexView(IndexView):
    """People are found and sorted by 姓名, and found by 工号 too; Wagtail looks at first and last names only."""

    search_fields = ("username", "name", "employee_number", "email")

    def order_queryset(self, queryset):
        if self.ordering in ("name", "-name"):
            return queryset.order_by(self.ordering)
        return super().order_queryset(queryset)


class StaffViewSet(UserViewSet):
    index_view_class = StaffIndexView
    create_template_name = "accounts/staff_create.html"
    edit_template_name = "accounts/staff_edit.html"

    def get_form_class(self, for_update=False):
        return StaffEditForm if for_update else StaffCreationForm


class DepartmentViewSet(ModelViewSet):
    """Departments are switched off rather than deleted: pieces keep their 供稿部门."""

    model = Department
    icon = "group"
    menu_label = _("部门")
    menu_order = 610
    add_to_settings_menu = True
    list_display = ["name", "name_en", "code", "sort_order", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "name_en", "code"]
    form_fields = ["name", "name_en", "code", "sort_order", "is_active"]
    ordering = ["sort_order", "name"]


departments = DepartmentViewSet("departments")
