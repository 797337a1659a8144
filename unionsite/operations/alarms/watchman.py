"""Who watches the watchman: processes that answer readers see whether the scheduler still runs."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from unionsite.core.scheduling import HEARTBEAT
from unionsite.operations.alarms import rules
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.alarms.services import tell

logger = logging.getLogger(__name__)
SECONDS_BETWEEN = 60


class Watchman:
    """What one process has seen of the scheduler; moments are seconds since 1970."""

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
