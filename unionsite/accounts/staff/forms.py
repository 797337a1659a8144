"""Forms of staff accounts and groups: one field for the Chinese name, a department, only roles the actor may give."""

from django import forms
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import GroupForm, UserCreationForm, UserEditForm

from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.changes.kinds import left_alone
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import needs_second_person, prepares_alone
from unionsite.accounts.choices import GUARDED_ROLES, Role
from unionsite.accounts.people import rules
from unionsite.accounts.people.queries import grantable_groups, is_last_officer
from unionsite.accounts.staff.services import HeldBack, note_account, propose_held_back

OWN_FIELDS = {"name", "employee_number", "department", "training_valid_until", "background_checked_on"}

# Beside which field the form says that a change of this kind waits already.
FIELD_OF = {AccountChange.JOIN: "groups", AccountChange.EMAIL: "email", AccountChange.PASSWORD: "password1"}


class StaffFields(forms.ModelForm):
    """Replaces Wagtail's first and last name by 姓名, 工号 and 部门; offers only roles that `actor` may give."""

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.held = HeldBack()
        self.proposed: list[PendingChange] = []
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
        if self.instance.pk == actor.pk:
            # Before the opening a superuser takes roles here, and nothing else; a superuser is 系统管理员 already.
            self.fields["groups"].queryset = Group.objects.exclude(name__in=[Role.SECURITY, Role.AUDITOR]).order_by(
                "pk"
            )
            for field in OWN_FIELDS - {"name"} | {"username", "email", "password1", "password2"}:
                self.fields[field].disabled = True

    def staff_fields(self) -> list[forms.BoundField]:
        """Return the fields of the first tab, in the order in which people fill them in."""
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
        # An administrator cannot take away a group that they may not give either.
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
            and not (self.instance.pk is not None and self._is_waiting(AccountChange.JOIN))
        ):
            self.add_error("groups", _("请至少选择一个角色；没有角色的人属于职工，请在“职工”中管理。"))
        self._refuse_leaving_nobody(cleaned)
        if not self.errors and not prepares_alone(self.actor):
            self._hold_back(cleaned)
        return cleaned

    def _is_waiting(self, kind: AccountChange) -> bool:
        return PendingChange.objects.open().filter(kind=kind, subject=self.instance).exists()

    def _refuse_leaving_nobody(self, cleaned) -> None:
        """Refuse to remove the last 安全管理员, without whom nobody can second, or anyone who alone handles a case."""
        if self.instance.pk is None or "groups" not in cleaned:
            return
        self.leaves = self.instance.is_active and not cleaned.get("is_active", True)
        kept = {group.name for group in cleaned["groups"]}
        if (self.leaves or Role.SECURITY not in kept) and is_last_officer(self.instance):
            field = "is_active" if self.leaves else "groups"
            self.add_error(field, _("至少要有一位在用的安全管理员，请先设立另一位。"))
        loses = GUARDED_ROLES & self.instance.roles - kept
        if loses and (alone := left_alone(self.instance)):
            words = _("；").join(alone)
            self.add_error("groups", _("不能取消角色：%(words)s。请先指定其他办理人。") % {"words": words})

    def _hold_back(self, cleaned) -> None:
        """Take out of the form what needs a second person; `save` proposes it to them."""
        user, held = self.instance, self.held
        has = user.roles
        held.groups = sorted(group.name for group in cleaned["groups"] if group.name in GUARDED_ROLES - has)
        held.is_superuser = bool(cleaned.get("is_superuser")) and not user.is_superuser
        cleaned["groups"] = [group for group in cleaned["groups"] if group.name not in held.groups]
        if held.is_superuser:
            cleaned["is_superuser"] = False
        if user.pk is None:
            return
        was_active, is_active = user.is_active, cleaned.get("is_active", user.is_active)
        if needs_second_person(user):
            held.password = cleaned.get("password1") or ""
            if cleaned["email"] != user.email:
                held.email = user.email, cleaned["email"]
                cleaned["email"] = user.email
            if is_active and not was_active:
                held.is_active = True
        if was_active and not is_active and left_alone(user):
            held.is_active = False
        if held.is_active is not None:
            cleaned["is_active"] = was_active
        # Last of all: whoever adds an error to a field takes its value out of `cleaned`.
        for kind, _payload in held.proposals():
            if self._is_waiting(kind):
                text = _("“%(what)s”正在等待复核，不必重复提出。")
                self.add_error(FIELD_OF.get(kind, "is_active"), text % {"what": kind.label})

    def save(self, commit=True):
        is_new = self.instance._state.adding
        waits_as_staff = (self.held.groups or self.held.is_superuser) and not self.cleaned_data["groups"]
        if is_new and waits_as_staff:
            # Without a role it would count as an employee's account, which has no second factor.
            self.instance.is_staff = True
        if self.held.password:
            # The password was validated like any other, but takes effect only when a second person has let it through.
            self.cleaned_data["password1"] = ""
        elif self.cleaned_data.get("password1") or not self.was_staff:
            # Somebody else knows the password, or it was an employee's under easier rules: it is good for one sign-in
            # only.
            self.instance.must_change_password = True
        user = super().save(commit)
        user.__dict__.pop("roles", None)
        note_account(user=user, actor=self.actor, is_new=is_new, changed=self._changed_at_once())
        self.proposed = propose_held_back(user=user, actor=self.actor, held=self.held, now=timezone.now())
        return user

    def _changed_at_once(self) -> set[str]:
        held = dict.fromkeys(("password1", "password2"), self.held.password)
        held |= {"is_active": self.held.is_active is not None}
        held |= {"is_superuser": self.held.is_superuser, "email": self.held.email}
        return {name for name in self.changed_data if not held.get(name)}


class StaffCreationForm(StaffFields, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | OWN_FIELDS


class StaffEditForm(StaffFields, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | OWN_FIELDS
        labels = {"is_active": _("在用")}
        help_texts = {"is_active": _("停用的账号不能登录。人员离开时取消选中，不要删除账号。")}


class ReasonForm(forms.Form):
    """The reason for what is done to somebody's account; it goes into the audit log."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        error_messages={"required": _("请写明原因。")},
        widget=forms.TextInput(attrs={"placeholder": _("例如：本人当面说明手机丢失")}),
    )


class RoleGroupForm(GroupForm):
    def clean_name(self):
        name, former = super().clean_name(), self.initial.get("name")
        if name != former and {name, former} & set(Role.values):
            raise forms.ValidationError(_("角色的名称是固定的，不能改名，也不能另建同名的组。"))
        return name
