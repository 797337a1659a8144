"""搜索用词 → 修改记录: who changed what, and taking it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.history import HistoryFilterSet, LogEntryUserColumn
from wagtail.models import ModelLogEntry

from search import rights
from search.words import services
from search.words.history import changes_at_once
from search.words.models import LexiconEntry
from search.words.screens.files import BelowTheWords
from unionsite.core.screens import ListView, RightRequiredMixin

CHANGES = "search_words:changes"


def in_words(row: ModelLogEntry) -> str:
    """What was done, with the words before and after."""
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
    right = rights.VIEW_WORDS
    model = ModelLogEntry
    page_title = gettext_lazy("搜索用词的修改记录")
    header_icon = "history"
    index_url_name = CHANGES
    index_results_url_name = "search_words:changes_results"
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
        """What stands there now, by the numbers that the log has; one query."""
        return {str(entry.pk): entry.values for entry in LexiconEntry.objects.all()}

    def may_undo(self, row: ModelLogEntry) -> bool:
        """Whether it is as this change left it."""
        is_last = self.now_there.get(row.object_id) == row.data["after"]
        return is_last and self.request.user.has_perm(rights.CHANGE_WORDS)


class UndoView(RightRequiredMixin, View):
    right = rights.CHANGE_WORDS
    http_method_names = ["post"]

    def post(self, request, change):
        try:
            number = services.undo(change=change, actor=request.user)
        except ValidationError as error:
            messages.error(request, _("没有撤销：%(why)s") % {"why": " ".join(error.messages)})
        else:
            messages.success(request, _("已撤销，%(count)d条词语立即恢复原样。") % {"count": number})
        return redirect(CHANGES)
