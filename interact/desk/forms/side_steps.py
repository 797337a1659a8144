"""Forms of the steps beside the usual way of a case: class, committee, extension, pause, merging, people, hold."""

from collections.abc import Callable

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases.choices import OPEN, Complexity, PaperState, Party, Step
from interact.cases.keeping_out import KeptOut
from interact.cases.models.case import Case
from interact.cases.papers import papers_of
from interact.cases.people import able_in, parties_of
from interact.cases.services import handover, side_steps, steps
from interact.cases.services.keeping_out import keep_out
from interact.cases.services.one_step import limits_of
from interact.desk.forms.fields import (
    REASON,
    NumberField,
    PeopleField,
    PersonField,
    StepForm,
    WithReason,
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


class ReclassifyForm(WithReason):
    step = Step.RECLASSIFY
    service = staticmethod(side_steps.reclassify)
    complexity = forms.TypedChoiceField(
        label=gettext_lazy("改为"), choices=Complexity.choices, coerce=Complexity, widget=Radios
    )
    field_order = ["complexity", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = [(value, label) for value, label in Complexity.choices if value != self.case.complexity]
        self.fields["complexity"].choices = others
        self.fields["complexity"].initial = others[0][0]


class CheckPapersForm(StepForm):
    """One question for each paper that the request needs."""

    step = Step.CHECK_PAPERS
    service = staticmethod(side_steps.check_papers)
    words = words_field(
        gettext_lazy("给职工的话"), rows=2, required=False, help_text=gettext_lazy("可以不填，如“身份证背面看不清”。")
    )
    resumes = forms.BooleanField(
        label=gettext_lazy("材料已经收到，不再等职工补充，恢复计时"),
        required=False,
        help_text=gettext_lazy("职工在窗口交来的，也在这里勾选。还有材料要等的，不要勾选。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        try:
            self.papers = papers_of(self.case.channel, self.case.papers)
        except SealingError:
            # The page says that the words do not open.
            self.papers = []
        for one in self.papers:
            self.fields[one.paper.key] = forms.ChoiceField(
                label=one.paper.label, choices=PaperState.choices, widget=Radios, initial=one.state.value
            )
        self.order_fields([one.paper.key for one in self.papers])
        waits = self.case.is_waiting or self.case.is_paused
        if not waits or Party.TEAM not in parties_of(self.case, self.actor):
            del self.fields["resumes"]

    def arguments(self):
        data = self.cleaned_data
        states = {one.paper.key: data[one.paper.key] for one in self.papers}
        return {"states": states, "words": data["words"], "resumes": data.get("resumes", False)}


class ExtendForm(WithReason):
    step = Step.EXTEND
    service = staticmethod(side_steps.extend)
    days = forms.IntegerField(
        label=gettext_lazy("延期天数"),
        min_value=1,
        error_messages={"required": gettext_lazy("请填写延期的天数。")},
    )
    field_order = ["days", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        most = max(limits_of(self.case).extension_days - self.case.extended_days, 0)
        self.fields["days"].help_text = _("自然日，最多还可延%(most)d天。") % {"most": most}
        self.fields["days"].widget.attrs["max"] = most


class MergeForm(StepForm):
    step = Step.MERGE
    service = staticmethod(side_steps.merge)
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

    def arguments(self):
        return {"into_id": self.cleaned_data["into"], "words": self.cleaned_data["words"]}


class NameHandlerForm(WithReason):
    step = Step.NAME_HANDLER
    service = staticmethod(handover.propose_handler)
    user = PersonField(label=gettext_lazy("人员"), error_messages={"required": gettext_lazy("请选择人员。")})
    party = forms.TypedChoiceField(
        label=gettext_lazy("身份"), choices=PARTIES, coerce=Party, widget=Radios, initial=Party.TEAM.value
    )
    field_order = ["user", "party", "words"]

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


class RemoveHandlerForm(WithReason):
    step = Step.REMOVE_HANDLER
    service = staticmethod(handover.propose_removal)
    user = PersonField(label=gettext_lazy("人员"), error_messages={"required": gettext_lazy("请选择人员。")})
    is_urgent = forms.BooleanField(
        label=gettext_lazy("须回避：复核通过后立即生效"),
        required=False,
        help_text=gettext_lazy("此人与这一件有关时勾选。不勾选的，复核通过后过两个工作日生效。"),
    )
    field_order = ["user", "is_urgent", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = self.case.handler_rows.values("user")
        self.fields["user"].queryset = User.objects.filter(pk__in=named).select_related("department")


class KeepOutForm(WithReason):
    step = Step.KEEP_OUT
    service = staticmethod(keep_out)
    people = PeopleField(
        label=gettext_lazy("回避人员"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    departments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("回避部门"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["people", "departments", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # People and departments kept out before are listed even if they are no longer active.
        try:
            kept_out = self.case.kept_out
        except SealingError:
            # The form can still be shown; saving it will fail with a message.
            kept_out = KeptOut()
        people, departments = kept_out.people, kept_out.departments
        staff = User.objects.staff().filter(Q(is_active=True) | Q(pk__in=people)).select_related("department")
        self.fields["people"].queryset = staff.order_by("name", "pk")
        self.fields["departments"].queryset = Department.objects.filter(Q(is_active=True) | Q(pk__in=departments))
        self.fields["people"].initial, self.fields["departments"].initial = people, departments


# The steps that ask for a reason and no more.
WITH_REASON_ALONE: dict[Step, Callable[..., Case]] = {
    Step.DECLINE: steps.decline,
    Step.RETURN: steps.give_back,
    Step.SEND_BACK: steps.send_back,
    Step.ESCALATE: side_steps.escalate,
    Step.DECIDE: side_steps.decide,
    Step.ASK_EXTENSION: side_steps.ask_extension,
    Step.REFUSE_EXTENSION: side_steps.refuse_extension,
    Step.PAUSE: side_steps.pause,
    Step.RESUME: side_steps.resume,
    Step.NOTE: steps.add_note,
    Step.HOLD: side_steps.put_on_hold,
    Step.RELEASE: side_steps.lift_hold,
}


# Where it is called otherwise.
_WORDS = {
    Step.DECIDE: words_field(gettext_lazy("委员会意见")),
    Step.RESUME: words_field(
        gettext_lazy("说明"), rows=2, required=False, help_text=gettext_lazy("可以不填，职工能看到。")
    ),
    Step.NOTE: words_field(gettext_lazy("备注")),
}


def reason_form(step: Step) -> type[WithReason]:
    values = {
        "step": step,
        "service": staticmethod(WITH_REASON_ALONE[step]),
        "words": _WORDS.get(step, words_field(REASON)),
        "asks_for_version": step not in (Step.HOLD, Step.RELEASE, Step.NOTE),
    }
    return type("ReasonForm", (WithReason,), values)
