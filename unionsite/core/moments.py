"""How a moment or a span of time is written for people: 12月9日 星期三 14:00–17:00; records keep 2026-05-08 14:30."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# Who compares a page with its release does not mind that a year has begun since.
_YEAR = "<span data-apart>{}</span>"


def moment(starts: datetime | None, ends: datetime | None = None) -> str:
    """Return HTML with a moment, or with a span of time; the day of both stands once, the year where it is another than
    this one, and nothing of it breaks at the end of a line. Empty for None."""
    if starts is None:
        return ""
    words = [_in_words(starts)]
    if ends is not None:
        is_one_day = timezone.localdate(starts) == timezone.localdate(ends)
        hours = f"{timezone.localtime(ends):%H:%M}"
        words = [format_html("{}–{}", *words, hours)] if is_one_day else [*words, _in_words(ends)]
    return format_html_join(_("至"), '<span class="moment">{}</span>', ((text,) for text in words))


def _in_words(at: datetime) -> SafeString:
    at = timezone.localtime(at)
    year = "" if at.year == timezone.localdate().year else format_html(_YEAR, _("%(year)d年") % {"year": at.year})
    words = {"year": "{year}", "day": date_format(at, "MONTH_DAY_FORMAT"), "weekday": date_format(at, "l")}
    return format_html(_("%(year)s%(day)s %(weekday)s") % words + " {time}", year=year, time=f"{at:%H:%M}")
