"""What was read and found lately, in the memory of this process: for a minute, and only under the present generation.

Readers ask for a few words again and again. Whoever asks for others costs memory for a fixed number of rows alone.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import TypeVar

from unionsite.core.generation import remembered

# Of all values together; a row takes some 250 bytes.
MOST_ROWS = 20_000
# A page whose time has come is no longer counted a minute later; it is never shown.
KEPT_FOR = 60

Value = TypeVar("Value")


class Recent:
    """Values with the rows that each holds; those not asked for the longest go first."""

    def __init__(self, most: int = MOST_ROWS):
        self._most = most
        self._rows = 0
        self._values: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._rows = 0

    def get(self, key: Hashable, make: Callable[[], Value], rows: Callable[[Value], int]) -> Value:
        """Return the value for a key, made outside the lock: two who ask at once may both make it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][1]  # type: ignore[return-value]
        value = make()
        size = 1 + rows(value)
        with self._lock:
            if key not in self._values:
                self._values[key] = size, value
                self._rows += size
            while self._rows > self._most:
                _key, (gone, _value) = self._values.popitem(last=False)
                self._rows -= gone
        return value


@remembered
def _recent() -> Recent:
    return Recent()


def forget_recent() -> None:
    """Drop what this process has found, and nothing else: a search then costs what it costs the first who asks."""
    _recent().clear()


def recent(
    key: Hashable, now: datetime, make: Callable[[], Value], rows: Callable[[Value], int] = lambda _value: 10
) -> Value:
    """Return what `make` returned for the key within this minute, or have it made; `rows` tells how much it holds."""
    return _recent().get((key, int(now.timestamp()) // KEPT_FOR), make, rows)
