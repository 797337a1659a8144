"""Sets of database triggers that keep a record append-only whatever program writes, on SQLite and PostgreSQL.

Used by the apps that have such a record, their migrations and verifiers, and by the tests, which drop the triggers when
they empty the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TriggerSet:
    """The triggers of one record, for both databases. `sqlite`: name → (event, condition, message). `functions`: name →
    body in PL/pgSQL. `postgresql`: name → (table, event, scope, function)."""

    sqlite: Mapping[str, tuple[str, str, str]]
    functions: Mapping[str, str]
    postgresql: Mapping[str, tuple[str, str, str, str]]

    def install(self, connection) -> None:
        """Create every trigger anew; safe to run again."""
        self.drop(connection)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for name in self.sqlite:
                    cursor.execute(self._sqlite_statement(name))
                return
            for name, body in self.functions.items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$"
                )
            for name, (table, event, scope, function) in self.postgresql.items():
                cursor.execute(f"CREATE TRIGGER {name} {event} ON {table} {scope} EXECUTE FUNCTION {function}()")

    def drop(self, connection) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for name in self.sqlite:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                return
            for name, (table, *_rest) in self.postgresql.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            for name in self.functions:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")

    def faulty(self, connection) -> list[str]:
        """Return the names of triggers that are missing, switched off, or not as installed."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                found = dict(cursor.fetchall())
                return [name for name in self.sqlite if found.get(name) != self._sqlite_statement(name)]
            cursor.execute(
                "SELECT t.tgname, t.tgrelid::regclass::text, p.proname, p.prosrc, pg_get_triggerdef(t.oid) "
                "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE t.tgname = ANY(%s) AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')",
                [list(self.postgresql)],
            )
            found = {name: rest for name, *rest in cursor.fetchall()}
        return [name for name, wanted in self.postgresql.items() if not self._is_as_installed(found.get(name), *wanted)]

    def _sqlite_statement(self, name: str) -> str:
        """Return the statement that creates the trigger; SQLite stores it literally, so `faulty` compares with it."""
        event, condition, message = self.sqlite[name]
        return f"CREATE TRIGGER {name} {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"

    def _is_as_installed(self, found: list | None, table: str, event: str, scope: str, function: str) -> bool:
        if found is None:
            return False
        found_table, found_function, source, definition = found
        # PostgreSQL writes the events in an order of its own.
        events = {word for word in ("INSERT", "UPDATE", "DELETE", "TRUNCATE") if word in event}
        return (
            found_table == table
            and found_function == function
            and source == self.functions[function]
            and scope in definition
            and " WHEN " not in definition
            and all(word in definition for word in events)
        )


def append_only(name: str, tables: Sequence[str], *, kept: Sequence[str] = (), message: str) -> TriggerSet:
    """Return triggers by which rows of `tables` are neither changed nor deleted, and those of `kept` not deleted.
    Each table has the primary key `id`; `name` begins the triggers' names; `message` tells why (no quotes in it)."""
    sqlite, postgresql = {}, {}
    for table in (*tables, *kept):
        short = f"{name}_{table}"
        events = "DELETE" if table in kept else "UPDATE OR DELETE"
        if table in tables:
            sqlite[f"{short}_no_update"] = (f"BEFORE UPDATE ON {table}", "1", message)
        sqlite[f"{short}_no_delete"] = (f"BEFORE DELETE ON {table}", "1", message)
        # INSERT OR REPLACE deletes without calling the trigger above. The names are those of our own tables.
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608  # nosec B608
        sqlite[f"{short}_no_replace"] = (f"BEFORE INSERT ON {table}", taken, message)
        postgresql[f"{short}_guard"] = (table, f"BEFORE {events}", "FOR EACH ROW", f"{name}_guard")
        postgresql[f"{short}_truncate"] = (table, "BEFORE TRUNCATE", "FOR EACH STATEMENT", f"{name}_guard")
    refusal = f"\nBEGIN\n  RAISE EXCEPTION '{message}' USING ERRCODE = 'insufficient_privilege';\nEND;\n"
    return TriggerSet(sqlite, {f"{name}_guard": refusal}, postgresql)
