"""What a file may be called, and what its name says it is."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.choices import FORMATS, KINDS, MISLEADING, OTHER_FORMATS


def extension_of(name: str) -> str:
    """The ending in small letters, without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def with_extension(name: str, extension: str) -> str:
    """The name with another ending; one that says the same stays as it was written."""
    same = {"jpeg": "jpg"}
    own = extension_of(name)
    return name if same.get(own, own) == extension else f"{PurePath(name).stem}.{extension}"


def check_name(name: str) -> str:
    """The extension of a readable name. Raises ValidationError when such files are not taken (T76)."""
    extension = extension_of(name)
    if extension not in KINDS:
        raise ValidationError(str(OTHER_FORMATS.get(extension) or _("不支持这种文件。") + str(FORMATS)))
    inner = {part.strip().lower() for part in PurePath(name).stem.split(".")[1:]}
    if inner & MISLEADING:
        raise ValidationError(
            _("文件名里有两个扩展名，容易误解。请改名后再上传，如“说明.%(extension)s”。") % {"extension": extension}
        )
    return extension


def readable_name(name: str) -> str:
    """A file's own name without anything that could mislead or break: no path, no control or direction marks."""
    name = PurePath(name.replace("\\", "/")).name
    visible = "".join(" " if unicodedata.category(character).startswith("C") else character for character in name)
    path = PurePath(" ".join(visible.split()))
    return f"{path.stem[:120]}{path.suffix[:10]}" or "file"
