"""The screens of the Word import: choose file and type, see the result, open the draft."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.mixins import HookResponseMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from unionsite.core.models import PiecePage
from unionsite.core.models.sections import SectionPage
from unionsite.core.screens import Screen
from unionsite.publishing.word_import.choices import FILE_BYTES, MB
from unionsite.publishing.word_import.models import WordImport
from unionsite.publishing.word_import.refusals import FileRefused
from unionsite.publishing.word_import.services import creatable_types, dismiss_notes, import_word

TITLE = gettext_lazy("导入Word稿件")
# Names of the blocks that an import makes, in the order in which they are shown.
FIGURES = {
    "heading": gettext_lazy("小标题"),
    "paragraph": gettext_lazy("正文段落"),
    "picture": gettext_lazy("图片"),
    "table": gettext_lazy("表格"),
    "quote": gettext_lazy("引语"),
}


def header_button(page, user, view_name, next_url=None):
    """Yield the button to the import, in the explorer of sections where this person may create a piece."""
    if view_name == "index" and isinstance(page.specific, SectionPage) and creatable_types(page, user):
        url = reverse("word_import:choose", args=[page.pk])
        yield Button(TITLE, url, icon_name="doc-full", priority=12)


def notes_of(page: Page) -> dict:
    """Return the notes of a page's import for its edit screen, until somebody dismisses them; one query."""
    found = WordImport.objects.filter(page_id=page.pk, dismissed_at=None).first()
    return {"word_import": found} if found else {}


class WordImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Word文件（.docx）"),
        help_text=gettext_lazy("点击选择，或把文件拖到框里。不超过%(limit)dMB。.doc、.wps文件请先另存为.docx。")
        % {"limit": FILE_BYTES // MB},
        error_messages={
            "required": gettext_lazy("请选择Word文件。"),
            "empty": gettext_lazy("这个文件是空的。"),
            "missing": gettext_lazy("没有收到文件，请重新选择。"),
        },
        widget=forms.FileInput(attrs={"class": "word-import__file"}),
    )
    model = forms.ChoiceField(
        label=gettext_lazy("稿件类型"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择稿件类型。"),
            "invalid_choice": gettext_lazy("这个栏目不能建这种稿件，请重新选择。"),
        },
    )

    def __init__(self, *args, types: list[type[PiecePage]], **kwargs):
        super().__init__(*args, **kwargs)
        self.types = {model._meta.label_lower: model for model in types}
        field = self.fields["model"]
        field.choices = [(label, model.get_verbose_name()) for label, model in self.types.items()]
        if len(types) == 1:
            field.initial = field.choices[0][0]

    def clean_model(self) -> type[PiecePage]:
        return self.types[self.cleaned_data["model"]]


class WordImportView(HookResponseMixin, Screen, FormView):
    """Takes a file and imports it; a file that is refused is answered beside the field."""

    template_name = "word_import/choose.html"
    form_class = WordImportForm
    page_title = TITLE
    header_icon = "doc-full"

    def dispatch(self, request, *args, **kwargs):
        if not self.types:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def section(self) -> Page:
        return get_object_or_404(Page, pk=self.kwargs["parent_id"]).specific

    @cached_property
    def types(self) -> list[type[PiecePage]]:
        return creatable_types(self.section, self.request.user) if isinstance(self.section, SectionPage) else []

    def get_page_subtitle(self):
        return self.section.get_admin_display_title()

    def get_above(self):
        return [(reverse("wagtailadmin_explore", args=[self.section.pk]), self.get_page_subtitle())]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"types": self.types}

    def get_context_data(self, **kwargs):
        return super().get_context_data(section=self.section, **kwargs)

    def form_valid(self, form):
        file, model = form.cleaned_data["file"], form.cleaned_data["model"]
        # Run the hooks of Wagtail's own screen for new pages: others may refuse, or create the page's English alias.
        if response := self.run_hook("before_create_page", self.request, self.section, model):
            return response
        try:
            found = import_word(file=file, name=file.name, parent=self.section, model=model, user=self.request.user)
        except FileRefused as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        if response := self.run_hook("after_create_page", self.request, found.page):
            return response
        return redirect("word_import:result", found.pk)


class WordImportResultView(Screen, TemplateView):
    """Shows what was imported, what was not and what is left to do, and leads to the draft; a POST puts the notes away.
    Open to people who may edit the page."""

    template_name = "word_import/result.html"
    page_title = gettext_lazy("导入结果")
    header_icon = "doc-full"

    @cached_property
    def word_import(self) -> WordImport:
        found = get_object_or_404(WordImport.objects.select_related("page"), pk=self.kwargs["pk"])
        if not found.page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return found

    def get_page_subtitle(self):
        return self.word_import.file_name

    def get_above(self):
        section = self.word_import.page.get_parent()
        return [(reverse("wagtailadmin_explore", args=[section.pk]), section.title)]

    def get_context_data(self, **kwargs):
        figures = self.word_import.figures
        return super().get_context_data(
            word_import=self.word_import,
            figures=[(label, figures[kind]) for kind, label in FIGURES.items() if figures.get(kind)],
            edit_url=reverse("wagtailadmin_pages:edit", args=[self.word_import.page_id]),
            **kwargs,
        )

    def post(self, request, pk):
        dismiss_notes(word_import=self.word_import, now=timezone.now())
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return HttpResponse(status=204)
        messages.success(request, _("导入说明已收起。"))
        return redirect("wagtailadmin_pages:edit", self.word_import.page_id)


app_name = "word_import"
urlpatterns = [
    path("<int:parent_id>/", WordImportView.as_view(), name="choose"),
    path("result/<int:pk>/", WordImportResultView.as_view(), name="result"),
]
