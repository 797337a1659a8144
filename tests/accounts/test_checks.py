"""Without its second factor the site does not start (T23)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from unionsite.accounts.checks import AXES, ORDER, refuse_unguarded

ROOT = Path(__file__).parents[2]


def found() -> list[str]:
    return [error.id for error in run_checks(tags=["second_factor"])]


def test_t23_the_sites_own_settings_are_in_order():
    assert found() == []
    refuse_unguarded()


@pytest.mark.parametrize("name", ORDER)
def test_t23_a_middleware_that_is_missing_is_an_error(settings, name):
    settings.MIDDLEWARE = [other for other in settings.MIDDLEWARE if other != name]
    assert found() == ["accounts.E001"]
    with pytest.raises(SystemCheckError, match=name.rpartition(".")[2]):
        call_command("check")
    with pytest.raises(ImproperlyConfigured, match=name.rpartition(".")[2]):
        refuse_unguarded()


@pytest.mark.parametrize("place", range(len(ORDER) - 1))
def test_t23_two_that_changed_places_are_an_error(settings, place):
    order = list(settings.MIDDLEWARE)
    first, second = order.index(ORDER[place]), order.index(ORDER[place + 1])
    order[first], order[second] = order[second], order[first]
    settings.MIDDLEWARE = order
    assert found() == ["accounts.E002"]
    with pytest.raises(SystemCheckError):
        call_command("check")
    with pytest.raises(ImproperlyConfigured):
        refuse_unguarded()


def test_t23_the_guard_at_the_very_end_or_beginning_is_an_error(settings):
    guard = "unionsite.accounts.sign_in.guard.SecondFactorMiddleware"
    others = [name for name in settings.MIDDLEWARE if name != guard]
    for order in ([guard, *others], [*others, guard]):
        settings.MIDDLEWARE = order
        assert found() == ["accounts.E002"]


@pytest.mark.parametrize(
    "backends",
    [
        [],
        ["django.contrib.auth.backends.ModelBackend"],
        ["django.contrib.auth.backends.ModelBackend", AXES],
    ],
)
def test_t23_passwords_that_nobody_counts_are_an_error(settings, backends):
    settings.AUTHENTICATION_BACKENDS = backends
    assert found() == ["accounts.E003"]
    with pytest.raises(ImproperlyConfigured):
        refuse_unguarded()


@pytest.mark.parametrize("is_whole", [True, False])
def test_t23_the_entry_point_of_the_server_refuses_to_load(tmp_path, is_whole):
    """As gunicorn loads it, which runs no system checks."""
    change = "" if is_whole else "MIDDLEWARE = [name for name in MIDDLEWARE if 'SecondFactor' not in name]\n"
    (tmp_path / "trial_settings.py").write_text(f"from unionsite.settings.test import *\n{change}")
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "trial_settings", "PYTHONPATH": paths}
    started = subprocess.run(
        [sys.executable, "-c", "import unionsite.wsgi"],
        cwd=tmp_path,
        env=environment | {"VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (started.returncode == 0) is is_whole, started.stderr
    assert ("SecondFactorMiddleware is missing" in started.stderr) is not is_whole
