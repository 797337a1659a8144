"""Forms for staff accounts: Chinese names stand in one field, and a person belongs to a department."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

OWN_FIELDS = {"name", "employee_number", "department"}


class StaffFields(forms.ModelForm):
    """Replaces Wagtail's first and last name by 姓名, 工号 and 部门."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["employee_number"].help_text = _("没有工号的留空；工号不能重复。")
        for field in ("first_name", "last_name"):
            self.fields.pop(field, None)

    def staff_fields(self) -> list[forms.BoundField]:
        """The fields of the first tab, in the order people fill them in."""
        names = [self._meta.model.USERNAME_FIELD, "name", "employee_number", "department", "email"]
        names += ["password1", "password2", "is_active"]
        return [self[name] for name in names if name in self.fields]

    def clean_employee_number(self):
        # Two people without a number must not collide on the empty one.
        return self.cleaned_data["employee_number"] or None


class StaffCreationForm(StaffFields, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | OWN_FIELDS


class StaffEditForm(StaffFields, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | OWN_FIELDS
