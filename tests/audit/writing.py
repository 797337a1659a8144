"""Ways to fill the audit log, and to do to it what nobody should be able to do."""

import contextlib
from datetime import timedelta

import time_machine
from django.db import connection, transaction
from django.utils import timezone

from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.audit.services import record
from unionsite.audit.triggers import drop_triggers, install_triggers


def write(number: int = 1, *, days_ago: float = 0, **values) -> list[AuditEntry]:
    """So many new entries, all of one moment."""
    values.setdefault("action", Action.SIGN_IN)
    action = values.pop("action")
    with time_machine.travel(timezone.now() - timedelta(days=days_ago), tick=False):
        return [record(action, **values) for _ in range(number)]


def sql(statement: str, *parameters) -> int:
    """Rows that a statement changed, as from a database console."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


@contextlib.contextmanager
def without_triggers():
    """As the owner of the database, who can take them off and put them back."""
    drop_triggers(connection)
    yield
    install_triggers(connection)


def tamper(statement: str, *parameters) -> None:
    with without_triggers():
        assert sql(statement, *parameters)


def record_and_roll_back() -> None:
    """A service that recorded what it did and then failed."""
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        record(Action.SIGN_OUT)
        raise ZeroDivisionError
