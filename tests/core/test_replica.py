"""A read replica: for anonymous readers alone, never just after a write, never when it is away."""

import time

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.db import OperationalError, connections, router
from django.http import HttpResponse

from interact.models import Case
from unionsite.core import replica
from unionsite.core.models import JobRun, SiteSettings
from unionsite.core.replica import REPLICA, ReplicaMiddleware, ReplicaStatus, may_read_replica, reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_replica(settings, monkeypatch):
    """The second alias leads to the same database, as in tests of sites with a replica (`MIRROR`)."""
    settings.DATABASE_ROUTERS = ["unionsite.core.replica.Router"]
    monkeypatch.setattr(router, "routers", [replica.Router()])
    monkeypatch.setitem(connections.settings, REPLICA, connections.settings["default"])
    connections[REPLICA] = connections["default"]
    status = ReplicaStatus()
    status.is_well, status.looked_at, status.has_until = True, float("inf"), float("inf")
    monkeypatch.setattr(replica, "STATUS", status)
    cache.delete(replica.WRITTEN)
    yield status
    del connections[REPLICA]


def reads() -> str:
    return router.db_for_read(SiteSettings)


def answer(request, view=None):
    """What a view inside of the middleware reads."""
    middleware = ReplicaMiddleware(view or (lambda _request: HttpResponse(reads())))
    return middleware(request).content.decode()


def test_an_anonymous_reader_reads_the_replica_and_writes_go_to_the_primary(rf):
    assert answer(rf.get("/news/")) == REPLICA
    assert answer(rf.get("/search/?q=工资")) == REPLICA
    assert reads() == "default"
    with reading(True):
        assert router.db_for_write(SiteSettings) == "default"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/news/"),
        ("get", "/admin/"),
        ("get", "/account/"),
        ("get", "/feedback/"),
        ("get", "/en/interact/votes/"),
        pytest.param("get", "/contribute/", marks=pytest.mark.wing("contributions")),
        ("get", "/documents/1/a.pdf"),
        ("get", "/healthz"),
    ],
)
def test_whoever_writes_and_whatever_is_not_public_reads_the_primary(rf, method, path):
    assert answer(getattr(rf, method)(path)) == "default"


def test_whoever_has_a_session_reads_the_primary(rf):
    request = rf.get("/news/")
    request.COOKIES[site_settings.SESSION_COOKIE_NAME] = "x"
    assert not may_read_replica(request)


def test_just_after_a_write_everybody_reads_the_primary(rf):
    SiteSettings.objects.update(tagline="新的一句话")
    assert answer(rf.get("/news/")) == "default"
    cache.set(replica.WRITTEN, time.time() - replica.SECONDS - 1)
    assert answer(rf.get("/news/")) == REPLICA


def test_a_replica_that_lacks_the_last_write_is_not_read(rf, with_replica):
    """Its line may be cut without a word: it then knows of nothing that it lacks."""
    written = time.time() - replica.SECONDS - 1
    cache.set(replica.WRITTEN, written)
    with_replica.has_until = written - 5
    assert answer(rf.get("/news/")) == "default"
    with_replica.has_until = written + 0.1
    assert answer(rf.get("/news/")) == REPLICA


def test_it_is_asked_how_far_it_has_come():
    status = ReplicaStatus()
    assert status.is_usable()
    # The database of the tests is no replica: nothing can be missing.
    assert status.has_until == float("inf")


def test_a_write_that_no_reader_sees_does_not_count(rf):
    JobRun.objects.create(job="x", slot=1)
    assert answer(rf.get("/news/")) == REPLICA


def test_cases_are_never_read_from_it(rf):
    assert not may_read_replica(rf.get("/feedback/case/"))
    assert router.db_for_read(Case) == "default"


def test_a_view_that_fails_because_of_it_is_asked_again(rf, with_replica):
    asked = []

    def view(_request):
        asked.append(reads())
        if asked[-1] == REPLICA:
            raise OperationalError("server closed the connection")
        return HttpResponse("there")

    request = rf.get("/news/")
    request.resolver_match = (view, (), {})
    middleware = ReplicaMiddleware(view)
    with pytest.raises(OperationalError) as caught:
        middleware(request)
    # As Django's handler calls it.
    assert middleware.process_exception(request, caught.value).content == b"there"
    assert asked == [REPLICA, "default"]
    assert not with_replica.is_usable()
    assert answer(rf.get("/news/")) == "default"


def test_an_error_on_the_primary_is_an_error(rf):
    request = rf.post("/news/")
    middleware = ReplicaMiddleware(lambda _request: HttpResponse())
    middleware(request)
    assert middleware.process_exception(request, OperationalError()) is None


def test_a_replica_that_is_away_is_not_read(monkeypatch):
    class Away:
        vendor = "postgresql"

        def cursor(self):
            raise OperationalError("connection refused")

        def close(self):
            pass

    connections[REPLICA] = Away()
    status = ReplicaStatus()
    assert not status.is_usable()
    connections[REPLICA] = connections["default"]
    assert not status.is_usable(), "looked at a moment ago"


def test_pages_and_search_are_whole_when_read_from_it(client, tree):
    with reading(True):
        assert client.get("/news/").status_code == 200
        assert client.get("/search/?q=工资").status_code == 200
