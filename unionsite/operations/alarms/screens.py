"""Open alarms, as what waits for those who run the site."""

from django.utils.translation import gettext as _

from unionsite.core.waiting import MOST, Work
from unionsite.operations.alarms.models import Alarm
from unionsite.operations.alarms.rules import VIEW


def offer_work(user, now):
    """Offer what is wrong with the installation; what to do stands with it."""
    if user.has_perm(VIEW):
        for alarm in Alarm.objects.filter(ended_at=None)[:MOST]:
            words = _("运行告警：%(alarm)s") % {"alarm": alarm}
            yield Work(words, "", "", note=" ".join(alarm.lines), is_urgent=True)
