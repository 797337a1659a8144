"""`make faults`: what readers and writers notice, and whether acknowledged words are lost, while parts of a site fail.

A whole installation runs on loopback in a folder of its own (bench/installation.py), people read and send cases and
answers to a questionnaire (bench/visitors.py), and one part after the other is killed, stopped, filled or moved. Needs
nginx, redis-server and, for `--database postgresql`, PostgreSQL's programs; the disk is filled and the clock moved only
where root may mount and Debian's `faketime` is there. It ends by itself, at the latest ten minutes after all was laid.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests

from bench.installation import Installation, run
from bench.pages import say, table
from bench.visitors import COOKIES, Visitors

LASTS, RECOVERS = 8.0, 12.0  # seconds
LONGEST = 600  # seconds, once all is laid
DISK_MB = 900
QUESTION = "words"


@dataclass(frozen=True)
class Fault:
    name: str
    begin: Callable[[Installation], None]
    end: Callable[[Installation], None] = lambda _site: None
    lasts: float = LASTS


def kill(name: str) -> Fault:
    """The part dies at once and comes back as systemd brings it back."""
    return Fault(f"kill -9 {name}", lambda site: site.services[name].kill())


def away(name: str, sign: int = signal.SIGTERM, lasts: float = LASTS) -> Fault:
    """The part is stopped, and started again later."""
    return Fault(
        f"{name} away for {lasts:g} s",
        lambda site: site.services[name].stop(sign),
        lambda site: site.services[name].start(),
        lasts,
    )


def kill_one_web_process(site: Installation) -> None:
    # On a busy machine a server may still be loading the site, or have been started again.
    while not (processes := psutil.Process(site.services["web"].process.pid).children()):
        time.sleep(0.2)
    processes[0].kill()


def fill_disk(site: Installation) -> None:
    with (site.folder / "disk" / "filler").open("wb") as filler, contextlib.suppress(OSError):
        while True:
            filler.write(b"0" * 2**20)
            filler.flush()


def empty_disk(site: Installation) -> None:
    (site.folder / "disk" / "filler").unlink(missing_ok=True)


def move_clock(by: str) -> Callable[[Installation], None]:
    return lambda site: site.clock.write_text(f"{by}\n") and None


FAULTS = (
    Fault("nothing", lambda _site: None),
    Fault("kill -9 one web process", kill_one_web_process),
    kill("web"),
    away("web", lasts=15),
    kill("worker"),
    kill("scheduler"),
    kill("redis"),
    away("redis"),
    away("mail"),
    away("scanner"),
    kill("postgresql"),
    away("postgresql", signal.SIGINT, lasts=30),
    Fault("disk full", fill_disk, empty_disk),
    Fault("clock an hour ahead", move_clock("+3600"), move_clock("+0")),
    Fault("clock an hour behind", move_clock("-3600"), move_clock("+0")),
    kill("nginx"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--only", default="", help="only faults whose name contains one of these, by commas")
    options = parser.parse_args()
    if missing := [name for name in ("nginx", "redis-server") if not shutil.which(name)]:
        raise SystemExit(f"Needs {' and '.join(missing)}: not run.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        has_small_disk = stack.enter_context(small_disk(folder / "disk"))
        site = Installation(folder, use_postgresql=options.database == "postgresql")
        stack.callback(site.stop)
        visitors = lay(site)
        faults = [fault for fault in chosen(FAULTS, options.only) if can_run(fault, site, has_small_disk)]
        signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"Broken off after {LONGEST} s."))
        signal.alarm(LONGEST)
        visitors.begin()
        times = [happen(fault, site) for fault in faults]
        visitors.end()
        report(options.database, faults, times, visitors)
        verify(visitors)


def chosen(faults: tuple[Fault, ...], only: str) -> list[Fault]:
    return [fault for fault in faults if any(part in fault.name for part in only.split(","))]


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Yield whether `folder` is now a disk of its own, small enough to be filled; only root may mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=False)  # noqa: S603


def can_run(fault: Fault, site: Installation, has_small_disk: bool) -> bool:
    if "postgresql" in fault.name and not site.use_postgresql:
        return False
    reason = ""
    if fault.name == "disk full" and not has_small_disk:
        reason = "a disk of its own cannot be mounted"
    if "clock" in fault.name and not site.clock_variables():
        reason = "Debian's faketime is not installed"
    if reason:
        say(f"{fault.name}: not run, {reason}.")
    return not reason


def lay(site: Installation) -> Visitors:
    """Start everything and return the people who are about to come."""
    site.var.mkdir(exist_ok=True)
    site.start_databases()
    os.environ.update(site.variables)
    wait_until(lambda: run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], **site.variables), 60)
    for command in (["setup_site", "--open", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        run([sys.executable, "manage.py", *command], **site.variables)
    import django

    django.setup()
    address = lay_content()
    if site.variables["STATIC_COPY"] == "on":
        run([sys.executable, "manage.py", "copy_site", "--rest", "0"], **site.variables)
    site.start_site()
    visitors = Visitors(site.base, ["/", "/news/", "/info/", "/info/bench-1/", "/info/bench-2/"], address, QUESTION)
    for page in visitors.pages:
        wait_until(lambda page=page: open_page(site.base + page), 90)
    return visitors


def open_page(address: str) -> None:
    """Raises an OSError unless it answers 200."""
    requests.get(address, timeout=20).raise_for_status()


def wait_until(action: Callable, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while True:
        try:
            action()
            return
        except (SystemExit, OSError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.5)


def lay_content() -> str:
    """Some pieces and a questionnaire; return the questionnaire's address."""
    from datetime import timedelta

    from django.utils import timezone

    from bench.search_corpus import add_pages, publish
    from interact.models import InteractIndexPage
    from interact.questionnaires.choices import FieldType
    from interact.questionnaires.services import create_questionnaire

    add_pages([(f"Notice {number}", "A paragraph. " * 60) for number in range(30)])
    page = create_questionnaire(
        parent=InteractIndexPage.objects.get(locale__language_code="zh-hans"),
        fields=[{"label": "Words", "kind": FieldType.SINGLE_LINE, "name": QUESTION}],
        title="Trial",
        slug="trial",
        opens_at=timezone.now() - timedelta(hours=2),
        closes_at=timezone.now() + timedelta(days=1),
    )
    publish(page)
    return page.get_url()


def happen(fault: Fault, site: Installation) -> tuple[float, float]:
    """Let it happen and pass; return the moments of beginning and end, recovery included."""
    began = time.monotonic()
    fault.begin(site)
    time.sleep(fault.lasts)
    fault.end(site)
    time.sleep(RECOVERS)
    return began, time.monotonic()


def report(database: str, faults: list[Fault], times: list[tuple[float, float]], visitors: Visitors) -> None:
    rows = []
    for fault, (began, ended) in zip(faults, times, strict=True):
        row: list = [fault.name]
        for by in COOKIES:
            readings = [reading for reading in visitors.readings if reading.by == by and began <= reading.at < ended]
            row += noticed(readings)
        rows.append(row)
    say(f"\n{database}: what two readers noticed, and a member, whose pages come from no cache, while two people sent")
    say("cases and two answered a questionnaire. 'errors for s': the longest time without a page; 'copy': pages of it.")
    heads = ["pages", "errors", "errors for s", "copy", "median ms", "slowest s"]
    table(["fault", *heads, "member's pages", *heads[1:]], rows)


def noticed(readings: list) -> list:
    seconds = [reading.seconds for reading in readings] or [0]
    return [
        len(readings),
        sum(reading.status != 200 for reading in readings),
        f"{longest_gap(readings):.1f}",
        sum(reading.is_copy for reading in readings),
        f"{statistics.median(seconds) * 1000:.0f}",
        f"{max(seconds):.1f}",
    ]


def longest_gap(readings: list) -> float:
    """Seconds of the longest time in which no reader got a page."""
    longest, since = 0.0, None
    for reading in sorted(readings, key=lambda reading: reading.at + reading.seconds):
        ended = reading.at + reading.seconds
        if reading.status == 200:
            since = None
        else:
            since = reading.at if since is None else since
            longest = max(longest, ended - since)
    return longest


def verify(visitors: Visitors) -> None:
    """Look for every word that was sent; exit code 1 if an acknowledged one is missing or any is there twice."""
    from django.db import connections

    from interact.cases import vault
    from interact.models import Answer, Case

    connections.close_all()  # they may have died with the database
    stored = {
        "cases": Counter(
            vault.unwrap(case.key, case.sealed_key).open(case.sealed_body, "body")["subject"]
            for case in Case.objects.all()
        ),
        "answers": Counter(answer.form_data[QUESTION] for answer in Answer.objects.all()),
    }
    rows, wrong = [], 0
    for kind, found in stored.items():
        acknowledged, sent = visitors.acknowledged[kind], visitors.sent[kind]
        lost = sum(found[word] == 0 for word in acknowledged)
        doubled = sum(number > 1 for number in found.values())
        wrong += lost + doubled
        rows.append([kind, len(sent), len(acknowledged), lost, doubled])
    table(["", "sent", "acknowledged", "acknowledged and lost", "doubled"], rows)
    say(f"Presses of the button in all: {visitors.tries}.")
    if wrong:
        raise SystemExit("Words are lost or doubled.")


if __name__ == "__main__":
    main()
