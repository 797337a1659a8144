"""The form with which editors keep a contact; Wagtail's edit screen uses it."""

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from home.people import rules
from unionsite.core.named import named
from unionsite.core.page_forms import LEAVING

# Named by path: it needs models, and forms are asked for while models load.
check_submission = named("unionsite.publishing.textchecks.screens.editor.check_submission")


class ContactForm(WagtailAdminModelForm):
    """Lets a draft lack consent and description of a picture; a submission may not, and its words are checked."""

    def clean(self):
        data = super().clean()
        rows = self.formsets["reception_days"].forms
        kept = [row for row in rows if row.has_changed() and not row.data.get(row.add_prefix("DELETE"))]
        if kept and "kind" in data and not rules.may_receive(data["kind"]):
            self.add_error("kind", _("只有工会委员会成员可以填接待日。请改类别，或删去下面的接待日。"))
        return data

    def _post_clean(self):
        super()._post_clean()
        if any(self.data.get(name) for name in LEAVING):
            for field, message in self.instance.publication_errors().items():
                self.add_error(field, message)
            check_submission(self)
