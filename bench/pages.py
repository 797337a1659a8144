"""`make bench`: one run, plain tables; what each figure means stands above it, what it should be beside it."""

from __future__ import annotations

import argparse
import gzip
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psutil

from bench import demo_site
from bench.beside import PATHS, bakerydemo, serving
from bench.cases import database

if TYPE_CHECKING:
    from bench.inprocess import Case

ROUNDS = 7
STARTS = 5
# How many times a bare view's processor time a page may take.
AIMS = {"home": 40, "list": 38, "article": 28}
# Pages of which bakerydemo has one of the same kind.
BESIDE = {"home", "list", "article", "form"}
# In what order the tables tell of them: the worst stands first.
MOMENTS = ("everything", "else", "on it", "elsewhere", "first", "warm")
PEOPLE = ("editor", "author", "first", "final", "security", "admin", "auditor", "root")
PRODUCTION = {"DJANGO_SETTINGS_MODULE": "unionsite.settings.production"}
EVERYDAY = ("年休假没休完怎么办", "加班费怎么算", "公司不签劳动合同怎么办", "产假有多少天", "工伤怎么认定")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"interleaved rounds, at least 5 (default {ROUNDS})")
    options = parser.parse_args()
    with database() as url:
        demo_site.database = url
        run(max(options.rounds, 5))


def run(rounds: int) -> None:
    demo_site.build()
    load = os.getloadavg()[0]
    say(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load before the run {load:.1f}"
        f"{' - BUSY, figures will be too high' if load > os.cpu_count() / 2 else ''}. "
        f"{'PostgreSQL, its time for us counted' if demo_site.database else 'SQLite'}, file cache, DEBUG off."
    )
    pages(rounds)
    staff(rounds)
    server()
    statutes(Path(demo_site.LAWS) if demo_site.LAWS else None)


def pages(rounds: int) -> None:
    """Processor time, queries and bytes of the main pages, beside a bare view and bakerydemo."""
    addresses = demo_site.main_pages()
    from wagtail.models import Page

    from bench.inprocess import OTHERS, Case, measure

    by_address = {page.get_url(): page for page in Page.objects.live().exclude(depth=1).specific()}
    cases = [
        Case(name, (address,), AIMS.get(name), name if name in BESIDE else "", by_address.get(address))
        for name, address in addresses.items()
    ]
    cases.append(Case("search", ("/search/?q=工会",), beside="search"))
    cases.append(Case("everyday questions", tuple(f"/search/?q={query}" for query in EVERYDAY), beside="search"))
    with bakerydemo() as beside:
        measure(cases, rounds, beside)

    say(f"\nProcessor time of the first request after a change, through the whole handler; {rounds} rounds by turns.")
    say("'everything': nothing is remembered, as after a taking down or in a process just started. 'else': after that")
    say(f"change of what is no piece that costs most ({', '.join(OTHERS)}). 'on it': after a publication of what")
    say("the page shows. 'elsewhere': of a piece of another section, which home shows. 'warm': nothing changed.")
    say("'first': nobody asked for these words within the minute. Changes are made as staff make them, not counted.")
    say("\nMilliseconds; in brackets against the page itself, warm.")
    rows = [[case.name, *(figure(case.median(it), case.against(it, "warm")) for it in MOMENTS)] for case in cases]
    table(["page", *MOMENTS, "worst of 'else'"], [[*row, case.worst] for row, case in zip(rows, cases, strict=True)])
    say("\nAgainst bakerydemo's page of the same kind, asked by turns in the same run (it remembers nothing).")
    if not beside:
        say("  not measured: name a clone of github.com/wagtail/bakerydemo with BAKERYDEMO=.")
    else:
        both = [case for case in cases if case.beside]
        rows = [[*ratios(case, "bakerydemo"), figure(case.median("bakerydemo"))] for case in both]
        table(["page", *MOMENTS, "its ms"], rows)
    say("\nAgainst a bare view that returns HTML of the same size through the same middleware.")
    rows = []
    for case in cases:
        aim, kept = verdict(case.against("warm", "bare"), case.aim), figure(case.against("kept", "bare"))
        numbers = [case.queries_first, case.queries, case.repeated]
        rows.append([*ratios(case, "bare"), aim, kept, f"{case.median('bare'):.3f}", *numbers])
    table(["page", *MOMENTS, "aim, warm", "kept whole", "its ms", "SQL first", "warm", "same"], rows)
    series = [case.ms[name] for case in cases for name in ("warm", "bare")]
    spread = max((max(times) - min(times)) / min(times) for times in series)
    say(f"Noise: the slowest round of a series is up to {spread:.0%} above its quickest.")
    say("'SQL first': in a process just started; 'same': queries that repeat another one of the same page.")
    say("'kept whole': answered from memory, where a page may be (aim 1.1, at most 1.25).")

    weights(cases)


def ratios(case: Case, other: str) -> list[str]:
    return [case.name, *(figure(case.against(moment, other)) for moment in MOMENTS)]


def weights(cases: list[Case]) -> None:
    from bench.inprocess import weight

    say("\nBytes as stored (and gzipped) of one public page: its own HTML, the style sheets and scripts it links.")
    rows = []
    for case in cases:
        (css, css_gz), (js, js_gz) = weight(case.html, "css"), weight(case.html, "js")
        rows.append(
            [
                case.name,
                size(len(case.html), len(gzip.compress(case.html))),
                verdict(len(case.html) / 1024, 60, "KB"),
                size(css, css_gz),
                verdict(css / 1024, 40, "KB"),
                size(js, js_gz),
                verdict(js / 1024, 30, "KB"),
            ]
        )
    table(["page", "HTML", "aim", "CSS", "aim", "JS", "aim"], rows)


def staff(rounds: int) -> None:
    """Processor time of what editors do, beside bakerydemo's."""
    from bench.changes import piece_on, publish_again
    from bench.dashboard import Visitor
    from bench.inprocess import counted
    from news.models import NewsIndexPage

    piece = piece_on(NewsIndexPage.objects.order_by("path").first())
    visitors = {who: Visitor(who) for who in PEOPLE}

    def publication() -> float:
        began = time.process_time()
        publish_again(piece)
        return (time.process_time() - began) * 1000

    works = {f"first page, {who}": partial(visitor.get, "/admin/") for who, visitor in visitors.items()}
    works["edit form"] = partial(visitors["editor"].get, f"/admin/pages/{piece.pk}/edit/")
    works["publication"] = publication
    own, its = {name: [] for name in works}, {name: [] for name in works}
    with bakerydemo() as beside:
        for _round in range(rounds + 1):
            for name, work in works.items():
                own[name].append(work())
                if beside:
                    its[name].append(beside.measure(name.partition(",")[0], 1))
    rows = []
    for name, work in works.items():
        with counted() as queries:
            work()
        # The first of each warms up.
        middle, other = statistics.median(own[name][1:]), statistics.median(its[name][1:]) if its[name] else math.nan
        rows.append([name, queries.total(), figure(middle), figure(other), figure(middle / other)])
    say("\nWhat staff do, without the time of the database; tasks are done at once. Of bakerydemo: its administrator.")
    table(["work", "SQL", "ms", "bakerydemo ms", "ratio"], rows)


def server() -> None:
    """Start and memory of gunicorn with two sync workers, bakerydemo's by turns."""
    searched = quote("/search/?q=工会", safe="/?=")
    paths = ("/", "/news/", "/rights/answers/", "/interact/suggestions/", searched)
    options = ("--workers", "2", "--worker-class", "sync", "--threads", "1")
    ours, theirs = Started(), Started()
    for start in range(STARTS + 1):
        began = time.perf_counter()
        with demo_site.gunicorn("unionsite.wsgi:application", *options, **PRODUCTION) as (master, base):
            ours.note(began, master, base, paths if start == STARTS else ())
        began = time.perf_counter()
        with serving(options) as (master, base):
            theirs.note(began, master, base, PATHS if start == STARTS else ())
    say(f"\ngunicorn, 2 sync workers, production settings; {STARTS} starts. Memory of all processes (PSS) when the")
    say("first answer is there, and after 100 requests of five kinds of pages, search among them.")
    rows = [["start to first 200 of /, s", *ours.row(theirs, "seconds", 1.2)]]
    rows.append(["memory at first, MiB", *ours.row(theirs, "first", 240)])
    rows.append(["memory in use, MiB", *ours.row(theirs, "used", 240)])
    table(["what", "median", "aim", "bakerydemo", "ratio"], rows)


@dataclass
class Started:
    """Seconds of each start, and MiB of the last."""

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    used: list[float] = field(default_factory=list)

    def note(self, began: float, master: subprocess.Popen | None, base: str, paths: tuple[str, ...]) -> None:
        """Note a start; with the paths of pages, which are asked for, the memory too."""
        if not master:
            return
        demo_site.wait_for(master, f"{base}/")
        self.seconds.append(time.perf_counter() - began)
        if not paths:
            return
        # The first start compiles the modules, as an installation does.
        del self.seconds[0]
        self.first.append(shared_memory(master.pid))
        for number in range(100):
            with urllib.request.urlopen(base + paths[number % len(paths)], timeout=30) as answer:  # noqa: S310
                answer.read()
        self.used.append(shared_memory(master.pid))

    def row(self, other: Started, what: str, aim: float) -> list[str]:
        own, others = statistics.median(getattr(self, what)), getattr(other, what)
        its = statistics.median(others) if others else math.nan
        return [f"{own:.2f}" if aim < 10 else f"{own:.0f}", verdict(own, aim), figure(its), figure(own / its)]


def shared_memory(pid: int) -> float:
    """PSS of a process and its children in MiB: what they share is counted once. Linux only, else nan."""
    processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    try:
        return sum(process.memory_full_info().pss for process in processes) / 2**20
    except AttributeError:
        return float("nan")


def statutes(folder: Path | None) -> None:
    """Time and peak memory of importing a folder of statutes into an empty library, and of importing it again."""
    if folder is None or not folder.is_dir():
        say("\nImport of statutes: not measured, name a folder with LAWS=.")
        return
    with tempfile.TemporaryDirectory() as place:
        environment = {"VAR_DIR": place, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "unionsite.settings.production"}
        demo_site.manage("migrate", "--verbosity", "0", **environment)
        demo_site.manage("setup_site", "--open", "--verbosity", "0", **environment)
        rows = []
        for name in ("first import", "again, nothing changed"):
            seconds, peak = run_import(folder, environment)
            rows.append([name, f"{seconds:.1f}", f"{peak:.0f}"])
        say(f"\nimport_statutes {folder}: wall time with Python's start, peak resident memory.")
        table(["what", "s", "MiB"], rows)


def run_import(folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak MiB of one run, in a process of its own under a parent that does nothing else."""
    script = (
        "import resource, subprocess, sys, time; began = time.perf_counter();"
        "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).returncode;"
        "print(code, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", script, sys.executable, "manage.py", "import_statutes", str(folder.resolve())]
    result = subprocess.run(  # noqa: S603
        command,
        cwd=demo_site.ROOT,
        env=demo_site.environment(**environment),
        capture_output=True,
        text=True,
        check=True,
    )
    code, seconds, peak = result.stdout.split()
    if code != "0":
        say("import_statutes reported unreadable files; the figures include them.")
    # macOS counts in bytes, Linux in KiB.
    return float(seconds), int(peak) / (2**20 if sys.platform == "darwin" else 2**10)


def verdict(value: float, aim: float | None, unit: str = "") -> str:
    if aim is None:
        return "-"
    return f"<={aim:g}{' ' + unit if unit else ''} {'ok' if value <= aim else 'MISSED'}"


def figure(value: float, against: float = math.nan) -> str:
    """A ratio or milliseconds as the tables write it; `against` in brackets."""
    if math.isnan(value):
        return "-"
    return (
        (f"{value:.0f}" if value >= 10 else f"{value:.2g}") if math.isnan(against) else f"{value:.1f} ({against:.1f})"
    )


def size(plain: int, zipped: int) -> str:
    return f"{plain / 1024:.1f} ({zipped / 1024:.1f}) KB"


def table(head: list[str], rows: list[list]) -> None:
    cells = [head, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
