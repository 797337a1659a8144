"""The form with which editors plan a sign-up."""

from __future__ import annotations

from interact.activities.page_forms import ActivityPageForm
from interact.questionnaires.page_forms import QuestionsFormMixin


class SignupPageForm(QuestionsFormMixin, ActivityPageForm):
    """The form of an activity with questions of the organiser's own."""

    questions_name = "signup_questions"

    def clean_companions_most(self) -> int:
        return self.cleaned_data["companions_most"] or 0
