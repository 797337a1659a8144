"""The same pages on sites of several sizes and on both databases, side by side in one run.

`python -m bench.sizes --sizes 155,10000,100000` on SQLite; `BOTH=postgres://…` adds the same sites on that server, each
in a database of its own, made and dropped. A site is the demo site with as many more pieces in one section as are
missing; it runs in a process of its own, and all sites take turns, so that noise hits all alike. `--keep FOLDER` keeps
the SQLite sites for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import demo_site
from bench.cases import database
from bench.pages import say, table

SIZES = "155,10000"
ROUNDS = 5
QUERIES = (
    "工会",
    "加班",
    "年休假",
    "劳动合同",
    "集体协商",
    "困难帮扶",
    "女职工",
    "产假",
    "工资",
    "体检",
    "食堂",
    "培训",
    "技能竞赛",
    "劳动合同期满",
    "加班费怎么算",
    "法律援助",
    "会员卡",
    "慰问",
    "安全生产",
    "经济补偿",
)
PUBLIC = ("home", "list", "article", "news list", "news article", "page 2", "page 500", "feed", "site map", "statute")
AFTER_A_PUBLICATION = ("home", "list", "article")
STAFF = {
    "explorer": "/admin/pages/{section}/",
    "explorer, last page": "/admin/pages/{section}/?p=100000",
    "admin search": "/admin/pages/search/?q=工会",
    "admin home": "/admin/",
}


@dataclass
class Site:
    """A site in a process of its own, which is told over pipes what to measure."""

    pages: int
    variables: dict[str, str]
    figures: dict[str, list[float]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.variables["DATABASE_URL"] else "SQLite"

    @property
    def name(self) -> str:
        return f"{self.kind}, {self.pages:,}"

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-W", "ignore", "-m", "bench.sizes", "--serve", str(self.pages)],
            cwd=demo_site.ROOT,
            env=demo_site.environment(**self.variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ask("ready")

    def ask(self, what: str) -> dict[str, float]:
        """Return what the process measured, milliseconds by name; SystemExit when it has ended."""
        print(what, file=self.process.stdin, flush=True)
        while line := self.process.stdout.readline():
            if line.startswith("{"):
                return json.loads(line)
        raise SystemExit(f"The process of {self.name} has ended.")

    def measure(self, what: str) -> None:
        for name, value in self.ask(what).items():
            self.figures.setdefault(name, []).append(value)

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(60)

    def median(self, name: str) -> float:
        return statistics.median(self.figures[name]) if name in self.figures else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.sizes", description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of pages, comma-separated (default {SIZES})")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", help="a folder for the SQLite sites, used again")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        serve(options.serve)
        return
    sizes = [int(size) for size in options.sizes.split(",")]
    with ExitStack() as stack:
        folder = Path(options.keep or stack.enter_context(tempfile.TemporaryDirectory()))
        sites = [Site(size, variables(folder / str(size))) for size in sizes]
        if server := os.environ.get("BOTH", ""):
            for size in sizes:
                url = stack.enter_context(database(f"unionsite_bench_{size}", server))
                sites.append(Site(size, variables(folder / f"postgresql-{size}", url)))
        for site in sites:
            lay(site)
            site.start()
            stack.callback(site.stop)
        for what in ["warm", "search", "staff", "publications", "reading"] * options.rounds:
            for site in sites:
                site.measure(what)
        report(sites)


def variables(folder: Path, url: str = "") -> dict[str, str]:
    return {"VAR_DIR": str(folder), "DATABASE_URL": url, "DATABASE_POOL_SIZE": "0", "COUNTS_SECONDS": "0"}


def lay(site: Site) -> None:
    """The demo site with as many more pieces as are missing."""
    folder = Path(site.variables["VAR_DIR"])
    if (folder / "filled").exists():
        return
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    demo_site.fill(**site.variables)
    demo_site.manage("collectstatic", "--noinput", "--verbosity", "0", **site.variables)
    command = f"from bench.sizes import add_pieces; add_pieces({site.pages})"
    demo_site.manage("shell", "--command", command, **site.variables)
    if not site.variables["DATABASE_URL"]:
        (folder / "filled").touch()
    say(f"{site.name} pages laid in {time.monotonic() - began:.0f} s.")


def add_pieces(pages: int) -> None:
    """Run in the site's own process: pieces of real sentences, evenly over ten years, and their search entries."""
    from django.db import connection

    from bench.search_corpus import add_pages, sentences_of_articles
    from search.index.services import rebuild
    from unionsite.core.models import PiecePage

    missing = pages - PiecePage.objects.count()
    texts = sentences_of_articles(max(missing, 0), seed=1)
    for start in range(0, len(texts), 10_000):
        add_pages(texts[start : start + 10_000], days_back=3650)
    for _report in rebuild():
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def serve(pages: int) -> None:
    """Answer each line, the name of a method of `OneSite`, with the milliseconds that it returns."""
    import django

    django.setup()
    from bench.one_site import OneSite

    site = OneSite(pages)
    for line in sys.stdin:
        print(json.dumps(getattr(site, line.strip())()), flush=True)  # noqa: T201


def report(sites: list[Site]) -> None:
    say("\nMilliseconds of processor time of one request, the database's counted; medians of all rounds.")
    say("In brackets: against the first site.")
    names = list(dict.fromkeys(name for site in sites for name in site.figures))
    rows = []
    for name in names:
        first = sites[0].median(name)
        rows.append([name, *(f"{site.median(name):.2f} ({site.median(name) / first:.2f})" for site in sites)])
    table(["", *(site.name for site in sites)], rows)
    say("\nThe same as multiples of a bare view on the same site.")
    public = [name for name in names if name.split(",")[0] in (*PUBLIC, "search p50", "search p95")]
    table(
        ["", *(site.name for site in sites)],
        [[name, *(f"{site.median(name) / site.median('bare view'):.1f}" for site in sites)] for name in public],
    )
    say("\nDisk: megabytes of the database; in brackets kilobytes for each page beyond those of the first site.")
    disk = []
    for site in sites:
        smallest = next(other for other in sites if other.kind == site.kind)
        more = site.pages - smallest.pages
        each = f" ({(site.median('MB') - smallest.median('MB')) * 1000 / more:.1f})" if more else ""
        disk.append(f"{site.median('MB'):.0f}{each}")
    table(["", *(site.name for site in sites)], [["MB (KB a page)", *disk]])


if __name__ == "__main__":
    main()
