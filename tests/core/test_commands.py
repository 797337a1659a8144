"""The commands of a developer's machine: texts compiled without gettext, and the whole site run as one."""

import gettext
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.nginx import free_port

pytestmark = pytest.mark.once

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=n != 1;\\n"\n'
)


# --- compile_texts ---


@pytest.fixture
def catalogue(tmp_path, settings):
    """Writes a .po with the given entries, the only one that the settings name; returns its path."""
    settings.LOCALE_PATHS = [tmp_path]

    def write(entries: str) -> Path:
        path = tmp_path / "en" / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{HEADER}\n{entries}\n", "utf-8")
        return path

    return write


def translations(source: Path) -> gettext.GNUTranslations:
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_texts_are_compiled(catalogue):
    source = catalogue('msgid "工作动态"\nmsgstr "News"\n\n#, fuzzy\nmsgid "企业文化"\nmsgstr "Cult"')

    call_command("compile_texts", verbosity=0)

    assert translations(source).gettext("工作动态") == "News"
    assert translations(source).gettext("企业文化") == "企业文化", "a guess of gettext's must not be shown"
    assert {path.suffix for path in source.parent.iterdir()} == {".po", ".mo"}


def test_our_own_texts_say_themselves_in_the_language_they_are_written_in(catalogue):
    """So that no page looks for them in the catalogues of all packages."""
    source = catalogue(
        'msgid "工作动态"\nmsgstr "News"\n\nmsgctxt "钟"\nmsgid "点"\nmsgstr "o\'clock"\n\n'
        'msgid "Save"\nmsgstr "Keep"\n\n'
        'msgid "%(n)s条"\nmsgid_plural "%(n)s条"\nmsgstr[0] "One piece"\nmsgstr[1] "%(n)s pieces"'
    )

    call_command("compile_texts", verbosity=0)

    written = translations(source.parents[2] / "zh_Hans" / "LC_MESSAGES" / "django.po")
    assert written._catalog["工作动态"] == "工作动态"
    assert written.pgettext("钟", "点") == "点"
    assert written.ngettext("%(n)s条", "%(n)s条", 2) == "%(n)s条"
    assert "Save" not in written._catalog, "words of packages keep the Chinese of their packages"


def test_a_chinese_catalogue_of_its_own_is_left_alone(catalogue):
    source = catalogue('msgid "是"\nmsgstr "Yes"')
    chinese = source.parents[2] / "zh_Hans" / "LC_MESSAGES" / "django.po"
    chinese.parent.mkdir(parents=True)
    chinese.write_text(source.read_text("utf-8").replace("Yes", "对"), "utf-8")

    call_command("compile_texts", verbosity=0)

    assert translations(chinese).gettext("是") == "对"


def test_only_changed_texts_are_compiled_again(catalogue):
    source = catalogue('msgid "是"\nmsgstr "Yes"')
    call_command("compile_texts", verbosity=0)
    compiled = source.with_suffix(".mo")
    future = time.time() + 60
    os.utime(compiled, (future, future))

    call_command("compile_texts", verbosity=0)
    assert compiled.stat().st_mtime == pytest.approx(future)

    os.utime(source, (future + 60, future + 60))
    call_command("compile_texts", verbosity=0)
    assert compiled.stat().st_mtime < future


@pytest.mark.parametrize(
    "entry", ['msgid "是"\nmsgstr "Yes"\nnonsense', 'msgid "是"\nmsgstr "a"\n\nmsgid "是"\nmsgstr "b"']
)
def test_a_damaged_file_is_named(catalogue, entry):
    source = catalogue(entry)

    with pytest.raises(CommandError, match=str(source)):
        call_command("compile_texts", verbosity=0)


def test_the_texts_of_this_site_are_sound():
    call_command("compile_texts", force=True, verbosity=0)


# --- dev ---


@pytest.fixture
def machine(db, tmp_path):
    """A folder with a migrated database of its own; returns the environment for commands that work there."""
    if connection.vendor != "sqlite":
        pytest.skip("starts processes of its own, on SQLite")
    connection.ensure_connection()
    (tmp_path / "db.sqlite3").write_bytes(connection.connection.serialize())
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "unionsite.settings.dev",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "PYTHONWARNINGS": "",
        # What seals the rows of the copied database.
        "AUDIT_KEY": django_settings.AUDIT_KEY,
    }


@pytest.fixture
def port():
    return free_port()


class Site:
    """A running `manage.py dev`: what it printed and all processes that belong to it."""

    def __init__(self, environment, port, *arguments):
        self.output = Path(environment["VAR_DIR"]) / "output.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "dev", "--port", str(port), *arguments],
                cwd=django_settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def text(self):
        return self.output.read_text("utf-8")

    def wait_until_up(self, seconds=180):
        deadline = time.monotonic() + seconds
        while "Ctrl-C stops everything" not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.1)
        crew = []
        while len(crew) < 3:
            assert time.monotonic() < deadline, self.text
            time.sleep(0.1)
            crew = psutil.Process(self.process.pid).children(recursive=True)
        return [psutil.Process(self.process.pid), *crew]

    def wait(self, seconds=180):
        return self.process.wait(seconds)


@pytest.fixture
def start():
    sites = []

    def _start(*arguments):
        sites.append(Site(*arguments))
        return sites[-1]

    yield _start
    for site in sites:
        if site.process.poll() is None:
            site.process.terminate()
            site.process.wait(30)


def still_running(processes):
    """Those that do not end within ten seconds."""
    for _try in range(100):
        if not (alive := [process for process in processes if not has_ended(process)]):
            break
        time.sleep(0.1)
    return alive


def has_ended(process) -> bool:
    """A zombie only waits for its parent to look."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_the_whole_site(machine, port, start, number):
    (Path(machine["VAR_DIR"]) / "demo-accounts.txt").write_text("信息员\txinxiyuan\tcorrect-horse\n", "utf-8")
    site = start(machine, port)
    processes = site.wait_until_up()
    commands = " ".join(part for process in processes for part in process.cmdline())
    assert "runserver" in commands
    assert "db_worker" in commands
    assert "run_scheduler" in commands
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=180) as answer:
        assert answer.status == 200

    site.process.send_signal(number)

    assert site.wait() == 0, site.text
    assert still_running(processes) == []
    assert f"http://127.0.0.1:{port}/en/" in site.text
    assert "信息员  xinxiyuan  correct-horse" in " ".join(site.text.split()).replace(" ", "  ")
    assert f"http://127.0.0.1:{port}/dev/mails/" in site.text
    assert "HTTP/1." not in site.text, "requests that end well need no reading"
    assert len(site.text.splitlines()) < 25, "the start must not be a wall of text"


def test_when_one_process_ends_all_do(machine, port, start):
    site = start(machine, port, "--no-reload")
    processes = site.wait_until_up()
    next(process for process in processes if "db_worker" in process.cmdline()).kill()

    assert site.wait() == 1, site.text
    assert still_running(processes) == []
    assert "worker" in site.text
    assert "已退出" in site.text
    assert "ended with exit code" in site.text


def test_a_taken_port_is_told_before_anything_starts(machine, port, start):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        site = start(machine, port)
        assert site.wait() == 1

    assert f"端口{port}已被占用" in site.text
    assert f"Port {port} is already in use" in site.text
    assert "Traceback" not in site.text


def test_a_database_that_is_not_ready_is_told(machine, port, start):
    Path(machine["VAR_DIR"], "db.sqlite3").unlink()
    site = start(machine, port)

    assert site.wait() == 1
    assert "make run" in site.text
    assert "Traceback" not in site.text
