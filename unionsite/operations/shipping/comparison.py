"""Compares what was shipped with the log as the site shows it now. Runs by itself on the machine that keeps the copies:

    python3 comparison.py --log now.jsonl FILE…      0: equal, 1: not, with the places

`now.jsonl` is what `manage.py ship_audit_log --print` writes there and then; FILE… are the shipped files, in the order
of their names. Nothing but Python is needed, so that the machine need not trust the site's programs.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

MOST_FAULTS = 20
PURGED = "audit_purged"
NEEDED = {"number", "action", "detail", "hash", "previous_hash"}


@dataclass
class Comparison:
    """`equal` entries are the same in both; `removed` left the log at the end of their period; `waiting` are not yet
    shipped; before each of `marks` the log was begun anew."""

    equal: int = 0
    removed: int = 0
    waiting: int = 0
    marks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"重新开始：{mark}" for mark in self.marks]
        if self.faults:
            return "\n".join(["外送的日志与现在的日志不一致：", *self.faults[:MOST_FAULTS], *lines])
        counted = f"一致{self.equal}条，按期删除{self.removed}条，尚未外送{self.waiting}条。"
        return "\n".join([f"外送的日志与现在的日志一致：{counted}", *lines])


def compare(shipped: Iterable[str], log: Iterable[str]) -> Comparison:
    """Return what differs. Both are read once, in order; of what was shipped a digest of each line is kept."""
    result = Comparison()
    copies = _since_the_last_mark(shipped, result)
    end = max(copies, default=0)
    start, before, last = 0, "", 0
    purges: set[tuple[int, str]] = set()
    for entry, digest in _entries(log, result.faults, "现在的日志"):
        last = entry["number"]
        if not start:
            start, before = last, entry["previous_hash"]
        if entry["action"] == PURGED:
            purges.add((entry["detail"].get("last_number"), entry["detail"].get("last_hash")))
        if (copy := copies.pop(last, None)) == digest:
            result.equal += 1
        elif copy is not None:
            result.faults.append(f"第{last}条：内容与外送的不同。")
        elif last > end:
            result.waiting += 1
    # Entries shipped but no longer in the log: purged, if the log says so, else removed by somebody.
    was_purged = (start - 1, before) in purges
    for number in sorted(copies):
        if number < start and was_purged:
            result.removed += 1
        elif number > last:
            result.faults.append(f"第{number}条：已外送，现在的日志在第{last}条就结束了。")
        else:
            result.faults.append(f"第{number}条：已外送，现在的日志中没有。")
    return result


def _since_the_last_mark(shipped: Iterable[str], result: Comparison) -> dict[int, bytes]:
    """Return a digest of each shipped line by number; lines may come twice, or late. Note where the chain is broken."""
    copies: dict[int, bytes] = {}
    links: dict[int, tuple[str, str]] = {}
    for entry, digest in _entries(shipped, result.faults, "外送的日志"):
        if "mark" in entry:
            result.marks.append(f"{entry['at']} {entry['reason']}")
            copies, links = {}, {}
            continue
        number = entry["number"]
        if copies.setdefault(number, digest) != digest:
            result.faults.append(f"外送的第{number}条有两种内容。")
        links[number] = entry["previous_hash"], entry["hash"]
    for former, number in pairwise(sorted(links)):
        if number != former + 1 or links[number][0] != links[former][1]:
            result.faults.append(f"外送的第{number}条接不上第{former}条。")
    return copies


def _entries(lines: Iterable[str], faults: list[str], name: str) -> Iterator[tuple[dict, bytes]]:
    """Yield each line's entry and digest; add incomplete lines to `faults`."""
    for place, line in enumerate(lines, 1):
        if not (text := line.strip()):
            continue
        try:
            entry = json.loads(text)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or not ("mark" in entry or entry.keys() >= NEEDED):
            faults.append(f"{name}第{place}行不完整。")
            continue
        yield entry, hashlib.sha256(text.encode()).digest()


def lines_of(paths: Iterable[Path]) -> Iterator[str]:
    for path in sorted(paths, key=lambda one: one.name):
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file


def main() -> int:
    parser = argparse.ArgumentParser(description="核对外送的审计日志与网站现在的审计日志。")
    parser.add_argument("--log", type=Path, required=True, help="manage.py ship_audit_log --print的输出")
    parser.add_argument("files", type=Path, nargs="+", help="外送的文件")
    given = parser.parse_args()
    result = compare(lines_of(given.files), lines_of([given.log]))
    sys.stdout.write(f"{result}\n")
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
