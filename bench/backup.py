"""Minutes and memory of a backup, its restore on an empty place and a drill, of a site with years behind it.

`python -m bench.backup [PAGES] [--gigabytes 5]` (10,000 pages and 5 GB of uploads) on SQLite; with DATABASE_URL on two
databases of its own there, made and dropped. `--keep FOLDER` uses the filled site again (SQLite).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import demo_site
from bench.cases import SECRET, database, say

MOST_MINUTES, AIM_MINUTES = 10, 5
# Pictures and papers of some size, as people upload them.
FILE_BYTES = 2 * 2**20


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.backup", description=__doc__)
    parser.add_argument("pages", nargs="?", type=int, default=10_000)
    parser.add_argument("--gigabytes", type=float, default=5)
    parser.add_argument("--keep", help="a folder whose filled SQLite site is used again")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        database("unionsite_bench_from") as url,
        database("unionsite_bench_to") as other_url,
    ):
        place = Path(options.keep or folder)
        variables = {"DJANGO_SETTINGS_MODULE": "bench.settings", "SECRET_KEY": SECRET}
        here = variables | {"VAR_DIR": str(place), "DATABASE_URL": url}
        if not (place / "filled").exists():
            fill(place, options.pages, options.gigabytes, here)
        measure(here, variables | {"VAR_DIR": f"{folder}/new", "DATABASE_URL": other_url}, Path(folder))


def fill(place: Path, pages: int, gigabytes: float, variables: dict[str, str]) -> None:
    began = time.monotonic()
    for command in (("migrate", "--verbosity", "0"), ("setup_site", "--open", "--verbosity", "0")):
        demo_site.manage(*command, **variables)
    program = f"import django; django.setup(); from bench.oversight_rows import Sizes, lay; lay(Sizes(pages={pages}))"
    run([sys.executable, "-c", program], variables)
    for number in range(int(gigabytes * 2**30 / FILE_BYTES)):
        file = place / "media" / "images" / f"{number % 100:02d}" / f"{number}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(os.urandom(FILE_BYTES))
    (place / "filled").touch()
    say(f"{pages} pages and {gigabytes} GB of uploads laid in {time.monotonic() - began:.0f} s.")


def run(command: list[str], variables: dict[str, str]) -> tuple[float, float, float]:
    """Run a command; return its minutes, minutes of processor time, and peak memory in MB (that of its own process)."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=demo_site.ROOT, env=demo_site.environment(**variables))  # noqa: S603
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed.")
    return (time.monotonic() - began) / 60, (usage.ru_utime + usage.ru_stime) / 60, usage.ru_maxrss / 1024


def measure(here: dict[str, str], there: dict[str, str], folder: Path) -> None:
    key, backups = folder / "key", folder / "backups"
    demo_site.manage("make_backup_key", str(key), **here)
    public = next(line.split(": ")[1] for line in key.read_text().splitlines() if line.startswith("# public"))
    here = here | {"BACKUP_RECIPIENTS": public, "BACKUP_PLACE": str(backups)}
    manage = [sys.executable, "manage.py"]
    took = {"backup": run([*manage, "backup"], here)}
    (file,) = backups.iterdir()
    took["drill"] = run([*manage, "drill_restore", "--identity", str(key)], here)
    took["restore"] = run([*manage, "restore", str(file), "--identity", str(key)], there)
    say(f"sealed: {file.stat().st_size / 2**30:.2f} GB")
    for name, (minutes, processor, memory) in took.items():
        say(f"{name:8} {minutes:5.1f} min, {processor:4.1f} min of them processor time, {memory:5.0f} MB at most")
    minutes = took["restore"][0]
    words = [f"{limit} min {'met' if minutes <= limit else 'MISSED'}" for limit in (MOST_MINUTES, AIM_MINUTES)]
    say(f"restore: at least {words[0]}, aim {words[1]}")


if __name__ == "__main__":
    main()
