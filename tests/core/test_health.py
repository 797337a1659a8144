"""`/healthz`: what monitors see when all is well and when a part is down."""

import json
import shutil
import time
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from unionsite.core import health
from unionsite.core.scheduling import HEARTBEAT, run_due
from unionsite.core.tasks import draw_pictures
from unionsite.core.wings import is_on

pytestmark = pytest.mark.django_db
# What wings have checked.
OF_WINGS = ["backups"] if is_on("operations") else []


class BrokenCache(BaseCache):
    """As a Redis that is away."""

    def __init__(self, _location, params):
        super().__init__(params)

    def add(self, *args, **kwargs):
        raise ConnectionError("redis://:geheim@10.0.0.7 is away")

    get = set = touch = delete = add


class ForgetfulCache(BrokenCache):
    """As a Redis without memory left."""

    def add(self, *args, **kwargs):
        return True

    def get(self, key, default=None, version=None):
        return default

    set = add


@pytest.fixture
def ticked(settings):
    """The scheduler has just looked, and had nothing to do."""
    settings.SCHEDULED_JOBS = []
    run_due()


@pytest.fixture
def ask(client):
    """GET /healthz; returns (status code, answer)."""

    def get():
        response = client.get("/healthz")
        return response.status_code, response.json()

    return get


def cache_of(settings, kind: type):
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": f"{__name__}.{kind.__name__}"}}


def test_all_is_well_after_a_tick(client, ticked):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    answer = response.json()
    assert answer["status"] == "ok"
    assert list(answer["checks"]) == [
        "database",
        "cache",
        "worker",
        "scheduler",
        "disk",
        "calendar",
        *OF_WINGS,
        "search",
        "cases",
        "review",
    ]
    assert all(check["ok"] and check["detail"] for check in answer["checks"].values())


def test_without_a_tick_the_scheduler_is_missing(ask):
    code, answer = ask()
    assert code == 503
    assert answer["status"] == "failing"
    assert [name for name, check in answer["checks"].items() if not check["ok"]] == ["scheduler"]


def test_a_tick_grows_old(ask, ticked):
    cache.set(HEARTBEAT, time.time() - 181)
    code, answer = ask()
    assert code == 503
    assert "3 minutes" in answer["checks"]["scheduler"]["detail"]


def test_no_answer_is_ever_kept(client, ticked):
    for _time in range(2):
        control = client.get("/healthz")["Cache-Control"]
        assert "no-store" in control
        assert "no-cache" in control
        cache.delete(HEARTBEAT)


def test_a_cache_that_is_away_is_told_without_a_trace(client, settings, ticked):
    cache_of(settings, BrokenCache)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["checks"]["cache"] == {"ok": False, "detail": "unreachable"}
    assert response.json()["checks"]["database"]["ok"]
    for secret in ("Traceback", "geheim", "10.0.0.7", "ConnectionError"):
        assert secret not in response.content.decode()


def test_a_cache_that_forgets_is_told(ask, settings, ticked):
    cache_of(settings, ForgetfulCache)
    code, answer = ask()
    assert code == 503
    assert "did not come back" in answer["checks"]["cache"]["detail"]


def test_a_database_that_is_away_is_told_without_a_trace(client, ticked):
    def away(*_args):
        raise OperationalError("password of user union refused")

    with connection.execute_wrapper(away):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == {"ok": False, "detail": "unreachable"}
    assert response.json()["checks"]["cache"]["ok"]
    assert "password" not in response.content.decode()


@pytest.mark.parametrize(("minutes", "expected"), [(9, 200), (11, 503)])
def test_a_task_that_waits_too_long_tells_of_a_dead_worker(ask, settings, ticked, minutes, expected):
    settings.TASKS_BACKEND = "database"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    draw_pictures.enqueue(0)
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=minutes))
    code, answer = ask()
    assert code == expected
    assert answer["checks"]["worker"]["ok"] is (expected == 200)


def test_a_full_disk_is_told(ask, ticked, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 10**12, health.LEAST_FREE_BYTES - 1))
    code, answer = ask()
    assert code == 503
    assert answer["checks"]["disk"] == {"ok": False, "detail": "less than 500 MB free"}


def test_each_part_is_judged_by_itself(rf, settings, ticked):
    """The view alone: both the cache and the database are away, and the rest still answers."""

    def away(*_args):
        raise OperationalError("password of user union refused")

    cache_of(settings, BrokenCache)
    with connection.execute_wrapper(away):
        response = health.healthz(rf.get("/healthz"))
    assert response.status_code == 503
    checks = json.loads(response.content)["checks"]
    assert [name for name, check in checks.items() if check["ok"]] == ["worker", "disk", *OF_WINGS]
    assert {checks[name]["detail"] for name in ("database", "cache", "scheduler", "calendar")} == {"unreachable"}
