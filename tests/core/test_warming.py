"""A server is warm before it makes its processes, and makes them whatever becomes of that."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from types import SimpleNamespace

import psutil
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.core.test_settings import GOOD, ROOT
from tests.nginx import free_port
from unionsite.core.inside import AGENT, PAGES, warm_up
from unionsite.oversight.health.models import MissedAddress
from unionsite.oversight.visits.services import counted


@pytest.fixture
def one_connection():
    """A server closes connections around each request; the test's own must stay, as in Django's test client."""
    for signal_of_request in (request_started, request_finished):
        signal_of_request.disconnect(close_old_connections)
    yield
    for signal_of_request in (request_started, request_finished):
        signal_of_request.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
def test_main_pages_are_answered_and_counted_by_nobody(tree, settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://union.example.com", ["union.example.com"]
    asked = []

    def application(environ, start):
        response = site(environ, start)
        asked.append((environ["PATH_INFO"], response.status_code, environ["HTTP_USER_AGENT"]))
        return response

    from unionsite.wsgi import application as site

    warm_up(application)
    assert asked == [(path, 200, AGENT) for path in PAGES]
    counted.flush()
    assert not MissedAddress.objects.exists()


def test_it_gives_up_after_the_first_fault():
    asked = []

    class Broken(list):
        status_code = 500

        def close(self):
            asked.append("closed")

    warm_up(lambda environ, _start: asked.append(environ["PATH_INFO"]) or Broken())
    assert asked == ["/", "closed"]


@pytest.mark.parametrize(
    ("asked", "most", "goes_on"), [(1000, 1, False), (999, 1, True), (1001, 1, True), (1000, 10**6, True)]
)
def test_a_process_that_has_grown_is_replaced(asked, most, goes_on):
    """Whatever it was asked for: by requests alone a rush would replace it every few seconds."""
    config: dict = {}
    exec((ROOT / "deploy" / "gunicorn.conf.py").read_text(), config)  # noqa: S102
    assert not config.get("max_requests")
    worker = SimpleNamespace(nr=asked, alive=True, log=logging.getLogger())
    config["MOST_MEMORY"] = most
    config["post_request"](worker, None, {}, None)
    assert worker.alive is goes_on


@pytest.mark.skipif(not shutil.which("gunicorn", path=os.path.dirname(sys.executable)), reason="needs gunicorn")
def test_gunicorn_starts_without_a_database_and_replaces_a_process_at_once(tmp_path):
    port = free_port()
    environment = {**os.environ, **GOOD, "VAR_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": "", "HTTPS": "off"}
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    # A process that is told to end before it listens for that is killed after this time: the second of the new ones
    # may be that young when the first answers.
    command += ["--graceful-timeout", "2"]
    master = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        assert health(port) == 503
        workers = psutil.Process(master.pid).children()
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
        assert health(port) == 503
        assert len(psutil.wait_procs(workers, timeout=60)[0]) == len(workers)
    finally:
        master.terminate()
        assert master.wait(60) == 0


def health(port: int) -> int:
    """Status of the first answer."""
    for _try in range(600):
        with suppress(OSError):
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).status
            except urllib.error.HTTPError as answer:
                return answer.code
        time.sleep(0.05)
    raise AssertionError("no answer")
