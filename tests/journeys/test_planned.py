"""A piece that is to be published at its minute, beside its alias in English: planned, changed, withdrawn, expired."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.journeys.forms import TITLE
from tests.journeys.reading import fresh, text_of, waiting_at

pytestmark = pytest.mark.django_db
ADDRESS, ENGLISH_ADDRESS = "/news/machine-side-meeting/", "/en/news/machine-side-meeting/"
NOW = datetime(2026, 10, 13, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PLANNED = datetime(2026, 10, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW)
    return time_machine


@pytest.fixture
def at(today):
    """Let the clock stand at a moment and the scheduler look around."""

    def move(moment):
        today.move_to(moment)
        call_command("publish_scheduled")

    return move


@pytest.fixture
def plan(write, decide, first_reviewer, final_reviewer):
    def send(**changes):
        page = write(**{"go_live_at": "2026-10-20 09:00"} | changes)
        decide(first_reviewer, page)
        decide(final_reviewer, page)
        return fresh(page)

    return send


def is_public(client) -> tuple[bool, bool]:
    """Whether readers get the piece, in Chinese and as its alias in English."""
    return tuple(client.get(address).status_code == 200 for address in (ADDRESS, ENGLISH_ADDRESS))


def test_a_planned_piece_passes_and_goes_live_at_its_minute_with_its_alias(client, plan, at):
    page = plan()
    assert waiting_at(page) is None
    assert page.scheduled_revision is not None
    assert is_public(client) == (False, False)
    at(PLANNED - timedelta(seconds=1))
    assert is_public(client) == (False, False)
    at(PLANNED)
    assert is_public(client) == (True, True)
    assert TITLE in text_of(client, "/news/")
    call_command("check_releases")
