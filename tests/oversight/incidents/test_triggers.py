"""Steps and files of incidents cannot be changed or deleted, nor incidents be deleted, whatever program tries."""

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from tests.conftest import member
from tests.oversight.incidents.laying import lay_incident
from unionsite.oversight.incidents.models import IncidentFile
from unionsite.oversight.incidents.triggers import drop_triggers, faulty_triggers, install_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def incident(tree):
    incident = lay_incident(member("安全管理员"))
    IncidentFile.objects.create(entry=incident.entries.get(), name="图", file=ContentFile(b"x", name="a.txt"))
    return incident


STATEMENTS = [
    "UPDATE oversight_incidententry SET words = 'x'",
    "DELETE FROM oversight_incidententry",
    "UPDATE oversight_incidentfile SET name = 'x'",
    "DELETE FROM oversight_incidentfile",
    "DELETE FROM oversight_incident",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_s62_the_record_only_grows(incident, statement):
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_sqlite_replaces_no_row(incident):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    again = "INSERT OR REPLACE INTO oversight_incidententry SELECT * FROM oversight_incidententry"
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(again)


def test_django_refuses_too(incident):
    with pytest.raises(ProtectedError):
        incident.delete()


def test_missing_triggers_are_found(incident):
    assert faulty_triggers(connection) == []
    drop_triggers(connection)
    try:
        assert len(faulty_triggers(connection)) == (8 if connection.vendor == "sqlite" else 6)
    finally:
        install_triggers(connection)
    assert faulty_triggers(connection) == []
