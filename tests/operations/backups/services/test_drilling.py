"""Drills: restored aside and compared, on record whatever comes out, and honest where no key is at hand (T98)."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from unionsite.operations.backups import place
from unionsite.operations.backups.choices import RunKind, State
from unionsite.operations.backups.databases import own_database
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.services.making import make_backup
from unionsite.oversight.duties.choices import RecordState
from unionsite.oversight.duties.models import DutyRecord
from unionsite.oversight.duties.services.register import lay_usual_duties
from unionsite.oversight.findings.models import Finding

pytestmark = pytest.mark.django_db(transaction=True)


def test_t98_a_drill_restores_aside_compares_and_is_on_record(uploads, site, settings):
    made = make_backup()
    lay_usual_duties(today=made.began_at.date())
    settings.BACKUP_DRILL_IDENTITY = str(site.key.path)
    before = own_database().rows()

    call_command("drill_restore")

    run = BackupRun.objects.get(kind=RunKind.DRILL)
    assert (run.state, run.name, run.files, run.rows) == (State.GOOD, made.name, 2, made.rows)
    record = DutyRecord.objects.get()
    assert record.state == RecordState.WAITING
    assert made.name in record.words
    assert "全部与清单一致" in record.words
    after = own_database().rows()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"operations_backuprun", "oversight_dutyrecord", "audit_auditentry"}
    assert {path.name for path in site.var.iterdir()} == {"backups.lock", "cases", "media"}


def test_without_the_key_it_says_what_it_did_not_do_and_a_changed_file_fails(site):
    made = make_backup()
    lay_usual_duties(today=made.began_at.date())

    call_command("drill_restore")

    run = BackupRun.objects.get(kind=RunKind.DRILL)
    assert run.state == State.PARTLY
    assert "没有解开，也没有试着恢复" in run.words
    with (site.place / made.name).open("r+b") as file:
        file.seek(-20, 2)
        byte = file.read(1)
        file.seek(-20, 2)
        file.write(bytes([byte[0] ^ 1]))
    for identity in (None, site.key.path):
        with pytest.raises(CommandError, match="与做成时不同"):
            call_command("drill_restore", identity=identity)
    assert BackupRun.objects.filter(kind=RunKind.DRILL, state=State.FAILED).count() == 2
    assert "备份恢复演练没有通过" in {finding.title for finding in Finding.objects.all()}
    record = DutyRecord.objects.get()
    assert record.words.count("与做成时不同") == 2


def test_the_newest_is_none_of_the_future(site):
    made = make_backup()
    make_backup(now=made.began_at + timedelta(days=365))

    call_command("drill_restore")

    assert BackupRun.objects.get(kind=RunKind.DRILL).name == made.name


def test_there_must_be_a_backup(site):
    with pytest.raises(CommandError, match="还没有备份"):
        call_command("drill_restore")
    assert BackupRun.objects.get().state == State.FAILED


def test_a_place_on_another_host_gets_and_gives_backups(uploads, site, settings):
    """As S3: a storage that has no path and moves no file."""
    settings.STORAGES = settings.STORAGES | {
        "backups": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    settings.DRILL_RECORD = ""

    made = make_backup()
    call_command("drill_restore", identity=site.key.path)

    assert place.names() == [made.name]
    assert BackupRun.objects.get(kind=RunKind.DRILL).state == State.GOOD
    assert list((site.var / "backups").iterdir()) == []
    assert not site.place.exists()
