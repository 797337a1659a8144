"""What all cleaners of attached files share: names that are accepted, limits of work, and refusals."""

import time
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.choices import FORMATS, KINDS, MISLEADING, OTHER_FORMATS, PDF_SECONDS, PIXELS, UNPACKED_BYTES


def extension_of(name: str) -> str:
    """Return the extension in small letters, without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def with_extension(name: str, extension: str) -> str:
    """Return the name with another extension; one that means the same (jpeg for jpg) stays as it is."""
    own = extension_of(name).replace("jpeg", "jpg")
    return name if own == extension else f"{PurePath(name).stem}.{extension}"


def check_name(name: str) -> str:
    """Return the extension of a readable name. Raises ValidationError when such files are not accepted (T76)."""
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
    """Return a file's name without a path and without control or direction marks, which could mislead or break."""
    name = PurePath(name.replace("\\", "/")).name
    visible = "".join(" " if unicodedata.category(character).startswith("C") else character for character in name)
    path = PurePath(" ".join(visible.split()))
    return f"{path.stem[:120]}{path.suffix[:10]}" or "file"


@dataclass(frozen=True)
class Cleaned:
    """A file without information that it need not have.
    `extension` and `content_type` belong to `content`; `original_extension` and `original_type` to the original, if
    they differ. `is_active`: the original would run or fetch something when opened, so it must not be kept.
    """

    content: bytes
    extension: str
    content_type: str
    notes: tuple[str, ...] = ()
    original_extension: str = ""
    original_type: str = ""
    is_active: bool = False


@dataclass
class Budget:
    """The work that one sending may still cause: pixels, bytes to unpack, and a deadline for PDFs."""

    pixels: int = PIXELS
    unpacked: int = UNPACKED_BYTES
    deadline: float = field(default_factory=lambda: time.monotonic() + PDF_SECONDS)

    def seconds_left(self) -> float:
        return max(self.deadline - time.monotonic(), 0.1)

    def take_pixels(self, number: int) -> None:
        self.pixels -= number
        if self.pixels < 0:
            raise ValidationError(_("这次选的照片太大，请把这一张留到下一次上传。"))

    def take_unpacked(self, number: int) -> None:
        self.unpacked -= number
        if self.unpacked < 0:
            raise too_large()


def damaged() -> ValidationError:
    return ValidationError(_("文件已损坏，无法读取。请确认能正常打开，另存一份后再上传。"))


def too_large() -> ValidationError:
    return ValidationError(_("文件展开后过大或结构异常。请删去不需要的内容，分成几个文件，或导出为PDF后再上传。"))


def locked() -> ValidationError:
    return ValidationError(_("文件设了打开密码，无法读取。请取消密码，另存后再上传。"))
