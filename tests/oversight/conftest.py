"""A clock that stands still, evidence in a folder of the test's own, and staff at their desks."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from tests.clients import SiteClient, signed_in
from tests.conftest import member

# A Friday morning.
NOW = datetime(2026, 5, 8, 10, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def clock():
    """The site's clock at NOW; tests move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def evidence_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "evidence"


@pytest.fixture
def desk():
    """`desk(user)` is a browser in which this member of staff has signed in."""

    def sign_in(user) -> SiteClient:
        return signed_in(user)

    return sign_in


@pytest.fixture
def team(tree):
    return member("初审", username="team")


@pytest.fixture
def committee(tree):
    return member("终审", username="committee")
