"""Restoring a backup into an empty place: all is checked before anything is written, and once more afterwards; what the
restored site then says of itself."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from django.core.files.storage import FileSystemStorage, Storage
from django.utils.translation import gettext as _

from interact.cases.models.case import Case
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.audit.verification import verify
from unionsite.core.sealing import SealingError
from unionsite.operations.backups import archive, place, uploads
from unionsite.operations.backups.archive import CHUNK, Reader
from unionsite.operations.backups.choices import DATABASES, BackupError, State
from unionsite.operations.backups.databases import Database, own_database
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.queries import known_migrations
from unionsite.operations.backups.rules import Here, why_no_room, why_not_restore
from unionsite.publishing.ledger import verification as ledger
from unionsite.publishing.ledger.models import DailyHead, Release

SHOWN = 5


@dataclass(frozen=True)
class Target:
    """An empty database and the empty storages of the uploads; the mark that stands while it is half full, none for a
    drill."""

    database: Database
    storages: Mapping[str, Storage]
    mark: Path | None = None

    def here(self) -> Here:
        return Here(
            engine=self.database.engine,
            migrations=known_migrations(),
            is_database_empty=self.database.is_empty(),
            full_folders=uploads.full_folders(self.storages),
            free=self.free(),
            is_broken_off=self.mark is not None and self.mark.exists(),
        )

    def is_empty(self) -> bool:
        return self.database.is_empty() and not uploads.full_folders(self.storages)

    def free(self) -> int | None:
        """Return the least room among the disks concerned; None where none is of this machine."""
        local = [Path(storage.location) for storage in self.storages.values() if isinstance(storage, FileSystemStorage)]
        folders = [next(folder for folder in (path, *path.parents) if folder.exists()) for path in local]
        rooms = [shutil.disk_usage(folder).free for folder in folders]
        rooms += [room for room in (self.database.free(),) if room is not None]
        return min(rooms, default=None)


@dataclass
class Contents:
    """What a backup holds, as its complete reading has shown."""

    head: dict
    size: int = 0
    files: int = 0
    sums: dict[str, str] = field(default_factory=dict)
    is_ours: bool = False

    @property
    def rows(self) -> int:
        return sum(self.head["rows"].values())


def own_target() -> Target:
    return Target(own_database(), uploads.storages_of_files(), place.unfinished_mark())


def read_through(name: str, identities: list, target: Target | None = None) -> Contents:
    """Open a backup from its first byte to its last without writing anything. Raises BackupError if it is not whole,
    and, before the long part, if it cannot be restored to `target`."""
    with place.opened(name) as file, archive.reading(file, identities) as reader:
        here = target.here() if target else None
        if here and (why := why_not_restore(reader.head, here)):
            raise BackupError(why)
        contents = Contents(reader.head)
        for path, _content, size in reader.members():
            # A database in gzip takes some five times its room.
            contents.size += size if path.startswith(f"{uploads.FOLDER}/") else 5 * size
            contents.files += path.startswith(f"{uploads.FOLDER}/")
        contents.sums, contents.is_ours = reader.sums, reader.is_ours
    if here and (why := why_no_room(contents.size, here.free)):
        raise BackupError(why)
    return contents


def restore(
    name: str,
    identities: list,
    target: Target,
    *,
    accepts_foreign: bool = False,
    tell: Callable[[str], None] = lambda words: None,
) -> Contents:
    """Restore a backup into an empty place, compare what is there then with its list, and return what it held. Raises
    BackupError; what was written until then is taken away again (T98), after a signal that ends the process too. Where
    that is not possible, as in a power cut, the target's mark stays; `note_restored` removes it in the end."""
    contents = read_through(name, identities, target)
    if not (contents.is_ours or accepts_foreign):
        raise BackupError(
            _(
                "这份备份不是用这里的AUDIT_KEY做的：可能.env里的密钥不是原来那一套，也可能有人伪造了备份。请先把原来的密钥填回.env；"
                "确认来源可靠、密钥已丢失的，加上--accept-foreign再运行。"
            )
        )
    tell(_("备份完整：%(rows)d行数据，%(files)d个文件。开始恢复。") % {"rows": contents.rows, "files": contents.files})
    # The reading took minutes: another restore may have filled the place.
    if why := why_not_restore(contents.head, target.here()):
        raise BackupError(why)
    with place.stopping_tidily():
        _write_all(name, identities, contents, target)
    return contents


def _write_all(name: str, identities: list, contents: Contents, target: Target) -> None:
    written: list[Callable[[], None]] = []
    try:
        if target.mark:
            place.set_mark(target.mark, Path(name).name)
        with place.opened(name) as file, archive.reading(file, identities) as reader:
            _write(reader, target, written)
        if faults := differences(contents, target):
            raise BackupError(_("恢复出来的内容与备份不一致：%(faults)s") % {"faults": _("；").join(faults[:SHOWN])})
    except BaseException:
        # Take away only what this restoring wrote.
        for take_away in reversed(written):
            with suppress(Exception):
                take_away()
        # A target that does not answer keeps its mark.
        with suppress(Exception):
            if target.mark and target.is_empty():
                place.drop_mark(target.mark)
        raise


def _write(reader: Reader, target: Target, written: list[Callable[[], None]]) -> None:
    """Write the database from its parts, all or nothing, then each file; `written` are the ways to take each away."""
    prefix = f"{DATABASES[reader.head['engine']]}/"
    members = reader.members()
    first_file: list = []

    def parts() -> Iterator[bytes]:
        for path, content, size in members:
            if not path.startswith(prefix):
                first_file.append((path, content, size))
                return
            while block := content.read(CHUNK):
                yield block

    target.database.load(parts())
    written.append(target.database.clear)
    for path, content, _size in chain(first_file, members):
        storage, name = uploads.place_of(path, target.storages)
        # Noted before: one that breaks off in its midst leaves half a file.
        if not storage.exists(name):
            written.append(partial(storage.delete, name))
        uploads.put_back(path, content, target.storages)


def differences(contents: Contents, target: Target) -> list[str]:
    """Compare rows by table and the hash of each file with the backup's list; return what differs, in words."""
    wanted, found = contents.head["rows"], target.database.rows()
    faults = [
        _("表%(name)s应有%(wanted)s行，实有%(found)s行")
        % {"name": name, "wanted": wanted.get(name, 0), "found": found.get(name, 0)}
        for name in sorted({*wanted, *found})
        if wanted.get(name) != found.get(name)
    ]
    for path, digest in contents.sums.items():
        if path.startswith(f"{uploads.FOLDER}/"):
            _first, folder, name = path.split("/", 2)
            if uploads.digest_of(target.storages[folder], name) != digest:
                faults.append(_("文件%(name)s的内容不同") % {"name": path})
    return faults


def note_restored(name: str) -> None:
    """Put on record that this site was restored, and drop the run of its own backup, which it holds unfinished. From
    now on it counts as whole."""
    BackupRun.objects.filter(state=State.RUNNING).delete()
    audit.record(Action.BACKUP_RESTORED, subject_label=Path(name).name)
    place.drop_mark(place.unfinished_mark())


def what_holds() -> Iterator[str]:
    """Yield a line for each, good or bad: the audit log, the releases and their signed heads, the keys of the cases."""
    yield str(verify())
    found = list(ledger.faults())
    if found:
        yield _("放行记录有问题：%(faults)s") % {"faults": " ".join(found[:SHOWN])}
    else:
        yield _("放行记录完好：%(releases)d条，每日校验文件%(heads)d份。") % {
            "releases": Release.objects.count(),
            "heads": DailyHead.objects.count(),
        }
    yield _cases()


def _cases() -> str:
    sealed = Case.objects.exclude(sealed_key="")
    newest = sealed.order_by("-pk").first()
    if newest is None:
        return _("备份里没有诉求。")
    try:
        newest.vault  # noqa: B018
    except SealingError:
        return _("CASE_KEYS打不开诉求：请把原来的密钥填回.env，否则全部诉求都读不出来。")
    return _("CASE_KEYS打得开诉求（共%(count)d件）。") % {"count": sealed.count()}
