"""Limits how often somebody may try something in a span of time; counted in the cache `limits`, not in the database."""

import secrets
import time
from contextlib import suppress
from dataclasses import dataclass

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.utils.crypto import salted_hmac

# Entries live this much longer than their span, so that none ends between being looked at and being counted.
SECONDS_OF_GRACE = 60


def limits_cache() -> BaseCache:
    """Return the cache where tries are counted: exact for parallel processes; no entry is dropped before its time."""
    return caches["limits"]


@dataclass(frozen=True)
class RateLimit:
    """At most `number` tries by one key (an address, a user) in each span of `seconds`.

    The cache holds a digest of key and span, made with a random secret that lives as long as the span and is stored
    nowhere else. So nobody can read from the cache who tried, nor work it out with the site's own secrets once the span
    is over, nor join the counts of different spans. No entry tells when in its span somebody tried.
    """

    name: str
    number: int
    seconds: int

    def _span(self) -> int:
        return int(time.time() // self.seconds)

    def _life(self) -> int:
        """Return the seconds until this span is over, plus the grace: all its entries end at the same time."""
        return int((self._span() + 1) * self.seconds - time.time()) + SECONDS_OF_GRACE

    def _entry(self, key: object) -> str:
        span, cache = self._span(), limits_cache()
        secret_of_span = f"limits-secret:{self.seconds}:{span}"
        secret = cache.get(secret_of_span)
        if secret is None:
            cache.add(secret_of_span, secrets.token_hex(32), self._life())
            secret = cache.get(secret_of_span)
        digest = salted_hmac(f"limit.{self.name}.{secret}", f"{span}:{key}", algorithm="sha256").hexdigest()
        return f"limit:{self.name}:{digest}"

    def is_reached(self, key: object) -> bool:
        return limits_cache().get(self._entry(key), 0) >= self.number

    def count(self, key: object) -> int:
        """Count one try, also among parallel ones; return how many there were in this span."""
        cache, entry = limits_cache(), self._entry(key)
        while True:
            if cache.add(entry, 1, self._life()):
                return 1
            # The entry was forgotten meanwhile: begin anew.
            with suppress(ValueError):
                return cache.incr(entry)

    def take(self, key: object) -> bool:
        """Count one try, also among parallel ones; return whether it is allowed. Ask before doing what is limited."""
        return self.count(key) <= self.number

    def give_back(self, key: object) -> None:
        """Take back the try that `take` counted, because it was right."""
        with suppress(ValueError):  # The entry was forgotten meanwhile.
            limits_cache().decr(self._entry(key))

    def forget(self, key: object) -> None:
        limits_cache().delete(self._entry(key))
