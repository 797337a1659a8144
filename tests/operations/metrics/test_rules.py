"""Which kind of view answered; whatever the address, there is an answer."""

import pytest
from django.test import RequestFactory

from unionsite.core.metrics import KINDS
from unionsite.operations.metrics.rules import kind_of, may_read

QUIET = ("/feedback/", "/en/feedback/")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/admin/pages/", "admin"),
        ("/search/", "search"),
        ("/en/search/", "search"),
        ("/account/login/", "account"),
        pytest.param("/en/contribute/", "form", marks=pytest.mark.wing("contributions")),
        ("/documents/1/a.pdf", "file"),
        ("/healthz", ""),
        ("/metrics", ""),
        ("/feedback/", ""),
        ("/en/feedback/x/", ""),
        *((path, "other") for path in ("/", "/en", "/en/", "/enx", "/english/", "/searching/", "//", "/x")),
    ],
)
def test_each_address_has_a_kind(path, kind):
    request = RequestFactory().get("/")
    request.path_info = path
    assert kind_of(request, 200, QUIET) == kind
    assert kind in (*KINDS, "")


def test_an_error_where_people_write_is_counted():
    assert kind_of(RequestFactory().get("/feedback/"), 500, QUIET) == "form"


@pytest.mark.parametrize(
    ("sent", "token", "may"),
    [("Bearer a", "a", True), ("Bearer b", "a", False), ("a", "a", False), ("Bearer ", "", False), ("", "", False)],
)
def test_only_the_token_opens_the_figures(sent, token, may):
    assert may_read(sent, token) is may
