"""When a section is due, how it stands, what fails the whole site, what is blank (S-7.3). Pure: today is passed in."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from unionsite.oversight.freshness.choices import BLANK_DAYS, VETO_FROM, WARN_DAYS, State, Veto

# Parts of a block that say how something is shown; they are no content.
_MANNER = frozenset({"id", "type", "level", "kind"})


def due_on(last: date | None, *, laid_on: date, limit: int) -> date:
    """Return the last day on which an update is in time; a section without any is reckoned from the day of its plan."""
    return last + timedelta(days=limit) if last else laid_on + timedelta(days=min(limit, BLANK_DAYS))


def state_of(last: date | None, due: date, today: date) -> State:
    if last is None:
        return State.BLANK
    if today > due:
        return State.STALE
    return State.SOON if today >= due - timedelta(days=WARN_DAYS) else State.FRESH


def is_fault(state: State, due: date, today: date) -> bool:
    """Whether it is to be mended: what never had anything gets some days first."""
    return state in (State.STALE, State.BLANK) and today > due


def is_reminder_due(due: date, today: date, reminded_for: date | None) -> bool:
    """Whether the owner is to be told that `due` comes near; once for each due date, and never after it."""
    return due - timedelta(days=WARN_DAYS) <= today <= due and reminded_for != due


def vetoes(faults: Iterable[tuple[State, bool]]) -> set[Veto]:
    """Return what fails the whole site; `faults` are state and whether it is a key section, of each one at fault."""
    counted = Counter(
        Veto.BLANK if state is State.BLANK else Veto.KEY if is_key else Veto.OTHERS for state, is_key in faults
    )
    return {veto for veto, number in counted.items() if number >= VETO_FROM[veto]}


def is_blank(values: Iterable[Any]) -> bool:
    """Whether nothing can be read or seen in the raw values of a page's text fields and streams."""
    return not any(_has_content(value) for value in values)


def _has_content(value: Any) -> bool:
    if isinstance(value, str):
        return _has_words(value)
    if isinstance(value, dict):
        return any(_has_content(part) for name, part in value.items() if name not in _MANNER)
    if isinstance(value, list | tuple):
        return any(_has_content(part) for part in value)
    # A number is a picture, a document or a video.
    return value is not None and not isinstance(value, bool)


def _has_words(text: str) -> bool:
    if text[:1] in "[{" and text:
        try:
            return _has_content(json.loads(text))
        except ValueError:
            pass
    return "<embed" in text or "<img" in text or bool(unescape(strip_tags(text)).replace("\ufeff", "").strip())
