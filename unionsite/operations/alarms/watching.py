"""Looks after the installation: each function returns what is wrong, as subject and lines; nothing where all is well.
At the end, who looks after the scheduler that runs this.

A feature above joins by adding its function to `WATCHED` when the app starts.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from interact.attachments import antivirus
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.health import check_cache
from unionsite.core.scheduling import HEARTBEAT
from unionsite.operations.alarms import readings, rules
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.alarms.services import settle, tell

logger = logging.getLogger(__name__)

Found = dict[str, list[str]]
# A little more than the day between two checks.
CHECKED_WITHIN = timedelta(hours=25)
SECONDS_BETWEEN = 60
SEE_LOG = "journalctl -u unionsite-scheduler --since today"


def jobs(now: datetime) -> Found:
    found: Found = {}
    titles = {name: title for name, *_rest, title in settings.SCHEDULED_JOBS}
    for run in readings.last_runs():
        if run.error:
            # Only the class of the error: its message may quote somebody's words.
            what = _("“%(job)s”最近一次运行失败：%(error)s。") % {
                "job": titles[run.job],
                "error": run.error.partition(":")[0],
            }
        elif rules.is_unfinished(run.started_at, run.finished_at, now):
            begun = f"{timezone.localtime(run.started_at):%Y-%m-%d %H:%M}"
            what = _("“%(job)s”%(at)s开始运行，到现在没有完成。") % {"job": titles[run.job], "at": begun}
        else:
            continue
        found[run.job] = [what, *_advice(run.job)]
    return found


def _advice(job: str) -> list[str]:
    if job == "verify_audit_log":
        return [_("审计日志与校验值不符。请保留现场，用unionsite-manage audit_verify查明位置，并与外送的日志核对。")]
    return [_("原因见定时程序的日志：%(command)s。排除后，下一次运行会自动补上。") % {"command": SEE_LOG}]


def disk(now: datetime) -> Found:
    return {
        folder: [
            _("只剩%(free)d MB，共%(total)d MB。") % {"free": free // 2**20, "total": total // 2**20},
            _("请清理旧的备份和日志，或者扩充磁盘。用满以后，网站不能保存任何内容。"),
        ]
        for folder, (free, total) in readings.disks().items()
        if rules.is_disk_low(free, total)
    }


def certificate(now: datetime) -> Found:
    until = readings.certificate()
    if until is None or not rules.is_near_its_end(until, now):
        return {}
    last = f"{timezone.localtime(until):%Y-%m-%d %H:%M}"
    advice = _("请续签，再照手册《安装与更新》“换证书”换上。过期后浏览器会警告读者不要打开本站。")
    return {settings.BASE_URL: [_("有效期至%(until)s。") % {"until": last}, advice]}


def queue(now: datetime) -> Found:
    if settings.TASKS_BACKEND != "database":
        return {}
    found: Found = {}
    number, oldest = readings.queue()
    if oldest and rules.is_stuck(oldest, now):
        found[_("没有人做")] = [
            _("有%(number)d项后台任务在等待，最早的已等了%(minutes)d分钟。")
            % {"number": number, "minutes": (now - oldest).total_seconds() // 60},
            _("请检查后台程序：systemctl status unionsite-worker。"),
        ]
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - timedelta(days=1))
    if paths := sorted(set(failed.values_list("task_path", flat=True))):
        found[_("运行失败")] = [
            _("最近一天失败的任务：%(tasks)s。") % {"tasks": "、".join(paths)},
            _("原因见后台程序的日志：journalctl -u unionsite-worker。"),
        ]
    return found


def shared_cache(now: datetime) -> Found:
    try:
        check_cache()
    except Exception as error:  # Whatever its library raises.
        advice = _("请检查Redis（systemctl status redis-server）或VAR_DIR的权限。停用期间网站变慢，登录可能失效。")
        return {_("不能读写"): [type(error).__name__, advice]}
    return {}


def mail(now: datetime) -> Found:
    line = get_connection()
    if not isinstance(line, EmailBackend):
        return {}
    try:
        line.open()
    except Exception as error:  # Whatever the server says.
        advice = _("请检查EMAIL_URL和邮件服务器。没有寄出的诉求邮件会自动补寄；这一条只能在网站后台看到。")
        return {_("连不上"): [type(error).__name__, advice]}
    finally:
        with suppress(Exception):
            line.close()
    return {}


def scanner(now: datetime) -> Found:
    if not antivirus.is_configured() or antivirus.scan(b"unionsite") is antivirus.Verdict.CLEAN:
        return {}
    advice = _("请检查ClamAV（systemctl status clamav-daemon）。停用期间，职工上传的文件会等待，办理人打不开。")
    return {_("没有应答"): [advice]}


def integrity(now: datetime) -> Found:
    rows = AuditEntry.objects.filter(action__in=[Action.RELEASE_BROKEN, Action.RELEASE_UNCHECKED])
    last = rows.filter(at__gt=now - CHECKED_WITHIN).first()
    if last is None:
        return {}
    found: Found = {}
    if number := last.detail.get("faults", 1):
        advice = _("请保留现场，在审计日志中查看是哪些内容，必要时先下线，再查明是谁改的。")
        found[_("公开内容与放行记录不符")] = [_("最近一次核对发现%(number)d处。") % {"number": number}, advice]
    if number := last.detail.get("unchecked"):
        advice = _("读写数据库没有成功，不等于内容有问题。请运行manage.py check_releases再核对一次。")
        found[_("部分公开内容没有核对成")] = [_("最近一次核对有%(number)d处。") % {"number": number}, advice]
    return found


WATCHED: dict[AlarmKind, Callable[[datetime], Found]] = {
    AlarmKind.JOB: jobs,
    AlarmKind.DISK: disk,
    AlarmKind.CERTIFICATE: certificate,
    AlarmKind.QUEUE: queue,
    AlarmKind.CACHE: shared_cache,
    AlarmKind.MAIL: mail,
    AlarmKind.SCANNER: scanner,
    AlarmKind.INTEGRITY: integrity,
}


def watch() -> None:
    """Runs every five minutes. One part that cannot be looked at does not hide the others; the job fails in the end."""
    now, faults = timezone.now(), []
    with translation.override(settings.LANGUAGE_CODE):
        for kind, look in WATCHED.items():
            try:
                settle(kind, look(now), now=now)
            except Exception as error:  # As said above.
                logger.exception("%s could not be watched", kind)
                faults.append(error)
        # The scheduler runs this, so it is well; systemd repeats its alarm while a service does not come up.
        settle(AlarmKind.SCHEDULER, {}, now=now)
        settle(AlarmKind.UNIT, {}, now=now)
    if faults:
        raise faults[0]


# --- Who watches the watchman ---


class Watchman:
    """What one process that answers readers has seen of the scheduler; moments are seconds since 1970."""

    def __init__(self) -> None:
        self.looked_at = self.silent_since = 0.0

    def look(self, now: float) -> None:
        """After an answer, at most once a minute. Only a silence that this process saw for ten minutes counts: a site
        that has just started has heard nothing yet."""
        if now - self.looked_at < SECONDS_BETWEEN:
            return
        self.looked_at = now
        beat = cache.get(HEARTBEAT)
        if beat is not None and now - beat <= rules.SILENCE_OF_SCHEDULER:
            self.silent_since = 0.0
            return
        self.silent_since = self.silent_since or beat or now
        # One process a round is enough.
        if now - self.silent_since > rules.SILENCE_OF_SCHEDULER and cache.add("watchman", 1, SECONDS_BETWEEN):
            _tell()


def _tell() -> None:
    with translation.override(settings.LANGUAGE_CODE):
        tell(
            AlarmKind.SCHEDULER,
            _("没有动静"),
            [
                _("定时程序超过10分钟没有动静，定时发布、提醒、备份和检查都停了。"),
                _("请在服务器上查看并启动：systemctl status unionsite-scheduler。"),
            ],
        )


WATCHMAN = Watchman()


def look_after_answer(**_kwargs) -> None:
    """Never raises: the answer has gone out. Off where nothing is counted after an answer, as in tests."""
    if settings.DEBUG or not settings.COUNTS_SECONDS:
        return
    try:
        WATCHMAN.look(time.time())
    except Exception as error:  # The database or the cache may be down; `/healthz` says so.
        logger.warning("Nobody looked after the scheduler: %s", type(error).__name__)
