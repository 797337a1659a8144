"""Watches the accounts on other platforms: dormant ones, and ones that could not be opened (S-7.1, S-8.8)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.services import close_gone, record_finding
from unionsite.publishing.platforms.choices import Registration
from unionsite.publishing.platforms.models import Platform


@transaction.atomic
def watch_platforms(now: datetime | None = None) -> int:
    """Record dormant accounts and those that a check by hand found unreachable, close what is over; return how many
    are wrong. Safe to run twice."""
    now = now or timezone.now()
    known = Platform.objects.select_related("department", "administrator")
    dormant = _("平台账号“%(name)s”已休眠：连续%(days)d天没有发布")
    lost = _("平台账号“%(name)s”打不开")
    words = {f"platform:{one.pk}": (one, dormant) for one in known.dormant(now)}
    in_use = known.filter(registration=Registration.ACTIVE).with_last_check()
    words |= {f"platform:{one.pk}:unreachable": (one, lost) for one in in_use.filter(was_reachable=False)}
    for key, (platform, text) in words.items():
        record_finding(
            source=Source.PLATFORM,
            key=key,
            title=text % {"name": platform.name, "days": settings.PLATFORM_DORMANT_DAYS},
            gravity=Gravity.USUAL,
            department=platform.department,
            owner=platform.administrator,
            now=now,
        )
    close_gone(source=Source.PLATFORM, prefix="platform:", still=set(words), now=now)
    return len(words)
