"""Which backups stay, when one is due or too old, and which may be restored here. Pure: the moment is passed in."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _

from unionsite.core.clocks import is_to_come
from unionsite.operations.backups.choices import FORMAT

_NAME = re.compile(r"unionsite-(\d{8}-\d{6})\.tar\.age")
TRIES, PAUSE = 3, timedelta(hours=1)


def name_of(moment: datetime) -> str:
    return f"unionsite-{moment.astimezone(UTC):%Y%m%d-%H%M%S}.tar.age"


def moment_of(name: str) -> datetime | None:
    """Return when the backup of this name was made; None for any other file."""
    match = _NAME.fullmatch(name)
    try:
        return datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def newest_of(names: Iterable[str], now: datetime) -> str:
    """Return the newest backup, "" where there is none; what the future made counts nothing."""
    return next((name for _moment, name in _newest_first(names, now)), "")


def _newest_first(names: Iterable[str], now: datetime) -> list[tuple[datetime, str]]:
    dated = ((moment_of(name), name) for name in names)
    return sorted(((moment, name) for moment, name in dated if moment and not is_to_come(moment, now)), reverse=True)


def to_delete(names: Iterable[str], now: datetime, keep: tuple[int, int, int], most_days: int) -> list[str]:
    """Return the backups that may go: all but the newest of each of the last days, weeks and months, and of the weeks
    and months what is older than `most_days`. The newest of all stays, and so does every other file.

    The last days are days with a backup and stay whatever their age, because a clock may have jumped: each backup made
    under a wrong clock pushes out at most one of the true days, and takes its place. For the same reason what is later
    than now counts nothing, and stays until its time has come.
    """
    local = [(moment.astimezone(now.tzinfo), name) for moment, name in _newest_first(names, now)]
    days, weeks, months = (
        _newest_of_each(local, pattern)[:number]
        for number, pattern in zip(keep, ("%Y-%m-%d", "%G-%V", "%Y-%m"), strict=True)
    )
    oldest = now - timedelta(days=most_days)
    kept = {name for _moment, name in [*local[:1], *days]}
    kept |= {name for moment, name in [*weeks, *months] if moment >= oldest}
    return [name for _moment, name in local if name not in kept]


def _newest_of_each(dated: Iterable[tuple[datetime, str]], pattern: str) -> list[tuple[datetime, str]]:
    newest: dict[str, tuple[datetime, str]] = {}
    for moment, name in dated:
        newest.setdefault(f"{moment:{pattern}}", (moment, name))
    return list(newest.values())


def _is_within(since: datetime, moment: datetime, now: datetime) -> bool:
    return moment >= since and not is_to_come(moment, now)


def is_due(now: datetime, hour: int, good: datetime | None, tries: Collection[datetime], weekday: int = 0) -> bool:
    """Whether something that is done each day (or on a weekday, 1 is Monday) after `hour` is to be begun: not done
    since then, tried fewer than three times since, the last time more than an hour ago. What is later than now counts
    nothing."""
    since = datetime.combine(now.date(), time(hour), now.tzinfo)
    if weekday:
        since -= timedelta(days=(now.isoweekday() - weekday) % 7)
    if since > now:
        since -= timedelta(days=7 if weekday else 1)
    if good and _is_within(since, good, now):
        return False
    late = [moment for moment in tries if _is_within(since, moment, now)]
    return len(late) < TRIES and (not late or max(late) <= now - PAUSE)


def is_late(since: datetime | None, now: datetime, most: timedelta) -> bool:
    """Whether the last one, or where there was none yet, the moment since which it is expected, is too long ago: a site
    has as long for its first as for the next. None: none is expected yet. A moment that is still to come tells nothing
    good."""
    return since is not None and (now - since > most or is_to_come(since, now))


@dataclass(frozen=True)
class Here:
    """The place to restore into. `migrations` are those that this program has, `free` is None where nobody can say;
    `is_broken_off` says that an earlier restore never came to its end."""

    engine: str
    migrations: Collection[tuple[str, str]]
    is_database_empty: bool
    full_folders: Collection[str]
    free: int | None
    is_broken_off: bool = False


def why_not_restore(head: dict, here: Here) -> str:
    """Return why a backup cannot be restored here and what to do, "" if it can. Asks nothing of its size."""
    if head["format"] > FORMAT or (unknown := newer_migrations(head, here)):
        what = "" if head["format"] > FORMAT else _("（如%(name)s）") % {"name": ".".join(unknown[0])}
        return _(
            "这份备份是更新的版本（%(version)s）做的，现在的程序读不了%(what)s。请先安装%(version)s或更新的版本，再恢复。"
        ) % {"version": head["software"], "what": what}
    if head["engine"] != here.engine:
        return _(
            "这份备份的数据库是%(theirs)s，这里配置的是%(ours)s，不能恢复。请把.env中的DATABASE_URL改成%(theirs)s的空数据库，再恢复。"
        ) % {"theirs": _ENGINES[head["engine"]], "ours": _ENGINES[here.engine]}
    if here.is_broken_off and (here.full_folders or not here.is_database_empty):
        return _(
            "上一次恢复中途断了，这里只恢复了一部分，不能使用，也不能接着恢复。请先停止网站的全部服务，把网站的数据文件夹"
            "（VAR_DIR，SQLite的数据库也在里面）移到别处；PostgreSQL再删除或改名现在的数据库，另建一个空的；然后从头恢复。"
            "步骤见手册《备份与恢复》第六节“在原来的机器上恢复”。"
        )
    if not here.is_database_empty:
        return _(
            "这里的数据库不是空的，不能恢复，现有内容没有改动。确实要用备份代替的：先停止网站的全部服务，"
            "SQLite把数据库文件移到别处，PostgreSQL另建一个空数据库并改好DATABASE_URL，再恢复。"
        )
    if here.full_folders:
        return _("这些文件夹里已有文件，不能恢复，现有内容没有改动：%(names)s。请先把它们移到别处，再恢复。") % {
            "names": _("、").join(here.full_folders)
        }
    return ""


def why_no_room(needed: int, free: int | None) -> str:
    if free is None or free >= needed:
        return ""
    return _("磁盘空间不够：需要%(needed)dMB，只剩%(free)dMB。请腾出空间，或换一个更大的磁盘。") % {
        "needed": needed // 2**20 + 1,
        "free": free // 2**20,
    }


_ENGINES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def newer_migrations(head: dict, here: Here) -> list[tuple[str, str]]:
    """Return the migrations of the backup that this program does not know."""
    known = set(here.migrations)
    return sorted(name for name in map(tuple, head["migrations"]) if name not in known)
