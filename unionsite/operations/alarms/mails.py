"""The mail about an alarm, to `ALARM_MAILS`."""

from __future__ import annotations

import logging

from django.conf import settings

from unionsite.core.mails import send
from unionsite.operations.alarms.models import Alarm

logger = logging.getLogger(__name__)


def tell_of(alarm: Alarm) -> bool:
    """Write what is wrong, or that it is well again; return whether the mail went out. A mail server that is down is
    an alarm itself and stops nothing."""
    try:
        send("operations/alarms/mail/alarm.txt", settings.ALARM_MAILS, {"alarm": alarm, "base_url": settings.BASE_URL})
    except Exception as error:  # The message may hold addresses.
        logger.error("The mail about an alarm did not go out: %s", type(error).__name__)
        return False
    return True
