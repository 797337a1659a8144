"""Pictures on public pages: which sizes exist, and how to fetch the renditions of many pictures in one query."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.models import AbstractImage, Filter

from unionsite.core.choosing import fetched_choices

# Shapes of the {% responsive %} tag: rendition specs, and how wide the picture stands on the page (`sizes`). WebP
# alone: AVIF files of the same quality were no smaller (31 KB against 29 KB at 1,440 px) and took five times the work
# to draw.
SHAPES: dict[str, tuple[list[str], str]] = {
    "card": (Filter.expand_spec(["format-webp", "fill-{360x240,720x480}"]), "(min-width: 48em) 22rem, 92vw"),
    "thumb": (Filter.expand_spec(["format-webp", "fill-{180x120,360x240}"]), "9rem"),
    "lead": (Filter.expand_spec(["format-webp", "fill-{720x405,1280x720}"]), "(min-width: 64em) 44rem, 100vw"),
    "story": (Filter.expand_spec(["format-webp", "width-{480,960,1440}"]), "(min-width: 48em) 46rem, 100vw"),
    "share": (["format-jpeg|fill-1200x630"], ""),
    "portrait": (Filter.expand_spec(["format-webp", "fill-{96x120,192x240}"]), "6rem"),
}
# The rendition that a picture of a gallery opens, the widest of `story`.
FULL = "format-webp|width-1440"

# Set while `core.appearance` describes a page: pictures are named, not drawn, and no part of the page is remembered.
described: ContextVar[bool] = ContextVar("described", default=False)


def name_of(picture) -> str:
    """Return the picture's file name, with its focal point where it has one: this tells which part a crop shows."""
    focus = picture.get_focal_point()
    return f"{picture.file.name}@{focus}" if focus else picture.file.name


def specs_of(*shapes: str) -> list[str]:
    """Return the rendition specs of some shapes, each once."""
    return list(dict.fromkeys(spec for shape in shapes for spec in SHAPES[shape][0]))


def pictures_in(value) -> Iterator:
    """Yield every picture inside a block value, however deep."""
    if isinstance(value, AbstractImage):
        yield value
        return
    if isinstance(value, StreamValue):
        children = [child.value for child in value]
    elif isinstance(value, ListValue):
        children = list(value)
    else:
        children = list(value.values()) if isinstance(value, StructValue) else []
    for child in children:
        yield from pictures_in(child)


def prefetch_pictures(values: Iterable, *shapes: str) -> list:
    """Read `values` (pictures, streams) in a query for each model and one for renditions; return their pictures."""
    values = list(values)
    with fetched_choices(value for value in values if isinstance(value, StreamValue)):
        pictures = [picture for value in values for picture in pictures_in(value)]
    if pictures:
        renditions = type(pictures[0]).get_rendition_model().objects.filter(filter_spec__in=specs_of(*shapes))
        prefetch_related_objects(pictures, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))
    return pictures


class DecodedFilter(Filter):
    """Draws a rendition from a picture that is decoded in memory already."""

    def __init__(self, spec: str, decoded):
        super().__init__(spec)
        self.decoded = decoded

    @contextmanager
    def get_willow_image(self, image, source=None):
        yield self.decoded


def draw(picture, specs: Iterable[str]) -> None:
    """Draw the missing renditions. The picture is decoded only once, as that takes as long as a small rendition."""
    filters = [Filter(spec) for spec in specs]
    found = picture.find_existing_renditions(*filters)
    if missing := [one.spec for one in filters if one not in found]:
        with picture.get_willow_image() as file:
            decoded = file.auto_orient()
            decoded.format_name = file.format_name
        picture.create_renditions(*(DecodedFilter(spec, decoded) for spec in missing))
