"""A whole installation on loopback: nginx with the shipped file, gunicorn, worker, scheduler, PostgreSQL, Redis, and
stand-ins for the mail server and the virus scanner; each started again when it dies, as systemd does.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import demo_site

ROOT = demo_site.ROOT
RESTART_SECONDS = 3  # RestartSec of the units
_CLOCK_LIBRARIES = "/usr/lib/*/faketime/libfaketimeMT.so.1"


@dataclass
class Service:
    """One program, started again some seconds after it has died, unless it was stopped on purpose."""

    name: str
    command: Sequence[str]
    variables: dict[str, str] = field(default_factory=dict)
    user: str = ""
    machine: str = ""  # the network namespace that it runs in; empty: where this program runs
    restart_seconds: float = RESTART_SECONDS

    def __post_init__(self) -> None:
        self.is_wanted = False
        self.process: subprocess.Popen | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        self.is_wanted = True
        self._spawn()
        threading.Thread(target=self._watch, daemon=True).start()

    def _spawn(self) -> None:
        with Path(self.variables["LOGS"], f"{self.name}.log").open("ab") as log:
            self.process = self._run(log)

    def _run(self, log) -> subprocess.Popen:
        user, command = self.user, [*self.command]
        if self.machine:
            # Only root may enter; whoever else is to run there becomes that inside.
            become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
            user, command = "", ["ip", "netns", "exec", self.machine, *become, *command]
        return subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT if not self.user else "/",
            env={**os.environ, **self.variables},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            user=user or None,
            group=pwd.getpwnam(user).pw_gid if user else None,
            start_new_session=True,
        )

    def _watch(self) -> None:
        while self.is_wanted:
            time.sleep(0.1)
            with self._lock:
                if not self.is_wanted or self.process is None or self.process.poll() is None:
                    continue
            time.sleep(self.restart_seconds)
            with self._lock:
                if self.is_wanted:
                    self._spawn()

    def kill(self) -> None:
        """As `kill -9` of the whole service: master and children."""
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self, sign: int = signal.SIGTERM, seconds: float = 20) -> None:
        with self._lock:
            self.is_wanted = False
        if self.process and self.process.poll() is None:
            if sign == signal.SIGKILL:
                self.kill()
            self.process.send_signal(sign)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                self.process.wait()


class Installation:
    """The programs of a site below `folder`, on free ports of the loopback address.

    bench/machines.py brings them to several machines: what `nodes`, `address`, `machine` and `variables_of` are for.
    """

    nodes: tuple[str, ...] = ("",)  # what is appended to the names of web, worker and scheduler, for each web machine
    folders = ("logs", "disk", "body", "cache")

    def __init__(self, folder: Path, *, use_postgresql: bool = True):
        self.folder, self.use_postgresql = folder, use_postgresql
        for name in self.folders:
            (folder / name).mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        self.var = folder / "disk" / "var"
        self.clock = folder / "clock"
        self.clock.write_text("+0\n")
        names = ("nginx", "web", "postgresql", "redis", "mail", "scanner")
        self.ports = {name: demo_site.free_port() for name in names}
        self.base = self.url("nginx")
        self.variables = demo_site.environment(**self._variables())
        self.services: dict[str, Service] = {}

    def address(self, _name: str) -> str:
        """Where a program listens."""
        return "127.0.0.1"

    def machine(self, _name: str) -> str:
        """The network namespace that a program runs in; empty: this one."""
        return ""

    def variables_of(self, _node: str) -> dict[str, str]:
        """What web, worker and scheduler of one web machine are told besides `variables`."""
        return self.clock_variables()

    def place(self, name: str) -> str:
        return f"{self.address(name)}:{self.ports[name.rstrip('0123456789')]}"

    def url(self, name: str) -> str:
        return f"http://{self.place(name)}"

    def _variables(self) -> dict[str, str]:
        postgresql = f"postgres://postgres@{self.place('postgresql')}/postgres"
        return {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "SECRET_KEY": "of the trial site alone, as long as it has to be: 0123456789-abcdefghijk",
            "VAR_DIR": str(self.var),
            "BASE_URL": self.base,
            "ALLOWED_HOSTS": self.address("nginx"),
            "BEHIND_PROXY": "on",
            "TRUSTED_PROXIES": "1",
            "DATABASE_URL": postgresql if self.use_postgresql else "",
            "REDIS_URL": f"redis://{self.place('redis')}/0",
            "EMAIL_URL": f"smtp://{self.place('mail')}",
            "ANTIVIRUS": f"tcp://{self.place('scanner')}",
            "TASKS_BACKEND": "database",
            "STATIC_COPY": "on",
            "FEEDBACK_SENDINGS_AN_HOUR": "1000000",
            "QUESTIONNAIRE_ANSWERS_AN_HOUR": "1000000",
            "LOGS": str(self.folder / "logs"),
        }

    def start_databases(self) -> None:
        if self.use_postgresql:
            self._start_postgresql()
        listens = ["--bind", self.address("redis"), "--port", self.ports["redis"], "--protected-mode", "no"]
        self._start("redis", ["redis-server", *listens, "--save", "", "--appendonly", "no"])
        for name in ("mail", "scanner"):
            listens = [self.address(name), self.ports[name]]
            self._start(name, [sys.executable, "-m", "bench.stand_ins", name, *listens])

    def _start_postgresql(self) -> None:
        data = self.folder / "disk" / "postgresql"
        data.mkdir(exist_ok=True)
        shutil.chown(data, "postgres", "postgres")
        data.chmod(0o700)
        programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        run([programs / "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D", data], user="postgres")
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet trust\n")
        listens = ["-h", self.address("postgresql"), "-p", self.ports["postgresql"], "-k", ""]
        self._start("postgresql", [programs / "postgres", "-D", data, *listens], user="postgres")

    def start_site(self) -> None:
        for node in self.nodes:
            self._start_web_machine(node)
        self.start_nginx()

    def start_nginx(self) -> None:
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self.nginx_configuration())
        self._start("nginx", ["nginx", "-c", configuration, "-p", self.folder, "-e", self.folder / "logs/nginx.log"])

    def _start_web_machine(self, node: str) -> None:
        told, python = self.variables_of(node), sys.executable
        gunicorn = [python, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        self._start(f"web{node}", [*gunicorn, "--bind", self.place(f"web{node}")], told)
        self._start(f"worker{node}", [python, "manage.py", "db_worker", "--queue-name", "*"], told)
        self._start(f"scheduler{node}", [python, "manage.py", "run_scheduler"], told)

    def _start(self, name: str, command: Sequence, more: dict[str, str] | None = None, user: str = "") -> None:
        arguments = [str(part) for part in command]
        told = {**self.variables, **(more or {})}
        self.services[name] = Service(name, arguments, told, user, self.machine(name))
        self.services[name].start()

    def clock_variables(self) -> dict[str, str]:
        """What lets the clock of a program be moved by writing into `clock`; empty without Debian's `faketime`."""
        libraries = sorted(Path("/").glob(_CLOCK_LIBRARIES.lstrip("/")))
        if not libraries:
            return {}
        return {
            "LD_PRELOAD": str(libraries[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def nginx_configuration(self) -> str:
        """The shipped file on plain http, with this installation's folders and ports."""
        text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^\s*(listen \[::\].*|ssl_.*|http2 on;.*)\n", "", text)
        replacements = {
            "listen 80;": f"listen 127.0.0.1:{demo_site.free_port()};",
            "listen 443 ssl;": f"listen {self.place('nginx')};",
            "server 127.0.0.1:8000;": " ".join(f"server {self.place(f'web{node}')};" for node in self.nodes),
            "/srv/unionsite/deploy": str(ROOT / "deploy"),
            "/srv/unionsite/var": str(self.var),
            "/var/log/nginx": str(self.folder / "logs"),
            "/var/cache/unionsite": str(self.folder / "cache"),
            "/dev/shm/unionsite_body": str(self.folder / "body"),  # noqa: S108
            "union.example.com": self.address("nginx"),
        }
        for old, new in replacements.items():
            if old not in text:
                raise SystemExit(f"The shipped nginx file has changed: no {old}.")
            text = text.replace(old, new)
        places = "".join(
            f"{name}_temp_path {self.folder}/temp_{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.geteuid() == 0 else ""
        head = f"{user}daemon off;\nworker_processes 2;\npid {self.folder}/nginx.pid;\nevents {{}}\n"
        return f"{head}http {{\ninclude /etc/nginx/mime.types;\n{places}{text}\n}}\n"

    def stop(self) -> None:
        for service in reversed(self.services.values()):
            service.stop(signal.SIGINT if service.name == "postgresql" else signal.SIGTERM)


def run(command: Sequence, user: str = "", **variables: str) -> None:
    """Run a program to its end; SystemExit with what it said when it fails."""
    result = subprocess.run(  # noqa: S603
        [str(part) for part in command],
        cwd="/" if user else ROOT,
        env={**os.environ, **variables},
        user=user or None,
        group=pwd.getpwnam(user).pw_gid if user else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise SystemExit(f"{command[0]} failed:\n{result.stdout}{result.stderr}")
