"""Photographs: decoded and written anew (T74, T76, T77)."""

from __future__ import annotations

import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.choices import CONTENT_TYPES, FIRST_PICTURE
from interact.attachments.names import extension_of
from interact.attachments.outcome import Budget, Cleaned
from unionsite.core.uploads import look_at, reencode_picture

_EXTENSIONS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}


def clean_picture(content: bytes, extension: str, budget: Budget) -> Cleaned:
    """Raises ValidationError for what is no picture, is broken or too large; the header is read before a pixel is."""
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
    """(extension of the real format, number of pictures that count as such)."""
    picture = look_at(io.BytesIO(content), _("照片已损坏，或不是支持的格式。请重新保存为JPG或PNG后再上传。"))
    if picture.format not in _EXTENSIONS:
        raise ValidationError(_("这张图片其实是另一种格式，请另存为JPG或PNG后再上传。"))
    frames = getattr(picture, "n_frames", 1)
    budget.take_pixels(picture.width * picture.height * frames)
    # What phones hang on to a JPEG is depth or brightness of the same photograph.
    return _EXTENSIONS[picture.format], 1 if picture.format == "MPO" else frames
