"""Runs the whole site on one machine, to try it out and to develop: server, worker and scheduler together."""

import errno
import os
import re
import signal
import socket  # allowed: outgoing (asks whether a port of this machine is free)
import subprocess
import sys
import threading
import time
import unicodedata
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from demo.watching import Watch

# Lines that need no reading: what a child prints at every start and stop.
CHATTER = re.compile(
    "|".join(
        [
            r"^\s*$",
            r"^Performing system checks",
            r"^System check identified no issues",
            r"^\w+ \d\d, \d{4} - \d\d:",
            r"^Django version ",
            r"^Starting development server",
            r"^Quit the server",
            r"Starting worker worker_id",
            r"Received Terminated - shutting down",
            # An empty site's pages until it is opened.
            r"ERROR django\.server: .* 503 \d+$",
            r"django_tasks: Task id=\S+ path=\S+ state=(READY|RUNNING|SUCCESSFUL)",
        ]
    )
)
SECONDS_TO_STOP = 8
# A look at our own files takes some milliseconds; at this pace a machine that only waits stays quiet.
SECONDS_BETWEEN_LOOKS = 2


class Command(BaseCommand):
    help = (
        "Run server, worker and scheduler together until Ctrl-C, and start them again when code changes. When one of "
        "them ends, all do; the next change begins anew, unless they have never been up. -v 2 tells how long it took."
    )
    has_been_up = False
    # The server runs the system checks itself and prints what it found.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (default 127.0.0.1).")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on (default 8000).")
        parser.add_argument("--no-reload", action="store_true", help="Do not restart when code changes.")

    def handle(self, *, host, port, no_reload, verbosity, **options):
        refuse_taken_port(host, port)
        refuse_old_database()
        base = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
        environment = {
            **os.environ,
            "TASKS_BACKEND": "database",
            "BASE_URL": os.environ.get("BASE_URL") or base,
            "DJANGO_RUNSERVER_HIDE_WARNING": "true",
            "PYTHONUNBUFFERED": "1",
        }
        stop = threading.Event()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_args: stop.set())
        self.crew = Crew(environment, self.stdout.write)
        # Made before the first process: what changes while one starts is seen too.
        watch = None if no_reload else Watch(own_folders(), [settings.BASE_DIR / ".env"])
        lost = None
        try:
            while not stop.is_set() and not lost:
                lost = self.run_until_changed(host, port, base, stop, watch, verbosity)
        finally:
            self.crew.stop()
        if lost:
            name, code = lost
            raise CommandError(
                f"“{name}”已退出（退出码{code}），其余进程已一并停止，原因见上。\n"
                f"'{name}' ended with exit code {code}; the others have been stopped. See above for the reason."
            )
        self.stdout.write("已停止。Stopped.")

    def run_until_changed(self, host, port, base, stop, watch, verbosity) -> tuple[str, int] | None:
        """Run the site once. Return name and exit code of a child that has ended for good; None when told to stop, or
        when a file has changed and all have been stopped."""
        began = time.monotonic()
        self.crew.start("web", "runserver", f"{host}:{port}", "--noreload")
        up = False
        while not stop.wait(SECONDS_BETWEEN_LOOKS if up else 0.1):
            if watch and (changed := watch.changed()):
                self.say_restart(changed)
                return self.crew.stop()
            if lost := self.crew.lost():
                if not watch or not self.has_been_up:
                    return lost
                return self.wait_for_change(lost, stop, watch)
            if not up and answers(host, port):
                up = True
                # Started only now, so that the site itself is up as soon as possible.
                self.crew.start("worker", "db_worker", "--queue-name", "*", "--no-reload")
                self.crew.start("scheduler", "run_scheduler")
                self.stdout.write("已重新启动。Up again." if self.has_been_up else banner(base))
                if verbosity > 1:
                    self.stdout.write(f"  网站启动 Start of the server: {time.monotonic() - began:.1f} s")
                self.has_been_up = True
        return None

    def wait_for_change(self, lost, stop, watch) -> None:
        """Stop the others and wait: while one types, a file may be broken for a moment."""
        name, code = lost
        self.crew.stop()
        self.stdout.write(
            f"“{name}”已退出（退出码{code}），原因见上；修改文件后自动重新启动。\n"
            f"'{name}' ended with exit code {code}, see above; the next change of a file starts all again."
        )
        while not stop.wait(SECONDS_BETWEEN_LOOKS):
            if changed := watch.changed():
                return self.say_restart(changed)
        return None

    def say_restart(self, changed) -> None:
        others = f" (+{len(changed) - 1})" if len(changed) > 1 else ""
        self.stdout.write(f"{os.path.relpath(changed[0], settings.BASE_DIR)}{others} 有变化 has changed ...")


def own_folders() -> list[Path]:
    """Return the project's own folders of code; those of installed packages do not change while one works."""
    names = {config.name.partition(".")[0] for config in apps.get_app_configs()}
    return [settings.BASE_DIR / name for name in sorted(names) if (settings.BASE_DIR / name).is_dir()]


class Crew:
    """Child processes in a process group of their own, so that one signal reaches them and all that they started.

    Outside the terminal's foreground group they do not receive Ctrl-C themselves; otherwise each would get it twice,
    and the worker takes a second one for "drop the running task".
    """

    def __init__(self, environment, write):
        self.environment = environment
        self.write = write
        self.children: dict[str, subprocess.Popen] = {}
        self.readers: list[threading.Thread] = []
        self.group = 0

    def start(self, name, *arguments):
        child = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            process_group=self.group,
        )
        self.group = self.group or child.pid
        self.children[name] = child
        reader = threading.Thread(target=self._read, args=(name, child.stdout), daemon=True)
        reader.start()
        self.readers.append(reader)

    def _read(self, name, stream):
        for line in stream:
            if not CHATTER.search(line):
                self.write(f"{name:<9} │ {line.rstrip()}")

    def lost(self) -> tuple[str, int] | None:
        """Return name and exit code of a child that has ended, if any."""
        for name, child in self.children.items():
            if (code := child.poll()) is not None:
                return name, code
        return None

    def stop(self) -> None:
        """End the whole group: first with SIGTERM, after SECONDS_TO_STOP by force."""
        deadline = time.monotonic() + SECONDS_TO_STOP
        self._signal(signal.SIGTERM)
        while time.monotonic() < deadline and self._alive():
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        for child in self.children.values():
            child.wait()
        for reader in self.readers:
            reader.join(1)
        self.children, self.readers, self.group = {}, [], 0

    def _alive(self) -> bool:
        running = [child for child in self.children.values() if child.poll() is None]
        # What a child itself started cannot be polled here; the group exists as long as one of them does.
        return bool(running) or self._signal(0)

    def _signal(self, number) -> bool:
        try:
            if self.group:
                os.killpg(self.group, number)
        except ProcessLookupError:
            return False
        except PermissionError:  # macOS raises this when only zombies are left in the group.
            return False
        return bool(self.group)


def refuse_taken_port(host, port):
    """Raise CommandError when nothing can listen on the port; called before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                # Make hands on what was written behind its name.
                again = f"make run{' EMPTY=1' if os.environ.get('EMPTY') else ''} PORT={port + 1}"
                raise CommandError(
                    f"端口{port}已被占用，请换一个端口：{again}\n"
                    f"Port {port} is already in use; try another one: {again}"
                ) from None
            raise CommandError(
                f"无法监听{host}:{port}，请检查地址和端口。\nCannot listen on {host}:{port}: {error}"
            ) from None


def refuse_old_database():
    """Raise CommandError when migrations are waiting: worker and scheduler could not start on such a database."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(
            "数据库尚未建好或版本过旧，请先运行：make run（或 python manage.py migrate）\n"
            "The database is missing or out of date; first run: make run (or python manage.py migrate)"
        )
    connection.close()


def answers(host, port) -> bool:
    """Whether the server already accepts connections."""
    try:
        socket.create_connection((host, port), timeout=0.5).close()
    except OSError:
        return False
    return True


def banner(base) -> str:
    """Return the text that tells where the site is and, if demo content was laid, who may sign in."""
    lines = [
        "",
        *columns(
            [
                ("网站", f"{base}/"),
                ("English", f"{base}/en/"),
                ("管理后台", f"{base}/admin/"),
                ("邮件 Mails", f"{base}/dev/mails/"),
            ]
        ),
    ]
    accounts = settings.VAR_DIR / "demo-accounts.txt"
    if accounts.exists():
        rows = [tuple(line.split("\t")) for line in accounts.read_text("utf-8").splitlines() if line.count("\t") == 2]
        lines += ["", "演示账号，只供本机试用 Demo accounts", *columns([("角色", "用户名", "密码"), *rows])]
    return "\n".join([*lines, "", "按Ctrl-C停止 Ctrl-C stops everything", ""])


def columns(rows) -> list[str]:
    """Return rows as lines with aligned columns; a Chinese character takes two places."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "".join(cell + " " * (room - width(cell) + 3) for cell, room in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def width(text) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
