"""Reads the SQL of a migration for what would stop readers or writers for long; squawk knows PostgreSQL's locks."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState

# Beside this Python, where the development packages are; None where they are older than this test.
SQUAWK = shutil.which("squawk", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
# Of its rules those about locks on tables that are there already, and about what breaks the former release, which goes
# on while a new one migrates. The others are matters of taste (text for varchar) or are the server's to set.
LOCKS = {
    "adding-field-with-default",
    "adding-foreign-key-constraint",
    "adding-not-nullable-field",
    "adding-required-field",
    "adding-serial-primary-key-field",
    "ban-drop-column",
    "ban-drop-table",
    "changing-column-type",
    "constraint-missing-not-valid",
    "disallowed-unique-constraint",
    "renaming-column",
    "renaming-table",
    "require-concurrent-index-creation",
    "require-concurrent-index-deletion",
}


def stop_others(sql: str) -> set[str]:
    """Names of the rules that the SQL of one migration breaks."""
    done = subprocess.run([SQUAWK, "--reporter", "json"], input=sql, capture_output=True, text=True, check=False)
    return {one["rule_name"] for one in json.loads(done.stdout or "[]")} & LOCKS


def data_under_locks(migration: Migration) -> set[str]:
    """Names the rule if it moves data while it holds the locks of its changes of tables: these are two migrations."""
    told = [one for one in migration.operations if not isinstance(one, RunSQL | SeparateDatabaseAndState)]
    kinds = {isinstance(one, RunPython) for one in told}
    return {"data-beside-schema"} if kinds == {True, False} and migration.atomic else set()


def allowed(text: str) -> set[str]:
    """Rules that a migration's own text says do no harm, each with a reason: `# allowed: ban-drop-table (empty …)`."""
    return set(re.findall(r"# allowed: ([a-z-]+) \([^)]{8,}\)", text))
