"""Every request says where it comes from, for as long as it lasts."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from unionsite.audit.origin import Origin, OriginMiddleware, current, set_origin


def origin_of(**headers) -> Origin | None:
    """What a view sees."""
    seen = []

    def view(request):
        seen.append(current())
        return HttpResponse()

    OriginMiddleware(view)(RequestFactory().get("/", **headers))
    return seen[0]


def test_address_and_browser():
    assert origin_of(REMOTE_ADDR="192.0.2.1", HTTP_USER_AGENT="Firefox") == Origin("192.0.2.1", "Firefox")


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "192.0.2.7"), (2, "198.51.100.9")])
def test_t28_only_entries_of_our_own_proxies_are_believed(settings, proxies, address):
    settings.TRUSTED_PROXIES = proxies
    forwarded = "203.0.113.1, 198.51.100.9, 192.0.2.7"
    assert origin_of(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded).address == address


def test_a_long_browser_name_is_cut():
    assert origin_of(HTTP_USER_AGENT="x" * 5000).agent == "x" * 200


def test_a_request_without_anything_still_has_an_origin():
    assert origin_of(REMOTE_ADDR="") == Origin("", "")


def test_nothing_is_left_after_the_request():
    assert origin_of() is not None
    assert current() is None


def test_nothing_is_left_after_a_view_that_fails():
    def view(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        OriginMiddleware(view)(RequestFactory().get("/"))
    assert current() is None


def test_an_inner_origin_gives_way_to_the_outer_one():
    with set_origin(Origin("192.0.2.1", "outer")):
        with set_origin(None):
            assert current() is None
        assert current().agent == "outer"


@pytest.mark.django_db
def test_it_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert origin_of(HTTP_USER_AGENT="\x00", REMOTE_ADDR="nonsense") == Origin("nonsense", "\x00")
