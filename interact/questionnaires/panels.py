"""Panels of the questionnaire's edit screen: the answers so far, the result that is due, and the questions."""

from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel
from wagtail.admin.panels.base import get_form_for_model

from interact.questionnaires.choices import State
from interact.questionnaires.page_forms import QuestionForm
from unionsite.core.named import named
from unionsite.core.panels import RowsPanel

result_due_on = named("interact.questionnaires.queries.result_due_on")


class AnswersPanel(Panel):
    """A panel with the number of answers and links to them, which warns not to change the questions any more."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "interact/admin/answers_panel.html"

        @cached_property
        def count(self) -> int:
            if not self.instance.pk:
                return 0
            answers = self.instance.get_submission_class().objects
            return answers.of(self.instance).visible_to(self.request.user).count()

        def is_shown(self):
            return self.count > 0

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return {**context, "page": self.instance, "count": self.count}


class ResultPanel(Panel):
    """Says by when the result is due, once the questionnaire has closed and until it is written."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "interact/admin/result_panel.html"

        def is_shown(self):
            page = self.instance
            is_public = bool(page.pk and page.live and not page.alias_of_id)
            return is_public and not page.result_note and page.state_at(timezone.now()) is State.CLOSED

        def get_context_data(self, parent_context=None):
            day = result_due_on(self.instance)
            return {**super().get_context_data(parent_context), "day": day, "is_late": timezone.localdate() > day}


class QuestionsPanel(RowsPanel):
    """An InlinePanel with a form class of our own; Wagtail lets us set one only for the page."""

    def get_form_options(self):
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        options["formsets"][self.relation_name]["form"] = get_form_for_model(
            self.db_field.related_model, form_class=QuestionForm, defer_required_on_fields=deferred
        )
        return options
