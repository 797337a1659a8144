"""Every write of who takes part, and the mixing of rows that must not tell who sent them."""

from collections.abc import Callable, Sequence
from functools import partial

from django.db import connection, models, transaction

from interact.participation.models import Participation
from unionsite.accounts.models import User
from unionsite.core.erasing import wipe_former_rows
from unionsite.core.wings import place

# Called before a backup, which keeps the order of rows for long (T86).
mixings: list[Callable[[], None]] = place("mixes rows before a backup")


class TakenPart(Exception):
    """This person has taken part already."""


def take_part(*, activity, person: User) -> None:
    """Note that a person takes part; `activity` is a translation key. Raises TakenPart; of two sendings at the same
    moment the constraint lets one through. Call it inside the transaction that stores what they sent."""
    _row, is_new = Participation.objects.get_or_create(activity=activity, person=person)
    if not is_new:
        raise TakenPart


def mix_rows(tables: Sequence[type[models.Model]]) -> None:
    """Remove from the files of the database what tells which rows came together, or one after the other (0045, 0054).

    PostgreSQL marks a row with its transaction and keeps it where it was written; SQLite fills its pages in the order
    of writing, too. So one transaction writes all rows of these tables anew, in the order of their random keys. What
    they were stays on the disk until it is wiped after the commit; raises FormerRowsKept if it could not be.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for model in tables:
            # Names from the models alone.
            table, key = model._meta.db_table, model._meta.pk.column
            if connection.vendor == "postgresql":
                cursor.execute(f'UPDATE "{table}" SET "{key}" = "{key}"')  # noqa: S608  # nosec B608
                continue
            cursor.execute(f'CREATE TEMPORARY TABLE "mixing" AS SELECT * FROM "{table}"')  # noqa: S608  # nosec B608
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  # nosec B608
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "mixing" ORDER BY "{key}"')  # noqa: S608  # nosec B608
            cursor.execute('DROP TABLE "mixing"')
        transaction.on_commit(partial(wipe_former_rows, tables))
