"""The form by which staff bring in a list of words: a file or pasted lines, taken as a whole or not at all."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.core.tables import MB, Limits, Row, Unreadable, read_table, read_text

# Of a list of words, which is short lines.
LIMITS = Limits(file_bytes=5 * MB)


class WordListForm(forms.Form):
    """`rows` is what `read` made of the list, once the form is valid; all bad rows are named beside the field."""

    HEADINGS: ClassVar[Sequence[str]]
    FILE_HELP: ClassVar[Any]
    TEXT_HELP: ClassVar[Any]
    EXAMPLE: ClassVar[str]  # a line, as it may be pasted

    file = forms.FileField(
        label=gettext_lazy("词表文件"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=gettext_lazy("或粘贴在这里"),
        required=False,
        max_length=LIMITS.file_bytes // 2,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text, self.fields["text"].help_text = self.FILE_HELP, self.TEXT_HELP
        self.fields["text"].widget.attrs["placeholder"] = self.EXAMPLE

    @property
    def source(self) -> str:
        """Name of the field that the list came by."""
        return "file" if self.cleaned_data.get("file") else "text"

    def read(self, rows: Iterable[Row]) -> list[Any]:
        """Entries of rows by heading; raises Unreadable that names every bad row."""
        raise NotImplementedError

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        file, text = data.get("file"), data.get("text") or ""
        if bool(file) == bool(text.strip()):
            raise ValidationError(_("文件和粘贴的内容请只用一种。") if file else _("请选择文件，或粘贴词语。"))
        try:
            found = (
                read_table(file, headings=self.HEADINGS, limits=LIMITS)
                if file
                else read_text(text, self.HEADINGS, LIMITS)
            )
            self.rows = self.read(found)
        except Unreadable as error:
            self.add_error(self.source, error)
        return data
