"""用词 → 搜索用词: one snippet with its history, the shipped lists, import and export; each change acts at once."""

from itertools import islice
from urllib.parse import urlencode

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from search import choices
from search.analysis import lexicon
from search.words import rules, services
from search.words.models import LexiconEntry
from search.words.rules import HEADINGS, EntryKind
from unionsite.core.columns import Column
from unionsite.core.filters import RadioFilter
from unionsite.core.screens import FormScreen, ListView, RightRequiredMixin
from unionsite.core.spreadsheets import csv_response
from unionsite.core.tables import Unreadable
from unionsite.core.tables.forms import WordListForm

NAME = "search_words"
ABOVE = [(reverse_lazy(f"{NAME}:list"), gettext_lazy("搜索用词"))]


class ActionsColumn(Column):
    """Links; `accessor` gives (label, address, whether it was done already) of each."""

    cell_template_name = "search/admin/_actions.html"


class LexiconIndexView(IndexView):
    add_item_label = gettext_lazy("添加用词")

    @cached_property
    def header_more_buttons(self):
        kind = ContentType.objects.get_for_model(LexiconEntry)
        changes = f"{reverse('wagtailadmin_reports:site_history')}?object_type={kind.pk}"
        buttons = [
            Button(_("修改记录"), url=changes, icon_name="history", priority=10),
            Button(_("随软件提供的词"), url=reverse(f"{NAME}:shipped"), icon_name="list-ul", priority=20),
            Button(_("导出"), url=reverse(f"{NAME}:export"), icon_name="download", priority=40),
        ]
        if self.request.user.has_perm(choices.ADD_WORDS):
            buttons.append(Button(_("导入"), url=reverse(f"{NAME}:import"), icon_name="upload", priority=30))
        return buttons


class AtOnce:
    """What is saved acts at once: nothing is saved while somebody still types, nor by two people at the same moment."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            services.one_at_a_time()
            return super().post(request, *args, **kwargs)


class LexiconCreateView(AtOnce, CreateView):
    """Adds an entry; `?kind=&terms=&targets=&is_off=` fill in the form."""

    def get_initial(self):
        return super().get_initial() | {name: value[:700] for name, value in self.request.GET.items()}


class LexiconEditView(AtOnce, EditView):
    """Edits an entry, also back to an earlier version."""


class LexiconImportForm(WordListForm):
    HEADINGS = HEADINGS
    FILE_HELP = gettext_lazy("CSV或Excel（.xlsx）文件，列名为：种类、词语、指向、说明。可先导出一份作样子。")
    TEXT_HELP = gettext_lazy("每行一条，几项之间用制表符或逗号隔开，可以从表格里直接复制；同义词之间用顿号隔开。")
    EXAMPLE = "同义词,炒鱿鱼、被炒,解除劳动合同、辞退"

    def read(self, rows):
        found = list(islice(rows, rules.MOST_ROWS + 1))
        if len(found) > rules.MOST_ROWS:
            raise Unreadable(_("一次最多导入%(rows)d行，没有导入。请分几次。") % {"rows": rules.MOST_ROWS})
        if not found:
            raise Unreadable(_("没有内容，没有导入。"))
        return found


class LexiconImportView(FormScreen):
    """Imports the whole list or nothing: bad rows are named beside the field, and what was pasted stays."""

    right = choices.ADD_WORDS
    form_class = LexiconImportForm
    page_title = gettext_lazy("导入搜索用词")
    header_icon = "upload"
    submit_button_label = gettext_lazy("导入")
    above = ABOVE

    def carry_out(self, form):
        self.refused_field = form.source
        added, known = services.import_entries(rows=form.rows, actor=self.request.user)
        words = _("已导入%(added)d条，立即起作用。") if added else _("没有新的：这些词都已在词表里。")
        if added and known:
            words = _("已导入%(added)d条，立即起作用。另有%(known)d条已在词表里，没有重复导入。")
        self.done = words % {"added": added, "known": known}


class LexiconExportView(RightRequiredMixin, View):
    """The union's own entries, as CSV in the columns that the import reads."""

    right = choices.VIEW_WORDS

    def get(self, request):
        entries = LexiconEntry.objects.filter(is_off=False)
        rows = ((str(entry.get_kind_display()), entry.terms, entry.targets, entry.note) for entry in entries)
        return csv_response(f"搜索用词-{timezone.localdate():%Y%m%d}.csv", HEADINGS, rows)


class KindFilterSet(WagtailFilterSet):
    """Only the form of the filter: what is shipped stands in no table."""

    kind = RadioFilter(gettext_lazy("种类"), EntryKind.choices)


class ShippedView(ListView):
    """The shipped entries, each with a link to switch it off or on: `?kind=&q=`."""

    right = choices.VIEW_WORDS
    model = LexiconEntry
    page_title = gettext_lazy("随软件提供的词")
    header_icon = "list-ul"
    index_url_name = f"{NAME}:shipped"
    template_name = "search/admin/list.html"
    filterset_class = KindFilterSet
    search_fields = ["terms"]
    empty_message = gettext_lazy("没有这样的词。")
    above = ABOVE

    @cached_property
    def columns(self):
        return [
            Column("shown", label=gettext_lazy("词语")),
            Column("get_kind_display", label=gettext_lazy("种类")),
            ActionsColumn("actions", label=gettext_lazy("办理"), accessor=self.actions_of),
        ]

    def get_queryset(self) -> list[LexiconEntry]:
        if not self.filters.is_valid():
            return []
        kind, text = self.filters.form.cleaned_data["kind"], self.search_query
        found = []
        for of, read in rules.entries_of(lexicon.shipped()):
            if kind in ("", of) and any(text in term for term in (*read.terms, *read.targets)):
                found.append(LexiconEntry(kind=of))
                found[-1].take(read)
        return found

    @cached_property
    def off(self) -> dict[str, int]:
        """Return the primary keys of entries that switch off, by the entry that they switch off; one query."""
        return dict(LexiconEntry.objects.filter(is_off=True).values_list("folded", "pk"))

    def actions_of(self, entry: LexiconEntry) -> list[tuple[str, str, bool]]:
        user = self.request.user
        if number := self.off.get(entry.folded):
            address = reverse(f"{NAME}:delete", args=[number])
            return [(_("恢复"), address, False)] if user.has_perm(choices.DELETE_WORDS) else []
        named = {"kind": entry.kind, "terms": entry.terms, "targets": entry.targets, "is_off": "on"}
        address = f"{reverse(f'{NAME}:add')}?{urlencode(named)}"
        return [(_("停用"), address, False)] if user.has_perm(choices.ADD_WORDS) else []


class LexiconViewSet(SnippetViewSet):
    model = LexiconEntry
    icon = "search"
    menu_name = NAME
    menu_order = 640
    url_namespace = NAME
    url_prefix = "search-words"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_per_page = 50
    index_template_name = "search/admin/list.html"
    list_display = [
        "__str__",
        Column(
            "kind", label=gettext_lazy("种类"), accessor="get_kind_display", sort_key="kind", classname="search-minor"
        ),
        "note",
        UpdatedAtColumn(classname="search-minor"),
    ]
    list_filter = ["kind", "is_off"]
    search_fields = ["terms", "targets", "note"]
    search_backend_name = None
    index_view_class = LexiconIndexView
    add_view_class = LexiconCreateView
    edit_view_class = LexiconEditView
    panels = [
        FieldPanel("kind", widget=forms.RadioSelect),
        FieldPanel("terms", widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})),
        FieldPanel("targets", widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})),
        FieldPanel("note"),
        FieldPanel("is_off"),
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            *ShippedView.paths("shipped/"),
            path("import/", LexiconImportView.as_view(), name="import"),
            path("export/", LexiconExportView.as_view(), name="export"),
        ]
