"""A site starts with secrets of its own or not at all, and passes Django's checks (T95); logs keep none (T96)."""

import logging
import os
import subprocess
import sys

import pytest

from tests.core.test_settings import GOOD, LOAD, ROOT, SECRET, in_production
from tests.factories import UserFactory

pytestmark = pytest.mark.once

KEYS = ("SECRET_KEY", "SEALING_KEYS", "AUDIT_KEY", "CASE_KEYS", "RECEIPT_KEYS")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        *[({name: ""}, f"{name} is missing") for name in KEYS],
        *[({name: SECRET[:49]}, f"{name} is missing, a default or shorter than 50") for name in KEYS],
        *[({name: "change-me-" + SECRET}, name) for name in KEYS],
        *[({name: "ab" * 40}, name) for name in KEYS],
        ({"AUDIT_KEY": GOOD["SECRET_KEY"]}, "must differ"),
        ({"SEALING_KEYS": GOOD["SECRET_KEY"]}, "must differ"),
        ({"CASE_KEYS": GOOD["SEALING_KEYS"]}, "must differ"),
        ({"RECEIPT_KEYS": GOOD["CASE_KEYS"]}, "must differ"),
        ({"SEALING_KEYS": f"{GOOD['SEALING_KEYS']},{GOOD['AUDIT_KEY']}"}, "must differ"),
        ({"SEALING_KEYS": f"{GOOD['SEALING_KEYS']},short"}, "SEALING_KEYS is missing"),
        ({"DEBUG": "on"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": ".example.com"}, "ALLOWED_HOSTS must name"),
        ({"BASE_URL": "https://elsewhere.example"}, "BASE_URL must be"),
    ],
)
def test_t95_it_does_not_start_with_what_is_unsafe(tmp_path, changes, reason):
    result = in_production(tmp_path, LOAD, **GOOD | changes)
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured:")
    assert reason in last
    # A refused secret must not land in the log.
    assert not [value for value in changes.values() if len(value) > 40 and value in result.stderr]


@pytest.mark.parametrize(("report_only", "status"), [("off", 0), ("on", 1)])
def test_t95_the_deployment_checks_are_clean_and_can_fail(report_only, status):
    """As `make check` runs them; whatever is left over counts, warnings too."""
    environment = {**os.environ, "CSP_REPORT_ONLY": report_only, "DATABASE_URL": "", "REDIS_URL": ""}
    command = [sys.executable, ROOT / "scripts" / "check_production.py"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == status, result.stderr
    assert ("core.W001" in result.stderr) is bool(status)


@pytest.mark.django_db
def test_t96_the_log_keeps_no_password_and_no_session(client, tree, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    user = UserFactory(username="writer", password="Korrekt-7-pferd-batterie")
    for password in ("Falsch-7-pferd-batterie", "Korrekt-7-pferd-batterie"):
        client.post("/admin/login/", {"username": "writer", "password": password})
    client.force_login(user)
    session = client.session.session_key
    client.get("/no-such-page/")
    client.get("/no-such-page/", HTTP_COOKIE="sessionid=stolen-cookie", HTTP_AUTHORIZATION="Bearer stolen-token")
    lines = "\n".join(record.getMessage() for record in caplog.records)
    assert "/no-such-page/" in lines
    for secret in ("pferd", "stolen", session):
        assert secret not in lines
