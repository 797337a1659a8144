"""`make bench-search`: is what employees look for found, and how quickly, beside `icontains` and Wagtail's own search.

A site of its own is laid in a temporary folder, or with DATABASE_URL in a database made and dropped for it; with
BOTH=postgres://... first one, then the other. LAWS and SITE_PAGES are the folders of the corpus; the sample of judged
queries is read while this runs and printed as figures alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from math import log2
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
LAWS = Path(os.environ.get("LAWS") or DATA / "laws")
SITE_PAGES = Path(os.environ.get("SITE_PAGES") or DATA / "site_pages")
SAMPLE = Path(os.environ.get("SEARCH_SAMPLE") or DATA / "search_queries_sample.jsonl")
# Judged without sight of what the search found; grades as in the sample.
OWN = Path(__file__).with_name("judged_queries.jsonl")
DATABASE = "unionsite_bench_search"
SEED = 6
# Theirs takes minutes for more entries than these.
REBUILT = 20_000
ROUNDS = 3
READ = 10
_HIT = re.compile(r'<h2 class="hit__title">(?:<a href="([^"]*)">)?(.*?)(?:</a>|</h2>)', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
# A part of a statute: 《…》第六十一条, 《…》附录, 《…》一、…
_NUMERAL = r"[零一二三四五六七八九十百千\d]+"
_PART = re.compile(rf"(《.+》)\s*(第{_NUMERAL}条(?:之{_NUMERAL})?|附|{_NUMERAL}、).*")
_MARKS = re.compile(r"[《》〈〉\s]")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-search", description=__doc__)
    parser.add_argument("--sizes", default="1000,10000", help="entries to fill up to, e.g. 1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", default="", help="folder to keep the site in (SQLite) instead of a temporary one")
    options = parser.parse_args()
    if both := os.environ.pop("BOTH", ""):
        for url in ("", both):
            command = [sys.executable, "-W", "ignore", "-m", "bench.search", *sys.argv[1:]]
            subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True)  # noqa: S603
        return
    with site(options.keep):
        from bench.pages import say
        from bench.search_corpus import fill, load_pages, load_statutes
        from bench.search_speed import dictionary, first_pages, publishing, rebuilding, saving, waiting

        say(f"Database: {vendor()}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.")
        dictionary()
        queries = read_sample()
        load_pages(SITE_PAGES)
        publishing()
        load_statutes(LAWS)
        quality("the sample", queries)
        quality("our own", read_own())
        for size in map(int, options.sizes.split(",")):
            fill(size, SEED)
            first_pages([query["query"] for query in queries], options.rounds)
            saving()
            publishing()
            if size <= REBUILT:
                rebuilding()
                waiting()


@contextmanager
def site(folder: str) -> Iterator[None]:
    """Django set up on a database of its own with the page tree laid."""
    with tempfile.TemporaryDirectory() as temporary, database():
        os.environ["VAR_DIR"] = folder or temporary
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionsite.settings.test")
        import django

        django.setup()
        from django.core.management import call_command

        from home.services.tree import set_up_tree

        call_command("migrate", verbosity=0)
        set_up_tree()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


@contextmanager
def database() -> Iterator[None]:
    """A database that nobody else uses, named by DATABASE_URL; nothing to do for SQLite."""
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        yield
        return
    import psycopg

    server = given.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        os.environ["DATABASE_URL"] = f"{server}/{DATABASE}"
        try:
            yield
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def vendor() -> str:
    from django.db import connection

    return connection.vendor


# --- Quality ---


def read_sample() -> list[dict]:
    return [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_own() -> list[dict]:
    """Our own queries, in the form of the sample; of each the grades by document and article."""
    rows = map(json.loads, OWN.read_text(encoding="utf-8").splitlines())
    return [
        row
        | {
            "relevant": [
                {"doc": doc, "article": article, "grade": grade}
                for doc, grades in row["relevant"].items()
                for article, grade in grades.items()
            ]
        }
        for row in rows
    ]


def plain_title(text: str) -> str:
    return _MARKS.sub("", text).removeprefix("中华人民共和国")


def results_of(query: str) -> list[tuple[str, str]]:
    """(title, article or nothing) of the results on the first page, as a reader sees them."""
    from django.test import Client

    response = Client().get("/search/", {"q": query})
    if response.status_code != 200:
        raise SystemExit(f"{query!r} answered {response.status_code}")
    found = []
    for _address, marked in _HIT.findall(response.content.decode()):
        text = unescape(_TAG.sub("", marked))
        part = _PART.fullmatch(text)
        found.append((plain_title(part[1]), part[2]) if part else (plain_title(text), ""))
    return found[:READ]


def ndcg(gains: list[int], ideal: list[int]) -> float:
    def worth(grades: list[int]) -> float:
        return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:READ]))

    best = worth(sorted(ideal, reverse=True))
    return worth(gains) / best if best else 0.0


def measures(found: list[str], grades: dict[str, int]) -> tuple[float, float, float]:
    """nDCG@10, recall@10, reciprocal rank; a document that comes again counts once."""
    unique = list(dict.fromkeys(found))
    gains = [grades.get(name, 0) for name in unique]
    good = [name for name, grade in grades.items() if grade >= 2]
    hit = sum(name in unique for name in good) / min(len(good), READ) if good else 0.0
    first = next((1 / place for place, gain in enumerate(gains, start=1) if gain >= 2), 0.0)
    return ndcg(gains, list(grades.values())), hit, first


def quality(name: str, queries: list[dict]) -> None:
    """Judged queries through the results page; by statute (its best article counts) and by article.

    On the corpus alone: pages that fill it up repeat its sentences and are judged by nobody.
    """
    from bench.pages import say, table

    rows: dict[str, list[tuple[float, float, float]]] = {"statute": [], "article": []}
    empty = 0
    for query in queries:
        found = results_of(query["query"])
        empty += not found
        by_doc: dict[str, int] = {}
        by_article: dict[str, int] = {}
        for judged in query["relevant"]:
            doc = plain_title(judged["doc"])
            by_doc[doc] = max(by_doc.get(doc, 0), judged["grade"])
            by_article[doc + judged.get("article", "")] = judged["grade"]
        rows["statute"].append(measures([doc for doc, _article in found], by_doc))
        rows["article"].append(measures([doc + article for doc, article in found], by_article))
    shown = [
        [level, *(f"{statistics.mean(values):.3f}" for values in zip(*measured, strict=True))]
        for level, measured in rows.items()
    ]
    say(f"\nQuality on {len(queries)} judged queries ({name}); without a result: {empty / len(queries):.0%}")
    table(["level", "nDCG@10", "recall@10", "MRR@10"], shown)


if __name__ == "__main__":
    sys.exit(main())
