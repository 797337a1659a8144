"""Lines of the log: text or JSON, with the number of the request, and nothing about who asked."""

import json
import logging
import re

import pytest
from django.test import RequestFactory

from unionsite.core.logs import JsonFormatter, LineFormatter, during

NUMBER = "0123456789abcdef0123456789abcdef"


def line(request=None, formatter=None, **extra) -> str:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Not Found: %s", ("/news/",), None)
    record.__dict__ |= {"request": request} if request is not None else {}
    record.__dict__ |= extra
    return (formatter or JsonFormatter()).format(record)


def asked(path="/news/?q=张三", **headers):
    sent = {"X-Request-ID": NUMBER, "User-Agent": "Firefox", "Referer": "https://example.com/secret"}
    return RequestFactory().get(path, headers=sent | headers, REMOTE_ADDR="203.0.113.9")


def test_a_line_is_one_json_object_without_anything_of_the_person():
    text = line(asked(), status_code=404, duration=0.0123)
    told = json.loads(text)
    assert told == {
        "time": told["time"],
        "level": "ERROR",
        "logger": "django.request",
        "message": "Not Found: /news/",
        "request": NUMBER,
        "status": 404,
        "duration": 0.0123,
    }
    assert not re.search(r"203\.0|Firefox|secret|张三", text)


def test_errors_have_their_trace_on_the_same_line():
    try:
        raise ValueError("坏")
    except ValueError as error:
        text = line(exc_info=(type(error), error, error.__traceback__))
    assert "\n" not in text
    assert "ValueError: 坏" in json.loads(text)["trace"]


def test_lines_within_a_request_have_its_number():
    with during(asked()):
        assert json.loads(line())["request"] == NUMBER
        assert line(formatter=LineFormatter("{message}", style="{")) == f"Not Found: /news/ [{NUMBER}]"
    assert "request" not in json.loads(line())


@pytest.mark.parametrize("sent", ["", "<script>", "张三" * 8, NUMBER + "0"])
def test_only_a_number_is_taken_for_one(sent):
    assert "request" not in json.loads(line(asked(**{"X-Request-ID": sent.encode("utf-8").decode("latin-1")})))


def test_a_quiet_request_has_no_number():
    assert "request" not in json.loads(line(asked("/feedback/")))


@pytest.mark.django_db
@pytest.mark.urls("tests.core.security.broken_urls")
def test_an_error_page_names_the_number_that_the_log_has(client, caplog):
    client.raise_request_exception = False
    page = client.get("/breaks/").content.decode()
    number = re.search(r"故障编号：([0-9a-f]{16})<", page)[1]
    (record,) = [record for record in caplog.records if record.name == "django.request"]
    assert json.loads(JsonFormatter().format(record))["request"] == number
    assert NUMBER in client.get("/breaks/", headers={"X-Request-ID": NUMBER}).content.decode()


@pytest.mark.django_db
@pytest.mark.urls("tests.core.security.broken_urls")
def test_an_error_page_of_a_quiet_request_names_none(client, settings):
    settings.QUIET_PATHS = ["/breaks/"]
    client.raise_request_exception = False
    assert "故障编号" not in client.get("/breaks/").content.decode()


@pytest.mark.django_db
@pytest.mark.wing("operations")
def test_lines_of_answers_tell_kind_status_and_time(client, tree, settings, caplog):
    settings.LOG_REQUESTS = True
    caplog.set_level("INFO", logger="unionsite.requests")
    client.get("/news/?q=x")
    client.get("/feedback/")
    (record,) = [record for record in caplog.records if record.name == "unionsite.requests"]
    assert re.fullmatch(r"GET list 200 \d+\.\d{3}", record.getMessage())
    assert json.loads(JsonFormatter().format(record))["status"] == 200
