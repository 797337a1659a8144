"""Cleans attached files by their kind: pictures and texts here, PDFs in a process of their own (T74, T76, T77).

Recordings and office documents have modules of their own. `clean` chooses, and checks originals kept as evidence.
"""

import io
import json
import logging
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.audio import clean_audio
from interact.attachments.choices import (
    CONTENT_TYPES,
    FIRST_PICTURE,
    KEPT,
    KINDS,
    PDF_EXTRAS,
    PDF_PICTURES,
    PDF_SIGNATURE,
    FileKind,
)
from interact.attachments.office import clean_office
from interact.attachments.rules import Budget, Cleaned, damaged, extension_of, locked, too_large
from unionsite.core.uploads import look_at, mismatch, reencode_picture

logger = logging.getLogger(__name__)

# --- Pictures ---

_EXTENSIONS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}


def clean_picture(content: bytes, extension: str, budget: Budget) -> Cleaned:
    """Encode a picture anew. Raises ValidationError if it is no picture, broken, or, by its header, too large."""
    own, frames = _look_at(content, budget)
    file = reencode_picture(io.BytesIO(content), f"picture.{extension}")
    result = extension_of(file.name or "")
    return Cleaned(
        content=file.read(),
        extension=result,
        content_type=CONTENT_TYPES[result],
        notes=(FIRST_PICTURE,) if frames > 1 else (),
        original_extension=own,
        original_type=CONTENT_TYPES[own],
    )


def _look_at(content: bytes, budget: Budget) -> tuple[str, int]:
    """Return (extension of the real format, number of pictures that count as pictures of their own)."""
    picture = look_at(io.BytesIO(content), _("照片已损坏，或不是支持的格式。请重新保存为JPG或PNG后再上传。"))
    if picture.format not in _EXTENSIONS:
        raise ValidationError(_("这张图片其实是另一种格式，请另存为JPG或PNG后再上传。"))
    frames = getattr(picture, "n_frames", 1)
    budget.take_pixels(picture.width * picture.height * frames)
    # In an MPO, phones add depth or brightness of the same photograph to a JPEG: no further picture.
    return _EXTENSIONS[picture.format], 1 if picture.format == "MPO" else frames


# --- Plain text ---

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_MARKUP = ("<!doctype", "<html", "<script", "<svg", "<?xml", "<?php", "%pdf-", "{\\rtf")


def clean_text(content: bytes, extension: str, budget: Budget) -> Cleaned:
    """Return a text as UTF-8; it may come as UTF-8, GB18030 or, with a byte order mark, UTF-16. Raises ValidationError
    for anything else and for markup."""
    budget.take_unpacked(len(content))
    text, encoding = _decoded(content)
    start = text[:1024].lstrip().lower()
    if _CONTROL.search(text) or start.startswith(_MARKUP) or len(_PRIVATE.findall(text)) > len(text) / 100:
        raise _no_text()
    return Cleaned(
        content=_DIRECTION.sub("", text).encode(),
        extension=extension,
        content_type=f"{CONTENT_TYPES[extension]}; charset=utf-8",
        original_type=f"{CONTENT_TYPES[extension]}; charset={encoding.removesuffix('-sig')}",
    )


def _decoded(content: bytes) -> tuple[str, str]:
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise _no_text()


def _no_text() -> ValidationError:
    return ValidationError(_("这不是纯文本文件。请用记事本打开，另存为UTF-8编码的txt后再上传。"))


# --- PDF ---

_COMMAND = [sys.executable, "-m", "interact.attachments.sweeping"]
# The process learns nothing but where to find Python.
_ENVIRONMENT = ("PATH", "PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH")
_NOTES = {"extras": PDF_EXTRAS, "signature": PDF_SIGNATURE, "pictures": PDF_PICTURES}
_REFUSALS = {"locked": locked, "large": too_large, "damaged": damaged}


def clean_pdf(content: bytes, extension: str, budget: Budget) -> Cleaned:
    """Clean a PDF in a process of its own (`sweeping`); its pages stay as they are.

    One that only forbids printing or copying is accepted; the result forbids nothing. Raises ValidationError if it is
    no PDF, is broken or too large, or needs a password.
    """
    if not content.startswith(b"%PDF-"):
        raise mismatch(extension)
    try:
        done = subprocess.run(  # noqa: S603  (a constant command)
            _COMMAND,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=budget.seconds_left(),
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        # Usually a limit of memory or time. If it happens with every PDF, Python or pikepdf is missing.
        logger.warning("A PDF could not be read in a process of its own: %s", getattr(error, "returncode", "too slow"))
        raise too_large() from error
    head, _end, clean = done.stdout.partition(b"\n")
    result = json.loads(head)
    if refusal := _REFUSALS.get(result["outcome"]):
        raise refusal()
    return Cleaned(
        content=clean,
        extension=extension,
        content_type=CONTENT_TYPES[extension],
        notes=tuple(_NOTES[found] for found in result["found"]),
        is_active="extras" in result["found"],
    )


# --- Every kind ---

_CLEANERS: dict[FileKind, Callable[[bytes, str, Budget], Cleaned]] = {
    FileKind.PICTURE: clean_picture,
    FileKind.PDF: clean_pdf,
    FileKind.OFFICE: clean_office,
    FileKind.AUDIO: clean_audio,
    FileKind.TEXT: clean_text,
}


def clean(content: bytes, extension: str, budget: Budget, *, keep_original: bool = False) -> Cleaned:
    """Return a file cleaned or, with `keep_original` and after the same checks, as it is.

    Raises ValidationError for a file that is not accepted. With `keep_original` that is also one that would run or
    fetch something when opened, or that is two files at once: only cleaning would remove that.
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
