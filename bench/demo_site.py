"""A demo site under var/bench, built once and again when what shapes it has changed; and gunicorn running it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench"
SHAPED_BY = (
    "demo/**/*",
    "home/services/*.py",
    "**/migrations/*.py",
    "search/index/services.py",
    "unionsite/laws/parsing.py",
)
# Where the demo site's rows are: empty for SQLite. Set by who measures PostgreSQL, in a database made for that.
database = ""
# Folder of statutes for the demo site and for measuring their import; else seed_demo looks where it usually does.
LAWS = os.environ.get("LAWS", "")
SECONDS_TO_START = 60


def inherited() -> dict[str, str]:
    """This program's own variables; modules are compiled once, as an installation does it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def environment(**more: str) -> dict[str, str]:
    """Variables for production settings on plain http, file cache and `database`, whatever this machine's .env says."""
    return {
        **inherited(),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        # The same in every run: the database that they sealed is kept.
        "SEALING_KEYS": hashlib.sha256(b"sealing of the bench site").hexdigest(),
        "AUDIT_KEY": hashlib.sha256(b"audit log of the bench site").hexdigest(),
        "CASE_KEYS": hashlib.sha256(b"cases of the bench site").hexdigest(),
        "RECEIPT_KEYS": hashlib.sha256(b"receipts of the bench site").hexdigest(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "http://127.0.0.1",
        "DEBUG": "off",
        "HTTPS": "off",
        "BEHIND_PROXY": "off",
        "VAR_DIR": str(FOLDER),
        "MEDIA_ROOT": "",
        "DATABASE_URL": database,
        "REDIS_URL": "",
        "TASKS_BACKEND": "immediate",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
        **more,
    }


def manage(*arguments: str, **more: str) -> None:
    """Run a management command quietly; SystemExit with what it said when it fails."""
    result = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise SystemExit(f"manage.py {' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")


def fingerprint() -> str:
    """Changes when demo content, the tables or the import of statutes change."""
    digest = hashlib.sha256(LAWS.encode())
    for pattern in SHAPED_BY:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc" and not {".venv", "var"} & set(path.relative_to(ROOT).parts):
                status = path.stat()
                digest.update(f"{path.relative_to(ROOT)} {status.st_mtime_ns} {status.st_size}\n".encode())
    return digest.hexdigest()


def build() -> None:
    """Have the demo site ready: database and static files."""
    stamp = FOLDER / "built-from"
    wanted = fingerprint()
    if database or not stamp.exists() or stamp.read_text() != wanted:
        print("Building the demo site (about a minute) ...", flush=True)  # noqa: T201
        clear()
        fill()
        # Of a database that is dropped afterwards nothing is used again, nor are its files.
        stamp.write_text("" if database else wanted)
    manage("collectstatic", "--noinput", "--verbosity", "0")


def fill(**more: str) -> None:
    """Lay the demo content into an empty database."""
    # It is refused on production settings. Pictures are drawn when a page is first asked for.
    development = {
        "DJANGO_SETTINGS_MODULE": "unionsite.settings.dev",
        "DEBUG": "on",
        "TASKS_BACKEND": "database",
        **more,
    }
    manage("compile_texts", **more)
    manage("migrate", "--verbosity", "0", **development)
    manage("setup_site", "--verbosity", "0", **development)
    manage("seed_demo", "--verbosity", "0", *(["--statutes", LAWS] if LAWS else []), **development)


def clear() -> None:
    for path in sorted(FOLDER.rglob("*"), reverse=True) if FOLDER.is_dir() else []:
        path.rmdir() if path.is_dir() else path.unlink()
    FOLDER.mkdir(parents=True, exist_ok=True)


def main_pages() -> dict[str, str]:
    """Name and address of the pages that are measured; "statute" only where the law library is filled.

    Sets Django up in this process, on the demo site. The article is the Chinese news piece with the longest body.
    """
    os.environ.update(environment())
    import django

    django.setup()
    from django.conf import settings

    from interact.activities.models import VotePage
    from news.models import NewsPage
    from rights.answers.models import RightsAnswerPage
    from rights.calculators.choices import Calculator
    from rights.calculators.queries import calculator_link
    from unionsite.laws.models import Statute

    articles = NewsPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
    richest = max(articles, key=lambda page: len(str(page.body.raw_data)))
    pages = {"home": "/", "list": "/news/", "article": richest.get_url()}
    pages["answer"] = RightsAnswerPage.objects.live().order_by("pk").first().get_url()
    pages["calculator"] = calculator_link(Calculator.COMPENSATION).url
    pages["form"] = "/interact/suggestions/"
    pages["vote"] = VotePage.objects.live().order_by("pk").first().get_url()
    if statute := max(Statute.objects.all(), key=lambda statute: statute.articles.count(), default=None):
        pages["statute"] = statute.url
    return pages


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def gunicorn(application: str, *options: str, **more: str) -> Iterator[tuple[subprocess.Popen, str]]:
    """gunicorn as shipped, on a free port; yields (master process, base address) as soon as it has been started."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    master = subprocess.Popen(  # noqa: S603
        [*command, "--log-level", "error", *options, application],
        cwd=ROOT,
        env=environment(BASE_URL=base, **more),
    )
    try:
        yield master, base
    finally:
        master.terminate()
        try:
            master.wait(20)
        except subprocess.TimeoutExpired:
            master.kill()
            master.wait()


def processor_seconds(master: subprocess.Popen, database: str) -> tuple[float, float]:
    """Seconds of processor time so far: of gunicorn's workers, and PostgreSQL's processes for this database, if they
    run on this machine."""
    web = postgresql = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            _state, parent, *rest = (folder / "stat").read_text().rpartition(")")[2].split()
            seconds = (int(rest[9]) + int(rest[10])) / os.sysconf("SC_CLK_TCK")
            if int(parent) == master.pid:
                web += seconds
            elif database and (title := (folder / "cmdline").read_text()).startswith("postgres: "):
                postgresql += seconds if database in title.split() else 0
    return web, postgresql


def wait_for(master: subprocess.Popen, address: str) -> float:
    """Seconds until `address` answers 200."""
    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS_TO_START:
        if master.poll() is not None:
            raise SystemExit("gunicorn did not start.")
        # Refused, reset or 5xx: not yet.
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=SECONDS_TO_START) as answer:  # noqa: S310
            if answer.status == 200:
                answer.read()
                return time.perf_counter() - began
        time.sleep(0.01)
    raise SystemExit(f"{address} did not answer 200 within {SECONDS_TO_START} s.")
