"""The report 搜索词: what readers look for, what they do not find, what rises and falls."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import django_filters
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.contrib.search_promotions.views.settings import CreateView

from search.models import SearchTerm
from search.term_queries import TermRow, View, terms_report
from search.wagtail_admin import rights
from unionsite.core.spreadsheets import Cell, table_response
from unionsite.publishing.wagtail_admin.platforms.menu import RightMenuItem
from unionsite.publishing.wagtail_admin.platforms.screens import ListView

INDEX = "search_terms:index"
TITLE = gettext_lazy("搜索词")
DAYS = 30
PERIODS = [
    ("7", gettext_lazy("近7天")),
    ("30", gettext_lazy("近30天")),
    ("90", gettext_lazy("近90天")),
    ("365", gettext_lazy("近一年")),
]


class TermFilterSet(WagtailFilterSet):
    """Only the form: the report is one query of its own."""

    view = django_filters.ChoiceFilter(
        label=gettext_lazy("看什么"), choices=View.choices, empty_label=None, widget=forms.RadioSelect
    )
    days = django_filters.ChoiceFilter(
        label=gettext_lazy("时段"), choices=PERIODS, empty_label=None, widget=forms.RadioSelect
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("语言"),
        choices=settings.LANGUAGES,
        empty_label=gettext_lazy("全部"),
        widget=forms.RadioSelect,
    )


class ActionsColumn(Column):
    """What can be done about a word, for those who may."""

    cell_template_name = "search/admin/_term_actions.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        actions = []
        if user.has_perm(rights.PROPOSE):
            parameters = urlencode({"kind": "synonym", "terms": instance.term})
            actions.append((_("加同义词"), f"{reverse('search_words:add')}?{parameters}"))
        if user.has_perm(rights.PROMOTE):
            actions.append((_("置顶一页"), f"{reverse('search_terms:promote')}?{urlencode({'q': instance.term})}"))
        return context | {"actions": actions, "term": instance.term}


class TermsView(ListView):
    """`?view=&days=&language=&q=`."""

    right = rights.VIEW_TERMS
    model = SearchTerm
    page_title = TITLE
    header_icon = "search"
    index_url_name = INDEX
    index_results_url_name = "search_terms:results"
    filterset_class = TermFilterSet
    search_fields = ["term"]
    is_searchable = True
    empty_message = gettext_lazy("这一时段还没有人用搜索。")
    columns = [
        Column("term", label=TITLE),
        Column("times", label=gettext_lazy("次数")),
        Column("before", label=gettext_lazy("上一时段")),
        Column("change", label=gettext_lazy("增减"), accessor=lambda row: f"{row.change:+d}" if row.change else "0"),
        Column("missed", label=gettext_lazy("其中无结果")),
        Column("found", label=gettext_lazy("最近一次的结果数")),
        Column("last", label=gettext_lazy("最近一次"), accessor=lambda row: f"{row.last:%Y-%m-%d}"),
        ActionsColumn("actions", label=gettext_lazy("办理")),
    ]

    def get_filterset_kwargs(self):
        return super().get_filterset_kwargs() | {"queryset": SearchTerm.objects.none()}

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    def get_queryset(self) -> list[TermRow]:
        if not self.filters.is_valid():
            return []
        wanted = self.filters.form.cleaned_data
        return terms_report(
            view=wanted["view"] or View.ASKED,
            days=int(wanted["days"] or DAYS),
            language=wanted["language"],
            today=self.today,
            text=self.search_query,
        )

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(_("导出Excel"), url=self.file_address("xlsx"), icon_name="download", priority=10),
            HeaderButton(_("导出CSV"), url=self.file_address("csv"), icon_name="download", priority=20),
        ]

    def file_address(self, kind: str) -> str:
        parameters = self.request.GET.copy()
        for other in (self.page_kwarg, "_w_filter_fragment"):
            parameters.pop(other, None)
        parameters["format"] = kind
        return f"{reverse('search_terms:export')}?{parameters.urlencode()}"


# Heading and width of each value of `row_of`.
COLUMNS = [
    (TITLE, 30),
    (gettext_lazy("语言"), 12),
    (gettext_lazy("次数"), 10),
    (gettext_lazy("上一时段"), 10),
    (gettext_lazy("增减"), 10),
    (gettext_lazy("其中无结果"), 12),
    (gettext_lazy("最近一次的结果数"), 18),
    (gettext_lazy("最近一次"), 14),
]


def row_of(row: TermRow) -> list[Cell]:
    language = str(dict(settings.LANGUAGES).get(row.language, row.language))
    return [row.term, language, row.times, row.before, row.change, row.missed, row.found, f"{row.last:%Y-%m-%d}"]


class TermsExportView(TermsView):
    """The rows of the list with its filters, `?format=csv|xlsx`; nothing typed becomes a formula (T82)."""

    http_method_names = ["get"]

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if not self.filters.is_valid():
            return redirect(f"{reverse(INDEX)}?{request.GET.urlencode()}")
        headings, widths = zip(*COLUMNS, strict=True)
        rows = map(row_of, self.get_queryset())
        kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
        return table_response(str(TITLE), headings, widths, rows, kind=kind, name=f"search-terms-{self.today:%Y%m%d}")


class PromoteView(CreateView):
    """Wagtail's form of a promoted result with the word of `?q=` filled in; it is sent to Wagtail's own address."""

    def get_initial(self):
        return super().get_initial() | {"query_string": self.request.GET.get("q", "")[:255].replace("\x00", "")}


def report_menu_item() -> RightMenuItem:
    return RightMenuItem(TITLE, reverse(INDEX), rights.VIEW_TERMS, name="search-words", icon_name="search", order=330)


def drop_empty_report(request, items) -> None:
    """Wagtail's report of search terms counts what nobody writes here."""
    items[:] = [item for item in items if item.name != "search-terms"]


app_name = "search_terms"
urlpatterns = [
    path("", TermsView.as_view(), name="index"),
    path("results/", TermsView.as_view(results_only=True), name="results"),
    path("export/", TermsExportView.as_view(), name="export"),
    path("promote/", PromoteView.as_view(), name="promote"),
]
