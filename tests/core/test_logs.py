"""Lines of the log: with the number of the request, and nothing about who asked."""

import logging
import re

import pytest
from django.test import RequestFactory

from unionsite.core.logs import LineFormatter, during

NUMBER = "0123456789abcdef0123456789abcdef"


def line(request=None) -> str:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Not Found: %s", ("/news/",), None)
    record.__dict__ |= {"request": request} if request is not None else {}
    return LineFormatter("{message}", style="{").format(record)


def asked(path="/news/?q=张三", **headers):
    sent = {"X-Request-ID": NUMBER, "User-Agent": "Firefox", "Referer": "https://example.com/secret"}
    return RequestFactory().get(path, headers=sent | headers, REMOTE_ADDR="203.0.113.9")


def test_a_line_has_the_number_and_nothing_of_the_person():
    assert line(asked()) == f"Not Found: /news/ [{NUMBER}]"


def test_lines_within_a_request_have_its_number():
    with during(asked()):
        assert line() == f"Not Found: /news/ [{NUMBER}]"
    assert line() == "Not Found: /news/"


@pytest.mark.parametrize("sent", ["", "<script>", "张三" * 8, NUMBER + "0"])
def test_only_a_number_is_taken_for_one(sent):
    assert line(asked(**{"X-Request-ID": sent.encode("utf-8").decode("latin-1")})) == "Not Found: /news/"


def test_a_quiet_request_has_no_number():
    assert line(asked("/feedback/")) == "Not Found: /news/"


@pytest.mark.django_db
@pytest.mark.urls("tests.core.security.broken_urls")
def test_an_error_page_names_the_number_that_the_log_has(client, caplog):
    client.raise_request_exception = False
    page = client.get("/breaks/").content.decode()
    number = re.search(r"故障编号：([0-9a-f]{16})<", page)[1]
    (record,) = [record for record in caplog.records if record.name == "django.request"]
    assert f"[{number}]" in LineFormatter("{message}", style="{").format(record)
    assert NUMBER in client.get("/breaks/", headers={"X-Request-ID": NUMBER}).content.decode()


@pytest.mark.django_db
@pytest.mark.urls("tests.core.security.broken_urls")
def test_an_error_page_of_a_quiet_request_names_none(client, settings):
    settings.QUIET_PATHS = ["/breaks/"]
    client.raise_request_exception = False
    assert "故障编号" not in client.get("/breaks/").content.decode()
