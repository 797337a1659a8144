"""Forms of the word list and of the settings of the text checks."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from unionsite.core.tables import Unreadable, read_table, read_text
from unionsite.publishing.textchecks.choices import RULES, Level, WordKind
from unionsite.publishing.textchecks.models import TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.reading import HEADINGS, LIMITS, read_words

LEVEL = "level_"


class WordForm(WagtailAdminModelForm):
    class Meta:
        model = WordEntry
        fields = ["kind", "word", "replacement", "level", "note"]
        widgets = {"kind": forms.RadioSelect}


class WordImportForm(forms.Form):
    """Imports words from a file or from pasted lines; `rows` are the entries of a valid form. Names every bad line."""

    file = forms.FileField(
        label=gettext_lazy("词表文件"),
        required=False,
        help_text=gettext_lazy("CSV或Excel（.xlsx）文件，列名为：词语、种类、改为、处理、说明。可先导出一份作样子。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=gettext_lazy("或粘贴在这里"),
        required=False,
        max_length=LIMITS.file_bytes // 2,
        strip=False,
        help_text=gettext_lazy("每行一个词；几项之间用逗号或制表符隔开，可以从表格里直接复制。"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "placeholder": "登陆,易错词,登录"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("没有写明种类的按"), choices=WordKind.choices, initial=WordKind.SENSITIVE
    )

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        file, text = data.get("file"), data.get("text") or ""
        if bool(file) == bool(text.strip()):
            raise ValidationError(_("文件和粘贴的内容请只用一种。") if file else _("请选择文件，或粘贴词语。"))
        name = "file" if file else "text"
        try:
            rows = read_table(file, headings=HEADINGS, limits=LIMITS) if file else read_text(text, HEADINGS, LIMITS)
            self.rows = read_words(rows, data["kind"])
        except Unreadable as error:
            self.add_error(name, error)
        return data


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
