"""System checks of the audit log's settings."""

import pytest
from django.core.checks import run_checks

from unionsite.audit.checks import MIDDLEWARE


def found() -> set[str]:
    return {error.id for error in run_checks() if error.id.startswith("audit.")}


def test_the_site_as_it_is_passes():
    assert found() == set()


def test_a_site_without_the_middleware_is_refused(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    assert found() == {"audit.E001"}


@pytest.mark.parametrize(("days", "errors"), [(180, set()), (179, {"audit.E002"}), (0, {"audit.E002"})])
def test_t99_less_than_180_days_are_refused(settings, days, errors):
    settings.AUDIT_KEEP_DAYS = days
    assert found() == errors
