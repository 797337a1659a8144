"""Forms for staff accounts: Chinese names stand in one field, a person belongs to a department, ranks are kept."""

from django import forms
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from unionsite.accounts import rules
from unionsite.accounts.queries import grantable_groups
from unionsite.accounts.services.staff import note_account

OWN_FIELDS = {"name", "employee_number", "department", "training_valid_until", "background_checked_on"}


class StaffFields(forms.ModelForm):
    """Replaces Wagtail's first and last name by 姓名, 工号 and 部门; offers only roles that `actor` may give."""

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.was_staff = self.instance.pk is not None and self.instance.is_guarded
        self.fields["name"].required = True
        self.fields["employee_number"].help_text = _("没有工号的留空；工号不能重复。")
        self.fields["email"].help_text = _("用来接收账号安全方面的通知。")
        self.fields["training_valid_until"].help_text = _("网络安全培训的有效期，没有培训的留空。")
        for field in ("training_valid_until", "background_checked_on"):
            self.fields[field].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for field in ("first_name", "last_name"):
            self.fields.pop(field, None)
        self.fields["groups"].label = _("角色")
        self.fields["groups"].queryset = grantable_groups(actor).order_by("pk")
        if not actor.is_superuser:
            self.fields.pop("is_superuser", None)

    def staff_fields(self) -> list[forms.BoundField]:
        """The fields of the first tab, in the order people fill them in."""
        names = [self._meta.model.USERNAME_FIELD, "name", "employee_number", "department", "email"]
        names += ["training_valid_until", "background_checked_on", "password1", "password2", "is_active"]
        return [self[name] for name in names if name in self.fields]

    def clean_employee_number(self):
        # Two people without a number must not collide on the empty one.
        return self.cleaned_data["employee_number"] or None

    def clean_background_checked_on(self):
        day = self.cleaned_data["background_checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("背景审查日期不能晚于今天。"))
        return day

    def clean_groups(self):
        groups = list(self.cleaned_data["groups"])
        if not rules.are_separate(frozenset(group.name for group in groups)):
            raise forms.ValidationError(_("系统管理员、安全管理员、审计员三个角色必须由不同的人担任。"))
        # A group that this administrator may not give is not theirs to take away either.
        if self.instance.pk:
            hidden = Group.objects.filter(user=self.instance).exclude(pk__in=self.fields["groups"].queryset)
            groups += list(hidden)
        return groups

    def clean(self):
        cleaned = super().clean()
        if (
            "groups" in cleaned
            and not cleaned["groups"]
            and not cleaned.get("is_superuser", self.instance.is_superuser)
        ):
            self.add_error("groups", _("请至少选择一个角色；没有角色的人属于职工，请在“职工”中管理。"))
        return cleaned

    def save(self, commit=True):
        is_new = self.instance._state.adding
        if self.cleaned_data.get("password1") or not self.was_staff:
            # Somebody else knows it, or it was an employee's under easier rules: good for one sign-in only.
            self.instance.must_change_password = True
        user = super().save(commit)
        note_account(user=user, actor=self.actor, is_new=is_new, changed=self.changed_data)
        return user


class StaffCreationForm(StaffFields, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | OWN_FIELDS


class StaffEditForm(StaffFields, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | OWN_FIELDS
        labels = {"is_active": _("在用")}
        help_texts = {"is_active": _("停用的账号不能登录。人员离开时取消选中，不要删除账号。")}


class ReasonForm(forms.Form):
    """Why something is done to somebody's account; it goes into the audit log."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        error_messages={"required": _("请写明原因。")},
        widget=forms.TextInput(attrs={"placeholder": _("例如：本人当面说明手机丢失")}),
    )
