"""Forms of the editors' words."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from search.words.models import LexiconEntry
from search.words.rules import FILE_BYTES, HEADINGS, BadRows, Kind, read_rows
from unionsite.core.tables import BadRow, Unreadable, read_table, read_text

KINDS_EXPLAINED = [
    (Kind.SYNONYM, gettext_lazy("同义词：同一件事的几种说法，查一种也查到别的")),
    (Kind.WORD, gettext_lazy("词语：名称、叫法，查询时不拆开")),
    (Kind.STOP_WORD, gettext_lazy("停用词：没有实际意思，查询里有别的词时不理会它")),
]


class LexiconForm(WagtailAdminModelForm):
    """One entry; for a shipped entry that is switched off only the note can be changed."""

    class Meta:
        model = LexiconEntry
        fields = ["kind", "terms", "targets", "note"]
        widgets = {
            "kind": forms.RadioSelect,
            "terms": forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
            "targets": forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = KINDS_EXPLAINED
        for name in ("kind", "terms", "targets") if self.instance.is_off else ():
            self.fields[name].disabled = True


class LexiconImportForm(forms.Form):
    """A file or pasted lines; `rows` are the entries once the form is valid. All bad rows are named."""

    file = forms.FileField(
        label=gettext_lazy("词表文件"),
        required=False,
        help_text=gettext_lazy("CSV或Excel（.xlsx）文件，列名为：种类、词语、指向、说明。可先导出一份作样子。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )
    text = forms.CharField(
        label=gettext_lazy("或粘贴在这里"),
        required=False,
        max_length=FILE_BYTES // 2,
        strip=False,
        help_text=gettext_lazy("每行一条，几项之间用制表符或逗号隔开，可以从表格里直接复制；同义词之间用顿号隔开。"),
        widget=forms.Textarea(
            attrs={"rows": 12, "spellcheck": "false", "placeholder": "同义词,炒鱿鱼、被炒,解除劳动合同、辞退"}
        ),
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
            if file and file.size > FILE_BYTES:
                raise BadRows(_("文件超过5MB，没有导入。"))
            self.rows = read_rows(_all_readable(read_table(file, file.name) if file else read_text(text, HEADINGS)))
        except (BadRows, Unreadable) as error:
            self.add_error(name, error)
        return data


def _all_readable(rows):
    for row in rows:
        if isinstance(row, BadRow):
            raise BadRows.of([(row.line, str(row))])
        yield row
