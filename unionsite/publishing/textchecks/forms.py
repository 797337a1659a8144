"""Forms of the word list and of the settings of the text checks."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from unionsite.core.tables.forms import WordListForm
from unionsite.publishing.textchecks.choices import RULES, Level, WordKind
from unionsite.publishing.textchecks.models import TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.word_table import HEADINGS, read_words

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
