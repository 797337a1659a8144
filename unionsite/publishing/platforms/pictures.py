"""The pictures of a piece for other platforms, as JPEG: one size for pasted text, a larger one for download."""

import re
import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO, NamedTuple

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from unionsite.core.choosing import fetched_choices
from unionsite.core.models import PiecePage, SiteImage, SiteRendition
from unionsite.core.pictures import pictures_in

# Only JPEG is accepted everywhere; transparent parts become white.
SHOWN = "max-1280x1280|format-jpeg|bgcolor-ffffff"
FULL = "max-2560x2560|format-jpeg|bgcolor-ffffff"
MOST_PICTURES = 100
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\s]+')
_NAME_LENGTH = 30


class KitPicture(NamedTuple):
    image: SiteImage
    name: str  # the name of its file in the zip


def pictures_of(piece: PiecePage) -> list[KitPicture]:
    """Return the cover and the pictures of the text in their order, each once; three queries for any number."""
    streams = [getattr(piece, field.name) for field in type(piece)._meta.get_fields() if isinstance(field, StreamField)]
    streams = sorted((value for value in streams if isinstance(value, StreamValue)), key=lambda v: v is not piece.body)
    with fetched_choices(streams):
        found = [(piece.cover, _("封面"))] if piece.cover else []
        found += [(image, image.title) for value in streams for image in pictures_in(value)]
    renditions = SiteRendition.objects.filter(filter_spec__in=[SHOWN, FULL])
    images = [image for image, _name in found]
    prefetch_related_objects(images, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))
    kit: dict[int, KitPicture] = {}
    for image, name in found[:MOST_PICTURES]:
        kit.setdefault(image.pk, KitPicture(image, file_name(len(kit) + 1, name)))
    return list(kit.values())


def file_name(number: int, title: str) -> str:
    """Return a file name of number and title that every file system accepts."""
    clean = _UNFIT.sub("-", title).strip("-. ")[:_NAME_LENGTH].strip("-. ")
    return f"{number:02d}-{clean}.jpg" if clean else f"{number:02d}.jpg"


def rendition(image: SiteImage, spec: str) -> SiteRendition | None:
    """Return the rendition, drawn now if it does not exist; None if the picture's file is gone or unreadable."""
    try:
        return image.get_rendition(spec)
    except (SourceImageIOError, InvalidFilterSpecError, OSError, ValueError):
        return None


def absolute_address(image: SiteImage) -> str:
    """Return the absolute address of the picture, for pages elsewhere; empty if its file is gone."""
    drawn = rendition(image, SHOWN)
    if drawn is None:
        return ""
    return drawn.url if "://" in drawn.url else settings.BASE_URL + drawn.url


def write_zip(pictures: Iterable[KitPicture]) -> IO[bytes]:
    """Return an open temporary zip file of the pictures in full size; a text file in it names the unreadable ones."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    missing = []
    # Stored without compression, because JPEG does not get smaller.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for picture in pictures:
            drawn = rendition(picture.image, FULL)
            try:
                content = drawn.file.open("rb").read() if drawn else None
            except OSError:
                content = None
            if content is None:
                missing.append(picture.name)
                continue
            drawn.file.close()
            archive.writestr(picture.name, content)
        if missing:
            archive.writestr("缺少的图片.txt", "\n".join(missing) + "\n")
    file.seek(0)
    return file
