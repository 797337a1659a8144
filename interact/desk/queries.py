"""Composed reads of the handlers' desk: queues with their counts, the history of a case, delayed mails and files.

Every list begins with `Case.objects.visible_to(user)`, so nothing here shows more than that.
"""

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.attachments.choices import ScanState
from interact.cases import rules, sla
from interact.cases.choices import Party, State
from interact.cases.models.case import Case, CaseHandler
from interact.cases.models.history import CaseEntry, CaseFile, CaseMail
from interact.cases.papers import label_of
from interact.cases.people import parties_of
from interact.cases.querysets import ANSWER, DECIDE, HANDLE, TEAM_CHANNELS, CaseQuerySet, desk_rights
from interact.cases.rules import ANSWERABLE
from interact.cases.services.access import files_of, open_word
from interact.cases.services.one_step import limits_of, pauses_of
from interact.channels.records import BY_NAME, SECRET
from interact.desk.wording import due_words, entry_details
from unionsite.core.choices import TextChoices
from unionsite.core.sealing import SealingError
from unionsite.core.workday_table import current_calendar

logger = logging.getLogger(__name__)

# A day before every due date: SQLite uses an index for a comparison, but not for “is not null”.
FIRST_DAY = date(2000, 1, 1)
# Nobody needs a higher number of ended cases; counting a hundred thousand would slow down every page.
MOST_COUNTED = 999
WAIT = timedelta(minutes=10)


class Tab(TextChoices):
    """The queues of the desk."""

    MINE = "mine", gettext_lazy("待我办理")
    DEPARTMENT = "department", gettext_lazy("本部门")
    COMMITTEE = "committee", gettext_lazy("委员会")
    TODAY = "today", gettext_lazy("今天到期")
    OVERDUE = "overdue", gettext_lazy("已逾期")
    WAITING = "waiting", gettext_lazy("等职工补充")
    OPEN = "open", gettext_lazy("全部未办结")
    ENDED = "ended", gettext_lazy("已结束")


def tabs_of(user) -> list[Tab]:
    """Return the queues that make sense for a user's rights; the first one is shown first."""
    rights = desk_rights(user)
    tabs = [tab for tab in Tab if tab not in (Tab.DEPARTMENT, Tab.COMMITTEE)]
    if user.department_id and rights & {ANSWER, HANDLE}:
        tabs.insert(1, Tab.DEPARTMENT)
    if DECIDE in rights:
        tabs.insert(0 if HANDLE not in rights and ANSWER not in rights else 1, Tab.COMMITTEE)
    return tabs


def _mine(user) -> Q:
    """Return a condition on cases that wait for this user: as their handler, or because the next step is theirs."""
    rights = desk_rights(user)
    mine = Q(handler=user)
    if HANDLE in rights:
        mine |= Q(channel__in=TEAM_CHANNELS, state__in=[State.RECEIVED, State.ANSWERED])
        mine |= Q(channel__in=TEAM_CHANNELS, department=None, handler=None)
    if ANSWER in rights and user.department_id:
        mine |= Q(channel__in=TEAM_CHANNELS, department=user.department_id, handler=None, state__in=sorted(ANSWERABLE))
    if DECIDE in rights:
        mine |= Q(is_escalated=True) | Q(is_extension_asked=True)
    rows = CaseHandler.objects.filter(case=OuterRef("pk"), user=user)
    named = Q(Exists(rows.filter(party=Party.TEAM)))
    named |= Q(Exists(rows.filter(party=Party.DEPARTMENT)), state__in=sorted(ANSWERABLE))
    named |= Q(Exists(rows.filter(party=Party.COMMITTEE))) & (Q(is_escalated=True) | Q(is_extension_asked=True))
    return mine | Q(named, channel__in=sorted(BY_NAME))


def _conditions(user, today: date) -> dict[Tab, Q]:
    """Return the condition of each queue of open cases."""
    return {
        Tab.MINE: _mine(user),
        Tab.DEPARTMENT: Q(department=user.department_id) if user.department_id else Q(pk=None),
        Tab.COMMITTEE: Q(is_escalated=True) | Q(is_extension_asked=True),
        Tab.TODAY: Q(due_on=today),
        Tab.OVERDUE: Q(due_on__lt=today),
        Tab.WAITING: Q(is_waiting=True),
        Tab.OPEN: Q(),
    }


def _open(user) -> CaseQuerySet:
    return Case.objects.visible_to(user).filter(due_on__gte=FIRST_DAY)


def queue(user, tab: Tab, today: date) -> CaseQuerySet:
    """Return the cases of a queue, the most urgent first; ended cases, the latest first."""
    if tab == Tab.ENDED:
        # Filter and order use the columns of one index, which so gives the order too.
        ended = Case.objects.visible_to(user).filter(due_on__isnull=True, closed_on__gte=FIRST_DAY)
        return ended.order_by("-closed_on", "-pk")
    return _open(user).filter(_conditions(user, today)[tab]).by_urgency()


def counts(user, tabs: list[Tab], today: date) -> dict[Tab, int]:
    """Return how many cases each queue holds, in two queries. Ended cases are counted up to MOST_COUNTED + 1."""
    conditions = _conditions(user, today)
    wanted = {tab: conditions[tab] for tab in tabs if tab in conditions}
    found = _open(user).aggregate(
        **{tab.value: Count("pk", filter=condition) if condition else Count("pk") for tab, condition in wanted.items()}
    )
    numbers = {tab: found[tab.value] for tab in wanted}
    if Tab.ENDED in tabs:
        numbers[Tab.ENDED] = queue(user, Tab.ENDED, today)[: MOST_COUNTED + 1].count()
    return numbers


@dataclass(frozen=True)
class Row:
    case: Case
    subject: str
    due: str  # in words
    look: str  # "", "today", "late"
    may_be_chosen: bool  # for many at once


def rows(cases, user, today: date) -> list[Row]:
    """Return the rows for the cases of one page; the cases come from a query `with_word_of(user)`."""
    calendar, is_team = current_calendar(), HANDLE in desk_rights(user)
    shown = []
    for case in cases:
        due, look = due_words(case, today, calendar)
        may_be_chosen = (
            is_team and case.channel in TEAM_CHANNELS and case.state in (State.RECEIVED, *ANSWERABLE)
        ) and not case.is_destroyed
        shown.append(Row(case, subject_of(case, user), due, look, may_be_chosen))
    return shown


def subject_of(case: Case, user) -> str:
    """Return the title of a case for the queue. For a report it is the handler's own word, or else the channel: the
    subject is shown only where a look is on record."""
    try:
        if rules.is_secret(case.channel):
            return open_word(case, user, case.own_word) or str(case.get_channel_display())
        if case.is_destroyed:
            return _("（内容已清除）")
        return str(case.body.get("subject") or "") or str(case.get_channel_display())
    except SealingError:
        return unreadable(case)


def unreadable(case: Case) -> str:
    """Return a text for words that do not open, and log the case's number, and nothing else, for operators (T71)."""
    logger.error("The words of case %s do not open with the keys in CASE_KEYS.", case.pk)
    return _("（内容打不开，请联系系统管理员）")


# --- One case ---


@dataclass(frozen=True)
class ShownFile:
    row: CaseFile
    name: str
    notes: list[str]
    paper: str = ""

    @property
    def may_be_opened(self) -> bool:
        return self.row.scan_state == ScanState.CLEAN


@dataclass(frozen=True)
class ShownEntry:
    entry: CaseEntry
    who: str
    words: str
    details: list[str]
    is_day_only: bool
    files: list[ShownFile] = field(default_factory=list)


def shown_files(case: Case) -> dict[int, list[ShownFile]]:
    """Return the files of a case by the key of the entry that they came with. Raises SealingError."""
    by_entry: dict[int, list[ShownFile]] = {}
    for row, about in files_of(case):
        notes = [_(note) for note in about.get("notes", [])]
        paper = label_of(case.channel, about.get("paper", ""))
        by_entry.setdefault(row.entry_id, []).append(ShownFile(row, str(about.get("name", "")), notes, paper))
    return by_entry


def history(case: Case) -> list[ShownEntry]:
    """Return all that happened to a case, oldest first. Raises SealingError."""
    files = {} if case.is_destroyed else shown_files(case)
    shown = []
    for entry in case.entries.all():
        words, names = ("", []) if case.is_destroyed else (entry.words_with(case.vault), entry.names_with(case.vault))
        moment = timezone.localtime(entry.at)
        # In a report, only the day is stored of what the employee did (`rules.kept_moment`).
        is_day_only = rules.is_secret(case.channel) and entry.party == Party.EMPLOYEE and not moment.hour
        shown.append(
            ShownEntry(entry, _who(entry), words, entry_details(entry, names), is_day_only, files.get(entry.pk, []))
        )
    return shown


def _who(entry: CaseEntry) -> str:
    if entry.party == Party.EMPLOYEE:
        return _("职工")
    return entry.actor_label or _("系统")


def shown_dues(case: Case, today: date) -> list[dict[str, object]]:
    """Return all that is owed, each with the reason for its date (G7)."""
    calendar, limits = current_calendar(), limits_of(case)
    owed = sla.dues(case.facts(pauses_of(case)), limits, calendar, today=today)
    whys = [sla.explain(due, calendar, limits) for due in owed]
    return [{"due": due, "why": why, "is_current": due is owed[0]} for due, why in zip(owed, whys, strict=True)]


def last_promise(case: Case, today: date) -> date:
    """Return the latest day that a reply given today may promise for the next progress."""
    return sla.last_promise(case.facts(pauses_of(case)), limits_of(case), current_calendar(), today)


def allowed_steps(case: Case, user) -> list:
    """Return the steps that this user may take now; none once the case's words are gone."""
    return [] if case.is_destroyed else rules.steps(case.status, parties_of(case, user))


# --- Delayed effects ---


def delays(now: datetime) -> Counter[str]:
    """Return how many `mails` have not been sent, and `files` not scanned, for more than ten minutes.

    Of reports only the day is known: their files count from the next day on, their mails from then or a failed try on.
    Reminders, which wait for working hours, count like mails of reports.
    """
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    late, secret = now - WAIT, sorted(SECRET)
    mails = CaseMail.objects.filter(sent_at=None, created_at__lt=late).filter(
        Q(attempts__gt=0) | ~Q(case__channel__in=secret) & Q(in_working_hours=False) | Q(created_at__lt=today)
    )
    files = CaseFile.objects.filter(scan_state=ScanState.WAITING, entry__at__lt=late).filter(
        ~Q(case__channel__in=secret) | Q(entry__at__lt=today)
    )
    # In one query; nobody needs a higher number.
    both = _marked(mails, "mails").union(_marked(files, "files"), all=True)[:MOST_COUNTED]
    return Counter(kind for (kind,) in both)


def _marked(rows, mark: str):
    return rows.order_by().values_list(Value(mark))
