"""Triggers that keep the history of public words as it was written. A later migration that alters the table must call
`install_triggers` again: SQLite then builds a new table without the triggers."""

from unionsite.core.triggers import append_only

_TRIGGERS = append_only("words", ["accounts_wordschange"], message="公开文字的改动记录只能追加，不能修改或删除。")
install_triggers, drop_triggers, faulty_triggers = _TRIGGERS.install, _TRIGGERS.drop, _TRIGGERS.faulty
