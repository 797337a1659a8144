"""The forms of what goes beside a case's way: class, committee, extension, pause, merging, people, legal hold."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases.choices import OPEN, Complexity, Party, Step
from interact.cases.keeping_out import KeptOut
from interact.cases.models.case import Case
from interact.cases.people import able_in
from interact.cases.services import handover, side_steps
from interact.cases.services.keeping_out import keep_out
from interact.cases.services.one_step import limits_of
from interact.desk.forms.fields import (
    REASON,
    NumberField,
    PeopleField,
    PersonField,
    StepForm,
    to_choose_from,
    words_field,
)
from unionsite.accounts.models import Department, User
from unionsite.core.form_fields import Radios
from unionsite.core.sealing import SealingError

PARTIES = [
    (Party.TEAM.value, gettext_lazy("办理人：受理、审核、答复")),
    (Party.DEPARTMENT.value, gettext_lazy("承办人：只写部门答复")),
    (Party.COMMITTEE.value, gettext_lazy("委员：处理升级和延期")),
]


class _WithReason(StepForm):
    """A step that takes nothing but a reason."""

    words = words_field(REASON)
    service = None

    def perform(self, seen):
        return type(self).service(**self.common(seen), words=self.cleaned_data["words"])


class ReclassifyForm(StepForm):
    step = Step.RECLASSIFY
    complexity = forms.ChoiceField(label=gettext_lazy("改为"), choices=Complexity.choices, widget=Radios)
    words = words_field(REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = [(value, label) for value, label in Complexity.choices if value != self.case.complexity]
        self.fields["complexity"].choices = others
        self.fields["complexity"].initial = others[0][0]

    def perform(self, seen):
        data = self.cleaned_data
        return side_steps.reclassify(
            **self.common(seen), complexity=Complexity(data["complexity"]), words=data["words"]
        )


class EscalateForm(_WithReason):
    step = Step.ESCALATE
    service = staticmethod(side_steps.escalate)


class DecideForm(_WithReason):
    step = Step.DECIDE
    words = words_field(gettext_lazy("委员会意见"))
    service = staticmethod(side_steps.decide)


class AskExtensionForm(_WithReason):
    step = Step.ASK_EXTENSION
    service = staticmethod(side_steps.ask_extension)


class RefuseExtensionForm(_WithReason):
    step = Step.REFUSE_EXTENSION
    service = staticmethod(side_steps.refuse_extension)


class PauseForm(_WithReason):
    step = Step.PAUSE
    service = staticmethod(side_steps.pause)


class ResumeForm(_WithReason):
    step = Step.RESUME
    words = words_field(gettext_lazy("说明"), rows=2, required=False, help_text=gettext_lazy("可以不填，职工能看到。"))
    service = staticmethod(side_steps.resume)


class ExtendForm(StepForm):
    step = Step.EXTEND
    days = forms.IntegerField(
        label=gettext_lazy("延期天数"),
        min_value=1,
        error_messages={"required": gettext_lazy("请填写延期的天数。")},
    )
    words = words_field(REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        most = max(limits_of(self.case).extension_days - self.case.extended_days, 0)
        self.fields["days"].help_text = _("自然日，最多还可延%(most)d天。") % {"most": most}
        self.fields["days"].widget.attrs["max"] = most

    def perform(self, seen):
        data = self.cleaned_data
        return side_steps.extend(**self.common(seen), days=data["days"], words=data["words"])


class MergeForm(StepForm):
    step = Step.MERGE
    into = NumberField(
        label=gettext_lazy("并入哪一件"),
        required=True,
        help_text=gettext_lazy("填写另一件的编号，例如2026-4829301756。须是同一渠道、没有办结的。"),
        error_messages={"required": gettext_lazy("请填写另一件的编号。")},
    )
    words = words_field(
        gettext_lazy("给职工的话"), rows=2, required=False, help_text=gettext_lazy("可以不填。请不要写另一件的内容。")
    )

    def clean_into(self):
        number = self.cleaned_data["into"]
        others = Case.objects.visible_to(self.actor).exclude(pk=self.case.pk)
        if not others.filter(pk=number, channel=self.case.channel, state__in=sorted(OPEN)).exists():
            raise forms.ValidationError(_("找不到这一件：它应在同一渠道、没有办结，并且您能看到。"))
        return number

    def perform(self, seen):
        data = self.cleaned_data
        return side_steps.merge(**self.common(seen), into_id=data["into"], words=data["words"])


class NameHandlerForm(StepForm):
    step = Step.NAME_HANDLER
    user = PersonField(
        label=gettext_lazy("人员"),
        queryset=None,
        empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选择人员。")},
    )
    party = forms.ChoiceField(label=gettext_lazy("身份"), choices=PARTIES, widget=Radios, initial=Party.TEAM.value)
    words = words_field(REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = self.case.handler_rows.values("user")
        people = User.objects.staff().filter(is_active=True, left_on=None).exclude(pk__in=named)
        self.fields["user"].queryset = to_choose_from(people.exclude(pk=self.actor.pk), self.case)

    def clean(self):
        data = super().clean()
        user, party = data.get("user"), data.get("party")
        if user and party and not able_in(party, self.case.channel).filter(pk=user.pk).exists():
            self.add_error("user", _("%(name)s没有办理的权限，不能作办理人。请先给予角色。") % {"name": user})
        return data

    def perform(self, seen):
        data = self.cleaned_data
        return handover.propose_handler(
            **self.common(seen), user=data["user"], party=Party(data["party"]), words=data["words"]
        )


class RemoveHandlerForm(StepForm):
    step = Step.REMOVE_HANDLER
    user = PersonField(
        label=gettext_lazy("人员"),
        queryset=None,
        empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选择人员。")},
    )
    is_urgent = forms.BooleanField(
        label=gettext_lazy("须回避：复核通过后立即生效"),
        required=False,
        help_text=gettext_lazy("此人与这一件有关时勾选。不勾选的，复核通过后过两个工作日生效。"),
    )
    words = words_field(REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = self.case.handler_rows.values("user")
        self.fields["user"].queryset = User.objects.filter(pk__in=named).select_related("department")

    def perform(self, seen):
        return handover.propose_removal(**self.common(seen), **self.cleaned_data)


class KeepOutForm(StepForm):
    step = Step.KEEP_OUT
    people = PeopleField(
        label=gettext_lazy("回避人员"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    departments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("回避部门"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = words_field(REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Those kept out before stay to be seen, whatever has become of them since.
        try:
            kept_out = self.case.kept_out
        except SealingError:
            # The service refuses it with words.
            kept_out = KeptOut()
        people, departments = kept_out.people, kept_out.departments
        staff = User.objects.staff().filter(Q(is_active=True) | Q(pk__in=people)).select_related("department")
        self.fields["people"].queryset = staff.order_by("name", "pk")
        self.fields["departments"].queryset = Department.objects.filter(Q(is_active=True) | Q(pk__in=departments))
        self.fields["people"].initial, self.fields["departments"].initial = people, departments

    def perform(self, seen):
        data = self.cleaned_data
        return keep_out(
            **self.common(seen), people=data["people"], departments=data["departments"], words=data["words"]
        )


class _WithoutVersion(_WithReason):
    """Allowed at any time, so the service does not ask for the version that was seen."""

    def common(self, seen):
        common = super().common(seen)
        del common["seen"]
        return common


class HoldForm(_WithoutVersion):
    step = Step.HOLD
    service = staticmethod(side_steps.put_on_hold)


class ReleaseForm(_WithoutVersion):
    step = Step.RELEASE
    service = staticmethod(side_steps.release)
