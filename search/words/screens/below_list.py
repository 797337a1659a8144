"""Screens below the list of 搜索用词: 导入 and 导出, 随软件提供的词, 修改记录 and undo."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic.history import HistoryFilterSet, LogEntryUserColumn
from wagtail.models import ModelLogEntry

from search import choices
from search.analysis import lexicon
from search.words import rules, services
from search.words.forms import LexiconImportForm
from search.words.models import LexiconEntry
from search.words.queries import changes_at_once
from search.words.rules import HEADINGS, Kind
from unionsite.core.columns import Column
from unionsite.core.request_values import nearest_page
from unionsite.core.screens import ListView, RightRequiredMixin, Screen
from unionsite.core.spreadsheets import csv_response
from unionsite.core.tables import Unreadable

INDEX = "search_words:index"


class BelowTheWords(RightRequiredMixin, Screen):
    """A screen that is reached from the list."""

    above = [(reverse_lazy(INDEX), gettext_lazy("搜索用词"))]


class LexiconImportView(BelowTheWords, FormView):
    """Imports the whole list or nothing: bad rows are named beside the field, and what was pasted stays."""

    right = choices.ADD_WORDS
    form_class = LexiconImportForm
    template_name = "search/admin/import.html"
    page_title = gettext_lazy("导入搜索用词")
    header_icon = "upload"

    def form_valid(self, form):
        try:
            added, known = services.import_entries(rows=form.rows, actor=self.request.user)
        except Unreadable as error:
            form.add_error(form.source, error)
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

    right = choices.VIEW_WORDS

    def get(self, request):
        rows = (
            (str(entry.get_kind_display()), entry.terms, entry.targets, entry.note)
            for entry in LexiconEntry.objects.filter(is_off=False)
        )
        return csv_response(f"搜索用词-{timezone.localdate():%Y%m%d}.csv", HEADINGS, rows)


ON_A_PAGE = 50


class ShippedView(BelowTheWords, TemplateView):
    """The shipped entries, each with a link to switch it off or on: `?kind=&q=&p=`."""

    right = choices.VIEW_WORDS
    template_name = "search/admin/shipped.html"
    page_title = gettext_lazy("随软件提供的词")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs):
        wanted = self.request.GET.get("kind", "")
        kind = wanted if wanted in Kind.values else Kind.SYNONYM
        text = self.request.GET.get("q", "").strip()[:40]
        entries = [
            (terms, targets) for terms, targets in _shipped(kind) if any(text in term for term in (*terms, *targets))
        ]
        page = nearest_page(Paginator(entries, ON_A_PAGE), self.request.GET.get("p"))
        off = dict(LexiconEntry.objects.filter(is_off=True, kind=kind).values_list("folded", "pk"))
        return super().get_context_data(**kwargs) | {
            "rows": [_row(kind, terms, targets, off) for terms, targets in page],
            "page": page,
            "kinds": [(value, label, len(_shipped(value)), value == kind) for value, label in Kind.choices],
            "kind": kind,
            "text": text,
            "may_switch_off": self.request.user.has_perm(choices.ADD_WORDS),
            "may_switch_on": self.request.user.has_perm(choices.DELETE_WORDS),
        }


def _row(kind: str, terms: tuple[str, ...], targets: tuple[str, ...], off: dict[str, int]) -> dict[str, object]:
    """Build a row of the list; `off` has the primary keys of entries that switch off, by the entry they switch off."""
    number = off.get(rules.fold(kind, terms, targets))
    named = urlencode({"kind": kind, "terms": ", ".join(terms), "targets": ", ".join(targets)})
    return {
        "terms": "、".join(terms),
        "targets": "、".join(targets),
        "off_url": f"{reverse('search_words:switch_off')}?{named}",
        "on_url": reverse("search_words:delete", args=[number]) if number else "",
    }


def _shipped(kind: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    lists = lexicon.shipped()
    if kind in (Kind.SYNONYM, Kind.SERVICE):
        entries = lists.synonyms if kind == Kind.SYNONYM else lists.services
        return [(entry.terms, entry.targets) for entry in entries]
    words = lists.words if kind == Kind.WORD else sorted(lists.stop_words)
    return [((word,), ()) for word in words]


CHANGES = "search_words:changes"


def in_words(row: ModelLogEntry) -> str:
    """Return what was done in words, with the entry before and after."""
    before, after = (row.data[name] and LexiconEntry(**row.data[name]) for name in ("before", "after"))
    if before and after:
        words = _("修改“%(before)s”") if before.shown == after.shown else _("修改“%(before)s”，改为“%(after)s”")
        return words % {"before": before.shown, "after": after.shown}
    entry = before or after
    if entry.is_off:
        words = _("停用随软件提供的“%(entry)s”") if after else _("恢复随软件提供的“%(entry)s”")
    elif row.entries > 1:
        words = _("添加“%(entry)s”等%(count)d条") if after else _("删除“%(entry)s”等%(count)d条")
    else:
        words = _("添加“%(entry)s”") if after else _("删除“%(entry)s”")
    return words % {"entry": entry.shown, "count": row.entries}


class UndoColumn(Column):
    cell_template_name = "search/admin/_undo_cell.html"

    def __init__(self, name, *, view: ChangesView, **kwargs):
        super().__init__(name, **kwargs)
        self.view = view

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"may_undo": self.view.may_undo(instance), "csrf_token": get_token(self.view.request)}


class ChangesView(BelowTheWords, ListView):
    right = choices.VIEW_WORDS
    model = ModelLogEntry
    page_title = gettext_lazy("搜索用词的修改记录")
    header_icon = "history"
    index_url_name = CHANGES
    template_name = "search/admin/list.html"
    filterset_class = HistoryFilterSet
    search_fields = ["label"]
    empty_message = gettext_lazy("还没有修改过。")

    @cached_property
    def columns(self):
        return [
            Column("label", label=gettext_lazy("修改"), accessor=in_words),
            LogEntryUserColumn("user", label=gettext_lazy("人员"), classname="search-minor"),
            DateColumn("timestamp", label=gettext_lazy("时间")),
            UndoColumn("undo", view=self, label=gettext_lazy("办理")),
        ]

    def get_base_queryset(self):
        return changes_at_once()

    def get_filterset_kwargs(self):
        return super().get_filterset_kwargs() | {"queryset": self.get_base_queryset()}

    @cached_property
    def now_there(self) -> dict[str, dict[str, Any]]:
        """Return the present values of entries by primary key, as text as in the log; one query."""
        return {str(entry.pk): entry.values for entry in LexiconEntry.objects.all()}

    def may_undo(self, row: ModelLogEntry) -> bool:
        """Whether the user may undo this change: the entry is still as the change left it."""
        is_last = self.now_there.get(row.object_id) == row.data["after"]
        return is_last and self.request.user.has_perm(choices.CHANGE_WORDS)


class UndoView(RightRequiredMixin, View):
    right = choices.CHANGE_WORDS
    http_method_names = ["post"]

    def post(self, request, change):
        try:
            number = services.undo(change=change, actor=request.user)
        except ValidationError as error:
            messages.error(request, _("没有撤销：%(why)s") % {"why": " ".join(error.messages)})
        else:
            messages.success(request, _("已撤销，%(count)d条词语立即恢复原样。") % {"count": number})
        return redirect(CHANGES)
