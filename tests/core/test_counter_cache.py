"""The cache for counting where there is no Redis: what Django's file cache does not keep."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import time_machine

from unionsite.core.counter_cache import CounterCache

NOW = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)
COUNT = """
import sys
import django
from django.conf import settings
settings.configure()
from unionsite.core.counter_cache import CounterCache
cache = CounterCache(sys.argv[1], {})
print("ready", flush=True)
sys.stdin.readline()
print([cache.incr("tries") for _number in range(20)])
"""


@pytest.fixture
def counters(tmp_path):
    return CounterCache(tmp_path / "counters", {})


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_it_adds_once_and_gives_what_it_has(counters):
    assert counters.get("a") is None
    assert counters.get("a", 7) == 7
    assert counters.add("a", 1, 60)
    assert not counters.add("a", 5, 60)
    assert counters.get("a") == 1
    counters.set("b", "words", None)
    assert counters.get_many(["a", "b"]) == {"a": 1, "b": "words"}
    assert "a" in counters


def test_counting_up_and_down(counters):
    with pytest.raises(ValueError, match="not found"):
        counters.incr("a")
    counters.set("a", 1, 60)
    assert counters.incr("a") == 2
    assert counters.incr("a", 10) == 12
    assert counters.decr("a") == 11


def test_a_count_keeps_its_end(counters, clock):
    counters.add("a", 1, 3600)
    clock.shift(10)
    counters.incr("a")
    clock.shift(3589)
    assert counters.get("a") == 2
    clock.shift(1)
    assert counters.get("a") is None
    assert counters.add("a", 1, 3600)


def test_what_has_no_end_stays_and_an_end_can_be_moved(counters, clock):
    counters.set("ever", 1, None)
    counters.set("a", 1, 10)
    assert counters.touch("a", 100)
    assert not counters.touch("nothing", 100)
    clock.shift(50)
    assert counters.get_many(["a", "ever"]) == {"a": 1, "ever": 1}
    clock.shift(10**9)
    assert counters.get_many(["a", "ever"]) == {"ever": 1}


def test_deleting_and_clearing(counters):
    counters.set_many({"a": 1, "b": 2, "c": 3})
    assert counters.delete("a")
    assert not counters.delete("a")
    assert counters.get_many(["a", "b", "c"]) == {"b": 2, "c": 3}
    counters.clear()
    assert counters.get_many(["a", "b", "c"]) == {}


def test_what_has_ended_lies_nowhere_in_the_file(counters, clock):
    counters.add("limit:sendings:0123456789abcdef", 1, 60)
    clock.shift(61)
    counters.add("other", 1, 60)
    assert b"0123456789abcdef" not in counters._file.read_bytes()


def test_many_entries_push_none_out(counters):
    counters.add("first", 1, 3600)
    for number in range(300):
        counters.add(f"key-{number}", 1, 3600)
    assert counters.get("first") == 1
    assert counters.get("key-0") == 1


def test_other_values_are_refused(counters):
    with pytest.raises(TypeError):
        counters.set("a", {"no": "objects"})


def test_a_broken_file_begins_anew(counters):
    counters.add("a", 1, 60)
    counters._file.write_bytes(b"no database at all" * 300)
    assert counters.add("a", 1, 60)
    assert counters.incr("a") == 2


def test_the_folder_is_for_this_user_alone(counters, tmp_path):
    counters.add("a", 1, 60)
    folder = tmp_path / "counters"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    link = tmp_path / "link"
    link.symlink_to(folder)
    with pytest.raises(PermissionError):
        CounterCache(link, {}).get("a")


def test_sixteen_processes_lose_no_count(counters, tmp_path):
    """Of 320 parallel counts Django's file cache kept 30."""
    counters.add("tries", 0, 3600)
    command = [sys.executable, "-c", COUNT, str(tmp_path / "counters")]
    pipes = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "text": True,
        "env": {**os.environ, "PYTHONPATH": "."},
    }
    processes = [subprocess.Popen(command, **pipes) for _number in range(16)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    seen = []
    for process in processes:
        seen += json.loads(process.communicate()[0])
    assert sorted(seen) == list(range(1, 321))
    assert counters.get("tries") == 320
