"""The form of a group: roles keep their names, and what comes with a role alone is given to no other group.

`services.role_guard` refuses the same wherever groups are written; here it is said beside the field.
"""

from django import forms
from django.utils.translation import gettext as _
from wagtail.users.forms import GroupForm

from unionsite.accounts.changes.kinds import ROLE_RIGHTS
from unionsite.accounts.choices import Role


class RoleGroupForm(GroupForm):
    def clean_name(self):
        name, former = super().clean_name(), self.initial.get("name")
        if name != former and {name, former} & set(Role.values):
            raise forms.ValidationError(_("角色的名称是固定的，不能改名，也不能另建同名的组。"))
        return name

    def clean_permissions(self):
        chosen = self.cleaned_data["permissions"]
        had = set(self.instance.permissions.all()) if self.instance.pk else set()
        labels = {
            f"{right.content_type.app_label}.{right.codename}": right.name for right in chosen if right not in had
        }
        if names := [labels[label] for label in sorted(labels.keys() & ROLE_RIGHTS)]:
            words = _("这些权限只随角色给予，不能另外添加：%(names)s")
            raise forms.ValidationError(words % {"names": _("、").join(map(str, names))})
        return chosen
