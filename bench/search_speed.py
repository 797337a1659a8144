"""How quick the search is beside `icontains` and Wagtail's own in the same run: pages, saving, publishing, rebuilding.

Django must be set up before this is imported.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db.models import Case, Q, Value, When
from django.test import Client, override_settings
from wagtail.search.backends import get_search_backend

from bench.pages import say, table
from bench.search_corpus import in_transaction, publish, some_page
from search.index.services import rebuild
from search.models import SearchEntry
from search.results.recent import forget_recent
from unionsite.accounts.models import Department

READ = 10
STOCK = {"default": {"BACKEND": "wagtail.search.backends.database"}}
PUBLISHED = 7
# Time between two writes of somebody who works while the index is built anew, seconds.
PAUSE = 0.02
_LOAD = """
import time, psutil
process = psutil.Process()
before, began = process.memory_info().rss, time.perf_counter()
from search.analysis.dictionary import shipped_dictionary
shipped_dictionary().cut("劳动合同期满")
print(time.perf_counter() - began, (process.memory_info().rss - before) / 2**20)
"""


def dictionary() -> None:
    """What the words cost a worker that starts: five processes, one after the other."""
    runs = [
        tuple(map(float, subprocess.run([sys.executable, "-c", _LOAD], check=True, capture_output=True).stdout.split()))  # noqa: S603
        for _run in range(5)
    ]
    seconds, megabytes = (statistics.median(values) for values in zip(*runs, strict=True))
    say(f"Dictionary of a worker: {seconds:.2f} s and {megabytes:.0f} MiB to load (aim 0.3 s, 40 MB).")


def first_pages(texts: list[str], rounds: int) -> None:
    """The first page of each query through the handler, by `icontains`, and by our search without a page around it."""
    client = Client()
    timings: dict[str, list[float]] = {"icontains": [], "results page": [], "asked again": [], "own search": []}
    for text in texts:
        client.get("/search/", {"q": text})
    for _round in range(rounds):
        for text in texts:
            timings["icontains"].append(milliseconds(lambda text=text: _by_icontains(text)))
            forget_recent()
            for name in ("results page", "asked again"):
                timings[name].append(milliseconds(lambda text=text: client.get("/search/", {"q": text})))
            timings["own search"].append(
                milliseconds(lambda text=text: list(SearchEntry.objects.search(text, operator="or")[:READ]))
            )
    base = timings["icontains"]
    rows = [
        [
            name,
            *(f"{value:.1f}" for value in (statistics.median(values), p95(values), max(values))),
            f"{statistics.median(values) / statistics.median(base):.2f}",
            f"{p95(values) / p95(base):.2f}",
            f"{max(values) / statistics.median(base):.2f}",
        ]
        for name, values in timings.items()
    ]
    say(f"\n{SearchEntry.objects.count()} entries; milliseconds of the first page, {rounds} rounds")
    table(["", "p50", "p95", "slowest", "p50 / icontains", "p95 / icontains", "slowest / p50 icontains"], rows)


def _by_icontains(query: str) -> None:
    """The first page and the number by `icontains`, every word, title first: what a site would do without an index."""
    condition, in_title = Q(), Q()
    for word in query.split():
        condition &= Q(title__icontains=word) | Q(text__icontains=word)
        in_title &= Q(title__icontains=word)
    found = SearchEntry.objects.filter(condition)
    rank = Case(When(in_title, then=Value(0)), default=Value(1))
    list(found.order_by(rank, "-published_at", "-pk")[:READ])
    found.count()


def saving() -> None:
    """The index's part of saving a page; theirs when it has caught up with what ours does not keep."""
    page = some_page()
    middle: dict[str, float] = {}
    for name, path in (("own", "default"), ("stock", STOCK["default"]["BACKEND"])):
        backend = get_search_backend(path)
        with in_transaction():
            backend.add(page)
            middle[name] = statistics.median(milliseconds(lambda backend=backend: backend.add(page)) for _ in range(7))
    own, stock = middle.values()
    say(f"One page indexed: {own:.1f} ms, stock {stock:.1f} ms, own / stock {own / stock:.2f}.")


_published: dict[str, float] = {}


def publishing() -> None:
    """A whole publication, from the new version to the index; against the same with the fewest entries of this run."""
    page = some_page()
    publish(page)
    taken: dict[str, list[float]] = {"own": [], "stock": []}
    for _round in range(PUBLISHED):
        taken["own"].append(milliseconds(lambda: publish(page)))
        with override_settings(WAGTAILSEARCH_BACKENDS=STOCK):
            taken["stock"].append(milliseconds(lambda: publish(page)))
    publish(page)
    said = []
    for name, values in taken.items():
        middle = statistics.median(values)
        first = _published.setdefault(name, middle)
        said.append(f"{name} {middle:.1f} ms ({middle / first:.2f} of the first)")
    say(f"Publishing a page at {SearchEntry.objects.count()} entries: {', '.join(said)}.")


def rebuilding() -> None:
    """The whole index of Wagtail, theirs and then ours, which stays."""
    seconds: dict[str, float] = {}
    for name in ("stock", "own"):
        with override_settings(**({"WAGTAILSEARCH_BACKENDS": STOCK} if name == "stock" else {})):
            seconds[name] = milliseconds(lambda: call_command("update_index", verbosity=0)) / 1000
    entries = milliseconds(lambda: list(rebuild())) / 1000
    say(
        f"Whole index: {seconds['own']:.1f} s, stock {seconds['stock']:.1f} s, own / stock "
        f"{seconds['own'] / seconds['stock']:.2f}; entries and their index (`rebuild_search`) {entries:.1f} s."
    )


def waiting() -> None:
    """How long somebody else who writes waits while `rebuild_search` runs in another process."""
    department = Department.objects.order_by("pk").first()
    waits: list[float] = []
    with _rebuild_elsewhere() as is_running:
        while is_running():
            waits.append(milliseconds(lambda: department.save(update_fields=["name"])))
            time.sleep(PAUSE)
    longest = max(waits, default=0.0)
    say(f"Another writer during a rebuild: waits {longest / 1000:.2f} s at most, in {len(waits)} writes (aim 1 s).")


@contextmanager
def _rebuild_elsewhere() -> Iterator[Callable[[], bool]]:
    process = subprocess.Popen([sys.executable, "manage.py", "rebuild_search", "--verbosity", "0"])
    try:
        yield lambda: process.poll() is None
    finally:
        process.wait()


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]
