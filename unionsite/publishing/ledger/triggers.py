"""Triggers of the release ledger and the daily heads: rows are added, revoked once, and never changed or deleted.

A later migration that alters one of the tables must call `install_triggers` again: SQLite then builds a new table
without the triggers.
"""

from unionsite.core.triggers import TriggerSet

_NO_CHANGE = "放行记录不能修改，只能撤销一次。"
_NO_DELETE = "放行记录不能删除。"
_NO_REPLACE = "放行记录中已有这一条，不能覆盖。"
_NO_TRUNCATE = "放行记录不能清空。"
_HEADS_STAND = "每日校验文件不能修改或删除。"

# The columns that never change: all but the revocation and `revision_id`, which becomes NULL when the revision goes.
_WHAT = ("id", "kind", "content_type_id", "object_id", "object_label", "content_hash")
_PEOPLE = ("submitter_id", "submitter_name", "first_reviewer_id", "first_approved_at")
_PEOPLE += ("final_reviewer_id", "final_approved_at")
FIXED = (*_WHAT, *_PEOPLE, "reason", "released_at", "seal")
_REVOCATION = ("revoked_at", "revoked_by_id", "revoked_reason")


def _stay(names: tuple[str, ...], same: str) -> str:
    return " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in names)


def _allowed_update(same: str) -> str:
    return (
        f"{_stay(FIXED, same)} AND (NEW.revision_id {same} OLD.revision_id OR NEW.revision_id IS NULL)"
        f" AND (({_stay(_REVOCATION, same)}) OR (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL))"
    )


# SQLite's INSERT OR REPLACE deletes a row with the same unique value without calling the delete trigger.
_TAKEN = (
    "EXISTS (SELECT 1 FROM publishing_release WHERE id = NEW.id OR seal = NEW.seal"
    " OR (revision_id = NEW.revision_id AND revoked_at IS NULL AND NEW.revoked_at IS NULL))"
)
_SQLITE = {
    "release_no_change": ("BEFORE UPDATE ON publishing_release", f"NOT ({_allowed_update('IS')})", _NO_CHANGE),
    "release_no_delete": ("BEFORE DELETE ON publishing_release", "1", _NO_DELETE),
    "release_no_replace": ("BEFORE INSERT ON publishing_release", _TAKEN, _NO_REPLACE),
    "head_no_change": ("BEFORE UPDATE ON publishing_dailyhead", "1", _HEADS_STAND),
    "head_no_delete": ("BEFORE DELETE ON publishing_dailyhead", "1", _HEADS_STAND),
    "head_no_replace": (
        "BEFORE INSERT ON publishing_dailyhead",
        "EXISTS (SELECT 1 FROM publishing_dailyhead WHERE day = NEW.day)",
        _HEADS_STAND,
    ),
}


def _refuse(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'insufficient_privilege';"


_FUNCTIONS = {
    "release_guard": f"""
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF {_allowed_update("IS NOT DISTINCT FROM")} THEN
      RETURN NEW;
    END IF;
    {_refuse(_NO_CHANGE)}
  END IF;
  {_refuse(_NO_DELETE)}
END;
""",
    "release_truncate_guard": f"""
BEGIN
  {_refuse(_NO_TRUNCATE)}
END;
""",
    "daily_head_guard": f"""
BEGIN
  {_refuse(_HEADS_STAND)}
END;
""",
}
_POSTGRESQL = {
    "release_guard": ("publishing_release", "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "release_guard"),
    "release_truncate": ("publishing_release", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "release_truncate_guard"),
    "daily_head_guard": ("publishing_dailyhead", "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "daily_head_guard"),
    "daily_head_truncate": ("publishing_dailyhead", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "daily_head_guard"),
}

_TRIGGERS = TriggerSet(_SQLITE, _FUNCTIONS, _POSTGRESQL)
install_triggers, drop_triggers, faulty_triggers = _TRIGGERS.install, _TRIGGERS.drop, _TRIGGERS.faulty
