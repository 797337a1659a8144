"""A site of its own for the browser, and the browser.

The site runs in a process of its own, on a copy of the test database: the tests of the other folders roll back or flush
theirs, and neither must see the other. Each test process has its own copy, server and browser, so that the order of the
tests and their number of processes do not matter.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.editing import new_piece
from tests.browser.entering import sign_in
from tests.browser.watching import Watch
from tests.nginx import free_port

FOLDER = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
# Long enough for a machine that does much else: what is there ends the wait at once.
WAIT = 60_000
expect.set_options(timeout=WAIT / 2)


@pytest.fixture
def db():
    """In the place of pytest-django's: no transaction, which Playwright's event loop would not allow anyway.

    The name still counts: pytest-django makes a test database only when a test asks for `db`, and without one `site`
    would copy the real database.
    """


@pytest.fixture(autouse=True)
def fresh_memory(db):
    """The tests here read nothing of this process, and with Redis the running site's cache is in the same place."""


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's browser, or the one that $CHROMIUM names; without any the tests are skipped, but never in CI."""
    if found := shutil.which(os.environ.get("CHROMIUM") or "chromium"):
        return found
    message = "No Chromium found: install it (Debian: apt install chromium) or name it with CHROMIUM=/path/to/chromium."
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def copied_database(folder: Path) -> Iterator[str]:
    """Name of a copy of this process's test database, tree and roles included; gone afterwards."""
    if connection.vendor == "sqlite":
        copy = folder / "db.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
        yield str(copy)
        return
    creation = connection.creation
    creation.clone_test_db(suffix="browser", verbosity=0)
    try:
        yield creation.get_test_db_clone_settings("browser")["NAME"]
    finally:
        creation.destroy_test_db(suffix="browser", verbosity=0)


@contextmanager
def running_site(folder: Path, django_db_blocker) -> Iterator[SimpleNamespace]:
    """A site: `base` (address), `pages` (paths by name, primary keys by `id_` name); where it keeps what it writes
    (`folder`, `log`, name of the `database`) and the `environment` of its process."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with django_db_blocker.unblock(), copied_database(folder) as database:
        connection.close()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "BROWSER_DATABASE": database,
            "VAR_DIR": str(folder),
            "MEDIA_ROOT": "",
            "BASE_URL": base,
        }
        log = folder / "server.log"
        with log.open("wb") as sink:
            server = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.serve", "127.0.0.1", str(port)],
                cwd=FOLDER,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=sink,
                text=True,
            )
        try:
            line = server.stdout.readline()
            if not line:
                pytest.fail(f"The site did not start:\n{log.read_text()}")
            yield SimpleNamespace(
                base=base,
                pages=json.loads(line),
                log=log,
                folder=folder,
                database=database,
                environment=environment,
            )
        finally:
            server.terminate()
            server.wait(20)
            server.stdout.close()


@pytest.fixture(scope="package")
def site(chromium_path, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[SimpleNamespace]:
    with running_site(tmp_path_factory.mktemp("site"), django_db_blocker) as running:
        yield running


@pytest.fixture(scope="package")
def chromium(site, chromium_path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS, timeout=180_000)
        yield browser
        browser.close()


@pytest.fixture
def visit(site, chromium):
    """Open a browser window with storage and cookies of its own; returns its page, watched."""
    contexts: list[BrowserContext] = []

    def start(*, base=site.base, viewport=DESKTOP, easy=False, dark=False, **options):
        context = chromium.new_context(
            base_url=base,
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(WAIT)
        if easy:
            context.add_init_script("localStorage.setItem('mode', 'easy')")
        page = context.new_page()
        page.watch = Watch(page, base)
        start.pages.append(page)
        return page

    start.pages = []
    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def desk(site, visit):
    """The form of a new piece before a writer; where another desk is meant, a module has its own."""
    page = visit()
    sign_in(page, "writer")
    new_piece(page, site)
    yield page
    assert not page.watch.faults
