"""The form with which employees sign up: companions, the organiser's questions, and the guard of every public form."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interact.activities.signups.models import Signup, SignupPage
from interact.activities.signups.rules import NAME_LENGTH
from interact.participation.models import activity_settings
from interact.questionnaires.forms import QuestionnaireFormBuilder, required_message
from interact.sending.abuse import GuardedForm
from unionsite.core.form_fields import PlainTextField

_COMPANION = re.compile(r"companion-(\d{1,4})-(name|relation)")
# Keys of questions are the editors': a prefix keeps them apart from all other fields.
_QUESTION = "question-"


@dataclass(frozen=True)
class CompanionRow:
    """The two fields of one companion; `relation` is None where it is not asked."""

    number: int
    name: forms.BoundField
    relation: forms.BoundField | None


class SignupForm(GuardedForm):
    """The form for `plan` with the words of `page` (the plan itself or its translation); `signup` is what is changed.

    After `is_valid()`, `companions()` and `answers()` are what the services take.
    """

    def __init__(
        self, *args, plan: SignupPage, page: SignupPage, now: datetime, signup: Signup | None = None, **kwargs
    ):
        self.plan = plan
        self.send_label = _("保存") if signup else _("报名")
        self.written_days = activity_settings().written_days
        # Employees sign in, so nobody has to prove to be a person.
        super().__init__(
            *args,
            channel=f"signup:{plan.translation_key}",
            now=now,
            is_signed_in=True,
            initial=_initial(signup),
            **kwargs,
        )
        for number in range(1, plan.companions_most + 1):
            self.fields[_companion(number, "name")] = _text(_("姓名"), autocomplete="off")
            if plan.asks_relation:
                self.fields[_companion(number, "relation")] = _text(_("与您的关系"), autocomplete="off")
        for key, field in QuestionnaireFormBuilder(page.question_list).formfields.items():
            if field.required:
                field.error_messages["required"] = required_message(field)
            self.fields[_QUESTION + key] = field

    def clean(self):
        data = super().clean()
        known = {match[1] for name in self.fields if (match := _COMPANION.fullmatch(name))}
        sent = {match[1] for name, value in self.data.items() if value and (match := _COMPANION.fullmatch(name))}
        if sent - known:
            self.add_error(None, _("随行人员超过了可以带的人数，没有提交。请核对。"))
        for row in self.companion_rows():
            name, relation = data.get(row.name.name), data.get(row.relation.name) if row.relation else ""
            if relation and not name and row.name.name not in self.errors:
                self.add_error(row.name.name, _("请填写这名随行人员的姓名。"))
            elif name and row.relation and not relation and row.relation.name not in self.errors:
                self.add_error(row.relation.name, _("请填写这名随行人员与您的关系。"))
        return data

    def companions(self) -> list[dict[str, str]]:
        """Return {"name": …, "relation": …} of each companion; rows left empty are nobody."""
        rows = []
        for row in self.companion_rows():
            if name := self.cleaned_data.get(row.name.name):
                relation = self.cleaned_data.get(row.relation.name, "") if row.relation else ""
                rows.append({"name": name, "relation": relation})
        return rows

    def answers(self) -> dict[str, Any]:
        """Return the answers by the key of the question."""
        return {
            name.removeprefix(_QUESTION): value
            for name, value in self.cleaned_data.items()
            if name.startswith(_QUESTION)
        }

    # --- For the template ---

    def companion_rows(self) -> list[CompanionRow]:
        return [
            CompanionRow(
                number,
                self[_companion(number, "name")],
                self[_companion(number, "relation")] if self.plan.asks_relation else None,
            )
            for number in range(1, self.plan.companions_most + 1)
        ]

    def question_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(_QUESTION)]


def _companion(number: int, part: str) -> str:
    return f"companion-{number}-{part}"


def _text(label, **attributes) -> PlainTextField:
    return PlainTextField(label=label, required=False, max_length=NAME_LENGTH, widget=forms.TextInput(attrs=attributes))


def _initial(signup: Signup | None) -> dict[str, Any]:
    if signup is None:
        return {}
    told = {_QUESTION + key: value for key, value in signup.answers.items()}
    for number, one in enumerate(signup.companions, start=1):
        told |= {_companion(number, part): one.get(part, "") for part in ("name", "relation")}
    return told
