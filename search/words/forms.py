"""Forms of the editors' words."""

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from search.words.models import LexiconEntry
from search.words.rules import HEADINGS, Kind, read_rows
from unionsite.core.tables.forms import WordListForm

KINDS_EXPLAINED = [
    (Kind.SYNONYM, gettext_lazy("同义词：同一件事的几种说法，查一种也查到别的")),
    (Kind.WORD, gettext_lazy("词语：名称、叫法，查询时不拆开")),
    (Kind.STOP_WORD, gettext_lazy("停用词：没有实际意思，查询里有别的词时不理会它")),
    (
        Kind.SERVICE,
        gettext_lazy("服务叫法：大家怎样叫一项网上服务，查这些词时它排在最前面；“指向”写服务的名称，如“投诉举报”"),
    ),
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


class LexiconImportForm(WordListForm):
    HEADINGS = HEADINGS
    FILE_HELP = gettext_lazy("CSV或Excel（.xlsx）文件，列名为：种类、词语、指向、说明。可先导出一份作样子。")
    TEXT_HELP = gettext_lazy("每行一条，几项之间用制表符或逗号隔开，可以从表格里直接复制；同义词之间用顿号隔开。")
    EXAMPLE = "同义词,炒鱿鱼、被炒,解除劳动合同、辞退"

    def read(self, rows):
        return read_rows(rows)
