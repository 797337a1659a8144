"""What reviewers read beside the text: of a translation the original, sentence by sentence."""

from itertools import zip_longest

from django.conf import settings
from django.db import models
from wagtail.models import TranslatableMixin
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


def beside_original(version: models.Model) -> list[tuple[str, str]]:
    """Return the texts of the original as it stands now, each with its translation; nothing for an original. A text
    that the other side does not have stands beside an empty one."""
    if not isinstance(version, TranslatableMixin) or version.locale.language_code == settings.LANGUAGE_CODE:
        return []
    originals = type(version)._default_manager.filter(translation_key=version.translation_key)
    original = originals.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if original is None:
        return []
    theirs, ours = _texts(original), _texts(version)
    places = dict.fromkeys([*theirs, *ours])
    return [pair for place in places for pair in zip_longest(theirs.get(place, []), ours.get(place, []), fillvalue="")]


def _texts(instance: models.Model) -> dict[str, list[str]]:
    """Return the texts by the place in which they stand; several in one place are sentences of the same rich text."""
    found: dict[str, list[str]] = {}
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue) and segment.path != "slug" and (text := segment.render_text()):
            found.setdefault(segment.path, []).append(text)
    return found
