"""The form with which editors keep a set of questions; Wagtail's edit screen uses it."""

from wagtail.admin.forms import WagtailAdminModelForm

from unionsite.core.named import named
from unionsite.core.page_forms import LEAVING

# Named by path: it needs models, and the form is asked for while models load.
check_submission = named("unionsite.publishing.textchecks.screens.editor.check_submission")


class QuestionSetForm(WagtailAdminModelForm):
    """Checks the words of a set when it is submitted, as those of a page are."""

    def _post_clean(self):
        super()._post_clean()
        if any(self.data.get(name) for name in LEAVING):
            check_submission(self)
