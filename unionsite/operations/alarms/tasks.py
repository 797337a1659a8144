"""Scheduled work: look after everything, tell what is wrong, end what is well again."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone, translation

from unionsite.operations.alarms.choices import Kind
from unionsite.operations.alarms.services import settle
from unionsite.operations.alarms.watching import WATCHED

logger = logging.getLogger(__name__)


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
        # Whoever runs this is the scheduler; and systemd says it again while a service does not come up.
        settle(Kind.SCHEDULER, {}, now=now)
        settle(Kind.UNIT, {}, now=now)
    if faults:
        raise faults[0]
