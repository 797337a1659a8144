"""Which channels a site has, where they are, and what they promise; for the section, the home page and the frame."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from interact.answers.models import AnswerIndexPage
from interact.answers.queries import Done, latest_done
from interact.cases.models.settings import ChannelRouting, FeedbackSettings
from interact.cases.queries import MonthFigures, month_figures
from interact.channels.models import CHANNEL_PAGES
from interact.channels.records import CHANNELS, ChannelRecord, is_request
from unionsite.core.generation import REPLIES, SETTINGS, remembered_of
from unionsite.core.queries import default_site, is_closed, locales, public_address, site_root

ANSWERS = "answers"
# An older month says little of how things are done now.
PROOF_MONTHS = 3
RIGHTS = "rights"  # 权益问答


@dataclass(frozen=True)
class Tool:
    """A channel as a row of the list; `limit` says in words by when there is an answer."""

    channel: str
    title: str
    url: str
    line: str
    limit: str
    is_open: bool
    is_request: bool


@remembered_of(SETTINGS)
def feedback_settings() -> FeedbackSettings:
    """Return the settings for public pages. They are remembered until `receivers` see a change."""
    return FeedbackSettings.load()


@remembered_of(SETTINGS)
def closed_channels() -> frozenset[str]:
    """Return the channels that take nothing at present."""
    return frozenset(ChannelRouting.objects.filter(is_open=False).values_list("channel", flat=True))


@remembered_of()
def _addresses(root_path: str) -> dict[str, tuple[str, str]]:
    """Return (title, address) by channel, and under `ANSWERS` and `RIGHTS` of the published answers and of those about
    rights, if the site has such pages."""
    names = {page._meta.model_name: channel.value for channel, page in CHANNEL_PAGES.items()}
    names |= {AnswerIndexPage._meta.model_name: ANSWERS, "rightsanswerindexpage": RIGHTS}
    rows = (
        Page.objects.live()
        .exclude(expire_at__lte=timezone.now())
        .exclude(is_closed())
        .filter(
            Q(content_type__app_label__in=["interact", "rights"], content_type__model__in=sorted(names)),
            path__startswith=root_path,
        )
        .order_by("-path")
        .values_list("content_type__model", "title", "url_path")
    )
    return {names[model]: (title, public_address(url_path)) for model, title, url_path in rows}


def addresses() -> dict[str, tuple[str, str]]:
    """Return `_addresses` for the default site in the active language, from memory."""
    if (site := default_site()) is None:
        return {}
    return _addresses(site_root(site).path)


def address_of_channel(name: str) -> str:
    """Return the address of a channel, or of the published answers (`ANSWERS`); empty if there is no such page."""
    return addresses().get(name, ("", ""))[1]


def tools() -> list[Tool]:
    """Return the channels that the site has, in the order of `Channel`."""
    known, closed = addresses(), closed_channels()
    return [
        Tool(
            channel.value,
            *known[channel],
            str(record.line),
            limit_of(record),
            channel not in closed,
            is_request(channel),
        )
        for channel, record in CHANNELS.items()
        if channel in known
    ]


def limit_of(record: ChannelRecord) -> str:
    limits = feedback_settings().limits()
    days = getattr(limits, record.limit)
    if record.lists_complex:
        return _("%(general)d个工作日内答复，复杂的%(opinion)d个工作日内给初步意见") % {
            "general": days,
            "opinion": limits.opinion,
        }
    return ngettext("%(days)d个工作日内答复", "%(days)d个工作日内答复", days) % {"days": days}


@dataclass(frozen=True)
class Task:
    """One entry in the front page's row of tasks; `icon` is a name from the site's set of icons."""

    title: str
    url: str
    line: str
    icon: str


def tasks() -> list[Task]:
    """Return the tasks of the front page: 提建议, 投诉举报, 问一问 as far as the site has them, and 查进度."""
    found = [
        Task(str(record.task.title), url, str(record.task.line), record.task.icon)
        for channel, record in CHANNELS.items()
        if record.task and (url := address_of_channel(channel))
    ]
    return [*found, Task(_("查进度"), reverse("feedback:find"), _("凭回执号，不用登录"), "clock")]


def last_month(today: date) -> tuple[MonthFigures, str] | None:
    """Return the figures of the last whole month and the address of all of them; None if there is no such page."""
    if not (url := address_of_channel(ANSWERS)):
        return None
    return month_figures(today)[0], f"{url}figures/"


def proof(today: date) -> tuple[MonthFigures | None, str] | None:
    """Return the newest of the last months of which the public learns how many were answered in time, and the address
    of all figures; None in the place of a month if there is none, None alone if there is no such page."""
    if not (url := address_of_channel(ANSWERS)):
        return None
    months = month_figures(today)[:PROOF_MONTHS]
    return next((month for month in months if month.on_time_rate is not None), None), f"{url}figures/"


@remembered_of(REPLIES)
def _latest_done(language: str) -> tuple[Done, ...]:
    return tuple(row for pk, locale in locales().items() if locale.language_code == language for row in latest_done(pk))


def done() -> tuple[tuple[Done, ...], str] | None:
    """Return the latest of 您说了，我们做了 in the active language, from memory, and the address of all; None if there
    are none."""
    rows = _latest_done(get_language() or settings.LANGUAGE_CODE) if (url := address_of_channel(ANSWERS)) else ()
    return (rows, f"{url}done/") if rows else None
