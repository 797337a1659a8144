"""Which cleaner takes which kind, and what holds for originals that are kept as evidence (T74)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.audio import clean_audio
from interact.attachments.choices import KEPT, KINDS, FileKind
from interact.attachments.office import clean_office
from interact.attachments.outcome import Budget, Cleaned
from interact.attachments.pdf import clean_pdf
from interact.attachments.pictures import clean_picture
from interact.attachments.text import clean_text

_CLEANERS: dict[FileKind, Callable[[bytes, str, Budget], Cleaned]] = {
    FileKind.PICTURE: clean_picture,
    FileKind.PDF: clean_pdf,
    FileKind.OFFICE: clean_office,
    FileKind.AUDIO: clean_audio,
    FileKind.TEXT: clean_text,
}


def clean(content: bytes, extension: str, budget: Budget, *, keep_original: bool = False) -> Cleaned:
    """A file without what it need not tell, or, after the same checks, as it is.

    Raises ValidationError for what is not taken: also for an original that would run or fetch something when it is
    opened, or that is two files at once; cleaning takes that away, keeping does not.
    """
    kind = KINDS[extension]
    cleaned = _CLEANERS[kind](content, extension, budget)
    if not keep_original:
        return cleaned
    if cleaned.is_active or _is_polyglot(content, kind):
        raise ValidationError(
            _(
                "这个文件里带有脚本、附带的文件或外部内容，为了安全不能保留原件。请不要选择保留原件，重新上传，系统会把这些去掉。"
            )
        )
    return replace(
        cleaned,
        content=content,
        extension=cleaned.original_extension or cleaned.extension,
        content_type=cleaned.original_type or cleaned.content_type,
        notes=(KEPT,),
    )


def _is_polyglot(content: bytes, kind: FileKind) -> bool:
    """Whether another program would open the same bytes as an archive or a PDF."""
    is_archive = kind is not FileKind.OFFICE and zipfile.is_zipfile(io.BytesIO(content))
    return is_archive or (kind is not FileKind.PDF and b"%PDF-" in content[:1024])
