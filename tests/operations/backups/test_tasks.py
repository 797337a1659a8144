"""What the scheduler begins: a process of its own, once, and only where backups are made."""

import time
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from unionsite.core.models import JobRun
from unionsite.operations.backups import tasks
from unionsite.operations.backups.choices import CONFIGURED, RunKind, State
from unionsite.operations.backups.models import BackupRun
from unionsite.settings.jobs import SCHEDULED_JOBS

pytestmark = pytest.mark.django_db
# Stands for manage.py: notes what it was asked, and takes as long as the file is there.
PROGRAM = """import pathlib, sys, time
here = pathlib.Path(__file__).parent
with open(here / "asked", "a") as file: file.write(sys.argv[1] + "\\n")
while (here / "busy").exists(): time.sleep(0.02)
"""


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.BASE_DIR = tmp_path
    settings.BACKUP_RECIPIENTS = ["age1somebody"]
    (tmp_path / "manage.py").write_text(PROGRAM)
    yield tmp_path
    (tmp_path / "busy").unlink(missing_ok=True)
    for process in tasks._begun:
        process.wait()


def asked(folder: Path, number: int) -> list[str]:
    """What was asked for, once there are so many."""
    for _try in range(1000):
        found = (folder / "asked").read_text().split() if (folder / "asked").exists() else []
        if len(found) >= number:
            break
        time.sleep(0.02)
    return found


def at(hour: int, day: int = 8):
    # 8 May 2026 is a Friday.
    return time_machine.travel(timezone.make_aware(timezone.datetime(2026, 5, day, hour, 30)), tick=False)


def test_backup_and_drill_have_their_hours(folder):
    with at(3, day=7):
        BackupRun.objects.create(kind=RunKind.BACKUP, state=State.GOOD, began_at=timezone.now())
        BackupRun.objects.create(kind=RunKind.DRILL, state=State.PARTLY, began_at=timezone.now())
    with at(2):
        tasks.begin_due()
    (folder / "busy").touch()
    with at(3):
        tasks.begin_due()
        tasks.begin_due()
    assert asked(folder, 1) == ["backup"]
    (folder / "busy").unlink()
    for process in tasks._begun:
        process.wait()
    with at(5, day=10):
        BackupRun.objects.create(kind=RunKind.BACKUP, state=State.GOOD, began_at=timezone.now())
        tasks.begin_due()
    assert asked(folder, 2) == ["backup", "drill_restore"]


def test_what_the_future_made_puts_off_none(folder):
    with at(3, day=31):
        BackupRun.objects.create(kind=RunKind.BACKUP, state=State.GOOD, began_at=timezone.now())
        for _time in range(5):
            BackupRun.objects.create(kind=RunKind.BACKUP, state=State.FAILED, began_at=timezone.now())
    with at(3):
        tasks.begin_due()
    assert asked(folder, 1) == ["backup"]


def test_it_is_known_since_when_backups_are_to_be_made(folder, settings):
    with at(1):
        tasks.begin_due()
    with at(2):
        tasks.begin_due()
    assert [timezone.localtime(run.started_at).hour for run in JobRun.objects.filter(job=CONFIGURED)] == [1]
    settings.BACKUP_RECIPIENTS = []
    tasks.begin_due()
    assert not JobRun.objects.filter(job=CONFIGURED).exists()


def test_nothing_is_begun_where_none_are_made(folder, settings):
    settings.BACKUP_RECIPIENTS = []
    with at(12):
        tasks.begin_due()
    assert not (folder / "asked").exists()


def test_the_scheduler_begins_what_is_due():
    assert f"{tasks.__name__}.begin_due" in {path for _name, path, *_rest in SCHEDULED_JOBS}
