"""从Word文件导入: the screen that shows what was read of an official file, line by line, and what would change."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.accounts.changes.models import PendingChange
from unionsite.core.screens import FormScreen
from unionsite.publishing.word_import.law_files.forms import LawFileForm
from unionsite.publishing.word_import.law_files.services import NAME, propose

RIGHT = "laws.add_statute"


class LawFileView(FormScreen):
    """Takes a file or a text and shows what was read; the same sent again as it was shown goes to the second person."""

    right = RIGHT
    template_name = "word_import/laws/law_file.html"
    form_class = LawFileForm
    page_title = gettext_lazy("从Word文件导入")
    header_icon = "doc-full"
    done = gettext_lazy("已提交，等另一位担任其他职务的人复核。复核同意以前，法规库不变。")
    submit_button_label = gettext_lazy("核对")

    def form_valid(self, form):
        found = form.found
        if form.cleaned_data["seen"] == found.basis:
            return super().form_valid(form)
        initial = found.shown | {"text": found.reading.text, "notes": found.notes, "seen": found.basis}
        self.submit_button_label = _("提交复核")
        context = {"form": LawFileForm(initial=initial), "found": found, "is_shown_anew": form.cleaned_data["seen"]}
        return self.render_to_response(self.get_context_data(**context))

    def carry_out(self, form) -> None:
        propose(form.found, actor=self.request.user, now=timezone.now())

    def get_context_data(self, **kwargs):
        waiting = PendingChange.objects.open().filter(kind=NAME, proposer=self.request.user)
        return super().get_context_data(**{"waiting": waiting} | kwargs)


app_name = "law_files"
urlpatterns = [path("", LawFileView.as_view(), name="import")]
