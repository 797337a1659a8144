"""The form field for attached files, and the check of all files of one sending together (T74, T76, T77)."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.attachments.choices import FILE_BYTES, FILES, FILES_OF_CASE, KINDS, MB, SENDING_BYTES, FileKind
from interact.attachments.cleaning import clean
from interact.attachments.rules import Budget, check_name, damaged, readable_name, with_extension
from unionsite.core.form_fields import ManyFilesField

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CleanFile:
    """A checked and cleaned file, ready to be stored.

    `name` is for people, never a path; `content_type` is our own, never the client's. `notes` tell sender and handlers
    in Chinese what could not be cleaned; show them with `gettext`. `paper` is the key of the paper that it is, if any.
    `sent` is the file as it came.
    """

    name: str
    kind: FileKind
    content: bytes
    content_type: str
    notes: tuple[str, ...] = ()
    paper: str = ""
    sent: File | None = field(default=None, compare=False, repr=False)


def clean_files(
    files: Sequence[File], *, already: int = 0, keep_original: bool = False, budget: Budget | None = None
) -> tuple[list[CleanFile], list[str]]:
    """Return (files that may be stored, messages about the others). Never raises, whatever the files hold.

    `already` is the number of files that the case has. Too many, or too large together, are refused before any is
    opened; else each is checked by itself. `keep_original` leaves author, time and place in, after the same checks.
    `budget` is what is left for files of the same sending.
    """
    if message := _too_many(files, already):
        return [], [message]
    accepted, problems, budget = [], [], budget or Budget()
    for file in files:
        name = readable_name(file.name or "")
        try:
            accepted.append(_clean_file(file, name, budget, keep_original))
        except ValidationError as error:
            problems.append(about(name, error))
        except Exception as error:  # Libraries raise many kinds on hostile data; all mean the same to people.
            # The log gets neither the name nor a traceback: both may tell who reports what.
            logger.warning("An attached file could not be judged: %s", type(error).__name__)
            problems.append(about(name, damaged()))
    return accepted, problems


def _too_many(files: Sequence[File], already: int) -> str:
    count = len(files)
    if count > FILES:
        return _("一次最多上传%(limit)d个文件，这次选了%(count)d个，都没有上传。请减少后再选。") % {
            "limit": FILES,
            "count": count,
        }
    if count and already + count > FILES_OF_CASE:
        return _("最多保存%(limit)d个文件，已有%(already)d个，这次选了%(count)d个，都没有上传。请减少后再选。") % {
            "limit": FILES_OF_CASE,
            "already": already,
            "count": count,
        }
    if sum(file.size or 0 for file in files) > SENDING_BYTES:
        return _("这次选的文件合计超过%(limit)dMB，都没有上传。请分几次上传。") % {"limit": SENDING_BYTES // MB}
    return ""


def _clean_file(file: File, name: str, budget: Budget, keep_original: bool) -> CleanFile:
    extension = check_name(name)
    file.seek(0)
    content = file.read(FILE_BYTES + 1)
    if not content:
        raise ValidationError(_("这个文件是空的，请重新选择。"))
    if len(content) > FILE_BYTES:
        raise ValidationError(_("文件超过%(limit)dMB，请压缩后再上传。") % {"limit": FILE_BYTES // MB})
    cleaned = clean(content, extension, budget, keep_original=keep_original)
    return CleanFile(
        name=with_extension(name, cleaned.extension),
        kind=KINDS[extension],
        content=cleaned.content,
        content_type=cleaned.content_type,
        notes=cleaned.notes,
        sent=file,
    )


def about(name: str, error: ValidationError) -> str:
    return _("“%(name)s”没有上传：%(why)s") % {"name": name, "why": " ".join(map(str, error.messages))}


class AttachmentsField(ManyFilesField):
    """A field for several files. The form must check them with `accept_files`."""

    def __init__(self, **kwargs):
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
        super().__init__(**(defaults | kwargs))

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ",".join(f".{extension}" for extension in KINDS)}


# --- The fields of a form: one for each paper (材料), and `files` for the others ---


def paper_field(key: str) -> str:
    """Return the name of the field for the files of a paper."""
    return f"paper_{key}"


def file_fields(papers: Iterable[str] = ()) -> dict[str, str]:
    """Return the names of the fields of files in the order of the page, each with the key of its paper, if any."""
    return {**{paper_field(key): key for key in papers}, "files": ""}


def accept_files(
    form: forms.BaseForm, fields: Mapping[str, str] | None = None, *, already: int = 0, keep_original: bool = False
) -> list[CleanFile]:
    """Return what may be stored of a form's fields of files, by default of `files`; add messages about the others to
    it. The limits hold for all fields together. For `clean`."""
    fields = fields or file_fields()
    chosen = {name: files for name in fields if (files := form.cleaned_data.get(name))}
    if message := _too_many([file for files in chosen.values() for file in files], already):
        form.add_error(next(iter(chosen)), message)
        return []
    accepted: list[CleanFile] = []
    budget = Budget()
    for name, files in chosen.items():
        found, problems = clean_files(files, already=already, keep_original=keep_original, budget=budget)
        for problem in problems:
            form.add_error(name, problem)
        accepted += [replace(file, paper=fields[name]) for file in found]
    return accepted
