"""Whatever a set-up meets, it says so in a sentence, in Chinese and English, and the next run goes on."""

import fcntl
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PREPARE = [sys.executable, str(ROOT / "scripts" / "prepare.py")]
pytestmark = pytest.mark.once


@contextmanager
def preparing(folder):
    """`make run` while it prepares the site in `folder`; its output can be read."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "unionsite.settings.dev"}
    with subprocess.Popen(
        PREPARE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as run:
        try:
            yield run
        finally:
            run.kill()


def stopped(run, number):
    """Read until the demo is being laid, send the signal and return exit code and what came after."""
    for line in run.stdout:
        if "放入演示内容" in line:
            break
    run.send_signal(number)
    rest = run.stdout.read()
    return run.wait(), rest


def test_ctrl_c_and_kill_9_leave_a_site_that_the_next_run_goes_on_with(tmp_path):
    folder = tmp_path / "my 网站"
    folder.mkdir()
    with preparing(folder) as run:
        assert stopped(run, signal.SIGKILL)[0] == -signal.SIGKILL
    # It comes to the demo again: nothing half laid stands in the way.
    with preparing(folder) as run:
        code, said = stopped(run, signal.SIGINT)
    assert code == 130
    assert said.endswith("已停止；下次运行接着做。Stopped; the next run goes on.\n")
    assert "Traceback" not in said


def test_a_second_run_waits_for_the_first(tmp_path):
    with (tmp_path / "preparing.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with preparing(tmp_path) as run:
            assert "另一个make run正在准备" in run.stdout.readline()
            assert (tmp_path / "db.sqlite3").stat().st_size == 0


def a_file(folder):
    folder.write_text("")


def no_database(folder):
    folder.mkdir()
    (folder / "db.sqlite3").write_text("not a database" * 100)


@pytest.mark.parametrize("spoil", [a_file, no_database])
def test_what_disk_and_database_raise_is_said_in_a_sentence(tmp_path, spoil):
    folder = tmp_path / "var"
    spoil(folder)
    with preparing(folder) as run:
        said = run.stdout.read()
    assert run.returncode == 1
    assert "没有准备好" in said
    assert str(folder) in said
    assert "Traceback" not in said


# --- The environment ---


def run_script(name, *arguments, **environment):
    done = subprocess.run(
        ["sh", str(ROOT / "scripts" / name), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )
    return done.returncode, done.stdout + done.stderr


def python(folder, text):
    """A Python that does what `text` says in the language of the shell."""
    file = folder / "python"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("failing", ["install", "check"])
def test_what_was_not_installed_is_said_with_what_to_do(tmp_path, failing):
    code, said = run_script("install_lock.sh", python(tmp_path, f'case "$*" in *{failing}*) exit 1; esac'), "lock.txt")
    assert code == 1
    assert "依赖没有装好" in said
    assert "not installed" in said


def test_an_environment_stopped_before_it_had_pip_gets_it(tmp_path):
    has_none = f'case "$*" in *ensurepip*) touch {tmp_path}/pip;; *) [ -e {tmp_path}/pip ];; esac'
    assert run_script("install_lock.sh", python(tmp_path, has_none), "lock.txt") == (0, "")


def test_without_the_package_venv_its_name_is_said(tmp_path):
    none = python(tmp_path, f'case "$*" in *venv*) exit 1;; *) exec {sys.executable} "$@";; esac')
    code, said = run_script("make_venv.sh", tmp_path / "venv", PYTHON=str(none))
    assert code == 1
    assert "apt install python3-venv" in said
    assert not (tmp_path / "venv").exists()


def test_a_folder_that_nobody_may_write_to_is_named(tmp_path):
    code, said = run_script("make_venv.sh", "/proc/venv", PYTHON=sys.executable)
    assert code == 1
    assert "没有写入权限" in said


def test_an_old_python_is_named(tmp_path):
    old = python(tmp_path, "echo Python 3.9.2; exit 1")
    code, said = run_script("make_venv.sh", tmp_path / "venv", PYTHON=str(old))
    assert code == 1
    assert "Python 3.9.2" in said
