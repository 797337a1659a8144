"""Tables are read in parts, between which anybody may write, the reader too."""

import pytest
from django.db import connection

from tests.audit.writing import write
from tests.parallel import beside_a_writer, shared_database
from unionsite.audit.models import AuditEntry
from unionsite.core.models import WorkdayOverride
from unionsite.core.querysets import in_chunks


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 3, 4, 6, 7])
def test_each_row_comes_once_in_the_order_of_the_key(number):
    write(number)
    expected = sorted(AuditEntry.objects.values_list("number", flat=True))
    assert [entry.number for entry in in_chunks(AuditEntry.objects.all(), 3)] == expected
    assert [entry.number for entry in in_chunks(AuditEntry.objects.all(), 3, key="-number")] == expected[::-1]


@pytest.mark.django_db(transaction=True)
def test_the_reader_writes_beside_another_writer_and_holds_no_log_back(tmp_path):
    """`iterator()` fails here on SQLite: it keeps what it reads as of its first row."""
    WorkdayOverride.objects.bulk_create(WorkdayOverride(date=f"2026-01-{day:02}", name="") for day in range(1, 31))

    def rename():
        held = []
        for row in in_chunks(WorkdayOverride.objects.all(), 7):
            row.name = f"第{row.date.day}天"
            row.save()
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    held.append(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        return sum(held), WorkdayOverride.objects.filter(name__startswith="第").count()

    assert beside_a_writer(shared_database(tmp_path), rename) == (0, 30)
