"""Scheduled work: ship what is new, and tell when that does not go or the log was changed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from unionsite.operations.alarms.choices import Kind
from unionsite.operations.alarms.services import settle
from unionsite.operations.shipping.services import LogChanged, folder, ship_to_folder, ship_to_syslog

logger = logging.getLogger(__name__)


def ship_audit_log() -> None:
    """Runs each minute; each target goes on by itself where it stopped."""
    now, found = timezone.now(), {}
    targets: dict[str, Callable[[], int]] = {}
    if target := folder():
        targets[settings.AUDIT_SHIP_DIR] = lambda: ship_to_folder(target, now)
    if settings.AUDIT_SYSLOG:
        targets[settings.AUDIT_SYSLOG] = lambda: ship_to_syslog(now)
    with translation.override(settings.LANGUAGE_CODE):
        for name, ship in targets.items():
            try:
                ship()
            except LogChanged as error:
                found[name] = [str(error), *_advice_on_change()]
            except OSError as error:
                logger.warning("The audit log was not shipped to %s: %s", name, type(error).__name__)
                found[name] = [
                    _("审计日志没有送出：%(error)s。") % {"error": type(error).__name__},
                    _("请检查对方机器、网络、证书和磁盘。恢复后从断开处接着送，不会缺。"),
                ]
        settle(Kind.SHIPPING, found, now=now)


def _advice_on_change() -> list[str]:
    return [
        _("如果刚恢复过备份：unionsite-manage ship_audit_log --restart “恢复备份的说明”。"),
        _("否则可能有人改动了审计日志：请保留现场，用unionsite-manage verify_shipped与外送的日志核对。"),
    ]
