"""bakerydemo, Wagtail's own demo, beside the site: a clone of its repository, named by BAKERYDEMO, on our lock."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import demo_site

FOLDER = demo_site.ROOT / "var" / "bench-bakerydemo"
PACKAGES = FOLDER / "packages"
REQUIREMENTS = Path(__file__).parent / "bakerydemo" / "requirements.txt"
# Of the kinds of pages that ours are asked for when memory is measured.
PATHS = ("/", "/blog/", "/breads/", "/contact-us/", "/search/?q=bread")
CLONE = os.environ.get("BAKERYDEMO", "")


def environment() -> dict[str, str]:
    places = (demo_site.ROOT, PACKAGES, Path(CLONE).resolve())
    return {
        **demo_site.inherited(),
        "DJANGO_SETTINGS_MODULE": "bench.bakerydemo.settings",
        "BAKERYDEMO_FOLDER": str(FOLDER),
        "PYTHONPATH": os.pathsep.join(map(str, places)),
        "PYTHONWARNINGS": "ignore",
    }


def prepare() -> None:
    """Install what bakerydemo needs beside ours, and lay its demo content; once."""
    if (FOLDER / "laid").exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", str(PACKAGES)]
    manage = [sys.executable, "-m", "django"]
    for command in (
        [*pip, "--requirement", str(REQUIREMENTS)],
        [*manage, "migrate", "--verbosity", "0"],
        [*manage, "load_initial_data"],
        [*manage, "collectstatic", "--noinput", "--verbosity", "0"],
    ):
        # Its commands look for their files beside `manage.py`.
        subprocess.run(command, cwd=CLONE, env=environment(), stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    (FOLDER / "laid").touch()


class Beside:
    """The process that draws its pages."""

    def __init__(self, process: subprocess.Popen):
        self.process = process

    def measure(self, name: str, requests: int) -> float:
        """Milliseconds of processor time of one request of what `bench.bakerydemo.serve` names."""
        print(json.dumps([name, requests]), file=self.process.stdin, flush=True)
        if not (line := self.process.stdout.readline()):
            raise SystemExit("The process of bakerydemo has ended.")
        return json.loads(line)


@contextlib.contextmanager
def bakerydemo() -> Iterator[Beside | None]:
    """Yield the process, or None without a clone."""
    if not CLONE:
        yield None
        return
    prepare()
    command = [sys.executable, "-m", "bench.bakerydemo.serve"]
    with subprocess.Popen(  # noqa: S603
        command, cwd=CLONE, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Beside(process)
        process.stdin.close()


@contextlib.contextmanager
def serving(options: tuple[str, ...]) -> Iterator[tuple[subprocess.Popen | None, str]]:
    """gunicorn with bakerydemo on a free port; yields (master process, base address), or None without a clone."""
    if not CLONE:
        yield None, ""
        return
    bind = f"127.0.0.1:{demo_site.free_port()}"
    command = [sys.executable, "-m", "gunicorn", "--bind", bind, "--log-level", "error", *options]
    with subprocess.Popen([*command, "bakerydemo.wsgi:application"], cwd=CLONE, env=environment()) as master:  # noqa: S603
        try:
            yield master, f"http://{bind}"
        finally:
            master.terminate()
