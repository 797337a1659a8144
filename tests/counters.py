"""What lies in the caches, whichever they are: for tests that look for what must not be there."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

from unionsite.core.counter_cache import CounterCache


def everything_in_the_caches() -> list[str]:
    return [entry for cache in caches.all() for entry in _entries(cache)]


def _entries(cache) -> list[str]:
    if isinstance(cache, CounterCache):
        with closing(sqlite3.connect(cache._file)) as rows:
            return [f"{row!r}" for row in rows.execute("SELECT * FROM counters")]
    if isinstance(cache, RedisCache):
        redis = cache._cache.get_client(None)
        return [f"{key!r} {redis.get(key)!r}" for key in redis.keys("*")]
    return [f"{key} {value!r}" for key, value in cache._cache.items()]


def share_counters(settings, folder: Path) -> Path:
    """Count in a folder that other processes are told of (`counters` in `MEMORY_DIR`); Redis is shared anyway."""
    if "redis" not in settings.CACHES["limits"]["BACKEND"]:
        settings.CACHES = {**settings.CACHES, "limits": {**settings.CACHES["limits"], "LOCATION": folder}}
    return folder
