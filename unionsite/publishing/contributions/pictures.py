"""Checks and re-encodes uploaded pictures, makes a small version of each (S-1.6, T74), and says where they are kept."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from unionsite.core.private_files import PrivateStorage, private
from unionsite.core.uploads import pixels_of, reencode_picture
from unionsite.publishing.contributions import choices

_FORMATS = gettext_lazy("请选择JPG、PNG、WebP或HEIC格式的照片。")


class ContributionStorage(PrivateStorage):
    """The private storage of pictures of contributions."""

    folder = "contributions"


def contribution_storage() -> Storage:
    return private(ContributionStorage)


@dataclass(frozen=True)
class CleanPicture:
    """A picture that may be stored: `file` as it will be shown, `small` for lists. `width` and `height` are those of
    `small` in pixels; `digest` is the SHA-256 of `file`."""

    file: ContentFile
    small: ContentFile
    width: int
    height: int
    digest: str


def clean_pictures(files: Sequence[UploadedFile], stored: int) -> tuple[list[CleanPicture], list[str]]:
    """Return the pictures that may be stored, and a message for each of the others.

    `stored` is the number of pictures that the piece has already. Too many or too large files together are all refused
    before anything is decoded; otherwise each file is checked by itself.
    """
    if stored + len(files) > choices.PICTURES:
        words = {"limit": choices.PICTURES, "stored": stored, "count": len(files)}
        return [], [_("最多%(limit)d张图片，已有%(stored)d张，这次选了%(count)d张，都没有上传。请减少后再选。") % words]
    if sum(file.size or 0 for file in files) > choices.SENDING_BYTES:
        words = {"limit": choices.SENDING_BYTES // choices.MB}
        return [], [_("这次选的图片合计超过%(limit)dMB，都没有上传。请分几次上传。") % words]
    clean, problems, pixels = [], [], 0
    for number, file in enumerate(files, start=1):
        try:
            _check_name_and_size(file)
            pixels += pixels_of(file)
            if pixels > choices.SENDING_PIXELS:
                raise ValidationError(_("一次上传的照片太大，请把这一张留到下一次上传。"))
            clean.append(_write_anew(file))
        except ValidationError as error:
            name = PurePath(file.name or "").name[-40:]
            problems.append(
                _("第%(number)d张“%(name)s”没有上传：%(why)s")
                % {"number": number, "name": name, "why": " ".join(map(str, error.messages))}
            )
    return clean, problems


def _check_name_and_size(file: UploadedFile) -> None:
    if not file.size:
        raise ValidationError(_("这个文件是空的。"))
    if PurePath(file.name or "").suffix.lower().removeprefix(".") not in choices.PICTURE_EXTENSIONS:
        raise ValidationError(_FORMATS)
    if file.size > choices.PICTURE_BYTES:
        words = {"limit": choices.PICTURE_BYTES // choices.MB}
        raise ValidationError(_("图片超过%(limit)dMB，请压缩后再上传。") % words)


def _write_anew(file: UploadedFile) -> CleanPicture:
    clean = reencode_picture(file, "picture.jpg")
    if PurePath(clean.name or "").suffix not in choices.STORED_SUFFIXES:
        raise ValidationError(_FORMATS)
    content = clean.read()
    picture: Image.Image = Image.open(io.BytesIO(content))
    if picture.mode not in ("RGB", "L"):
        # JPEG has no transparency: put the picture on white.
        alpha = picture.convert("RGBA")
        picture = Image.new("RGB", alpha.size, "white")
        picture.paste(alpha, mask=alpha)
    picture.thumbnail((choices.SMALL_WIDTH, choices.SMALL_WIDTH * 2))
    small = io.BytesIO()
    picture.save(small, "JPEG", quality=80)
    return CleanPicture(
        file=ContentFile(content, name=clean.name),
        small=ContentFile(small.getvalue(), name="small.jpg"),
        width=picture.width,
        height=picture.height,
        digest=hashlib.sha256(content).hexdigest(),
    )
