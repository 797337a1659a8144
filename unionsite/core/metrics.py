"""Figures on how the site runs, of all processes together: counted in memory, then added up in the cache of counters.

Nothing of it lies in the database or in a file for each process, so that nothing grows; the names are a closed list.
Requests on `QUIET_PATHS` are not counted: the difference of two readings would tell the moment of a sending (0043).
"""

import logging
from bisect import bisect_left
from collections.abc import Mapping
from contextlib import suppress

from unionsite.core.rate_limits import limits_cache
from unionsite.core.tally import Tally

logger = logging.getLogger(__name__)

KINDS = ("page", "list", "search", "form", "account", "admin", "file", "other")
CLASSES = ("2xx", "3xx", "4xx", "5xx")
# Upper bounds of the histogram, in seconds; what is slower is in none of them.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
EVENTS = ("mails_failed", "page_cache_hits", "page_cache_misses")

NAMES = (
    *(f"requests:{kind}:{status}" for kind in KINDS for status in CLASSES),
    *(f"seconds:{kind}" for kind in KINDS),
    *(f"bucket:{kind}:{place}" for kind in KINDS for place in range(len(BOUNDS) + 1)),
    *EVENTS,
)


def _key(name: str) -> str:
    return f"measure:{name}"


def _add(counts: Mapping[str, int]) -> None:
    cache = limits_cache()
    try:
        for name, amount in counts.items():
            # Another process may have begun the count in between.
            if not cache.add(_key(name), amount, None):
                with suppress(ValueError):  # The cache was emptied meanwhile.
                    cache.incr(_key(name), amount)
    except Exception as error:  # Whatever the cache raises: an answer must go out even if it cannot be counted.
        logger.warning("Metrics were not counted: %s", type(error).__name__)


METRICS: Tally[str, int] = Tally(name="Metrics", write=_add, most=len(NAMES))


def note_request(kind: str, status: int, seconds: float) -> None:
    """Count one answer. A sum of seconds is kept in millionths, because counters are whole numbers."""
    for name, amount in (
        (f"requests:{kind}:{min(max(status // 100, 2), 5)}xx", 1),
        (f"seconds:{kind}", int(seconds * 1_000_000)),
        (f"bucket:{kind}:{bisect_left(BOUNDS, seconds)}", 1),
    ):
        count(name, amount)


def count(name: str, amount: int = 1) -> None:
    """Count in memory; written after an answer."""
    METRICS.note(name, lambda so_far: (so_far or 0) + amount)


def count_at_once(name: str) -> None:
    """Count what is rare, also in a process that answers nobody."""
    _add({name: 1})


def totals() -> dict[str, int]:
    """Return what all processes have written, nought for what nobody counted."""
    found = limits_cache().get_many([_key(name) for name in NAMES])
    return {name: found.get(_key(name), 0) for name in NAMES}
