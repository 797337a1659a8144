"""Writes down the migrations of the release that is about to go out: from then on they are added and never changed.

    freeze_migrations.py            adds to tests/deploy/migrations.txt, one line each: `sha256  news/migrations/….py`
    freeze_migrations.py --anew     writes the list from nothing: before 1.0 alone

Run once for each release, at its end; `tests/deploy/test_migrations.py` fails when one that is named there has been
changed or is gone. A line of a former release that no longer fits is refused here too.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tests" / "deploy" / "migrations.txt"


def found() -> dict[str, str]:
    """Path of each of our migrations, from the root, with the hash of its text."""
    files = sorted(path for path in ROOT.glob("**/migrations/0*.py") if ".venv" not in path.parts)
    return {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def frozen(text: str) -> dict[str, str]:
    lines = [line.split("  ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    return {path: digest for digest, path in lines}


def broken(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Migrations of a release that are changed or gone."""
    return [path for path, digest in before.items() if now.get(path) != digest]


def main() -> int:
    anew = "--anew" in sys.argv[1:]
    before = frozen(LIST.read_text("utf-8")) if LIST.exists() and not anew else {}
    now = found()
    if changed := broken(before, now):
        sys.stderr.write("Released migrations must not change: " + ", ".join(changed) + "\n")
        return 1
    head = "# Released migrations (scripts/freeze_migrations.py): added to, never changed.\n"
    LIST.write_text(head + "".join(f"{digest}  {path}\n" for path, digest in now.items()), "utf-8")
    sys.stdout.write(f"{len(now)} migrations, {len(now) - len(before)} of them new.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
