"""Making a backup: whole or not there, one at a time, and never with the keys of .env."""

import fcntl
import gzip
import hashlib
import io
import subprocess
import tarfile
from uuid import uuid4

import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from interact.activities.models import Ballot
from interact.models import Participation
from tests.factories import UserFactory
from unionsite.audit.models import AuditEntry
from unionsite.core import erasing
from unionsite.operations.backups import archive
from unionsite.operations.backups.choices import MANIFEST, BackupError, RunKind, State
from unionsite.operations.backups.databases import own_database
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.services.making import make_backup, seal_keys
from unionsite.operations.backups.uploads import add_all

SECRETS = ("SECRET_KEY", "AUDIT_KEY", "SEALING_KEYS", "CASE_KEYS", "RECEIPT_KEYS")


def unpacked(database: bytes) -> bytes:
    if connection.vendor == "sqlite":
        return gzip.decompress(database)
    return subprocess.run(["pg_restore", "--file=-"], input=database, capture_output=True, check=True).stdout


@pytest.mark.django_db(transaction=True)
def test_t98_a_backup_holds_everything_but_the_keys(uploads, site, settings):
    run = make_backup()

    (file,) = site.place.iterdir()
    assert (file.name, file.stat().st_size, file.stat().st_mode & 0o077) == (run.name, run.size, 0)
    assert run.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (run.state, run.files) == (State.GOOD, 2)
    assert run.rows > 100
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(file.read_bytes(), site.key.identities))) as tar:
        names = tar.getnames()
        members = [tar.extractfile(name).read() for name in names]
    assert names[0] == MANIFEST
    assert names[2:] == ["uploads/cases/ab/abcdef.bin", "uploads/media/images/outing.png", "SHA256SUMS", "SEAL"]
    texts = [*members, unpacked(members[1])]
    assert b"django_migrations" in texts[-1]
    for name in SECRETS:
        secret = getattr(settings, name)
        assert not any((secret if isinstance(secret, str) else secret[0]).encode() in text for text in texts)
    assert {path.name for path in site.var.iterdir()} == {"backups.lock", "cases", "media"}


@pytest.mark.django_db(transaction=True)
def test_t86_no_backup_has_ballots_beside_their_voters(site):
    for number in range(20):
        with transaction.atomic():
            Participation.objects.create(activity=uuid4(), person=UserFactory())
            Ballot.objects.create(activity=uuid4(), receipt=f"receipt-{number:02}", sealed="-" * 100)
    run = make_backup()
    opened = pyrage.decrypt((site.place / run.name).read_bytes(), site.key.identities)
    with tarfile.open(fileobj=io.BytesIO(opened)) as tar:
        database = unpacked(tar.extractfile(tar.getnames()[1]).read())
    # Lines of a dump, or what lies in the pages of a file (the table's, not the index's): by place.
    between = "\t" if connection.vendor == "postgresql" else ""
    receipts = Ballot.objects.values_list("receipt", flat=True)
    places = {key: database.find(f"{key}{between}-----".encode()) for key in receipts}
    assert (len(places), min(places.values()) > 0, run.words) == (20, True, "")
    by_key = list(Ballot.objects.order_by("pk").values_list("receipt", flat=True))
    assert sorted(places, key=places.get) in (by_key, by_key[::-1])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL locks a table")
def test_t86_a_backup_that_could_not_mix_says_so(site, monkeypatch):
    monkeypatch.setattr(erasing, "PAUSES", (0,))
    with own_database().connected() as other, other.cursor() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM interact_ballot")
        assert "先后没有打乱" in make_backup().words


@pytest.mark.django_db(transaction=True)
def test_a_failure_leaves_a_row_and_no_file(uploads, site):
    case = site.var / "cases" / "ab" / "abcdef.bin"
    case.unlink()
    # Can be listed and not be read.
    case.symlink_to(case)

    with pytest.raises(OSError, match="symbolic links"):
        make_backup()

    run = BackupRun.objects.get()
    assert (run.state, run.kind) == (State.FAILED, RunKind.BACKUP)
    assert "symbolic links" in run.words
    assert list(site.place.iterdir()) == []


@pytest.mark.django_db
def test_two_at_once_are_one(site):
    with (site.var / "backups.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="正在进行"):
            call_command("backup")
    assert not BackupRun.objects.exists()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="several machines need a server")
def test_two_machines_that_share_database_and_place_are_one(site):
    with own_database().held_alone() as is_ours:
        assert is_ours
        site.place.mkdir()
        (site.place / "of-the-other.part").touch()
        with pytest.raises(CommandError, match="正在进行"):
            call_command("backup")
        assert [file.name for file in site.place.iterdir()] == ["of-the-other.part"]
    assert not BackupRun.objects.exists()


@pytest.mark.django_db
def test_a_configuration_without_key_or_place_is_refused(site, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.STORAGES = settings.STORAGES | {
        "backups": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "file" / "x"},
        }
    }
    with pytest.raises(CommandError, match="BACKUP_PLACE"):
        call_command("backup")
    settings.STORAGES = settings.STORAGES | {"backups": {"BACKEND": "nowhere.Storage"}}
    with pytest.raises(CommandError, match="django-storages"):
        call_command("backup")
    settings.BACKUP_RECIPIENTS = ["age1nonsense"]
    with pytest.raises(CommandError, match="写错了"):
        call_command("backup")
    settings.BACKUP_RECIPIENTS = []
    with pytest.raises(CommandError, match="BACKUP_RECIPIENTS"):
        call_command("backup")


class Busy(FileSystemStorage):
    """While it is listed somebody deletes one picture and adds another."""

    def listdir(self, path):
        folders, files = super().listdir(path)
        for name in files:
            if name == "gone.png":
                self.delete(name)
                self.save("new.png", ContentFile(b"new"))
        return folders, files


def test_pictures_that_come_and_go_meanwhile_are_no_error(tmp_path, key):
    storage = Busy(tmp_path / "media")
    for name in ("gone.png", "here.png"):
        storage.save(name, ContentFile(name.encode()))

    with archive.writing(tmp_path / "x", [key.public]) as writer:
        assert add_all(writer, {"media": storage}) == 1

    assert writer.sums[0][1] == "uploads/media/here.png"


@pytest.mark.django_db
def test_keys_are_saved_apart_for_other_people(site, other_key, settings, tmp_path):
    settings.BACKUP_KEYS_RECIPIENTS = [other_key.public]
    path = tmp_path / "keys.age"

    call_command("backup", keys_to=path)

    text = pyrage.decrypt(path.read_bytes(), other_key.identities).decode()
    assert f"CASE_KEYS={settings.CASE_KEYS[0]}\n" in text
    assert all(f"{name}=" in text for name in SECRETS)
    assert AuditEntry.objects.filter(action="keys_saved").exists()
    assert not BackupRun.objects.exists()
    with pytest.raises(BackupError, match="已经存在"):
        seal_keys(path)


@pytest.mark.parametrize("is_same", [True, False])
def test_keys_are_never_sealed_to_who_opens_the_backups(site, settings, tmp_path, is_same):
    settings.BACKUP_KEYS_RECIPIENTS = [site.key.public] if is_same else []
    with pytest.raises(BackupError, match="BACKUP_KEYS_RECIPIENTS"):
        seal_keys(tmp_path / "keys.age")
    assert not (tmp_path / "keys.age").exists()


def test_a_pair_of_keys_is_made_once(tmp_path, capsys):
    path = tmp_path / "new.key"
    call_command("make_backup_key", path)

    (identity,) = archive.identities_in(path)
    assert str(identity.to_public()) in capsys.readouterr().out
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="已经存在"):
        call_command("make_backup_key", path)
