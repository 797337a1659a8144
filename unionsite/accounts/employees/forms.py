"""Forms of the staff's screens for employees and departments, and the phone field that other forms use too."""

import re

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from unionsite.accounts.employees.services import have_name_read
from unionsite.accounts.people.models import Department, User
from unionsite.accounts.people.names import normalised_name, normalised_number, normalised_phone
from unionsite.accounts.public_words.forms import ProposingForm
from unionsite.accounts.public_words.queries import has_second_person
from unionsite.core.wings import place

# Said beside the field of their numbers, which is only there while somebody asks them anything.
asked_of_heads: list[Promise] = place("what heads of departments are asked")
WRONG_PHONE = gettext_lazy("手机号码的格式不对，请填11位手机号，或带区号的座机号。")


class PhoneField(forms.CharField):
    """A mobile number, or a landline number with area code, however it was typed."""

    def __init__(self, **kwargs):
        attributes = {"autocomplete": "tel", "inputmode": "tel"}
        super().__init__(max_length=40, required=False, widget=forms.TextInput(attrs=attributes), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        phone = normalised_phone(text)
        if phone is None or len(phone) > User._meta.get_field("phone").max_length:
            raise forms.ValidationError(WRONG_PHONE)
        return phone


MOST_CODES = 1000
NAMED = 20
PRINT, MAIL = "print", "mail"


class EmployeeForm(forms.ModelForm):
    phone = PhoneField(label=gettext_lazy("手机"))

    class Meta:
        model = User
        fields = ["name", "department", "phone", "email"]
        labels = {"email": gettext_lazy("邮箱")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["email"].required = False
        departments = Department.objects.filter(is_active=True)
        if self.instance.department_id:
            departments |= Department.objects.filter(pk=self.instance.department_id)
        self.fields["department"].queryset = departments

    def clean_name(self):
        return normalised_name(self.cleaned_data["name"])


class LeavingForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("离职日期"), widget=AdminDateInput)

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("离职日期不能晚于今天：保存后账号立即停用。"))
        return self.cleaned_data["on"]


class CodesForm(forms.Form):
    """Who gets a code, and how. On a valid form `people` are the employees."""

    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=gettext_lazy("部门"),
        required=False,
        help_text=gettext_lazy("发给这个部门还没有激活的职工。"),
    )
    include_active = forms.BooleanField(
        label=gettext_lazy("已激活的也发"),
        required=False,
        help_text=gettext_lazy("只对部门有效。已激活的职工可以用新激活码重设密码。"),
    )
    numbers = forms.CharField(
        label=gettext_lazy("或者按工号"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("每行一个工号，也可以用空格或逗号隔开；已激活的也发。"),
    )
    delivery = forms.ChoiceField(
        label=gettext_lazy("发放方式"),
        choices=[
            (PRINT, gettext_lazy("打印激活条")),
            (MAIL, gettext_lazy("发到各人邮箱（没有邮箱的不发）")),
        ],
        initial=PRINT,
        widget=forms.RadioSelect,
    )

    def clean_numbers(self):
        typed = re.split(r"[\s,，、;；]+", self.cleaned_data["numbers"])
        return list(dict.fromkeys(number for text in typed if (number := normalised_number(text))))

    def clean(self):
        data = super().clean()
        department, numbers = data.get("department"), data.get("numbers", [])
        if self.errors:
            return data
        if bool(department) == bool(numbers):
            raise forms.ValidationError(_("请选一个部门，或者填写工号，两者选一。"))
        people = User.objects.employees().in_use()
        if department:
            people = people.filter(department=department)
            if not data["include_active"]:
                people = people.filter(activated_at=None)
        else:
            people = people.filter(employee_number__in=numbers)
        self.people = list(people.order_by("employee_number")[: MOST_CODES + 1])
        self._check_people(numbers)
        return data

    def _check_people(self, numbers: list[str]) -> None:
        if len(self.people) > MOST_CODES:
            raise forms.ValidationError(_("一次最多发%(most)d人，请分批发放。") % {"most": MOST_CODES})
        missing = sorted(set(numbers) - {user.employee_number for user in self.people})
        if missing:
            named = "、".join(missing[:NAMED]) + ("…" if len(missing) > NAMED else "")
            raise forms.ValidationError(
                {"numbers": _("没有这些在用的职工：%(numbers)s。请核对工号。") % {"numbers": named}}
            )
        if not self.people:
            raise forms.ValidationError({"department": _("这个部门没有要发激活码的职工。")})
        if self.cleaned_data["delivery"] == MAIL and not any(user.email for user in self.people):
            raise forms.ValidationError({"delivery": _("这些职工都没有邮箱，请改用打印。")})


_SEPARATORS = re.compile(r"[\s、，,；;]+")
MOST_HEADS = 5


class PeopleByNumberField(forms.CharField):
    """工号 or user names separated by 、; cleans to a list of people who are in service."""

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


class DepartmentForm(ProposingForm):
    heads = PeopleByNumberField(
        label=gettext_lazy("负责人工号"),
        required=False,
        max_length=200,
    )

    class Meta:
        model = Department
        fields = ["name", "name_en", "code", "sort_order", "is_active", "heads"]

    @transaction.atomic
    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.is_named = not has_second_person(self.for_user)
        saved = super().save(commit)
        if not saved.words_waiting:
            saved.words_waiting = have_name_read(department=saved, actor=self.for_user, now=timezone.now())
        return saved

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not asked_of_heads:
            del self.fields["heads"]
            return
        told = "".join(map(str, asked_of_heads))
        if self.instance.pk:
            people = self.initial["heads"] = list(self.instance.heads.all())
            names = "、".join(f"{person}（{person.employee_number or person.username}）" for person in people)
            if names:
                told = _("现在是：%(names)s。") % {"names": names} + told
        self.fields["heads"].help_text = told
