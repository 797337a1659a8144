"""Functions that run at the same moment, each on a connection of its own, on both databases."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from django.db import connection


def shared_database(folder: Path) -> str | None:
    """What the threads of a test connect to. SQLite's test database lives in memory, which only one can write to:
    they get a copy in a file, as the site has it, with what is stored by now."""
    if connection.vendor != "sqlite":
        return None
    # A name of its own: beside an older one its journal may still lie.
    copy = folder / f"{uuid4().hex}.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
    return str(copy)


def in_threads(database: str | None, *functions) -> list:
    """Run all at once, each on a connection of its own; returns what they return or raise, the first to end first."""
    results, barrier = [], threading.Barrier(len(functions))

    def work(function):
        # In this thread `connection` is a new one.
        if database:
            connection.settings_dict = {**connection.settings_dict, "NAME": database}
        try:
            barrier.wait(30)
            results.append(function())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def beside_a_writer(database: str | None, work):
    """Return what `work` returns or raise what it raises, on a connection of its own. Before each of its statements
    outside of a transaction somebody else commits: on SQLite a statement still open by then makes every write fail."""

    def run():
        with closing(connection.copy()) as other:

            def commit_first(execute, *arguments):
                if not connection.in_atomic_block:
                    with other.cursor() as cursor:
                        cursor.execute(
                            "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', CURRENT_TIMESTAMP)"
                        )
                return execute(*arguments)

            with connection.execute_wrapper(commit_first):
                return work()

    (result,) = in_threads(database, run)
    if isinstance(result, Exception):
        raise result
    return result
