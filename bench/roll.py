"""Peak memory of importing a roll of employees, checked and carried out, each in a process and a database of its own.

`python -m bench.roll` prints a table; the difference between few rows and many is what a row costs.
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.demo_site import ROOT, environment, manage

HEADINGS = ("工号", "姓名", "部门", "手机", "邮箱")
KINDS, ROWS = ("xlsx", "csv"), (2_000, 20_000)


def lines(rows: int) -> Iterator[tuple[str, ...]]:
    for n in range(rows):
        yield f"B{n:06}", f"职工{n}", "质量部", f"138{n:08}", f"b{n:06}@example.com"


def write_roll(path: Path, rows: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            writer.writerows(lines(rows))
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("职工名册")
    sheet.append(HEADINGS)
    for line in lines(rows):
        sheet.append(line)
    book.save(path)


def peak() -> float:
    """MiB at most in use by this process so far (Linux counts KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def import_roll(path: Path) -> None:
    """In the child: check, confirm and carry out as the screens and the worker do; one line of figures."""
    import django

    django.setup()
    from django.utils import timezone

    from unionsite.accounts.models import RollImport, User
    from unionsite.accounts.roll import services
    from unionsite.accounts.roll.choices import ImportState

    before, now = peak(), timezone.now()
    actor = User.objects.create(username="office")
    started = time.perf_counter()
    with path.open("rb") as file:
        roll = services.check_upload(
            file=file, name=path.name, create_departments=True, mark_leavers=True, actor=actor, now=now
        )
    checked, checking = peak(), time.perf_counter() - started
    # Tasks run at once here, so confirming carries the import out.
    services.confirm_import(roll=roll, actor=actor, many_may_leave=False, now=now)
    done = RollImport.objects.get()
    if done.state != ImportState.DONE:
        raise SystemExit(f"{path.name}: {done.state} {done.error}")
    seconds = time.perf_counter() - started
    number = User.objects.employees().on_roll().count()
    sys.stdout.write(f"{number} {before:.0f} {checked:.0f} {peak():.0f} {checking:.1f} {seconds:.1f}\n")


def main() -> int:
    if len(sys.argv) > 1:
        import_roll(Path(sys.argv[1]))
        return 0
    sys.stdout.write("roll              rows   start MiB   checked MiB   imported MiB   check s   in all s\n")
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty"
        empty.mkdir()
        manage("migrate", "--verbosity", "0", VAR_DIR=str(empty))
        for kind in KINDS:
            for rows in ROWS:
                place = Path(folder) / f"{kind}-{rows}"
                shutil.copytree(empty, place)
                path = place / f"roll.{kind}"
                write_roll(path, rows)
                command = [sys.executable, "-m", "bench.roll", str(path)]
                child = environment(VAR_DIR=str(place), PATH=os.environ.get("PATH", ""))
                result = subprocess.run(command, cwd=ROOT, env=child, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
                number, before, checked, done, checking, seconds = result.stdout.split()
                sys.stdout.write(
                    f"{kind:<10}{int(number):>12,}{before:>12}{checked:>14}{done:>15}{checking:>10}{seconds:>11}\n"
                )
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
