"""用词 → 检查用词表: the word list, its import and export, and the settings of the text checks."""

from django import forms
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import UpdateView, View
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.widgets.button import HeaderButton

from unionsite.core.columns import Column, FactColumn
from unionsite.core.screens import FormScreen, ListViewSet, RightRequiredMixin, Screen
from unionsite.core.spreadsheets import csv_response
from unionsite.core.tables.forms import WordListForm
from unionsite.publishing.textchecks import services
from unionsite.publishing.textchecks.choices import RULES, Level, WordKind
from unionsite.publishing.textchecks.models import TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.word_table import HEADINGS, read_words

NAME = "text_words"
TITLE = gettext_lazy("检查用词表")
WRITE = ["publishing.add_wordentry", "publishing.change_wordentry"]
SETTINGS = "publishing.change_textchecksettings"


LEVEL = "level_"


class WordForm(WagtailAdminModelForm):
    class Meta:
        model = WordEntry
        fields = ["kind", "word", "replacement", "level", "note"]
        widgets = {"kind": forms.RadioSelect}


class WordImportForm(WordListForm):
    HEADINGS = HEADINGS
    FILE_HELP = gettext_lazy("CSV或Excel（.xlsx）文件，列名为：词语、种类、改为、处理、说明。可先导出一份作样子。")
    TEXT_HELP = gettext_lazy("每行一个词；几项之间用逗号或制表符隔开，可以从表格里直接复制。")
    EXAMPLE = "登陆,易错词,登录"

    kind = forms.ChoiceField(
        label=gettext_lazy("没有写明种类的按"), choices=WordKind.choices, initial=WordKind.SENSITIVE
    )

    def read(self, rows):
        return read_words(rows, self.cleaned_data["kind"])


class TextCheckSettingsForm(WagtailAdminModelForm):
    """The settings, with a choice of level for each rule; a choice equal to the rule's own level is not stored."""

    class Meta:
        model = TextCheckSettings
        fields = ["title_length", "paragraph_length"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for rule in RULES.values():
            self.fields[f"{LEVEL}{rule.id}"] = forms.ChoiceField(
                label=rule.label,
                choices=Level.choices,
                initial=self.instance.levels.get(rule.id, rule.level),
                help_text=_("原定：%(level)s") % {"level": rule.level.label},
            )

    def clean(self):
        data = super().clean()
        self.instance.levels = {
            rule.id: data[f"{LEVEL}{rule.id}"]
            for rule in RULES.values()
            if data.get(f"{LEVEL}{rule.id}") not in (None, str(rule.level))
        }
        return data


class WordIndexView(IndexView):
    @cached_property
    def columns(self):
        return [
            self._get_title_column("word"),
            Column("kind", label=gettext_lazy("种类"), accessor="get_kind_display", sort_key="kind"),
            FactColumn("replacement", gettext_lazy("改为")),
            FactColumn("level", gettext_lazy("处理"), "get_level_display"),
            FactColumn("note", gettext_lazy("说明")),
        ]

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        user = self.request.user
        if user.has_perms(WRITE):
            url = reverse(f"{NAME}:import")
            buttons.append(HeaderButton(_("导入"), url=url, icon_name="upload", priority=20))
        buttons.append(HeaderButton(_("导出"), url=reverse(f"{NAME}:export"), icon_name="download", priority=30))
        if user.has_perm(SETTINGS):
            url = reverse(f"{NAME}:settings")
            buttons.append(HeaderButton(_("检查设置"), url=url, icon_name="cog", priority=40))
        return buttons


class WordCreateView(CreateView):
    def save_instance(self):
        return services.save_word(entry=self.form.save(commit=False), actor=self.request.user)


class WordEditView(EditView):
    def save_instance(self):
        return services.save_word(entry=self.form.save(commit=False), actor=self.request.user)

    def get_last_updated_info(self):
        # The audit log holds the changes.
        return None


class WordDeleteView(DeleteView):
    def delete_action(self):
        services.delete_word(entry=self.object, actor=self.request.user)


class BelowTheList(RightRequiredMixin, Screen):
    above = [(reverse_lazy(f"{NAME}:index"), TITLE)]


class WordImportView(BelowTheList, FormScreen):
    """Imports a list as a whole or not at all; names bad lines beside the field, and keeps what was pasted."""

    right = WRITE
    form_class = WordImportForm
    template_name = "publishing/textchecks/import.html"
    page_title = gettext_lazy("导入用词")
    header_icon = "upload"

    def form_valid(self, form):
        self.refused_field = form.source
        added, changed = services.import_words(rows=form.rows, actor=self.request.user)
        messages.success(
            self.request, _("已导入：新增%(added)d条，改动%(changed)d条。") % {"added": added, "changed": changed}
        )
        return redirect(f"{NAME}:index")


class WordExportView(RightRequiredMixin, View):
    """Exports the whole list as CSV, in the columns that the import reads."""

    def may_enter(self, user):
        return words.permission_policy.user_has_any_permission(user, ["add", "change", "delete", "view"])

    def get(self, request):
        labels = dict(Level.choices)
        rows = (
            (word.word, str(word.get_kind_display()), word.replacement, str(labels.get(word.level, "")), word.note)
            for word in WordEntry.objects.all()
        )
        return csv_response(f"检查用词表-{timezone.localdate():%Y%m%d}.csv", HEADINGS, rows)


class TextCheckSettingsView(BelowTheList, UpdateView):
    right = SETTINGS
    form_class = TextCheckSettingsForm
    template_name = "publishing/textchecks/settings.html"
    page_title = gettext_lazy("文字检查设置")
    header_icon = "cog"

    def get_object(self, queryset=None):
        return TextCheckSettings.current()

    def form_valid(self, form):
        services.save_settings(settings=form.instance, changed=form.changed_data, actor=self.request.user)
        messages.success(self.request, _("已保存，从下一次检查起按新的设置处理。"))
        return redirect(f"{NAME}:settings")


class WordViewSet(ListViewSet):
    model = WordEntry
    icon = "glasses"
    menu_label = TITLE
    menu_name = NAME
    menu_order = 630
    add_to_settings_menu = True
    list_per_page = 50
    list_filter = ["kind", "level"]
    search_fields = ["word", "replacement", "note"]
    search_backend_name = None
    index_view_class = WordIndexView
    add_view_class = WordCreateView
    edit_view_class = WordEditView
    delete_view_class = WordDeleteView
    ordering = ["kind", "word"]

    def get_form_class(self, for_update=False):
        return WordForm

    def own_urlpatterns(self):
        return [
            path("import/", WordImportView.as_view(), name="import"),
            path("export/", WordExportView.as_view(), name="export"),
            path("settings/", TextCheckSettingsView.as_view(), name="settings"),
        ]


words = WordViewSet(NAME)
