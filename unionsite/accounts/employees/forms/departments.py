"""The form of a department: its heads are named by 工号, as nobody wants to choose among thousands of people."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from unionsite.accounts.people.models import Department, User

_SEPARATORS = re.compile(r"[\s、，,；;]+")
MOST_HEADS = 5


class PeopleByNumberField(forms.CharField):
    """工号 or user names, parted by 、; cleans to a list of people who are in service."""

    def prepare_value(self, value):
        if isinstance(value, list | tuple):
            return "、".join(person.employee_number or person.username for person in value)
        return value

    def clean(self, value):
        numbers = list(dict.fromkeys(filter(None, _SEPARATORS.split(super().clean(value)))))
        if len(numbers) > MOST_HEADS:
            raise forms.ValidationError(_("最多%(limit)d位。") % {"limit": MOST_HEADS})
        people, unknown = [], []
        for number in numbers:
            person = User.objects.named(number).filter(is_active=True, left_on=None).first()
            if person is None:
                unknown.append(number)
            elif person not in people:
                people.append(person)
        if unknown:
            raise forms.ValidationError(
                _("没有这些工号，或者账号已停用：%(numbers)s。") % {"numbers": "、".join(unknown)}
            )
        return people


class DepartmentForm(WagtailAdminModelForm):
    heads = PeopleByNumberField(
        label=gettext_lazy("负责人工号"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("给本部门职工的投稿核稿的人，用顿号隔开；写两位，一位投稿时由另一位核。"),
    )

    class Meta:
        model = Department
        fields = ["name", "name_en", "code", "sort_order", "is_active", "heads"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["heads"] = list(self.instance.heads.all())
            names = "、".join(
                f"{person}（{person.employee_number or person.username}）" for person in self.initial["heads"]
            )
            if names:
                self.fields["heads"].help_text = _("现在是：%(names)s。") % {"names": names} + str(
                    self.fields["heads"].help_text
                )
