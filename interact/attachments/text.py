"""Plain text: decoded, checked, written as UTF-8 (T76)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.choices import CONTENT_TYPES
from interact.attachments.outcome import Budget, Cleaned

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_MARKUP = ("<!doctype", "<html", "<script", "<svg", "<?xml", "<?php", "%pdf-", "{\\rtf")


def clean_text(content: bytes, extension: str, budget: Budget) -> Cleaned:
    """UTF-8, GB18030 or, with its mark, UTF-16. Raises ValidationError for anything else and for markup."""
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
