"""The probes of the home page, counted by day."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.core.queries import is_open
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.services import close_gone, record_finding
from unionsite.oversight.health.asking import OwnSite
from unionsite.oversight.health.choices import SLOW_SECONDS
from unionsite.oversight.health.models import ProbeDay

# So many failures in a row, five minutes apart, are no slip.
FAILURES = 3


def probe(now: datetime | None = None) -> ProbeDay | None:
    """Ask for the home page once and count the answer; a site that is not open yet has none."""
    if not is_open():
        return None
    with OwnSite() as site:
        status, seconds, _html = site.page(settings.BASE_URL + "/")
    return count_probe(is_up=status == 200, seconds=seconds, now=now or timezone.now())


@transaction.atomic
def count_probe(*, is_up: bool, seconds: float, now: datetime) -> ProbeDay:
    """Count one probe on its day; the third failure in a row is a finding, the next success closes it."""
    ProbeDay.objects.get_or_create(day=timezone.localdate(now))
    day = ProbeDay.objects.select_for_update().get(day=timezone.localdate(now))
    day.probes += 1
    day.failures += not is_up
    day.failing = 0 if is_up else day.failing + 1
    day.slow += is_up and seconds > SLOW_SECONDS
    day.worst = max(day.worst, round(seconds, 2))
    day.save()
    if day.failing == FAILURES:
        title = _("网站首页打不开")
        detail = _("从%(at)s起连续%(number)d次探测首页都没有正常答复。") % {
            "at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
            "number": FAILURES,
        }
        address = settings.BASE_URL + "/"
        record_finding(
            source=Source.HEALTH,
            key="home:down",
            title=title,
            detail=detail,
            gravity=Gravity.VETO,
            address=address,
            now=now,
        )
    elif is_up:
        close_gone(source=Source.HEALTH, prefix="home:", still=(), now=now)
    return day
