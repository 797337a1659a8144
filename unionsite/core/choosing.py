"""Chooser blocks whose objects are fetched together: one query for each model, not one for each block of a page."""

import contextlib
import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Any

from wagtail.blocks import Block, ListBlock, StreamBlock, StreamValue, StructBlock

_fetched: ContextVar[dict[type, dict[Any, Any]] | None] = ContextVar("fetched-choices", default=None)


class SharedChooserMixin:
    """Makes a chooser block take its objects from `fetched_choices`, when it is read inside of it."""

    def bulk_to_python(self, values):
        keys = list(values)
        fetched = _fetched.get()
        if fetched is None or self.model_class not in fetched:
            return super().bulk_to_python(keys)
        # A copy for each place, because Wagtail's blocks set attributes on the object that hold for one place only.
        return [copy.copy(fetched[self.model_class].get(key)) for key in keys]


def choices_in(block: Block, raw: Any) -> Iterator[tuple[type, Any]]:
    """Yield (model, primary key) of every object that raw stream data chooses in shared chooser blocks."""
    if isinstance(block, SharedChooserMixin):
        if raw is not None:
            yield block.model_class, raw
    elif isinstance(block, StreamBlock):
        for child in raw or ():
            if child["type"] in block.child_blocks:
                yield from choices_in(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, ListBlock):
        for item in raw or ():
            is_wrapped = isinstance(item, dict) and item.get("type") == "item" and "value" in item
            yield from choices_in(block.child_block, item["value"] if is_wrapped else item)
    elif isinstance(block, StructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            yield from choices_in(child, raw.get(name))


@contextlib.contextmanager
def fetched_choices(streams: Iterable[StreamValue]) -> Iterator[None]:
    """Fetch the objects that the streams choose, one query for each model; blocks read inside take them from here."""
    wanted: dict[type, set] = defaultdict(set)
    for stream in streams:
        for model, key in choices_in(stream.stream_block, stream.raw_data):
            wanted[model].add(key)
    token = _fetched.set({model: model.objects.in_bulk(keys) for model, keys in wanted.items()})
    try:
        yield
    finally:
        _fetched.reset(token)
