"""Triggers that keep the log append-only whatever program writes to the database, on SQLite and PostgreSQL.

Shared by the migration, the verifier and the tests, which take them off when they empty the database. A later migration
that alters one of the tables must call `install_triggers` again: SQLite then builds the table anew, without them.
"""

from unionsite.audit.choices import MINIMUM_DAYS

_NO_UPDATE = "审计日志只能追加，不能修改。"
_NO_DELETE = f"审计日志保存不满{MINIMUM_DAYS}天的记录不能删除。"
_NO_TRUNCATE = "审计日志不能清空。"
_NO_REPLACE = "审计日志中已有这个编号，不能覆盖。"
_HEAD_ONLY_FORWARD = "审计日志的链头每次只能前进一条。"
_HEAD_STAYS = "审计日志的链头不能删除或覆盖。"

# name → (when it fires, on what condition, what it says)
_SQLITE = {
    "audit_entry_no_update": ("BEFORE UPDATE ON audit_auditentry", "1", _NO_UPDATE),
    "audit_entry_no_delete": (
        "BEFORE DELETE ON audit_auditentry",
        f"OLD.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{MINIMUM_DAYS} days')",
        _NO_DELETE,
    ),
    # INSERT OR REPLACE deletes without calling the trigger above.
    "audit_entry_no_replace": (
        "BEFORE INSERT ON audit_auditentry",
        "EXISTS (SELECT 1 FROM audit_auditentry WHERE number = NEW.number)",
        _NO_REPLACE,
    ),
    "audit_head_only_forward": (
        "BEFORE UPDATE ON audit_audithead",
        "NEW.id <> OLD.id OR NEW.number <> OLD.number + 1",
        _HEAD_ONLY_FORWARD,
    ),
    "audit_head_no_delete": ("BEFORE DELETE ON audit_audithead", "1", _HEAD_STAYS),
    "audit_head_no_replace": (
        "BEFORE INSERT ON audit_audithead",
        "EXISTS (SELECT 1 FROM audit_audithead)",
        _HEAD_STAYS,
    ),
}

# name → body of a function in PL/pgSQL.
_FUNCTIONS = {
    "audit_entry_guard": f"""
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.at <= now() - interval '{MINIMUM_DAYS} days' THEN
      RETURN OLD;
    END IF;
    RAISE EXCEPTION '{_NO_DELETE}' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RAISE EXCEPTION '{_NO_UPDATE}' USING ERRCODE = 'insufficient_privilege';
END;
""",
    "audit_head_guard": f"""
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.id = OLD.id AND NEW.number = OLD.number + 1 THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION '{_HEAD_ONLY_FORWARD}' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RAISE EXCEPTION '{_HEAD_STAYS}' USING ERRCODE = 'insufficient_privilege';
END;
""",
    "audit_truncate_guard": f"""
BEGIN
  RAISE EXCEPTION '{_NO_TRUNCATE}' USING ERRCODE = 'insufficient_privilege';
END;
""",
}
# name → (table, when it fires, for what, function)
_POSTGRESQL = {
    "audit_entry_guard": ("audit_auditentry", "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "audit_entry_guard"),
    "audit_entry_truncate": ("audit_auditentry", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "audit_truncate_guard"),
    "audit_head_guard": ("audit_audithead", "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "audit_head_guard"),
    "audit_head_truncate": ("audit_audithead", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "audit_truncate_guard"),
}


def install_triggers(connection) -> None:
    """Put every trigger in its place; safe to run again."""
    drop_triggers(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(_sqlite_statement(name))
            return
        for name, body in _FUNCTIONS.items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$"
            )
        for name, (table, event, scope, function) in _POSTGRESQL.items():
            cursor.execute(f"CREATE TRIGGER {name} {event} ON {table} {scope} EXECUTE FUNCTION {function}()")


def drop_triggers(connection) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, (table, *_rest) in _POSTGRESQL.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        for name in _FUNCTIONS:
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def faulty_triggers(connection) -> list[str]:
    """Names of triggers that are missing, switched off, or not as installed."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return [name for name in _SQLITE if found.get(name) != _sqlite_statement(name)]
        cursor.execute(
            "SELECT t.tgname, t.tgrelid::regclass::text, p.proname, p.prosrc, pg_get_triggerdef(t.oid) "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgrelid IN ('audit_auditentry'::regclass, 'audit_audithead'::regclass) "
            "AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        found = {name: rest for name, *rest in cursor.fetchall()}
    return [name for name, wanted in _POSTGRESQL.items() if not _is_as_installed(found.get(name), *wanted)]


def _sqlite_statement(name: str) -> str:
    """SQLite keeps it to the letter; that is what it is compared with."""
    event, condition, message = _SQLITE[name]
    return f"CREATE TRIGGER {name} {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _is_as_installed(found: list | None, table: str, event: str, scope: str, function: str) -> bool:
    if found is None:
        return False
    found_table, found_function, source, definition = found
    # PostgreSQL writes the events in an order of its own.
    events = {word for word in ("UPDATE", "DELETE", "TRUNCATE") if word in event}
    return (
        found_table == table
        and found_function == function
        and source == _FUNCTIONS[function]
        and scope in definition
        and " WHEN " not in definition
        and all(word in definition for word in events)
    )
