"""System checks of what the channels need to be answered, and the check of cases for `/healthz`."""

from django.conf import settings
from django.core.checks import Error, Info, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from interact.cases.models.settings import ChannelRouting
from interact.cases.people import holders, may_be_named
from interact.cases.querysets import HANDLE, REPORT
from interact.cases.services import files, mails
from interact.channels.models import CHANNEL_PAGES
from interact.channels.records import BY_NAME, CHANNELS, Channel, record_of
from unionsite.accounts.models import User
from unionsite.core.health import NotHealthy


@register(Tags.security, deploy=True)
def check_antivirus(app_configs=None, **_kwargs):
    """I001: there is no virus scanner. That is allowed, but somebody should know (T75)."""
    if settings.ANTIVIRUS:
        return []
    return [
        Info(
            "ANTIVIRUS is empty: files that employees attach are checked by type and content, but not scanned.",
            hint="Name a ClamAV daemon in ANTIVIRUS.",
            id="interact.I001",
        )
    ]


@register()
def check_channels(app_configs=None, **_kwargs):
    """E004: a channel lacks its record, form or page type. So a new channel is complete before it runs."""
    faults = []
    for channel in Channel:
        if channel not in CHANNELS:
            faults.append(f"{channel.value} has no record in interact.channels.records")
        elif not isinstance(form := find(CHANNELS[channel].form), type):
            faults.append(f"{channel.value} names no form: {CHANNELS[channel].form}")
        else:
            faults += [
                f"{channel.value} has papers for {kind}, which its form does not offer"
                for kind in _odd_kinds(channel, form)
            ]
        if channel not in CHANNEL_PAGES:
            faults.append(f"{channel.value} has no page type in interact.channels.models")
    return [Error(fault, id="interact.E004") for fault in faults]


def _odd_kinds(channel: Channel, form: type) -> set[str]:
    """Return the kinds that papers of the channel are for and that its form cannot give."""
    named = {kind for paper in record_of(channel).papers for kind in paper.kinds}
    return named - {value for value, _label in form.base_fields["kind"].choices} if named else set()


def find(path: str) -> object:
    try:
        return import_string(path)
    except ImportError:
        return None


@register(Tags.database)
def check_people(app_configs=None, databases=None, **_kwargs):
    """W002 and W003: nobody could handle what comes in by a channel. Runs with `check --database default`."""
    if not databases:
        return []
    try:
        faults = people_faults()
    except DatabaseError:  # before the first migration
        return []
    return [Warning(text, id=f"interact.W{number:03}") for number, text in faults]


def people_faults() -> list[tuple[int, str]]:
    """Return (number of the check, what is wrong, in Chinese) for each fault."""
    rows = {row.channel: row for row in ChannelRouting.objects.all()}
    if not rows:  # before `setup_site`
        return []
    faults: list[tuple[int, str]] = []
    for channel in sorted(BY_NAME, key=list(Channel).index):
        row = rows.get(channel)
        if row is None or not row.is_open:
            continue
        named = set(row.handlers.values_list("pk", flat=True)) | set(row.deputies.values_list("pk", flat=True))
        able = may_be_named(User.objects.filter(pk__in=named), channel).exists()
        # If nobody is named, reports go to all who may handle them.
        if not able and not (record_of(channel).goes_to_all and holders(REPORT).exists()):
            words = _("“%(channel)s”开放着，却没有能办理的人，收到的内容没有人看得到。")
            faults.append((2, words % {"channel": channel.label}))
    if any(row.is_open for channel, row in rows.items() if channel not in BY_NAME) and not holders(HANDLE).exists():
        faults.append((3, _("没有人能受理职工诉求：请给网络信息管理小组的成员“初审”角色。")))
    return faults


def check_cases() -> str:
    """Return "ok" for `/healthz`. Raises NotHealthy if mails or files of cases have waited for more than an hour."""
    now = timezone.localtime()
    faults = []
    if mails.waiting_too_long(now).exists():
        faults.append("mails about cases have waited for more than an hour")
    if files.waiting_for_scanner(now).exists():
        faults.append("attached files have waited for the virus scanner for more than an hour")
    if faults:
        raise NotHealthy("; ".join(faults))
    return "ok"
