"""`python -m bench.edge`: pages from nginx's cache beside a static file of the same bytes, both as shipped.

By turns in one run: requests a second of sixteen clients (`ab` of Debian's apache2-utils, which itself takes a core),
and processor time of nginx alone. Also files that made-up parameters and values leave in the cache (aim: none).
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import statistics
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import psutil

from bench import demo_site
from bench.installation import Installation
from bench.pages import say, table, verdict

ROUNDS, REQUESTS, CLIENTS = 5, 20_000, 16


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.edge", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"interleaved rounds (default {ROUNDS})")
    rounds = parser.parse_args().rounds
    for program in ("nginx", "ab"):
        if not shutil.which(program):
            raise SystemExit(f"Not run: there is no {program}.")
    demo_site.build()
    pages = demo_site.main_pages()
    with tempfile.TemporaryDirectory() as name, demo_site.gunicorn("unionsite.wsgi:application") as (master, base):
        demo_site.wait_for(master, f"{base}/")
        edge = Edge(Path(name), int(base.rpartition(":")[2]))
        try:
            edge.start_nginx()
            demo_site.wait_for(edge.services["nginx"].process, f"{edge.base}/")
            measure(edge, {kind: pages[kind] for kind in ("home", "list", "article")}, rounds)
            made_up(edge, pages["list"])
        finally:
            edge.stop()


class Edge(Installation):
    """nginx alone, before a web server that runs already; with copies of pages below /static/bench/."""

    def __init__(self, folder: Path, port: int):
        super().__init__(folder, use_postgresql=False)
        self.ports["web"] = port
        shutil.copytree(demo_site.FOLDER / "static", self.var / "static")
        (self.var / "static" / "bench").mkdir()

    def lay(self, name: str, body: bytes) -> str:
        """A static file and its compressed twin; returns its path."""
        place = self.var / "static" / "bench" / f"{name}.html"
        place.write_bytes(body)
        place.with_suffix(".html.gz").write_bytes(gzip.compress(body))
        return f"/static/bench/{name}.html"

    def processor_seconds(self) -> float:
        process = psutil.Process(self.services["nginx"].process.pid)
        times = [child.cpu_times() for child in process.children(recursive=True)]
        return sum(each.user + each.system for each in times)

    def files(self) -> int:
        return sum(path.is_file() for path in (self.folder / "cache").rglob("*"))


def measure(edge: Edge, pages: dict[str, str], rounds: int) -> None:
    rows = []
    for name, path in pages.items():
        with urllib.request.urlopen(edge.base + path, timeout=30) as answer:  # noqa: S310
            static = edge.lay(name, answer.read())
        for coding in ("identity", "gzip"):
            rate: dict[str, list[float]] = {path: [], static: []}
            cost: dict[str, list[float]] = {path: [], static: []}
            for _round in range(rounds):
                for address in (path, static):
                    before = edge.processor_seconds()
                    rate[address].append(requests_a_second(edge.base + address, coding))
                    cost[address].append(edge.processor_seconds() - before)
            middle = {address: statistics.median(values) for address, values in rate.items()}
            ratio = middle[path] / middle[static]
            spent = statistics.median(cost[static]) / statistics.median(cost[path])
            figures = [f"{middle[path]:.0f}", f"{middle[static]:.0f}", f"{ratio:.2f}", f"{spent:.2f}"]
            rows.append([name, coding, *figures, ">=0.9 ok" if ratio >= 0.9 else ">=0.9 MISSED"])
    say(
        f"\nnginx: {REQUESTS} requests of {CLIENTS} clients, {rounds} rounds: a page of the cache, a file of its bytes."
    )
    table(["page", "coding", "cached, 1/s", "static, 1/s", "ratio", "of processor time", "aim"], rows)


def requests_a_second(address: str, coding: str) -> float:
    command = ["ab", "-q", "-k", "-c", str(CLIENTS), "-n", str(REQUESTS), "-H", f"Accept-Encoding: {coding}", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    if "Non-2xx" in said or not re.search(r"Failed requests: +0\b", said):
        raise SystemExit(said)
    return float(re.search(r"Requests per second: +([\d.]+)", said)[1])


def made_up(edge: Edge, path: str) -> None:
    before = edge.files()
    for number in range(300):
        for query in (f"x{number}=1", f"page={number + 50}", f"kind=k{number}", f"year={1900 + number}"):
            with urllib.request.urlopen(f"{edge.base}{path}?{query}", timeout=30) as answer:  # noqa: S310
                answer.read()
    left = edge.files() - before
    say(f"300 made-up names, pages, kinds and years of a list left {left} files in the cache ({verdict(left, 0)}).")


if __name__ == "__main__":
    main()
