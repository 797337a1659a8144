"""Triggers of the incidents' records: steps, their files and the incidents themselves are never deleted, steps and
files never changed.

A later migration that alters one of the tables must call `install_triggers` again: SQLite then builds a new table
without the triggers.
"""

from unionsite.core.triggers import append_only

_TRIGGERS = append_only(
    "incident",
    ("oversight_incidententry", "oversight_incidentfile"),
    kept=("oversight_incident",),
    message="安全事件的记录只能追加，不能修改或删除。",
)
install_triggers, drop_triggers, faulty_triggers = _TRIGGERS.install, _TRIGGERS.drop, _TRIGGERS.faulty
