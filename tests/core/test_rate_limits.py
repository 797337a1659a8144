"""Counting tries in a span of time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache.backends.redis import RedisCache

from tests.counters import everything_in_the_caches
from unionsite.core.rate_limits import RateLimit, limits_cache

# The beginning of a span of an hour.
HOUR = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(HOUR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def limit():
    return RateLimit("trial", number=3, seconds=3600)


def test_it_is_reached_with_the_last_try_allowed(clock, limit):
    states = []
    for _number in range(4):
        states.append(limit.is_reached("somebody"))
        limit.count("somebody")
    assert states == [False, False, False, True]


def test_counting_tells_how_many_there_were(clock, limit):
    assert [limit.count("somebody") for _number in range(5)] == [1, 2, 3, 4, 5]


def test_everybody_is_counted_apart(clock, limit):
    for _number in range(3):
        limit.count("somebody")
    assert limit.is_reached("somebody")
    assert not limit.is_reached("somebody else")
    assert not RateLimit("other", number=3, seconds=3600).is_reached("somebody")


def test_a_new_span_begins_at_nought(clock, limit):
    for _number in range(3):
        limit.count("somebody")
    clock.shift(3599)
    assert limit.is_reached("somebody")
    clock.shift(1)
    assert not limit.is_reached("somebody")
    assert limit.count("somebody") == 1


def test_forgetting(clock, limit):
    for _number in range(3):
        limit.count("somebody")
        limit.count("somebody else")
    limit.forget("somebody")
    assert not limit.is_reached("somebody")
    assert limit.is_reached("somebody else")
    limit.forget("nobody")


@pytest.mark.parametrize(
    "key", ["", 7, None, "车间", "a b\n\x00", "x" * 5000, ("a", 1)], ids=lambda key: ascii(key)[:12]
)
def test_anything_may_be_a_key(clock, limit, key):
    assert limit.count(key) == 1
    assert limit.count(key) == 2


def test_who_tried_cannot_be_read_from_the_cache(clock, limit):
    """Nor can the counts of two spans be joined."""
    names = [limit._entry("198.51.100.7")]
    clock.shift(3600)
    names.append(limit._entry("198.51.100.7"))
    assert names[0] != names[1]
    assert not [name for name in names if "198.51" in name]
    limit.count("198.51.100.7")
    assert limits_cache().get(names[1]) == 1


def test_who_tried_cannot_be_worked_out_once_the_span_is_over(clock, limit):
    """With the site's own secrets all addresses could be tried: the secret of the span is gone with it."""
    limit.count("198.51.100.7")
    before = limit._entry("198.51.100.7")
    if isinstance(limits_cache(), RedisCache):
        # Redis has a clock of its own, which does not travel.
        redis = limits_cache()._cache.get_client(None)
        assert all(0 < redis.ttl(key) <= 3660 for key in redis.keys("*limit*"))
        return
    clock.shift(7200)
    limit.count("198.51.100.8")
    assert not [entry for entry in everything_in_the_caches() if before in entry]
    clock.move_to(HOUR)
    assert limit._entry("198.51.100.7") != before


def test_a_count_lasts_to_the_end_of_its_span_and_not_longer(clock, limit):
    """Whoever is counted a second time is not forgotten after the cache's default of five minutes."""
    clock.shift(10)
    for _number in range(3):
        limit.count("somebody")
    for _minute in range(59):
        clock.shift(60)
        assert limit.is_reached("somebody")
    clock.shift(60)
    assert not limit.is_reached("somebody")


def test_taking_and_giving_back(clock, limit):
    assert [limit.take("somebody") for _number in range(4)] == [True, True, True, False]
    limit.give_back("somebody")
    assert limit.is_reached("somebody")
    limit.give_back("somebody")
    assert not limit.is_reached("somebody")
    assert limit.take("somebody")
    limit.give_back("nobody")
    assert limit.count("nobody") == 1


def test_parallel_tries_are_all_counted(limit):
    limit = RateLimit("parallel", number=3, seconds=10**9)
    with ThreadPoolExecutor(16) as pool:
        counts = list(pool.map(lambda _number: limit.count("somebody"), range(320)))
    assert sorted(counts) == list(range(1, 321))
