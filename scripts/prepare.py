"""Brings the site on this machine up to date before it is run: database, texts, page tree and, once, demo content.

One process for what would be four commands, as each start costs a second or two. -v tells where the time went;
--empty lays no demo content, and tells how the first administrator comes in.
"""

import contextlib
import fcntl
import gc
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionsite.settings.dev")
# As `dev` does: what the demo content enqueues is the worker's, nobody waits for it here.
os.environ["TASKS_BACKEND"] = "database"

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

# What is looked at first: their pictures are drawn here, all others when somebody opens their page.
FIRST_PAGES = ("/", "/news/", "/rights/", "/culture/", "/info/", "/en/")


# Name, seconds by the clock and seconds of processor time of each step, for -v.
steps: list[tuple[str, float, float]] = []


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextlib.contextmanager
def step(name: str, words: str = "") -> Iterator[None]:
    """Time what is done inside; `words` tell people what they wait for."""
    if words:
        say(words)
    clock, processor = time.monotonic(), time.process_time()
    try:
        yield
    finally:
        steps.append((name, time.monotonic() - clock, time.process_time() - processor))


def main() -> int:
    try:
        with step("setup"):
            django.setup()
        # Migrations make and drop classes by the thousand: looking for what is left of them less often saves a tenth.
        gc.freeze()
        gc.set_threshold(50_000)
        with one_at_a_time():
            bring_up_to_date()
    except KeyboardInterrupt:
        say("\n已停止；下次运行接着做。Stopped; the next run goes on.")
        return 130
    except CommandError as error:
        say(f"{error}")
        return 1
    # Whatever disk and database raise: full, read-only, of somebody else, not a database.
    except (OSError, DatabaseError) as error:
        say(
            f"没有准备好，已做的都在，改正后再运行一次：{error}\n"
            f"Not ready; nothing is lost, put it right and run it again. Look at space and rights of: {folder()}"
        )
        return 1
    finally:
        if "-v" in sys.argv[1:]:
            for name, clock, processor in steps:
                say(f"  {name:14} {clock:6.1f} s {processor:6.1f} s CPU")
    return 0


def folder() -> Path:
    """Return the folder of the site's data; the settings themselves fail where nobody may write to it."""
    return Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parents[1] / "var")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Inside, no second run prepares the same site; it waits, and says so. What is killed lets go."""
    with (settings.VAR_DIR / "preparing.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个make run正在准备这个网站，请稍候…… Another `make run` is at it, waiting ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def bring_up_to_date() -> None:
    from demo import schema
    from demo.management.commands.dev import columns
    from demo.practice import first_administrator
    from unionsite.core.models import PiecePage

    with step("compile_texts"):
        call_command("compile_texts", verbosity=0)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with step("migrate", "正在建立或更新数据库…… Preparing the database ..."):
            if not schema.lay(connection):
                call_command("migrate", verbosity=0)
    with step("setup_site"):
        call_command("setup_site", verbosity=0)
    if "--empty" in sys.argv[1:]:
        say("\n".join(["", "练习用的空网站 An empty site to practise on", *columns(first_administrator())]))
        return
    if PiecePage.objects.exists():
        return
    # While DEBUG is on, Django puts every query down in words.
    settings.DEBUG, settings.ALLOW_DEMO = False, True
    with step("seed_demo", "正在放入演示内容…… Laying the demo content ..."):
        call_command("seed_demo")
    with step("first pages", "正在生成首页和栏目页的图片…… Drawing the first pages' pictures ..."):
        # Without DEBUG, WhiteNoise warns where nothing was collected.
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        visitor = Client(SERVER_NAME="127.0.0.1")
        for path in FIRST_PAGES:
            visitor.get(path)


if __name__ == "__main__":
    sys.exit(main())
