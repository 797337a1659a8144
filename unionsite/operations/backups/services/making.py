"""Making a backup: database, uploads and list, sealed as they are read, under its name only when whole (S-6.4)."""

import json
import logging
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyrage
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.participation.services import mixings
from unionsite import __version__
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.erasing import FormerRowsKept, RowsNotMoved
from unionsite.operations.backups import archive, place, uploads
from unionsite.operations.backups.choices import DATABASES, FORMAT, MANIFEST, BackupError, RunKind, State
from unionsite.operations.backups.databases import Snapshot, own_database
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.rules import name_of, to_delete

logger = logging.getLogger(__name__)
# What a database shrinks to is not known before; the copy of SQLite waits on the disk as long as it is.
SPARE = 100 * 2**20
SECRETS = ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "SEALING_KEYS", "AUDIT_KEY", "CASE_KEYS", "RECEIPT_KEYS")


def make_backup(*, now: datetime | None = None) -> BackupRun:
    """Make one, and let go of those that need not be kept. Raises BackupError; a failure leaves no file, and a row."""
    now = now or timezone.now()
    recipients = archive.checked_recipients(settings.BACKUP_RECIPIENTS)
    with place.only_one():
        BackupRun.objects.filter(kind=RunKind.BACKUP, state=State.RUNNING).update(
            state=State.FAILED, ended_at=now, words=_("中途停止：程序被结束，或者服务器重新启动。")
        )
        run = BackupRun.objects.create(
            kind=RunKind.BACKUP, began_at=now, name=name_of(now), place=settings.BACKUP_PLACE
        )
        try:
            _make(run, recipients)
        except Exception as error:
            run.state, run.words, run.ended_at = State.FAILED, str(error)[:2000], timezone.now()
            run.save()
            raise
        run.state, run.ended_at = State.GOOD, timezone.now()
        run.save()
        _let_go(now)
    return run


def _make(run: BackupRun, recipients: Sequence[str]) -> None:
    folder, storages, database = place.folder_for_parts(), uploads.storages_of_files(), own_database()
    place.ask_for_room(folder, database.size() + uploads.size_of_local(storages) + SPARE)
    place.ask_for_room(Path(settings.VAR_DIR), database.size_of_copy())
    part = folder / f"{run.name}{place.ENDING}"
    try:
        with archive.writing(part, list(recipients)) as writer:
            run.words = _mixed()
            with database.snapshot() as snapshot:
                writer.add_bytes(MANIFEST, _manifest(run, snapshot, database.engine))
                writer.add_parts(DATABASES[database.engine], snapshot.chunks)
            # After the database: what was uploaded since is more than needed, and does no harm.
            run.files = uploads.add_all(writer, storages)
        run.digest, run.size, run.rows = writer.digest, writer.size, sum(snapshot.rows.values())
        place.put(part, run.name)
    finally:
        part.unlink(missing_ok=True)


def _mixed() -> str:
    """Mix secret answers, whose order a copy would keep for as long as it is kept (T86); return what to say of it."""
    words = ""
    for mix in mixings:
        try:
            mix()
        except RowsNotMoved:
            words = _("选票和问卷答卷的先后没有打乱：有别的程序正在使用。")
        except FormerRowsKept:
            # No copy has them; the hourly mixing tries again.
            logger.info("Former rows are left out of the backup.")
    return words


def _manifest(run: BackupRun, snapshot: Snapshot, engine: str) -> bytes:
    facts = {
        "format": FORMAT,
        "software": __version__,
        "site": settings.WAGTAILADMIN_BASE_URL,
        "created_at": run.began_at.isoformat(),
        "engine": engine,
        "migrations": snapshot.migrations,
        "rows": snapshot.rows,
    }
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def _let_go(now: datetime) -> None:
    """Delete what need not be kept. The new backup is good whether that works or not."""
    local = timezone.localtime(now)
    try:
        for name in to_delete(place.names(), local, settings.BACKUP_KEEP, settings.BACKUP_KEEP_DAYS):
            with place.reached() as storage:
                storage.delete(name)
    except BackupError:
        logger.exception("Old backups could not be deleted")


def new_key(now: datetime) -> tuple[str, str]:
    """Return a new public key, and the text of its pair as age-keygen writes it."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    return public, f"# created: {now.isoformat()}\n# public key: {public}\n{identity}\n"


def write_new(path: Path, content: bytes) -> None:
    """Write a file that only this user reads. Raises BackupError if there is one."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise BackupError(_("不能写入%(path)s：文件已经存在，或者文件夹不能写。") % {"path": path}) from error


def seal_keys(path: Path) -> None:
    """Write the keys of .env, as its lines, sealed to other people than those who can open the backups: who steals a
    backup and a private key of it still reads no case (T98)."""
    recipients = settings.BACKUP_KEYS_RECIPIENTS
    if not recipients:
        raise BackupError(_("没有设置BACKUP_KEYS_RECIPIENTS，不能保存密钥。请填写保管密钥的人的公钥。"))
    if set(archive.checked_recipients(recipients)) & set(settings.BACKUP_RECIPIENTS):
        raise BackupError(_("BACKUP_KEYS_RECIPIENTS和BACKUP_RECIPIENTS不能有同一把公钥：密钥要与备份分开保管。"))
    values = ((name, getattr(settings, name)) for name in SECRETS)
    lines = [f"{name}={value if isinstance(value, str) else ','.join(value)}\n" for name, value in values]
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    write_new(path, pyrage.encrypt("".join(lines).encode(), keys))
    audit.record(Action.KEYS_SAVED, subject_label=path.name)
