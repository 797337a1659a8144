"""The forms with which editors keep a set of questions and plan a quiz; Wagtail's edit screens use them."""

from wagtail.admin.forms import WagtailAdminModelForm

from interact.activities.page_forms import ActivityPageForm
from interact.quizzes.choices import Practice
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
    """Offers practice at any time only where the plan has it from before 1.1: what has begun stands still."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("practice")
        if field is not None and self.instance.practice != Practice.ALWAYS:
            field.choices = [choice for choice in field.choices if choice[0] != Practice.ALWAYS]
