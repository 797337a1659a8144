"""从Word文件导入: the screen that shows what was read of an official file, line by line, and what would change."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from unionsite.accounts.changes.models import PendingChange
from unionsite.core.screens import FormScreen
from unionsite.laws.parsing import CATEGORIES, StatuteError
from unionsite.publishing.word_import.law_files.services import CHECKED, NAME, LawFile, propose
from unionsite.publishing.word_import.services import read_words

RIGHT = "laws.add_statute"
# The longest statute, the Civil Code, has some 110,000 characters.
LONGEST = 400_000


class LawFileForm(forms.Form):
    """`found` is the statute, once the form is valid. A new file makes what was typed before void."""

    file = forms.FileField(
        label=gettext_lazy("Word文件（.docx）"),
        help_text=gettext_lazy("国家法律法规数据库（flk.npc.gov.cn）下载的.docx，或用WPS另存的.docx。"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    text = forms.CharField(
        label=gettext_lazy("法规全文"),
        help_text=gettext_lazy("没有文件的，把全文粘贴在这里。读出来以后，也可以在这里改正，再核对一遍。"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    title = forms.CharField(label=gettext_lazy("标题"), required=False, max_length=200)
    short_title = forms.CharField(label=gettext_lazy("简称"), required=False, max_length=200)
    category = forms.ChoiceField(
        label=gettext_lazy("类别"), required=False, choices=[(name, name) for name in CATEGORIES]
    )
    issuer = forms.CharField(label=gettext_lazy("制定机关"), required=False, max_length=200)
    date = forms.DateField(label=gettext_lazy("公布或最近修正日期"), required=False, widget=AdminDateInput)
    notes = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not (self.is_bound or self.initial):
            for name in CHECKED:
                del self.fields[name]

    def clean(self):
        data = super().clean()
        file, text, notes = data.get("file"), data.get("text", ""), data.get("notes", "")
        checked = {name: str(data.get(name) or "") for name in CHECKED}
        if self.errors:
            return data
        if not file and not text.strip():
            self.add_error("text", _("请选择文件，或粘贴全文。"))
            return data
        try:
            if file:
                (text, notes), checked = read_words(file, file.name), {}
            self.found = LawFile(text, checked, notes)
        except ValidationError as refusal:
            self.add_error("file", refusal)
        except StatuteError as error:
            self.add_error("file" if file else "text", str(error))
        return data


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
