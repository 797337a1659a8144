"""What browsers report of the content policy: one line of the log, without queries, never too many, always 204."""

import json
import logging

import pytest
from django.urls import reverse

from unionsite.core.content_policy import MOST_BYTES, REPORTS_AN_HOUR, without_query

pytestmark = pytest.mark.django_db
REPORT = {
    "document-uri": "https://union.example.com/news/?q=secret#part",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/x.js?token=secret",
    "script-sample": "secret words",
}


@pytest.fixture
def send(client, caplog):
    """POST a body as a browser would; returns the lines of the log it caused."""
    caplog.set_level(logging.WARNING, "unionsite.core.content_policy")

    def post(body, **headers) -> list[str]:
        caplog.clear()
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        response = client.post(reverse("csp_report"), body, content_type="application/csp-report", **headers)
        assert (response.status_code, response.content) == (204, b"")
        return [record.getMessage() for record in caplog.records if record.name.startswith("unionsite")]

    return post


def test_a_report_is_one_line_without_queries(send):
    assert send({"csp-report": REPORT}) == [
        "Content policy: script-src-elem blocked https://evil.example/x.js on https://union.example.com/news/"
    ]


def test_words_of_a_report_cannot_begin_a_line_of_their_own(send):
    report = REPORT | {"blocked-uri": "x\n2026-05-08 CRITICAL forged\r\n\x1b[31m", "document-uri": "y" * 9000}
    (line,) = send({"csp-report": report})
    assert line.isprintable()
    assert len(line) < 500


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"x"',
        b'{"csp-report": []}',
        b'{"csp-report": {}}',
        b'{"csp-report": null}',
        b'{"body": {}}',
        b"[" * 9000,
    ],
)
def test_what_is_no_report_is_dropped_in_silence(send, body):
    assert send(body) == []


def test_a_long_report_is_not_read(send):
    assert send({"csp-report": REPORT | {"padding": "x" * MOST_BYTES}}) == []


@pytest.mark.parametrize("length", ["", "-5", "x", "²", "9" * 400])
def test_an_odd_length_is_dropped(send, length):
    assert send(b"{}", CONTENT_LENGTH=length) == []


def test_one_address_cannot_fill_the_log(send, time_machine):
    time_machine.move_to("2026-05-08T12:10:00+08:00", tick=False)
    lines = sum(len(send({"csp-report": REPORT})) for _ in range(REPORTS_AN_HOUR.number + 5))
    assert lines == REPORTS_AN_HOUR.number
    assert len(send({"csp-report": REPORT}, REMOTE_ADDR="192.0.2.7")) == 1


def test_it_takes_nothing_but_posts(client):
    assert client.get(reverse("csp_report")).status_code == 405


def test_it_sets_no_cookie_and_asks_no_session(client, django_assert_num_queries, tree):
    client.get("/")
    with django_assert_num_queries(0):
        response = client.post(reverse("csp_report"), b"{}", content_type="application/csp-report")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [("", "-"), (None, "-"), ("inline", "inline"), ("https://a.b/c?d#e", "https://a.b/c"), (["x"], "['x']")],
)
def test_addresses_for_the_log(address, kept):
    assert without_query(address) == kept
