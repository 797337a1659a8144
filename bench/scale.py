"""`python -m bench.scale`: what machines of a given size carry, how long people wait there, and what is full first.

It takes the processor time that requests were measured to cost and lets people come as they do in a morning, after a
notice was pushed to all phones, in the last hour of a vote. docs/scale.md is about what it prints.
"""

from __future__ import annotations

import argparse
import heapq
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from bench.pages import say, table

# Milliseconds of processor time of a request: of nginx, of the web process, of PostgreSQL, and as long as nobody else
# may write on SQLite (PostgreSQL locks rows, which nobody shares here). Measured on two cores that other work shared,
# where all costs some two times as much as alone: on the safe side. Beside each, what printed it.
COSTS = {
    "kept by nginx": (0.1, 0.0, 0.0, 0.0),  # bench.pages
    "kept in memory": (0.1, 0.3, 0.0, 0.0),  # bench.pages: half a bare view of 0.5 ms
    "page": (0.1, 6.0, 1.5, 0.0),  # bench.sizes: home, list and article, warm: 12 bare views
    "form": (0.1, 20.0, 2.0, 0.0),  # bench.cases, the form of a suggestion
    "search": (0.1, 21.5, 8.0, 0.0),  # bench.sizes: 43 bare views, 1.37 times as much on PostgreSQL
    "case": (0.2, 17.8, 3.5, 1.6),  # bench.cases
    "sign-in": (0.2, 245.0, 2.0, 1.0),  # a page and Django's PBKDF2 of 1,000,000 rounds, 222 ms: slow by intention
    "ballot": (0.2, 7.5, 2.0, 1.0),  # bench.votes
    "administration": (
        0.1,
        150.0,
        20.0,
        5.0,
    ),  # bench.sizes and bench.dashboard: an editor's first page, a form, a desk
}
# How people come: assumptions, which a site replaces by what it counts of itself (`--set votes=0.8`).
HABITS = {
    "readers": 0.10,  # of the members, on a working day
    "busiest hour": 0.20,  # of the day's readers
    "pages": 4.0,  # of a visit, half a minute apart
    "searches": 0.05,  # of the pages
    "writers": 0.002,  # of the visits
    "pushed": 0.08,  # of all members, who open a pushed notice within the hour
    "push fades": 300.0,  # seconds in which those who come become fewer by 63 %
    "votes": 0.60,  # of the members, all together
    "last hour": 0.15,  # of the votes
    "vote grows": 900.0,  # seconds of the same, towards the end
    "signed out": 0.5,  # of the voters, who have to sign in first; the sessions of the others have not ended
    "signed in": 0.10,  # of the readers, whose pages are made for each
    "staff": 0.001,  # of the members, at work in the administration, a request a minute
    "nginx hits": 0.85,  # of the pages of all others
    "memory hits": 0.90,  # of those that nginx passes on
}
Coming = tuple[float, str]  # second, kind
SPREAD = 0.5  # standard deviation of the time of a request as part of its mean: an assumption
HOUR = 3600
FULL = 0.7  # of a station in its worst minute; beyond, queues grow quickly and nothing is left for a machine that fails
# Kilobytes: a compressed page (bench.pages) and what else a visit fetches for each of its pages; a page's texts with
# their index (bench.sizes); assumed: its pictures, a case with files, an employee with what they took part in.
PAGE_KB, STATIC_KB, TEXT_KB, UPLOADS_KB, CASE_KB, MEMBER_KB = 9, 6, 18, 500, 100, 5


@dataclass(frozen=True)
class Setup:
    """Machines. Without a machine for data its work is done by the cores of the web machine."""

    name: str
    members: int
    pages: int  # published in ten years: an assumption
    webs: int = 1
    cores: int = 2  # of a web machine, with a process for each
    memory: int = 4  # GB
    data_cores: int = 0
    data_memory: int = 0
    is_sqlite: bool = False
    nginx_keeps: bool = True


SETUPS = (
    Setup("SQLite", 2_000, 3_000, is_sqlite=True),
    Setup("PostgreSQL, Redis", 20_000, 10_000, cores=4, memory=8),
    Setup("same, nginx keeps nothing", 100_000, 30_000, cores=4, memory=8, nginx_keeps=False),
    Setup("same, nginx keeps pages", 100_000, 30_000, cores=4, memory=8),
    Setup("two for web, one for data", 100_000, 30_000, 2, 4, 8, 4, 16),
    Setup("four for web, one for data", 1_000_000, 100_000, 4, 8, 16, 8, 32),
)


def visits(begins: Iterator[float], setup: Setup, chance: random.Random) -> Iterator[Coming]:
    """What readers who come at these seconds ask for."""
    draw = chance.random
    for at in begins:
        is_signed_in = draw() < HABITS["signed in"]
        for _page in range(1 + round(chance.expovariate(1 / (HABITS["pages"] - 1)))):
            kind = "page" if is_signed_in or draw() > HABITS["memory hits"] else "kept in memory"
            if not is_signed_in and setup.nginx_keeps and draw() < HABITS["nginx hits"]:
                kind = "kept by nginx"
            yield at, "search" if draw() < HABITS["searches"] else kind
            at += chance.expovariate(1 / 30)
        if draw() < HABITS["writers"]:
            yield from ((at, "form"), (at + 180, "case"))


def arrivals(hour: str, setup: Setup, chance: random.Random) -> Iterator[Coming]:
    """What is asked for in a morning, which goes on in the other hours too."""
    readers = round(setup.members * HABITS["readers"] * HABITS["busiest hour"])
    yield from visits((chance.uniform(0, HOUR) for _one in range(readers)), setup, chance)
    screens = range(round(setup.members * HABITS["staff"] * 60))
    yield from ((chance.uniform(0, HOUR), "administration") for _screen in screens)
    if hour == "push":
        comers = range(round(setup.members * HABITS["pushed"]))
        yield from visits((chance.expovariate(1 / HABITS["push fades"]) for _one in comers), setup, chance)
    if hour == "vote":
        for _one in range(round(setup.members * HABITS["votes"] * HABITS["last hour"])):
            at = HOUR - chance.expovariate(1 / HABITS["vote grows"])
            # The candidates, the ballot, the receipt; all pages are the voter's own.
            yield from ((at - 60, "page"), (at, "ballot"), (at + 1, "page"))
            if chance.random() < HABITS["signed out"]:
                yield at - 90, "sign-in"


def way(kind: str, setup: Setup) -> list[tuple[str, float]]:
    """Stations that a request of this kind passes, and the mean seconds of each."""
    nginx, web, database, writer = (milliseconds / 1000 for milliseconds in COSTS[kind])
    found = {"cores": nginx + web + (0 if setup.is_sqlite else database), "writer": writer if setup.is_sqlite else 0}
    if setup.data_cores:
        found = {"web": nginx + web, "database": database}
    return [(station, seconds) for station, seconds in found.items() if seconds]


def simulate(coming: Iterable[Coming], setup: Setup, chance: random.Random) -> tuple[list[float], dict[str, float]]:
    """Return the seconds that each request waited, and of each station how busy it was in its worst minute."""
    ways, shape = {kind: way(kind, setup) for kind in COSTS}, 1 / SPREAD**2
    servers = {"cores": setup.cores, "writer": 1, "web": setup.webs * setup.cores, "database": setup.data_cores}
    # When each server of a station is free again: first come, first served.
    free = {station: [0.0] * number for station, number in servers.items()}
    busy: dict[str, dict[int, float]] = {station: defaultdict(float) for station in servers}
    order, waits = count(), []
    heapq.heapify(events := [(at, next(order), kind, 0, 0.0) for at, kind in coming])
    while events:
        at, _order, kind, passed, waited = heapq.heappop(events)
        if passed == len(ways[kind]):
            waits.append(waited)
            continue
        station, mean = ways[kind][passed]
        begins, takes = max(at, heapq.heappop(free[station])), chance.gammavariate(shape, mean / shape)
        heapq.heappush(free[station], begins + takes)
        # By when it came, not when it was served: who is behind shows more than 100 %.
        busy[station][int(at // 60)] += takes
        heapq.heappush(events, (begins + takes, next(order), kind, passed + 1, waited + begins - at))
    return waits, {station: max(found.values()) / 60 / servers[station] for station, found in busy.items() if found}


def row(setup: Setup, hour: str) -> list[str]:
    chance = random.Random(1)  # noqa: S311  (a simulation that anybody can repeat)
    coming = [(at, kind) for at, kind in arrivals(hour, setup, chance) if 0 <= at < HOUR]
    rate = max(Counter(int(at // 60) for at, _kind in coming).values()) / 60
    waits, busy = simulate(coming, setup, chance)
    fullest, cut = max(busy, key=busy.__getitem__), statistics.quantiles(waits, n=100)
    carries = setup.members * FULL / busy[fullest]  # a station is busy as people are many
    came = f"{rate:,.1f}", f"{rate * (PAGE_KB + STATIC_KB) * 8 / 1000:,.1f}", f"{fullest} {busy[fullest]:.0%}"
    times = (f"{cut[place] * 1000:,.0f}" for place in (49, 94, 98))
    last = f"{round(carries, 2 - len(str(int(carries)))):,.0f}"
    return [setup.name, f"{setup.members:,}", hour, *came, *times, last]


def machines(setup: Setup) -> list[str]:
    readers = setup.members * HABITS["readers"] * 250  # a year
    cases = readers * 10 * HABITS["writers"]
    kept = setup.pages * (TEXT_KB + UPLOADS_KB) + cases * CASE_KB + setup.members * MEMBER_KB
    traffic = readers / 12 * HABITS["pages"] * (PAGE_KB + STATIC_KB)
    cores = setup.webs * setup.cores + setup.data_cores
    memory = setup.webs * setup.memory + setup.data_memory
    rounded = (f"{number:,.{int(number < 9.5)}f}" for number in (kept / 1e6, traffic / 1e6))
    return [setup.name, f"{setup.members:,}", str(cores), str(memory), *rounded]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--set", action="append", default=[], help="votes=0.8 or page=0.1,7,2,0: see the head")
    options = parser.parse_args()
    for name, _equals, value in (text.partition("=") for text in options.set):
        numbers = tuple(map(float, value.split(",")))
        HABITS.update({name: numbers[0]} if name in HABITS else {})
        COSTS.update({} if name in HABITS else {name: numbers})
    say("Milliseconds of processor time of a request.")
    table(["request", "nginx", "web", "PostgreSQL", "SQLite's writer"], [[name, *ms] for name, ms in COSTS.items()])
    say(f"\nThe worst minute, milliseconds of waiting beside the work itself, how many members make it {FULL:.0%}.")
    head = ["machines", "members", "hour", "a second", "Mbit/s", "fullest", "p50", "p95", "p99", "carries"]
    table(head, [row(setup, hour) for setup in SETUPS for hour in ("morning", "push", "vote")])
    say("\nCores and GB of memory of all machines, GB of disk after ten years, GB that go out in a month.")
    table(["machines", "members", "cores", "memory", "disk", "traffic"], [machines(setup) for setup in SETUPS])


if __name__ == "__main__":
    main()
