"""Where people write to the union, logs and reports of errors tell neither who nor what (T62, T63)."""

import copy
import io
import logging
import logging.config
import re
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from unionsite.core.errors import Reporter
from unionsite.settings import base

ADDRESS, BROWSER, FROM = "203.0.113.77", "Netscape/4.04 (of the reporter)", "https://intranet.example/foundry/"
WORDS, NAME, FILE, RECEIPT, QUERY = "车间主任克扣加班费", "孙小满", "加班记录.jpg", "ABCD-EFGH", "of=page-seven"
SECRETS = (ADDRESS, BROWSER, FROM, WORDS, NAME, FILE, RECEIPT, QUERY, "session-of-reporter", "proxy-of-reporter")
QUIET = ["/feedback/", "/interact/report/", "/en/interact/report/", "/en/feedback/", "/interact/letter/"]


@pytest.fixture
def request_to(rf):
    """Makes a POST as a reporter's browser sends it."""

    def make(path: str):
        request = rf.post(
            f"{path}?{QUERY}",
            {"text": WORDS, "name": NAME, "receipt": RECEIPT, "files": SimpleUploadedFile(FILE, b"x")},
            REMOTE_ADDR=ADDRESS,
            HTTP_USER_AGENT=BROWSER,
            HTTP_REFERER=FROM,
            HTTP_X_FORWARDED_FOR=ADDRESS,
            HTTP_X_REAL_IP=ADDRESS,
            HTTP_FORWARDED=f"for={ADDRESS}",
            HTTP_VIA="proxy-of-reporter",
            HTTP_COOKIE="sessionid=session-of-reporter",
        )
        request.user = NAME
        return request

    return make


def breaks(words: str):
    text = f"{words} as a variable"
    try:
        raise ValueError(text)
    except ValueError as error:
        raise RuntimeError(f"not stored: {words}") from error


def report_of(request) -> Reporter:
    try:
        breaks(request.POST["text"])
    except RuntimeError:
        return Reporter(request, *sys.exc_info())


@pytest.mark.parametrize("path", [*QUIET, "/admin/cases/7/"])
def test_t62_a_report_of_an_error_tells_neither_who_nor_what(path, request_to):
    reporter = report_of(request_to(path))
    for report in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert [secret for secret in SECRETS if secret in report] == []
        assert "RuntimeError" in report
        assert "in breaks" in report or "breaks" in report
        assert path in report


def test_elsewhere_reports_stay_useful(request_to):
    report = report_of(request_to("/news/")).get_traceback_text()
    for told in (ADDRESS, BROWSER, FROM, "not stored"):
        assert told in report


def test_the_reporter_and_its_filter_are_in_force():
    assert site_settings.DEFAULT_EXCEPTION_REPORTER == "unionsite.core.errors.Reporter"
    assert site_settings.DEFAULT_EXCEPTION_REPORTER_FILTER == "unionsite.core.errors.ReportFilter"


@pytest.fixture
def log(monkeypatch):
    """A logger with the site's own handler, and what it writes."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configurator = logging.config.DictConfigurator(copy.deepcopy(base.LOGGING))
    config = configurator.config
    for name in config["formatters"]:
        config["formatters"][name] = configurator.configure_formatter(config["formatters"][name])
    for name in config["filters"]:
        config["filters"][name] = configurator.configure_filter(config["filters"][name])
    console = configurator.configure_handler(config["handlers"]["console"])
    logger = logging.getLogger("tests.quiet")
    logger.propagate = False
    logger.addHandler(console)
    yield logger, stream
    logger.removeHandler(console)


def write(logger: logging.Logger, request) -> None:
    """As Django does after an error."""
    try:
        breaks(WORDS)
    except RuntimeError:
        logger.error("Internal Server Error: %s", request.path, exc_info=sys.exc_info(), extra={"request": request})


@pytest.mark.parametrize("path", QUIET)
def test_t63_the_log_has_the_place_of_an_error_and_not_its_words(path, request_to, log):
    logger, stream = log
    write(logger, request_to(path))
    assert [secret for secret in SECRETS if secret in stream.getvalue()] == []
    assert "RuntimeError" in stream.getvalue()
    assert "in breaks" in stream.getvalue()
    assert path in stream.getvalue()


def test_elsewhere_the_log_has_the_words_of_an_error(request_to, log):
    logger, stream = log
    write(logger, request_to("/news/"))
    assert "not stored" in stream.getvalue()


# --- What runs in front of the site ---

DEPLOY = Path(site_settings.BASE_DIR) / "deploy"


def location_for(path: str) -> str:
    """The block of nginx.conf that takes an address, of those with an expression."""
    text = (DEPLOY / "nginx.conf").read_text()
    blocks = re.findall(r'location ~ "?(\^\S+?)"? \{\n(.*?)\n    \}', text, re.S)
    return next((block for expression, block in blocks if re.match(expression, path)), "")


@pytest.mark.parametrize("path", [path for path in site_settings.QUIET_PATHS if not path.startswith("/admin/")])
def test_t62_nginx_logs_nothing_of_where_people_write(path):
    lines = {line.partition("#")[0].strip() for line in location_for(path).splitlines()}
    assert {"access_log off;", "error_log /dev/null crit;", "log_not_found off;"} <= lines
    assert "proxy_pass http://unionsite;" in lines
    assert any(line.startswith("client_body_temp_path /dev/shm/") for line in lines)


@pytest.mark.parametrize("path", ["/", "/news/", "/admin/", "/account/"])
def test_nginx_logs_the_rest_as_ever(path):
    assert "access_log off" not in location_for(path)


def test_nginx_still_sets_the_address_that_the_limits_count_by():
    text = (DEPLOY / "nginx.conf").read_text()
    assert text.count("proxy_set_header") == 7, "one more in a location would drop those of the server"
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text


def test_t62_gunicorn_has_no_address_to_log():
    values: dict = {}
    exec((DEPLOY / "gunicorn.conf.py").read_text(), values)  # noqa: S102
    assert values["accesslog"] is None
    # Address, browser, where from, query, and headers at will.
    assert not re.search(r"%\((h|a|f|r|q|u|\{[^)]*\}[ioe])\)", values["access_log_format"])
