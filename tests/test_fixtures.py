"""The fixtures that all tests share keep their hands off the real database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[1]
TEST = "def test_something(django_db_setup):\n    pass\n"


def run(folder: Path) -> subprocess.CompletedProcess:
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    (folder / "test_it.py").write_text(TEST)
    (folder / "var").mkdir()
    made = settings.VAR_DIR / "test-databases"
    made.mkdir(exist_ok=True)
    (folder / "var" / "test-databases").symlink_to(made)
    environment = {**os.environ, "VAR_DIR": str(folder / "var"), "DATABASE_URL": "", "REDIS_URL": ""}
    command = [sys.executable, "-m", "pytest", "--rootdir", ROOT, "-c", ROOT / "pyproject.toml"]
    return subprocess.run(
        [*command, folder / "test_it.py"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.once
def test_without_a_test_database_nothing_is_written(tmp_path):
    result = run(tmp_path)
    assert result.returncode == 1
    assert "There is no test database" in result.stdout
    assert (tmp_path / "var" / "db.sqlite3").stat().st_size == 0
