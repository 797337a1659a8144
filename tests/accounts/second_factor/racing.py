"""Sends several requests at the same moment, each from a process of its own with its own connections.

`python -m tests.accounts.second_factor.racing` reads from its input a list of runners, each with the forms to send and,
where somebody is to be signed in, a session key, and perhaps a host: `[{"session": "…", "forms": [["/address/",
{"field": "value"}], …]}, …]`, and writes a list of lists of [status, whether the browser is signed in then].
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import time_machine

ROOT = Path(__file__).parents[3]


def race(database: str, runners: list[dict], var_dir: Path, **more: str) -> list[list[tuple[int, bool]]]:
    """Run them against the database at that address; what each was answered.

    They count in the folder `counters` of `var_dir`; their clock stands where it is when they are asked for. `more` are
    further variables of their environment.
    """
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DATABASE_POOL_SIZE": "0",
        "VAR_DIR": str(var_dir),
        "MEMORY_DIR": str(var_dir),
        "DJANGO_SETTINGS_MODULE": "unionsite.settings.test",
        "RACE_AT": str(time.time()),
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.accounts.second_factor.racing"],
        input=json.dumps(runners),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [[tuple(answer) for answer in answers] for answers in json.loads(done.stdout)]


def database_for_others(connection, folder: Path) -> str:
    """Called once all is prepared: DATABASE_URL of what a test is connected to.

    SQLite's test database lives in memory: other processes get a copy in a file, as the site has it.
    """
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        copy = folder / "db.sqlite3"
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
        return f"sqlite:///{copy}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + quote(settings["NAME"])).geturl()


def run(runner: dict, start, results, number: int) -> None:
    from django.conf import settings
    from django.contrib.auth import SESSION_KEY
    from django.test import Client

    client = Client(raise_request_exception=False, SERVER_NAME=runner.get("host", "testserver"))
    has_session = "session" in runner
    if has_session:
        client.cookies[settings.SESSION_COOKIE_NAME] = runner["session"]
    start.wait(120)
    # A code is good for half a minute: on a slow machine the others would start later than that.
    time_machine.travel(float(os.environ["RACE_AT"]), tick=False).start()
    answers = []
    for address, form in runner["forms"]:
        answer = client.post(address, form)
        answers.append((answer.status_code, has_session and SESSION_KEY in client.session))
    results.put((number, answers))


def main() -> None:
    import django

    django.setup()
    from django.urls import get_resolver

    # Most of what each of them would do, once before they are made.
    get_resolver()._populate()
    runners = json.load(sys.stdin)
    # Nothing is connected yet and there is one thread: a fork is safe, and costs less than starting Python each time.
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(len(runners)), context.SimpleQueue()
    processes = [
        context.Process(target=run, args=(runner, start, results, number)) for number, runner in enumerate(runners)
    ]
    for process in processes:
        process.start()
    answers = dict(results.get() for _process in processes)
    for process in processes:
        process.join()
    json.dump([answers[number] for number in range(len(runners))], sys.stdout)


if __name__ == "__main__":
    main()
