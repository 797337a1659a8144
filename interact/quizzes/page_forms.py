"""The forms with which editors keep a set of questions and plan a quiz; Wagtail's edit screens use them."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from interact.activities.page_forms import ActivityPageForm
from unionsite.core.named import named
from unionsite.core.page_forms import LEAVING

# Named by path: it needs models, and forms are asked for while models load.
check_submission = named("unionsite.publishing.textchecks.screens.editor.check_submission")


class QuestionSetForm(WagtailAdminModelForm):
    """Checks the words of a set when it is submitted, as those of a page are."""

    def _post_clean(self):
        super()._post_clean()
        if any(self.data.get(name) for name in LEAVING):
            check_submission(self)


class QuizPageForm(ActivityPageForm):
    """Judges the draws as they stand in the form: they reach the page itself only when it is saved."""

    def _post_clean(self):
        formset = self.formsets.get("draws")
        if formset is not None and formset.is_valid():
            gone = set(map(id, formset.deleted_forms))
            rows = [row.instance for row in formset.forms if id(row) not in gone]
            self.instance.draw_list = [row for row in rows if row.question_set_id and row.number]
            if formset.has_changed() and self._is_frozen():
                self.add_error(None, _("竞赛已经开始，从哪些题库抽题不能再改。"))
        super()._post_clean()

    def _is_frozen(self) -> bool:
        page = self.instance
        return page.first_published_at is not None and page.original.times.has_begun(timezone.now())
