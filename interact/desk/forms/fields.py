"""Fields and base class of the forms for steps."""

import re
from collections.abc import Callable
from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases import rules
from interact.cases.choices import NOTE_LENGTH, Step
from interact.cases.models.case import Case
from interact.cases.people import departments_in, holders, not_kept_out
from interact.cases.querysets import ANSWER, HANDLE
from interact.cases.receipts import DIGITS
from interact.cases.rules import RULES
from interact.desk.wording import about_of, button_of
from unionsite.accounts.models import Department, User
from unionsite.core.form_fields import PlainTextField

REASON = gettext_lazy("理由")
_NUMBER = re.compile(rf"(?:\d{{4}}[-－—])?(\d{{1,{DIGITS}}})")


def words_field(label, *, length: int = NOTE_LENGTH, rows: int = 4, required: bool = True, **options):
    return PlainTextField(
        label=label,
        max_length=length,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": gettext_lazy("请填写这一项。")},
        **options,
    )


def day_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class NumberField(forms.CharField):
    """A field for the number of a case as people type it, 2026-4829301756 or 4829301756; gives the primary key."""

    def __init__(self, **kwargs):
        defaults = {"label": gettext_lazy("编号"), "max_length": 20, "required": False}
        super().__init__(**defaults | kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise forms.ValidationError(_("编号应像2026-4829301756这样。"))
        return int(match.group(1))

    def run_validators(self, value):
        """Check nothing: the pattern has checked the length, and the value is a number already."""


class PersonField(forms.ModelChoiceField):
    """A choice of one person, shown with the department, as two may have the same name. The form sets the queryset."""

    def __init__(self, **kwargs):
        super().__init__(**{"queryset": None, "empty_label": gettext_lazy("请选择")} | kwargs)

    def label_from_instance(self, obj):
        return person_label(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return person_label(obj)


def person_label(user: User) -> str:
    return f"{user}（{user.department}）" if user.department else str(user)


class StepForm(forms.Form):
    """The form of one step of a case. `perform` calls its `service`, which checks everything again under the lock."""

    step: Step
    service: Callable[..., Case]
    words: forms.Field
    takes_saved_replies = False
    # Some steps are allowed at any time: their services do not ask for the version that was seen.
    asks_for_version = True

    def __init__(self, *args, case: Case, actor: User, now: datetime, **kwargs):
        self.case, self.actor, self.now = case, actor, now
        super().__init__(*args, auto_id=f"id_{self.step.value}_%s", **kwargs)

    @property
    def heading(self) -> str:
        return str(self.step.label)

    @property
    def about(self) -> str:
        return about_of(self.step, self.case.channel)

    @property
    def button(self) -> str:
        return button_of(self.step, self.case.channel)

    @property
    def has_files(self) -> bool:
        return "files" in self.fields

    def clean_words(self):
        words = self.cleaned_data["words"]
        if RULES[self.step].needs_words and not rules.is_reason_enough(words):
            raise forms.ValidationError(_("请写得具体一些，至少%(number)d个字。") % {"number": rules.REASON_LENGTH})
        return words

    def arguments(self) -> dict:
        """Return the arguments that the service takes from the form. Call it on a valid form."""
        return self.cleaned_data

    def perform(self, seen: int | None) -> Case:
        version = {"seen": seen} if self.asks_for_version else {}
        return self.service(case_id=self.case.pk, actor=self.actor, now=self.now, **version, **self.arguments())


class WithReason(StepForm):
    """The form of a step that takes a reason, and perhaps more."""

    words = words_field(REASON)


def departments_for(case: Case) -> QuerySet[Department]:
    return departments_in(case, Department.objects.filter(is_active=True))


def to_choose_from(people: QuerySet[User], case: Case) -> QuerySet[User]:
    """Return these people without those kept out of the case, ordered by name."""
    able = [person.pk for person in not_kept_out(people.only("department"), case)]
    return User.objects.filter(pk__in=able).select_related("department").order_by("name", "pk")


def handlers_for(case: Case) -> QuerySet[User]:
    """Return who may become handler. Whether they fit the department is checked when both have been chosen."""
    if rules.is_by_name(case.channel):
        people = User.objects.filter(pk__in=case.handler_rows.values("user"), is_active=True)
    else:
        people = holders(HANDLE, ANSWER)
    return to_choose_from(people, case).order_by("department__sort_order", "name", "pk")
