"""Pictures on public pages: which sizes exist, and fetching the renditions of many pictures in one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextvars import ContextVar

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.blocks import BoundBlock, StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.models import AbstractImage, Filter

from unionsite.core.choosing import fetched_choices

# What the {% responsive %} tag may ask for: renditions, and how wide the picture stands on the page. WebP alone: AVIF
# files of the same quality were no smaller (31 KB against 29 KB at 1,440 px) and took five times the work to draw.
SHAPES: dict[str, tuple[list[str], str]] = {
    "card": (Filter.expand_spec(["format-webp", "fill-{360x240,720x480}"]), "(min-width: 48em) 22rem, 92vw"),
    "thumb": (Filter.expand_spec(["format-webp", "fill-{180x120,360x240}"]), "9rem"),
    "lead": (Filter.expand_spec(["format-webp", "fill-{720x405,1280x720}"]), "(min-width: 64em) 44rem, 100vw"),
    "story": (Filter.expand_spec(["format-webp", "width-{480,960,1440}"]), "(min-width: 48em) 46rem, 100vw"),
    "share": (["format-jpeg|fill-1200x630"], ""),
    "tile": (Filter.expand_spec(["format-webp", "fill-{360x240,720x480}"]), "(min-width: 48em) 15rem, 46vw"),
}

# While it is set, a page is described (`core.appearance`): pictures are named, not drawn, no part of it is remembered.
described: ContextVar[bool] = ContextVar("described", default=False)


def name_of(picture) -> str:
    """Which picture is shown, and which part of it where it is cropped."""
    focus = picture.get_focal_point()
    return f"{picture.file.name}@{focus}" if focus else picture.file.name


def specs_of(*shapes: str) -> list[str]:
    """The rendition specs of some shapes, each once."""
    return list(dict.fromkeys(spec for shape in shapes for spec in SHAPES[shape][0]))


def pictures_in(value) -> Iterator:
    """Every picture inside a block value, however deep."""
    if isinstance(value, AbstractImage):
        yield value
    elif isinstance(value, StreamValue):
        for child in value:
            yield from pictures_in(child.value)
    elif isinstance(value, StructValue):
        for child in value.values():
            yield from pictures_in(child)
    elif isinstance(value, ListValue | list | tuple):
        for child in value:
            yield from pictures_in(child.value if isinstance(child, BoundBlock) else child)


def prefetch_pictures(values: Iterable, *shapes: str) -> list:
    """Read `values` (pictures, streams) with a query for each model and one for renditions; returns the pictures."""
    values = list(values)
    with fetched_choices(value for value in values if isinstance(value, StreamValue)):
        pictures = [picture for value in values for picture in pictures_in(value)]
    if pictures:
        renditions = type(pictures[0]).get_rendition_model().objects.filter(filter_spec__in=specs_of(*shapes))
        prefetch_related_objects(pictures, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))
    return pictures
