"""法规与用词 → 搜索用词: the union's own list of synonyms, words and stop words; each change takes effect at once."""

from django.core.exceptions import ValidationError
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.widgets.button import Button

from search import choices
from search.words import services
from search.words.forms import LexiconForm
from search.words.models import LexiconEntry
from search.words.rules import Kind
from search.words.screens.below_list import ChangesView, LexiconExportView, LexiconImportView, ShippedView, UndoView
from unionsite.core.columns import Column
from unionsite.core.screens import ListViewSet

NAME = "search_words"


class LexiconIndexView(IndexView):
    template_name = "search/admin/list.html"
    add_item_label = gettext_lazy("添加用词")

    @cached_property
    def header_more_buttons(self):
        buttons = [
            Button(_("修改记录"), url=reverse(f"{NAME}:changes"), icon_name="history", priority=10),
            Button(_("随软件提供的词"), url=reverse(f"{NAME}:shipped"), icon_name="list-ul", priority=20),
            Button(_("导出"), url=reverse(f"{NAME}:export"), icon_name="download", priority=40),
        ]
        if self.request.user.has_perm(choices.ADD_WORDS):
            buttons.append(Button(_("导入"), url=reverse(f"{NAME}:import"), icon_name="upload", priority=30))
        return buttons


class SavesMixin:
    """Shows a refusal by the service beside the field, and keeps what was typed."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)

    def save_instance(self):
        return services.save_entry(entry=self.form.save(commit=False), actor=self.request.user)


class LexiconCreateView(SavesMixin, CreateView):
    """Adds an entry; `?kind=&terms=&targets=` fill in the form."""

    def get_initial(self):
        return super().get_initial() | self.wanted

    @property
    def wanted(self) -> dict[str, str]:
        wanted = {name: self.request.GET.get(name, "")[:700] for name in ("terms", "targets")}
        kind = self.request.GET.get("kind", "")
        return wanted | ({"kind": kind} if kind in Kind.values else {})


class SwitchOffView(LexiconCreateView):
    """Switches off the shipped entry that `?kind=&terms=&targets=` name."""

    page_title = gettext_lazy("停用随软件提供的一条")
    page_subtitle = gettext_lazy("停用随软件提供的一条")
    submit_button_label = gettext_lazy("停用")

    def get_initial_form_instance(self):
        return LexiconEntry(is_off=True, **self.wanted)

    def get_add_url(self):
        return self.request.get_full_path()

    def get_breadcrumbs_items(self):
        shipped = {"url": reverse(f"{NAME}:shipped"), "label": ShippedView.page_title}
        *above, _here = super().get_breadcrumbs_items()
        return [*above, shipped, {"url": "", "label": self.page_title}]


class LexiconEditView(SavesMixin, EditView):
    """Edits an entry; for a shipped entry that is off only the note."""


class LexiconDeleteView(DeleteView):
    """Deletes an entry; if it switched off a shipped one, that one takes effect again."""

    success_message = gettext_lazy("“%(object)s”已删除。要恢复，请到“修改记录”撤销。")

    @property
    def confirmation_message(self):
        if self.object.is_off:
            return _("删除以后，随软件提供的这一条重新起作用。")
        return _("删除以后立即不起作用。可以在“修改记录”里撤销。")

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.render_to_response(self.get_context_data())

    def delete_action(self):
        services.delete_entry(entry=self.object, actor=self.request.user)


class LexiconViewSet(ListViewSet):
    model = LexiconEntry
    icon = "search"
    menu_name = NAME
    menu_order = 640
    url_prefix = "search-words"
    add_to_settings_menu = True
    list_per_page = 50
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
    delete_view_class = LexiconDeleteView

    def get_form_class(self, for_update=False):
        return LexiconForm

    def own_urlpatterns(self):
        return [
            *ChangesView.paths("changes/"),
            path("changes/<uuid:change>/undo/", UndoView.as_view(), name="undo"),
            path("import/", LexiconImportView.as_view(), name="import"),
            path("export/", LexiconExportView.as_view(), name="export"),
            path("shipped/", ShippedView.as_view(), name="shipped"),
            path("shipped/off/", self.switch_off_view, name="switch_off"),
        ]

    @property
    def switch_off_view(self):
        return self.construct_view(SwitchOffView, **self.get_add_view_kwargs())


words = LexiconViewSet(NAME)
