"""The checks of a deployed site: Redis writes nothing to a disk."""

import shutil
import subprocess
from contextlib import contextmanager

import pytest

from unionsite.core.checks import redis_keeps_nothing


@contextmanager
def a_redis(folder, *options):
    """A server of its own in a folder, reached by a socket; yields its address."""
    socket = folder / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        # It says so once it listens; one that fails ends its words.
        assert any("eady to accept connections" in line for line in server.stdout)
        try:
            yield f"unix://{socket}"
        finally:
            server.kill()


@pytest.mark.once
@pytest.mark.skipif(not shutil.which("redis-server"), reason="Redis is not installed here")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--save", "", "--appendonly", "no"], []),
        (["--save", "3600 1"], ["core.W003"]),
        (["--save", "", "--appendonly", "yes"], ["core.W003"]),
        # As those who rent it out have it.
        (["--rename-command", "CONFIG", ""], ["core.W004"]),
    ],
)
def test_t80_what_redis_keeps_is_told(settings, tmp_path, options, said):
    with a_redis(tmp_path, *options) as address:
        settings.REDIS_URL = address
        assert [one.id for one in redis_keeps_nothing(None)] == said


def test_a_redis_that_is_away_is_told_and_no_redis_is_none(settings, tmp_path):
    pytest.importorskip("redis")
    settings.REDIS_URL = f"unix://{tmp_path}/away.sock"
    (found,) = redis_keeps_nothing(None)
    assert (found.id, "ConnectionError" in found.msg) == ("core.W004", True)
    settings.REDIS_URL = ""
    assert redis_keeps_nothing(None) == []
