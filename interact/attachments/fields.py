"""The field for attached files, and how a form judges what was chosen."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from interact.attachments.checking import CleanFile, clean_files
from interact.attachments.choices import FILE_BYTES, FILES, KINDS, MB
from unionsite.core.form_fields import ManyFilesField


class AttachmentsField(ManyFilesField):
    """What is chosen the form judges with `accept_files`."""

    def __init_gettext_lazy(self, **kwargs):
        defaults = {
            "most_bytes": FILE_BYTES,
            "most_files": FILES,
            "label": gettext_lazy("附件"),
            "required": False,
            "help_text": gettext_lazy(
                "最多%(count)d个，每个不超过%(size)dMB：照片、PDF、Word、Excel、PPT、录音或文本。"
                "照片的拍摄位置、文档的作者等信息会自动去掉。"
            )
            % {"count": FILES, "size": FILE_BYTES // MB},
            "error_messages": {"required": gettext_lazy("请选择要上传的文件。")},
        }
        super().__init_gettext_lazy(**(defaults | kwargs))

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ",".join(f".{extension}" for extension in KINDS)}


def accept_files(
    form: forms.BaseForm, name: str = "files", *, already: int = 0, keep_original: bool = False
) -> list[CleanFile]:
    """What may be stored of the field `name`, for the form's `clean`; messages about the others go beside the field."""
    files = form.cleaned_data.get(name) or []
    accepted, problems = clean_files(files, already=already, keep_original=keep_original)
    for problem in problems:
        form.add_error(name, problem)
    return accepted
