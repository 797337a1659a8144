"""Restoring: as it was, in an empty place; anything that is wrong is told before something is touched (T98)."""

import json
import os
import signal
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from tests.operations.backups.conftest import PICTURE, SEALED
from unionsite.operations.backups import archive, place
from unionsite.operations.backups import uploads as stored
from unionsite.operations.backups.choices import FORMAT, MANIFEST, BackupError
from unionsite.operations.backups.databases import own_database
from unionsite.operations.backups.queries import known_migrations
from unionsite.operations.backups.services.making import make_backup
from unionsite.operations.backups.services.restoring import note_restored, own_target, read_through, restore
from unionsite.operations.backups.uploads import full_folders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(uploads, site) -> str:
    return str(site.place / make_backup().name)


def is_untouched(target) -> bool:
    return target.database.is_empty() and not full_folders(target.storages)


def test_t98_a_backup_comes_back_on_an_empty_machine(committed_tree, backup, key, empty_place):
    told = []
    contents = restore(backup, key.identities, empty_place, tell=told.append)

    wanted, found = own_database().rows(), empty_place.database.rows()
    assert {name for name in wanted if wanted[name] != found[name]} == set()
    assert found["wagtailcore_page"] > 5
    assert contents.head["rows"] == found
    for folder, name, content in (("media", "images/outing.png", PICTURE), ("cases", "ab/abcdef.bin", SEALED)):
        with empty_place.storages[folder].open(name) as file:
            assert file.read() == content
    assert told[0].startswith("备份完整")

    with pytest.raises(BackupError, match="数据库不是空的"):
        restore(backup, key.identities, empty_place)


def test_t98_what_is_damaged_or_foreign_is_refused_before_anything_is_touched(
    backup, key, other_key, empty_place, tmp_path, settings
):
    with open(backup, "rb") as file:
        content = file.read()
    bad = tmp_path / "bad.tar.age"
    middle = len(content) // 2
    for damaged in (content[:middle], content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]):
        bad.write_bytes(damaged)
        with pytest.raises(BackupError, match="请换一份备份"):
            restore(str(bad), key.identities, empty_place)
    with pytest.raises(BackupError, match="这把私钥打不开"):
        restore(backup, other_key.identities, empty_place)
    with pytest.raises(BackupError, match="找不到备份"):
        restore("unionsite-20260101-000000.tar.age", key.identities, empty_place)
    settings.AUDIT_KEY = "of another site " * 4
    with pytest.raises(BackupError, match="AUDIT_KEY"):
        restore(backup, key.identities, empty_place)
    assert is_untouched(empty_place)

    restore(backup, key.identities, empty_place, accepts_foreign=True)


def test_a_full_place_is_left_as_it_is(backup, key, site):
    default_storage.save("images/later.png", ContentFile(PICTURE))

    with pytest.raises(CommandError, match="数据库不是空的"):
        call_command("restore", backup, identity=key.path)

    assert default_storage.exists("images/later.png")
    with pytest.raises(BackupError, match="数据库不是空的"):
        read_through(backup, key.identities, own_target())


@pytest.fixture
def made_by_hand(tmp_path, key):
    """A whole backup with such a manifest, and with a database and a file that are none."""

    def make(**facts) -> str:
        head = {"format": FORMAT, "software": "9.9.9", "engine": own_database().engine, "migrations": [], "rows": {}}
        path = tmp_path / "by-hand.tar.age"
        path.unlink(missing_ok=True)
        with archive.writing(path, [key.public]) as writer:
            writer.add_bytes(MANIFEST, json.dumps(head | facts).encode())
            writer.add_bytes("uploads/media/images/first.png", PICTURE)
            writer.add_bytes("uploads/nowhere/second.png", PICTURE)
        return str(path)

    return make


def test_another_version_or_engine_is_refused(made_by_hand, key, empty_place):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[empty_place.database.engine]
    for facts, words in (
        ({"migrations": [["core", "0999_later"]]}, "请先安装9.9.9"),
        ({"format": FORMAT + 1}, "请先安装9.9.9"),
        ({"engine": other}, "DATABASE_URL"),
    ):
        with pytest.raises(BackupError, match=words):
            restore(made_by_hand(**facts), key.identities, empty_place)
    assert is_untouched(empty_place)


def test_a_restore_that_breaks_off_leaves_the_place_empty(made_by_hand, key, empty_place):
    with pytest.raises(BackupError):
        restore(made_by_hand(), key.identities, empty_place)
    assert is_untouched(empty_place)


@pytest.fixture(params=[signal.SIGHUP, signal.SIGTERM])
def number(request):
    """A signal that this process hears, also where the suite itself was started by nohup, which ignores SIGHUP."""
    former = signal.signal(request.param, signal.SIG_DFL)
    yield request.param
    signal.signal(request.param, former)


def test_a_lost_line_leaves_the_place_empty(backup, key, empty_place, site, monkeypatch, number):
    """The signal comes twice, while files are written and while they are taken away."""
    target, put_back = replace(empty_place, mark=site.var / "restore-unfinished"), stored.put_back

    def put_back_and_lose_line(*args):
        put_back(*args)
        assert target.mark.read_text() == f"{backup.rpartition('/')[2]}\n"
        os.kill(os.getpid(), number)

    def clear_and_lose_line():
        os.kill(os.getpid(), number)
        type(empty_place.database).clear(empty_place.database)

    monkeypatch.setattr(stored, "put_back", put_back_and_lose_line)
    monkeypatch.setattr(empty_place.database, "clear", clear_and_lose_line)
    with pytest.raises(SystemExit):
        restore(backup, key.identities, target)

    assert not target.mark.exists()
    assert is_untouched(empty_place)
    assert signal.getsignal(number) == signal.SIG_DFL


def test_nohup_keeps_a_restore_deaf():
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with place.stopping_tidily():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, former)


def test_what_a_power_cut_left_is_marked_and_refused(backup, key, empty_place, monkeypatch):
    target = replace(empty_place, mark=own_target().mark)

    def cut(*_args):
        raise SystemExit

    monkeypatch.setattr(stored, "put_back", cut)
    # Nobody tidies up after a power cut.
    monkeypatch.setattr(empty_place.database, "clear", lambda: None)
    with pytest.raises(SystemExit):
        restore(backup, key.identities, target)

    assert target.mark.exists()
    assert not empty_place.database.is_empty()
    with pytest.raises(BackupError, match="上一次恢复中途断了"):
        restore(backup, key.identities, target)
    assert target.mark.exists()


def test_a_restored_site_counts_as_whole_when_all_is_noted(backup, key, empty_place):
    """A mark that an earlier one left is no hindrance where the place is empty."""
    target = replace(empty_place, mark=own_target().mark)
    target.mark.touch()
    restore(backup, key.identities, target)
    assert target.mark.exists()
    note_restored(backup)
    assert not target.mark.exists()


def test_what_another_restore_put_there_meanwhile_stays(backup, key, empty_place):
    """Two are begun at once: the second finds the place empty too, and then the first one's database in it."""

    def first_one_ends(_words):
        restore(backup, key.identities, empty_place)

    with pytest.raises(BackupError):
        restore(backup, key.identities, empty_place, tell=first_one_ends)

    assert empty_place.database.rows() == own_database().rows()
    assert full_folders(empty_place.storages)


def test_a_name_that_no_disk_takes_is_no_backup(key, empty_place):
    with pytest.raises(BackupError, match="读不到"):
        restore("x" * 300, key.identities, empty_place)


def test_every_migration_that_is_applied_is_known():
    with own_database().snapshot() as snapshot:
        assert set(snapshot.migrations) <= known_migrations()
        for _chunk in snapshot.chunks:
            pass
