"""The form of a group: roles keep their names (`services.role_guard` refuses it wherever groups are written)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import GroupForm

from unionsite.accounts.choices import Role


class RoleGroupForm(GroupForm):
    def clean_name(self):
        name, former = super().clean_name(), self.initial.get("name")
        if name != former and {name, former} & set(Role.values):
            raise forms.ValidationError(_("角色的名称是固定的，不能改名，也不能另建同名的组。"))
        return name
