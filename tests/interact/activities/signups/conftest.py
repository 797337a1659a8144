"""What the tests of sign-ups share: open the page as a person does, and post."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interact.activities.models import Signup
from tests.clients import signed_in
from tests.interact.activities.planning import an_employee


@pytest.fixture
def send(clock):
    """Open an address as a person does, wait, and post the form."""

    def post(client, address, **data):
        context = client.get(address).context
        form = context and context.get("form")
        clock.move_to(timezone.now() + timedelta(seconds=30))
        return client.post(address, {"stamp": form["stamp"].value() if form else "", **data})

    return post


@pytest.fixture
def enter(send):
    """Sign a new employee up through the page; returns the sign-up, or None if there is none."""

    def sign_up(page, person=None, companions=(), **data):
        person = person or an_employee()
        for number, name in enumerate(companions, start=1):
            data[f"companion-{number}-name"] = name
        send(signed_in(person), page.url, **data)
        return Signup.objects.filter(person=person, activity=page.translation_key).last()

    return sign_up
