"""搜索用词 → 导入, 导出."""

from __future__ import annotations

from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages

from search import rights
from search.words import services
from search.words.forms import LexiconImportForm
from search.words.models import LexiconEntry
from search.words.reading import HEADINGS, BadRows
from unionsite.core.screens import RightRequiredMixin, Screen
from unionsite.core.spreadsheets import csv_response

INDEX = "search_words:index"
TITLE = gettext_lazy("搜索用词")


class BelowTheWords(RightRequiredMixin, Screen):
    """A screen that is reached from the list."""

    above = [(reverse_lazy(INDEX), TITLE)]


class LexiconImportView(BelowTheWords, FormView):
    """Whole or not at all: bad rows are named beside the field, and what was pasted stays."""

    right = rights.ADD_WORDS
    form_class = LexiconImportForm
    template_name = "search/admin/import.html"
    page_title = gettext_lazy("导入搜索用词")
    header_icon = "upload"

    def form_valid(self, form):
        try:
            added, known = services.import_entries(rows=form.rows, actor=self.request.user)
        except BadRows as error:
            form.add_error("file" if form.cleaned_data.get("file") else "text", error)
            return self.form_invalid(form)
        if not added:
            messages.warning(self.request, _("没有新的：这些词都已在词表里。"))
            return redirect(INDEX)
        words = _("已导入%(added)d条，立即起作用。")
        if known:
            words = _("已导入%(added)d条，立即起作用。另有%(known)d条已在词表里，没有重复导入。")
        messages.success(self.request, words % {"added": added, "known": known})
        return redirect(INDEX)


class LexiconExportView(RightRequiredMixin, View):
    """The union's own entries, as CSV in the columns that the import reads."""

    right = rights.VIEW_WORDS

    def get(self, request):
        rows = (
            (str(entry.get_kind_display()), entry.terms, entry.targets, entry.note)
            for entry in LexiconEntry.objects.filter(is_off=False).iterator(chunk_size=1000)
        )
        return csv_response(f"搜索用词-{timezone.localdate():%Y%m%d}.csv", HEADINGS, rows)
