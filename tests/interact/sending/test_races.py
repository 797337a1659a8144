"""Two hundred sendings at once, some of them twice: none is lost, none is there twice (numbers of the intake)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection
from django.utils import timezone

from interact.cases import receipts
from interact.models import Case, CaseEntry
from tests.interact.submitting import lay_routing, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="`python -m bench.cases` shows it for SQLite"),
]
NOW = timezone.make_aware(datetime(2026, 5, 11, 9))
CLIENTS, SENDINGS, TWICE = 16, 150, 50


def open_once(receipt: str) -> tuple[int, bool]:
    try:
        opened = send(receipt=receipt, now=NOW)
        return opened.case.pk, opened.is_new
    finally:
        connection.close()


def test_none_is_lost_and_none_is_there_twice():
    lay_routing()
    made = [receipts.new_receipt() for _number in range(SENDINGS)]
    # A double tap comes right behind the first one.
    sendings = [receipt for number, receipt in enumerate(made) for _time in range(2 if number < TWICE else 1)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(open_once, sendings))
    assert Case.objects.count() == SENDINGS
    assert CaseEntry.objects.count() == SENDINGS
    assert sum(is_new for _pk, is_new in answers) == SENDINGS
    assert len({pk for pk, _is_new in answers}) == SENDINGS
