"""Cost of the admin's first page, the oversight screens and a year's report, on a site in use for years.

`python -m bench.dashboard [PAGES]` (100,000 pages with cases, log, findings, reviews, visits) on SQLite; with
DATABASE_URL (and REDIS_URL) on a database of its own there, made and dropped. `--profile` names the slowest queries.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter

from bench import demo_site
from bench.cases import SECRET, database, say
from bench.pages import table, verdict

MOST_QUERIES, MOST_MS = 40, 300
MOST_OF_REPORT = 10  # seconds
ROUNDS = 5
PEOPLE = ("root", "first_review", "security", "editor")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.dashboard", description=__doc__)
    parser.add_argument("pages", nargs="?", type=int, default=100_000)
    parser.add_argument("--keep", help="a folder whose filled SQLite database is used again")
    parser.add_argument("--profile", choices=PEOPLE, help="name the slowest queries of this person's first page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database() as url:
        place = options.keep or folder
        is_filled = os.path.exists(f"{place}/filled")
        variables = {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "VAR_DIR": place,
            "SECRET_KEY": SECRET,
            "DATABASE_URL": url,
            "REDIS_URL": os.environ.get("REDIS_URL", ""),
        }
        if not is_filled:
            for command in (("compile_texts",), ("migrate",), ("setup_site", "--open"), ("collectstatic", "--noinput")):
                demo_site.manage(*command, **variables)
        os.environ.update(demo_site.environment(**variables))
        import django

        django.setup()
        if not is_filled:
            fill(options.pages)
            if options.keep:
                open(f"{place}/filled", "w").close()
        if options.profile:
            profile(options.profile)
        else:
            measure()


def fill(pages: int) -> None:
    from bench.oversight_rows import Sizes, lay

    began = time.monotonic()
    lay(Sizes(pages=pages))
    say(f"{pages} pages and what belongs to them laid in {time.monotonic() - began:.0f} s.")


class Visitor:
    """A person signed in, as the test client does it."""

    def __init__(self, username: str):
        from tests.clients import SiteClient
        from unionsite.accounts.models import User

        self.client = SiteClient(HTTP_HOST="127.0.0.1", raise_request_exception=True)
        self.client.force_login(User.objects.get(username=username))

    def get(self, address: str) -> float:
        """Milliseconds of processor time of one request."""
        began = time.process_time()
        answer = self.client.get(address)
        taken = (time.process_time() - began) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code} {answer.headers.get('Location', '')}")
        return taken


def measure() -> None:
    from django.db import connection

    from bench.inprocess import counted
    from unionsite.oversight.scores.models import ScorePeriod

    say(f"\n{connection.vendor}; processor time of a warm request in this process, the database's own not counted.")
    rows, year = [], f"/admin/scores/{ScorePeriod.objects.get().pk}/"
    screens = ["/admin/"] * len(PEOPLE)
    lists = ["freshness/", "findings/", "findings/?state=all", "register/", "visits/", "health/", "duties/"]
    others = [(PEOPLE[0], f"/admin/{name}") for name in lists] + [(PEOPLE[0], year), (PEOPLE[0], f"{year}0/")]
    for who, address in [*zip(PEOPLE, screens, strict=True), *others]:
        visitor = Visitor(who)
        first = visitor.get(address)
        wall = time.monotonic()
        times = [visitor.get(address) for _round in range(ROUNDS)]
        wall = (time.monotonic() - wall) / ROUNDS * 1000
        with counted() as queries:
            visitor.get(address)
        is_first_page = address == "/admin/"
        rows.append(
            [
                who,
                address,
                queries.total(),
                verdict(queries.total(), MOST_QUERIES) if is_first_page else "-",
                f"{first:.0f}",
                f"{min(times):.0f}",
                verdict(min(times), MOST_MS) if is_first_page else "-",
                f"{wall:.0f}",
            ]
        )
    time_report()
    table(["who", "address", "queries", "aim", "first ms", "warm ms", "aim", "with waiting ms"], rows)


def time_report() -> None:
    """Say how long it takes to gather the figures of last year's report."""
    from django.utils import timezone

    from unionsite.oversight.reports.models import Report
    from unionsite.oversight.reports.services import gather

    report = Report(kind="work", length="year", year=timezone.localdate().year - 1, number=1)
    began = time.monotonic()
    gather(report, timezone.now())
    taken = time.monotonic() - began
    say(f"Figures of the report of a year: {taken:.1f} s (at most {MOST_OF_REPORT}: {verdict(taken, MOST_OF_REPORT)}).")


def profile(username: str, most: int = 15) -> None:
    from django.db import connection

    visitor, spent = Visitor(username), Counter()
    visitor.get("/admin/")

    def clock(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[sql] += time.perf_counter() - began

    with connection.execute_wrapper(clock):
        visitor.get("/admin/")
    for sql, seconds in spent.most_common(most):
        say(f"{seconds * 1000:7.1f} ms  {sql[:2000]}\n")


if __name__ == "__main__":
    sys.exit(main())
