"""Where backups lie, a folder or S3 by Django's storages; room for one, and that only one is made at once."""

import fcntl
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, InvalidStorageError, Storage, storages
from django.utils.translation import gettext as _

from unionsite.operations.backups.choices import COPYING, TRYING, BackupError
from unionsite.operations.backups.databases import own_database
from unionsite.operations.backups.rules import moment_of, why_no_room

# Of a backup that is being written.
ENDING = ".part"


def store() -> Storage:
    try:
        return storages["backups"]
    except InvalidStorageError as error:
        raise BackupError(_("存到S3要安装django-storages[s3]（requirements-full.txt），见《安装与更新》。")) from error


@contextmanager
def reached() -> Iterator[Storage]:
    """Inside, the place is asked; whatever it or its network raises becomes a BackupError."""
    try:
        yield store()
    except BackupError:
        raise
    except Exception as error:  # boto3 has classes of its own for everything.
        raise BackupError(
            _("存放备份的地方（%(place)s）用不了：%(why)s。请检查BACKUP_PLACE（或BACKUP_URL）和它的权限、网络。")
            % {"place": settings.BACKUP_PLACE, "why": f"{type(error).__name__}: {error}"[:300]}
        ) from error


def folder_for_parts() -> Path:
    """Return the folder where a backup is written first: the place itself, or for another host's this machine's."""
    storage = store()
    folder = Path(storage.path("") if isinstance(storage, FileSystemStorage) else settings.VAR_DIR / "backups")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "not writable", str(folder))
    except OSError as error:
        raise BackupError(_("备份文件夹%(path)s不能写入：请检查BACKUP_PLACE和权限。") % {"path": folder}) from error
    return folder


@contextmanager
def only_one() -> Iterator[None]:
    """Inside, no other backup or drill of this site is under way, on any machine; what broken ones left is cleared."""
    with (
        open(os.open(settings.VAR_DIR / "backups.lock", os.O_RDWR | os.O_CREAT, 0o600), "wb") as lock,
        ExitStack() as stack,
    ):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            is_ours = False
        else:
            is_ours = stack.enter_context(own_database().held_alone())
        if not is_ours:
            raise BackupError(_("另一次备份或演练正在进行，请等它完成再试。"))
        for prefix in (COPYING, TRYING):
            for folder in Path(settings.VAR_DIR).glob(f"{prefix}*"):
                shutil.rmtree(folder, ignore_errors=True)
        for part in folder_for_parts().glob(f"*{ENDING}"):
            part.unlink(missing_ok=True)
        with stopping_tidily():
            yield


@contextmanager
def stopping_tidily() -> Iterator[None]:
    """Inside, SIGTERM, and SIGHUP of a line that is lost, end the process by an exception, so that no copy in clear and
    no half site is left. The first one counts: the next must not break off the tidying."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    # Under nohup it stays deaf.
    heard = [number for number, handler in former.items() if handler is not signal.SIG_IGN]

    def stop(_number, _frame):
        for number in heard:
            signal.signal(number, signal.SIG_IGN)
        sys.exit(1)

    for number in heard:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, former[number])


def unfinished_mark() -> Path:
    """Return the file that stands while this site is being restored, and after a restore that was broken off.
    `deploy/install` refuses while it does."""
    return Path(settings.VAR_DIR) / "restore-unfinished"


def set_mark(mark: Path, words: str) -> None:
    """Write the mark so that it outlives a power cut."""
    with mark.open("w", encoding="utf-8") as file:
        file.write(f"{words}\n")
        file.flush()
        os.fsync(file.fileno())
    _keep_names(mark.parent)


def drop_mark(mark: Path) -> None:
    if mark.exists():
        mark.unlink(missing_ok=True)
        _keep_names(mark.parent)


def _keep_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def ask_for_room(folder: Path, needed: int) -> None:
    if words := why_no_room(needed, shutil.disk_usage(folder).free):
        raise BackupError(words)


class _Whole(File):
    """A file that a storage of this disk takes by moving it."""

    def temporary_file_path(self) -> str:
        return self.file.name


def put(part: Path, name: str) -> None:
    """Give a whole backup its name; a folder gets it at once or not at all."""
    with reached() as storage, part.open("rb") as file:
        stored = storage.save(name, _Whole(file, name))
        if stored != name:
            storage.delete(stored)
            raise BackupError(_("已经有一份叫%(name)s的备份。") % {"name": name})
    part.unlink(missing_ok=True)


def names() -> list[str]:
    """Return the names of the backups there, newest first."""
    with reached() as storage:
        try:
            _folders, files = storage.listdir("")
        except FileNotFoundError:
            return []
    return sorted((name for name in files if moment_of(name)), reverse=True)


def _of_this_machine(path: Path) -> IO[bytes] | None:
    try:
        return path.open("rb") if path.is_file() else None
    except OSError as error:
        raise BackupError(
            _("读不到%(path)s。请把它放到网站的用户（unionsite）读得到的地方。") % {"path": path}
        ) from error


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """Open a backup: a path of this machine, or a name in the place."""
    if file := _of_this_machine(Path(name)):
        with file:
            yield file
        return
    with reached() as storage:
        is_there = moment_of(name) is not None and storage.exists(name)
    if not is_there:
        raise BackupError(
            _("找不到备份%(name)s。请写备份文件的路径，或者%(place)s里的文件名。")
            % {"name": name, "place": settings.BACKUP_PLACE}
        )
    with reached() as storage:
        file = storage.open(name, "rb")
    with file:
        yield file
