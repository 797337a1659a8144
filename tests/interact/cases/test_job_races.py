"""Jobs that run several times at once: every mail and every reminder goes out once all the same (T85)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.utils import timezone

from interact.cases.services.mails import send_due
from interact.cases.services.reminders import remind
from interact.models import CaseMail, CaseNotice
from tests.factories import UserFactory
from tests.interact.submitting import lay_routing, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
CAME = timezone.make_aware(datetime(2026, 5, 11, 9))
LATER = timezone.make_aware(datetime(2026, 5, 13, 9))


def at_once(work: Callable[[], int], times: int = 4) -> list[int]:
    results = []

    def run():
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# One test: each with real transactions empties the database at its end, the roles too.
def test_t85_four_runs_at_once_tell_once_and_send_once():
    lay_routing()
    person = UserFactory(username="team", email="team@example.com")
    person.user_permissions.add(Permission.objects.get(codename="handle_case"))
    for _each in range(12):
        send(now=CAME)

    assert sum(at_once(lambda: send_due(now=CAME))) == 12
    assert len(mail.outbox) == 12
    assert not CaseMail.objects.filter(sent_at=None).exists()

    assert sum(at_once(lambda: remind(now=LATER))) == 12
    assert CaseNotice.objects.count() == 12
    assert CaseMail.objects.filter(sent_at=None).count() == 12
