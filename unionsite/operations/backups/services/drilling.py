"""Trying whether the newest backup can be restored: into a scratch database and folder, which are gone afterwards."""

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.core.health import backup_tried
from unionsite.operations.backups import archive, place, uploads
from unionsite.operations.backups.choices import TRYING, BackupError, RunKind, State
from unionsite.operations.backups.databases import own_database
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.rules import newest_of
from unionsite.operations.backups.services.restoring import Contents, Target, restore


def drill(*, name: str = "", identity: Path | None = None, now: datetime | None = None) -> BackupRun:
    """Try the backup `name`, or the newest, and write the record of it, a failure too (S-6.4). Without a private key
    only what needs none is compared, and the record says so. Raises BackupError when the drill failed."""
    now = now or timezone.now()
    with place.only_one():
        BackupRun.objects.filter(kind=RunKind.DRILL, state=State.RUNNING).update(
            state=State.FAILED, ended_at=now, words=_("中途停止：程序被结束，或者服务器重新启动。")
        )
        run = BackupRun.objects.create(kind=RunKind.DRILL, began_at=now, place=settings.BACKUP_PLACE, name=name)
        try:
            run.name = name or _newest(now)
            run.words = _try(run, identity)
        except Exception as error:
            run.state, run.words = State.FAILED, str(error)[:2000]
            raise
        finally:
            run.ended_at = timezone.now()
            run.save()
            if run.state != State.RUNNING:
                is_good = run.state != State.FAILED
                backup_tried.send(BackupRun, done_at=run.began_at, is_good=is_good, words=_told(run))
    return run


def _newest(now: datetime) -> str:
    if not (name := newest_of(place.names(), now)):
        raise BackupError(_("%(place)s里还没有备份，请先做一次备份。") % {"place": settings.BACKUP_PLACE})
    return name


def _try(run: BackupRun, identity: Path | None) -> str:
    """Compare, set what the run found, and return it in words."""
    with place.opened(run.name) as file:
        run.digest, run.size = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
    made = BackupRun.objects.good(RunKind.BACKUP).filter(name=Path(run.name).name).first()
    if made and made.digest != run.digest:
        raise BackupError(_("备份%(name)s与做成时不同（被改动、损坏或者截断），不能用来恢复。") % {"name": run.name})
    if identity is None:
        with place.opened(run.name) as file:
            if file.read(len(archive.MAGIC)) != archive.MAGIC:
                raise BackupError(_("这个文件不是加密的备份，或者开头已损坏。请换一份备份。"))
        run.state = State.PARTLY
        if made is None:
            return _("这里没有这份备份的记录，也没有私钥，只看了文件的开头。")
        return _("密文与做成时一致。这台机器上没有私钥，没有解开，也没有试着恢复。")
    contents = _restore_aside(run.name, identity)
    run.state, run.files, run.rows = State.GOOD, contents.files, contents.rows
    return _("已恢复到临时的数据库和文件夹，%(tables)d张表的行数和%(files)d个文件的校验值全部与清单一致。") % {
        "tables": len(contents.head["rows"]),
        "files": contents.files,
    }


def _restore_aside(name: str, identity: Path) -> Contents:
    identities = archive.identities_in(identity)
    with tempfile.TemporaryDirectory(prefix=TRYING, dir=settings.VAR_DIR) as folder:
        storages = {key: FileSystemStorage(Path(folder, "files", key)) for key in uploads.storages_of_files()}
        with own_database().scratch(Path(folder)) as database:
            return restore(name, identities, Target(database, storages))


def _told(run: BackupRun) -> str:
    length = int((run.ended_at - run.began_at).total_seconds())
    return _("备份%(name)s，用时%(seconds)d秒。%(words)s") % {"name": run.name, "seconds": length, "words": run.words}
