"""How often somebody may try something in a span of time: counted in the shared cache, never in the database."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Limit:
    """At most `number` tries by one key (an address, a user) in each span of `seconds`.

    The cache holds a digest of key and span: who tried cannot be read from it, nor counts of different spans joined.
    """

    name: str
    number: int
    seconds: int

    def _entry(self, key: object) -> str:
        span = int(time.time() // self.seconds)
        digest = salted_hmac(f"limit.{self.name}", f"{span}:{key}", algorithm="sha256").hexdigest()
        return f"limit:{self.name}:{digest}"

    def is_reached(self, key: object) -> bool:
        return cache.get(self._entry(key), 0) >= self.number

    def count(self, key: object) -> int:
        """Count one try, parallel ones too; returns how many there were in this span."""
        entry = self._entry(key)
        if cache.add(entry, 1, self.seconds):
            return 1
        try:
            return cache.incr(entry)
        except ValueError:  # It ran out just now.
            cache.set(entry, 1, self.seconds)
            return 1

    def forget(self, key: object) -> None:
        cache.delete(self._entry(key))
