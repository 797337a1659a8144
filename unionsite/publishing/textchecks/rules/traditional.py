"""Traditional characters in simplified text (S-3.10)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from unionsite.publishing.textchecks.findings import Hit
from unionsite.publishing.textchecks.normalise import simplified


def traditional(text: str) -> Iterator[Hit]:
    """Each run of characters that simplified writing has otherwise."""
    simple = simplified(text)
    if simple == text:
        return
    start = None
    for position in range(len(text) + 1):
        differs = position < len(text) and text[position] != simple[position]
        if differs and start is None:
            start = position
        elif not differs and start is not None:
            written, right = text[start:position], simple[start:position]
            message = _("“%(written)s”是繁体字，规范写法是“%(right)s”") % {"written": written, "right": right}
            yield Hit("traditional", start, position, message, right)
            start = None
