"""Checks and cleans files on the way in: pictures are re-encoded, documents must be what their name says."""

import io
import warnings
import zipfile
from pathlib import PurePath

import filetype
import willow
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, ImageSequence
from pillow_heif import register_heif_opener
from wagtail.images import get_image_model

register_heif_opener()

# (format, suffix, options) to write for each format that may be read. Readers never get this file itself, only
# renditions: WebP by method 2 is a tenth larger than by Pillow's default 4, for less than half the work.
_WRITE = {
    "JPEG": ("JPEG", ".jpg", {"quality": 90, "optimize": True}),
    "MPO": ("JPEG", ".jpg", {"quality": 90, "optimize": True}),
    "PNG": ("PNG", ".png", {"optimize": True}),
    "WEBP": ("WEBP", ".webp", {"quality": 90, "method": 2}),
    "AVIF": ("AVIF", ".avif", {"quality": 80}),
    "GIF": ("GIF", ".gif", {}),
    # Phones take pictures in HEIF, which browsers cannot show.
    "HEIF": ("JPEG", ".jpg", {"quality": 90, "optimize": True}),
}

_BROKEN = _("这张图片已损坏或不是支持的格式，无法读取。请重新导出为JPG或PNG后再上传。")


def reencode_picture(file, name: str) -> ContentFile:
    """Decode a picture fully and write it anew: upright, without EXIF, GPS, comments or data hidden behind it.

    Raises ValidationError with a message for the editor when the file is no picture, is broken, or has more than
    `WAGTAILIMAGES_MAX_IMAGE_PIXELS` pixels (checked before decoding, so memory stays bounded).
    """
    file.seek(0)
    picture = look_at(file, _BROKEN)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            format_name, suffix, options = _WRITE[picture.format or ""]
            frames = [frame.copy() for frame in ImageSequence.Iterator(picture)] if picture.format == "GIF" else []
            picture.load()
            clean = io.BytesIO()
            if len(frames) > 1:
                duration = picture.info.get("duration", 100)
                frames[0].save(clean, "GIF", save_all=True, append_images=frames[1:], loop=0, duration=duration)
            else:
                upright = ImageOps.exif_transpose(picture)
                if format_name == "JPEG" and upright.mode not in ("RGB", "L"):
                    upright = upright.convert("RGB")
                    # The profile described the colours before the conversion.
                    upright.info.pop("icc_profile", None)
                upright.info = {
                    key: upright.info[key] for key in ("icc_profile", "transparency") if key in upright.info
                }
                upright.save(clean, format_name, **options, icc_profile=upright.info.get("icc_profile"))
    except Exception as error:  # Pillow's decoders raise many kinds on hostile data; to the editor all mean the same.
        raise ValidationError(_BROKEN) from error
    return ContentFile(clean.getvalue(), name=str(PurePath(name).with_suffix(suffix).name))


def look_at(content, broken) -> Image.Image:
    """Open a picture, reading only its header. Raises ValidationError: too many pixels, or the message `broken`."""
    try:
        with warnings.catch_warnings():
            # Pillow's own limits lie above the site's limit, which is checked here.
            warnings.simplefilter("ignore")
            picture = Image.open(content)
            check_pixels(picture)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(too_many_pixels()) from error
    except Exception as error:  # Any exception, as in `reencode_picture`.
        raise ValidationError(broken) from error
    return picture


def pixels_of(content) -> int:
    """Return width times height, read from the header alone. Raises ValidationError as `look_at` does."""
    picture = look_at(content, _("图片已损坏，或不是支持的格式。"))
    return picture.width * picture.height


def clean_kept_upload(upload) -> None:
    """Re-encode a picture that Wagtail keeps until its form is complete: even there it can be fetched."""
    if upload.file._committed or upload.for_content_type.model_class() is not get_image_model():
        return
    upload.file = reencode_picture(upload.file.file, upload.file.name)


def too_many_pixels() -> str:
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 10_000
    return _("这张图片的像素太多，超过上限%(limit)s万像素。请先缩小再上传。") % {"limit": limit}


def check_pixels(picture) -> None:
    """Raise ValidationError for a picture with too many pixels, judged by its header alone."""
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    pixels = picture.width * picture.height * getattr(picture, "n_frames", 1)
    if pixels > limit:
        raise ValidationError(
            _("这张图片有%(pixels)s万像素，超过上限%(limit)s万像素。请先缩小再上传。")
            % {"pixels": pixels // 10_000, "limit": limit // 10_000}
        )


# What a file of each extension must be inside: a folder of the zip archive, or kinds as the `filetype` library names
# them.
_ZIP_BASED = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_OLE_BASED = {"doc", "xls", "ppt"}
_MEDIA = {"mp4": {"mp4", "m4v", "mov", "3gp"}, "webm": {"webm", "mkv"}, "mp3": {"mp3"}, "m4a": {"m4a", "mp4", "m4v"}}
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml")


def _extension_and_head(file, name: str) -> tuple[str, bytes]:
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    return PurePath(name).suffix.lower().removeprefix("."), head


def check_document(file, name: str) -> None:
    """Raise ValidationError when a document's content is not what its extension says (T76)."""
    extension, head = _extension_and_head(file, name)
    if not head:
        raise ValidationError(_("这个文件是空的。"))
    kind = filetype.guess_extension(head)
    if extension == "pdf":
        fits = head.startswith(b"%PDF-")
    elif extension in _ZIP_BASED:
        fits = is_office_archive(file, _ZIP_BASED[extension])
    elif extension in _OLE_BASED:
        fits = head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    elif extension == "txt":
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        fits = kind is None and b"\x00" not in head and not text.startswith(_MARKUP)
    else:
        fits = False
    if not fits:
        raise mismatch(extension)


def check_media(file, name: str) -> None:
    """Raise ValidationError when video, sound or captions are not what their extension says (T76)."""
    extension, head = _extension_and_head(file, name)
    if extension == "vtt":
        fits = head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")
    else:
        fits = filetype.guess_extension(head) in _MEDIA.get(extension, ())
    if not fits:
        raise mismatch(extension)


def is_office_archive(file, folder: str) -> bool:
    """Whether a file is a zip archive with the parts of an office document; only its list of contents is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RecursionError):
        return False
    finally:
        file.seek(0)
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)


def mismatch(extension: str) -> ValidationError:
    return ValidationError(
        _("文件内容与扩展名“.%(extension)s”不符，未予保存。请确认文件未损坏，并用相应软件另存后再上传。")
        % {"extension": extension or "?"}
    )


def as_upload(clean: ContentFile, original) -> SimpleUploadedFile:
    """Return a re-encoded picture in the form that Wagtail's image form expects; the model will not clean it again."""
    upload = SimpleUploadedFile(clean.name or "picture", clean.read(), content_type=original.content_type)
    upload.image = willow.Image.open(io.BytesIO(upload.read()))
    upload.content_type = upload.image.mime_type
    upload.seek(0)
    upload.is_reencoded = True
    return upload
