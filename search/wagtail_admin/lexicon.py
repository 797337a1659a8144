"""法规与用词 → 搜索用词: the union's own list, importing and exporting it; changes are proposals."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from search import services_lexicon as services
from search.lexicon_reading import HEADINGS, BadRows
from search.lexicon_rules import BadEntry, Kind, State
from search.models import LexiconEntry
from search.wagtail_admin import rights
from search.wagtail_admin.lexicon_forms import LexiconForm, LexiconImportForm
from search.wagtail_admin.lexicon_review import DecisionView, ShippedView, SwitchOffView
from unionsite.core.screens import NOTHING, RightRequiredMixin, TagsColumn
from unionsite.core.spreadsheets import csv_lines
from unionsite.core.viewsets import ListViewSet

NAME = "search_words"
TITLE = gettext_lazy("搜索用词")
_LOOKS = {State.PROPOSED: "warning", State.LEAVING: "warning", State.IN_FORCE: "primary"}


class NoteColumn(Column):
    """Why it was proposed, and what the second person answered."""

    cell_template_name = "search/admin/_note_cell.html"


class LexiconIndexView(IndexView):
    """What waits comes first; what is over stays at the end, with how it came to that."""

    template_name = "search/admin/list.html"
    add_item_label = gettext_lazy("提出新词")

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("proposed_by", "approved_by", "withdrawn_by")

    def order_queryset(self, queryset):
        if "ordering" in self.request.GET:
            return super().order_queryset(queryset)
        return queryset.most_urgent_first()

    @cached_property
    def columns(self):
        return [
            self._get_title_column("__str__"),
            Column(
                "kind",
                label=gettext_lazy("种类"),
                accessor="get_kind_display",
                sort_key="kind",
                classname="search-short search-minor",
            ),
            TagsColumn(
                "state",
                label=gettext_lazy("状态"),
                accessor=lambda entry: [(entry.state_label, _LOOKS.get(entry.state, ""))],
                sort_key="state",
            ),
            NoteColumn("note", label=gettext_lazy("说明")),
            Column("proposed_by", label=gettext_lazy("提出人"), classname="search-short search-minor"),
            Column(
                "approved_by",
                label=gettext_lazy("核定人"),
                accessor=lambda entry: entry.approved_by or (entry.reply and entry.withdrawn_by) or NOTHING,
                classname="search-short search-minor",
            ),
        ]

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if instance.may_change else None

    def get_list_more_buttons(self, instance):
        buttons = []
        if url := self.get_edit_url(instance):
            buttons.append(MenuItem(_("修改"), url=url, icon_name="edit", priority=10))
        if instance.may_end and (url := self.get_delete_url(instance)):
            buttons.append(MenuItem(_END_LABELS[end_of(instance)], url=url, icon_name="bin", priority=30))
        return buttons

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        if waiting := LexiconEntry.objects.waiting().count():
            label = _("待核定（%(count)d）") % {"count": waiting}
            buttons.append(HeaderButton(label, url=reverse(f"{NAME}:decide"), icon_name="tasks", priority=15))
        return buttons

    @cached_property
    def header_more_buttons(self):
        buttons = [
            Button(_("随软件提供的词"), url=reverse(f"{NAME}:shipped"), icon_name="list-ul", priority=10),
            Button(_("导出"), url=reverse(f"{NAME}:export"), icon_name="download", priority=30),
        ]
        if self.request.user.has_perm(rights.PROPOSE):
            buttons.append(Button(_("导入"), url=reverse(f"{NAME}:import"), icon_name="upload", priority=20))
        return buttons


# What ending an entry means, by `end_of`.
_END_LABELS = {
    "take_back": gettext_lazy("撤回建议"),
    "restore": gettext_lazy("恢复"),
    "end": gettext_lazy("停用"),
}


def end_of(entry: LexiconEntry) -> str:
    if entry.state == State.PROPOSED:
        return "take_back"
    return "restore" if entry.is_off else "end"


class OpenOnlyMixin:
    """Whoever comes to an entry that is over or is being decided on hears so, and gets back to the list."""

    may = ""

    def dispatch(self, request, *args, **kwargs):
        entry = self.get_object()
        if getattr(entry, self.may) or not request.user.has_perm(rights.VIEW_WORDS):
            return super().dispatch(request, *args, **kwargs)
        if entry.state == State.LEAVING:
            words = _("“%(entry)s”已有人建议停用，正等待核定。")
        elif entry.state == State.WITHDRAWN:
            words = _("“%(entry)s”已不在使用中。要再用，请另提一条。")
        else:
            words = _("“%(entry)s”不能修改，只能恢复。")
        messages.warning(request, words % {"entry": entry})
        return redirect(f"{NAME}:index")


class ProposesMixin:
    """What cannot be taken is said beside the field, and what was typed stays."""

    produced_error_message = None

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except BadEntry as error:
            for name, problems in error.problems.items():
                form.add_error(name, problems)
        except services.Refused as error:
            form.add_error(None, error)
        return self.form_invalid(form)

    def get_success_message(self, instance=None):
        return _("已提出建议，须由另一人核定后起作用。")


class LexiconCreateView(ProposesMixin, CreateView):
    """`?kind=&terms=` fill in the form."""

    template_name = "search/admin/add.html"
    submit_button_label = gettext_lazy("提出建议")
    submit_button_active_label = gettext_lazy("正在提出……")

    def get_initial(self):
        wanted = {name: self.request.GET.get(name, "")[:200].replace("\x00", "") for name in ("terms", "targets")}
        kind = self.request.GET.get("kind", "")
        return super().get_initial() | wanted | ({"kind": kind} if kind in Kind.values else {})

    def save_instance(self):
        return services.propose(entry=self.form.save(commit=False), actor=self.request.user)


class LexiconEditView(OpenOnlyMixin, ProposesMixin, EditView):
    """An entry that acts goes on acting as it is until the change is approved."""

    may = "may_change"
    template_name = "search/admin/change.html"

    @property
    def submit_button_label(self):
        return _("保存") if self.object.state == State.PROPOSED else _("建议改动")

    @cached_property
    def header_more_buttons(self):
        url = self.get_delete_url()
        label = _END_LABELS[end_of(self.object)]
        return [Button(label, url=url, icon_name="bin", priority=20)] if self.can_delete and url else []

    def save_instance(self):
        changed = self.form.save(commit=False)
        if changed.state == State.PROPOSED:
            return services.propose(entry=changed, actor=self.request.user)
        values = {name: self.form.cleaned_data[name] for name in self.form.Meta.fields}
        return services.propose(
            entry=LexiconEntry(**values),
            actor=self.request.user,
            replaces=LexiconEntry.objects.get(pk=changed.pk),
        )

    def get_last_updated_info(self):
        # The audit log has it.
        return None


class LexiconDeleteView(OpenOnlyMixin, DeleteView):
    may = "may_end"
    template_name = "search/admin/end.html"

    @property
    def page_title(self):
        return _END_LABELS[end_of(self.object)]

    @property
    def button_label(self):
        return {"take_back": _("撤回"), "restore": _("建议恢复"), "end": _("建议停用")}[end_of(self.object)]

    @property
    def confirmation_message(self):
        return {
            "take_back": _("撤回以后，这条建议不再等待核定。以后可以重新提出。"),
            "restore": _("建议重新使用随软件提供的这一条。须由另一人核定，核定之前仍停用。"),
            "end": _("建议停用这一条。须由另一人核定，核定之前仍起作用。"),
        }[end_of(self.object)]

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except services.Refused as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect(f"{NAME}:index")

    def delete_action(self):
        self.said = _("已撤回。") if self.object.state == State.PROPOSED else _("已提出建议，须由另一人核定。")
        services.propose_withdrawal(entry=self.object, actor=self.request.user)

    def get_success_message(self, instance=None):
        return self.said


class LexiconImportView(RightRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """Whole or not at all: bad rows are named beside the field, and what was pasted stays."""

    right = rights.PROPOSE
    form_class = LexiconImportForm
    template_name = "search/admin/import.html"
    page_title = gettext_lazy("导入搜索用词")
    header_icon = "upload"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{NAME}:index"), "label": TITLE},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form):
        try:
            added, known = services.import_entries(rows=form.rows, actor=self.request.user)
        except BadRows as error:
            form.add_error("file" if form.cleaned_data.get("file") else "text", error)
            return self.form_invalid(form)
        if not added:
            messages.warning(self.request, _("没有新的：这些词都已在词表里。"))
            return redirect(f"{NAME}:index")
        words = _("已提出%(added)d条建议，须由另一人核定后起作用。")
        if known:
            words = _("已提出%(added)d条建议，须由另一人核定后起作用。另有%(known)d条已在词表里，没有重复提出。")
        messages.success(self.request, words % {"added": added, "known": known})
        return redirect(f"{NAME}:index")


class LexiconExportView(RightRequiredMixin, View):
    """The union's own entries that act, as CSV in the columns that the import reads."""

    right = rights.VIEW_WORDS

    def get(self, request):
        rows = (
            (str(entry.get_kind_display()), entry.terms, entry.targets, entry.note)
            for entry in LexiconEntry.objects.acting().filter(is_off=False).iterator(chunk_size=1000)
        )
        response = StreamingHttpResponse(csv_lines(HEADINGS, rows), content_type="text/csv; charset=utf-8")
        name = f"搜索用词-{timezone.localdate():%Y%m%d}.csv"
        response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        response.headers["Cache-Control"] = "private, no-store"
        return response


class LexiconViewSet(ListViewSet):
    model = LexiconEntry
    icon = "search"
    menu_label = TITLE
    menu_name = NAME
    menu_order = 640
    url_prefix = "search-words"
    add_to_settings_menu = True
    list_per_page = 50
    list_filter = ["kind", "state", "is_off"]
    search_fields = ["terms", "targets", "note"]
    search_backend_name = None
    index_view_class = LexiconIndexView
    add_view_class = LexiconCreateView
    edit_view_class = LexiconEditView
    delete_view_class = LexiconDeleteView
    ordering = ["kind", "terms"]

    def get_form_class(self, for_update=False):
        return LexiconForm

    def own_urlpatterns(self):
        return [
            path("decide/", DecisionView.as_view(), name="decide"),
            path("import/", LexiconImportView.as_view(), name="import"),
            path("export/", LexiconExportView.as_view(), name="export"),
            path("shipped/", ShippedView.as_view(), name="shipped"),
            path("shipped/off/", SwitchOffView.as_view(), name="switch_off"),
        ]


words = LexiconViewSet(NAME)
