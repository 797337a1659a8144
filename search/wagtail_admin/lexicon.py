"""设置 → 搜索用词: the union's own list, importing and exporting it; changes are proposals."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
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
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from search import services_lexicon as services
from search.lexicon_reading import HEADINGS, BadRows
from search.lexicon_rules import BadEntry, Kind, State
from search.models import LexiconEntry
from search.wagtail_admin import rights
from search.wagtail_admin.lexicon_forms import LexiconForm, LexiconImportForm
from search.wagtail_admin.lexicon_review import DecisionView, ShippedView, SwitchOffView
from unionsite.core.spreadsheets import csv_lines
from unionsite.publishing.wagtail_admin.platforms.rights import RightRequiredMixin
from unionsite.publishing.wagtail_admin.platforms.screens import NOTHING, TagsColumn

NAME = "search_words"
TITLE = gettext_lazy("搜索用词")
# Screens of Wagtail that would be empty: the audit log is the history, and nothing refers to a word.
LEFT_OUT = {"history", "history_results", "usage"}
_LOOKS = {State.PROPOSED: "warning", State.LEAVING: "warning", State.IN_FORCE: "primary"}


class LexiconIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("proposed_by", "approved_by")

    @cached_property
    def columns(self):
        return [
            self._get_title_column("__str__"),
            Column("kind", label=gettext_lazy("种类"), accessor="get_kind_display", sort_key="kind"),
            TagsColumn(
                "state",
                label=gettext_lazy("状态"),
                accessor=lambda entry: [(entry.get_state_display(), _LOOKS.get(entry.state, ""))],
                sort_key="state",
            ),
            Column("note", label=gettext_lazy("说明"), accessor=lambda entry: entry.note or NOTHING),
            Column("proposed_by", label=gettext_lazy("提出人")),
            Column("approved_by", label=gettext_lazy("核定人"), accessor=lambda entry: entry.approved_by or NOTHING),
        ]

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        user = self.request.user
        waiting = LexiconEntry.objects.waiting().count()
        if waiting:
            label = _("待核定（%(count)d）") % {"count": waiting}
            buttons.append(HeaderButton(label, url=reverse(f"{NAME}:decide"), icon_name="tasks", priority=15))
        if user.has_perm(rights.PROPOSE):
            buttons.append(HeaderButton(_("导入"), url=reverse(f"{NAME}:import"), icon_name="upload", priority=20))
        buttons += [
            HeaderButton(_("导出"), url=reverse(f"{NAME}:export"), icon_name="download", priority=30),
            HeaderButton(_("随软件提供的词"), url=reverse(f"{NAME}:shipped"), icon_name="list-ul", priority=40),
        ]
        return buttons


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

    def get_initial(self):
        wanted = {name: self.request.GET.get(name, "")[:200].replace("\x00", "") for name in ("terms", "targets")}
        kind = self.request.GET.get("kind", "")
        return super().get_initial() | wanted | ({"kind": kind} if kind in Kind.values else {})

    def save_instance(self):
        return services.propose(entry=self.form.save(commit=False), actor=self.request.user)


class LexiconEditView(ProposesMixin, EditView):
    """An entry that acts goes on acting as it is until the change is approved."""

    def get_object(self, queryset=None):
        entry = super().get_object(queryset)
        if entry.is_off or entry.state not in (State.PROPOSED, State.IN_FORCE):
            raise PermissionDenied
        return entry

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


class LexiconDeleteView(DeleteView):
    page_title = gettext_lazy("停用")

    def get_object(self, queryset=None):
        entry = super().get_object(queryset)
        if entry.state not in (State.PROPOSED, State.IN_FORCE):
            raise PermissionDenied
        return entry

    @property
    def confirmation_message(self):
        if self.object.state == State.PROPOSED:
            return _("撤回这条建议？")
        return _("建议停用这一条？须由另一人核定，核定之前仍起作用。")

    def delete_action(self):
        services.propose_withdrawal(entry=self.object, actor=self.request.user)

    def get_success_message(self, instance=None):
        return _("已办理。正在使用的条目须由另一人核定后停用。")


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
        messages.success(
            self.request,
            _("已提出%(added)d条建议，另有%(known)d条已在词表里。须由另一人核定后起作用。")
            % {"added": added, "known": known},
        )
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


class LexiconViewSet(ModelViewSet):
    model = LexiconEntry
    icon = "search"
    menu_label = TITLE
    menu_name = NAME
    menu_order = 640
    url_prefix = "search-words"
    add_to_settings_menu = True
    copy_view_enabled = False
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

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"history_url_name": None, "usage_url_name": None, **kwargs})

    def get_urlpatterns(self):
        ours = [
            path("decide/", DecisionView.as_view(), name="decide"),
            path("import/", LexiconImportView.as_view(), name="import"),
            path("export/", LexiconExportView.as_view(), name="export"),
            path("shipped/", ShippedView.as_view(), name="shipped"),
            path("shipped/off/", SwitchOffView.as_view(), name="switch_off"),
        ]
        return ours + [pattern for pattern in super().get_urlpatterns() if pattern.name not in LEFT_OUT]


words = LexiconViewSet(NAME)
