"""Triggers that keep the log append-only whatever program writes to the database, on SQLite and PostgreSQL.

Used by the migration, the verifier and the tests, which drop them when they empty the database. A later migration that
alters one of the tables must call `install_triggers` again: SQLite then builds the table anew, without them.
"""

from unionsite.audit.choices import MINIMUM_DAYS
from unionsite.core.triggers import TriggerSet

_NO_UPDATE = "审计日志只能追加，不能修改。"
_NO_DELETE = f"审计日志保存不满{MINIMUM_DAYS}天的记录不能删除。"
_NO_TRUNCATE = "审计日志不能清空。"
_NO_REPLACE = "审计日志中已有这个编号，不能覆盖。"
_HEAD_ONLY_FORWARD = "审计日志的链头每次只能前进一条。"
_HEAD_STAYS = "审计日志的链头不能删除或覆盖。"

# name → (event, condition, message)
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

# name → body of the function in PL/pgSQL
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
# name → (table, event, scope, function)
_POSTGRESQL = {
    "audit_entry_guard": ("audit_auditentry", "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "audit_entry_guard"),
    "audit_entry_truncate": ("audit_auditentry", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "audit_truncate_guard"),
    "audit_head_guard": ("audit_audithead", "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "audit_head_guard"),
    "audit_head_truncate": ("audit_audithead", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "audit_truncate_guard"),
}


_TRIGGERS = TriggerSet(_SQLITE, _FUNCTIONS, _POSTGRESQL)
install_triggers, drop_triggers, faulty_triggers = _TRIGGERS.install, _TRIGGERS.drop, _TRIGGERS.faulty
