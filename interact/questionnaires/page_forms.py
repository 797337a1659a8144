"""The forms with which editors build a questionnaire; Wagtail's edit screen uses them."""

import re

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from interact.questionnaires.choices import FILES_TELL, FieldType
from unionsite.core.named import named
from unionsite.core.page_forms import SitePageForm

_KEY = re.compile(r"[a-z0-9_]{1,80}")
is_reserved_key = named("interact.questionnaires.forms.is_reserved_key")


class QuestionForm(WagtailAdminModelForm):
    """The form of a question, which carries its key and translation key along in hidden fields.

    In a draft of a live page new questions have no primary key, and Wagtail makes each anew on every save. Without the
    hidden fields, rewording a question would give it another key and separate it from its answers.
    """

    clean_name = forms.CharField(required=False, widget=forms.HiddenInput)
    translation_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.clean_name:
            self.initial["clean_name"] = self.instance.clean_name
            self.initial["translation_key"] = self.instance.translation_key

    def _post_clean(self):
        # As with pages, a draft may hold a question that is still being written.
        self.instance.may_be_incomplete = self.is_deferred_validation
        super()._post_clean()

    def clean(self):
        data = super().clean()
        if self.instance.pk is None:
            key = data.get("clean_name") or ""
            if _KEY.fullmatch(key) and not is_reserved_key(key):
                self.instance.clean_name = key
                self.instance.translation_key = data.get("translation_key") or self.instance.translation_key
        return data


class QuestionsFormMixin:
    """A page's form with questions in the formset `questions_name`: it gives each a key of its own before a draft is
    stored."""

    questions_name: str

    def clean(self):
        data = super().clean()
        if self.questions_name in self.formsets:
            self._name_questions()
        return data

    def question_forms(self) -> list[QuestionForm]:
        """Return the forms of the questions that are valid and stay."""
        formset = self.formsets.get(self.questions_name)
        forms_of_all = formset.forms if formset else []
        return [form for form in forms_of_all if form.is_valid() and not form.cleaned_data.get("DELETE")]

    def _name_questions(self) -> None:
        questions = self.question_forms()
        taken = {form.instance.clean_name for form in questions if form.instance.pk and form.instance.clean_name}
        labels: dict[str, int] = {}
        translation_keys = {form.instance.translation_key for form in questions if form.instance.pk}
        ordered = sorted(questions, key=lambda form: form.cleaned_data.get("ORDER") or 0)
        for number, form in enumerate(ordered, start=1):
            question = form.instance
            if first := labels.get(question.label):
                # In a draft this is allowed: a question is often copied first and then reworded.
                if not self.is_deferred_validation:
                    form.add_error("label", _("与第%(number)s题重复，请改写其中一题。") % {"number": first})
            elif question.label:
                labels[question.label] = number
            # A draft may hold a question without a label; it gets its key together with the label.
            if question.pk is None and (question.label or question.clean_name):
                question.clean_name = _free(question.clean_name or question.get_field_clean_name(), taken)
                taken.add(question.clean_name)
                if question.translation_key in translation_keys:
                    question.translation_key = type(question)().translation_key
                translation_keys.add(question.translation_key)


class QuestionnairePageForm(QuestionsFormMixin, SitePageForm):
    """The form of the page of a questionnaire."""

    questions_name = "form_fields"

    def clean(self):
        data = super().clean()
        if data.get("one_each") and any(form.instance.field_type == FieldType.FILE for form in self.question_forms()):
            self.add_error("one_each", FILES_TELL)
        return data


def _free(key: str, taken: set[str]) -> str:
    """Return `key`, with a number appended if it is taken already."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}_{number}"
    return free
