"""What an employee with the receipt sees of a case: where it stands, what is due and why, and what was done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from interact.attachments.choices import ScanState
from interact.cases import papers, rules, sla
from interact.cases.choices import DueKind, Party, Result, Satisfaction, State, Step, body_rows
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry, CaseFile
from interact.cases.services.files import in_order
from interact.cases.services.handover import NAME, REMOVE, waiting_for
from interact.cases.services.one_step import limits_of, pauses_of
from interact.following.wording import in_words, what, who
from interact.ways_in import feedback_settings
from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.models import PendingChange
from unionsite.core.workday_table import current_calendar

EMPLOYEE = frozenset({Party.EMPLOYEE})

# --- The line of steps (S-2.6) ---
STATIONS = (
    pgettext_lazy("step of a case", "收件"),
    pgettext_lazy("step of a case", "受理"),
    pgettext_lazy("step of a case", "部门办理"),
    pgettext_lazy("step of a case", "审核"),
    pgettext_lazy("step of a case", "答复"),
    pgettext_lazy("step of a case", "办结"),
)
# The station that a case has reached; a case that ended in another way has no line of stations.
_AT = {
    State.RECEIVED: 1,
    State.ASSIGNED: 2,
    State.FOLLOWING: 2,
    State.ANSWERED: 3,
    State.REPLIED: 5,
    State.CLOSED: len(STATIONS),
}
_STATES = {
    State.RECEIVED: gettext_lazy("已收到，等待受理。"),
    State.ASSIGNED: gettext_lazy("已受理，正在办理。"),
    State.ANSWERED: gettext_lazy("已有答复的意见，正在审核，通过后就会显示在这里。"),
    State.FOLLOWING: gettext_lazy("已有初步答复，事情还在办理，会继续告诉您进展。"),
    State.REPLIED: gettext_lazy("已经答复您，请看下面的办理结果。"),
    State.CLOSED: gettext_lazy("已经办结。"),
    State.DECLINED: gettext_lazy("没有受理，理由见下面的办理记录。"),
    State.WITHDRAWN: gettext_lazy("您已撤回，不再办理。"),
    State.MERGED: gettext_lazy("与另一件同样的诉求合并办理，答复会显示在这里，不用另外查询。"),
}


@dataclass(frozen=True)
class ShownFile:
    """A file that the employee sent or got. If it is not CLEAN, only its name is shown."""

    key: str
    name: str
    size: int
    scan_state: str
    notes: list[str]
    is_own: bool
    paper: str = ""

    @property
    def is_ready(self) -> bool:
        return self.scan_state == ScanState.CLEAN

    @property
    def is_waiting(self) -> bool:
        return self.scan_state == ScanState.WAITING


@dataclass(frozen=True)
class Line:
    """One row of the history; `has_time` is False if only the day of `at` is stored."""

    step: str
    at: datetime
    has_time: bool
    who: str
    title: str
    words: str
    note: str
    files: list[ShownFile]

    @property
    def is_reply(self) -> bool:
        return self.step in (Step.REPLY, Step.DECLINE)

    @property
    def is_own(self) -> bool:
        return self.step in (Step.SUPPLEMENT, Step.RATE, Step.REOPEN, Step.WITHDRAW, Step.KEEP_PRIVATE, Step.OBJECT)


@dataclass(frozen=True)
class Sheet:
    """All that the page shows. `lines` is the history, newest first; its first row is left out, as `body` shows it."""

    number: str
    channel: str
    received_at: datetime
    has_time: bool
    state: str
    state_words: str
    stations: list[dict[str, object]]
    owed: list[dict[str, object]]
    paused: str
    question: Line | None
    lines: list[Line]
    body: list[tuple[str, str]]
    files: list[ShownFile]
    result: str
    satisfaction: str
    may: frozenset[str] = field(default_factory=frozenset)
    reopen_until: date | None = None
    is_on_hold: bool = False
    has_contact: bool = False
    may_publish: bool = False
    is_unhappy: bool = False
    papers: list[papers.CasePaper] = field(default_factory=list)
    handovers: list[str] = field(default_factory=list)  # changes of handlers agreed on but not in force yet

    @property
    def lacks_papers(self) -> bool:
        return any(one.is_missing for one in self.papers)


def sheet(case: Case, *, now: datetime) -> Sheet:
    """Return what the page shows, in a fixed number of queries. `now` is local time. Raises SealingError."""
    entries = list(case.entries.filter(is_shown=True).prefetch_related("files"))
    lines = [_line(case, entry, now.date()) for entry in entries]
    first = next((line for line in lines if line.step == Step.SEND), None)
    rest = [line for line in reversed(lines) if line is not first]
    pauses = pauses_of(case)
    status, waiting = case.status, waiting_for(case)
    has_time = not rules.is_secret(case.channel)
    return Sheet(
        number=case.number,
        channel=case.get_channel_display(),
        received_at=case.received_at,
        has_time=has_time,
        state=case.get_state_display(),
        state_words=str(_STATES[State(case.state)]),
        stations=stations(State(case.state)),
        owed=_owed(case, pauses, now.date()),
        paused=_paused(pauses, now.date()),
        question=next((line for line in rest if line.step == Step.ASK), None) if case.is_waiting else None,
        lines=rest,
        body=body_rows(case.body),
        files=first.files if first else [],
        result=Result(case.result).label if case.result else "",
        satisfaction=Satisfaction(case.satisfaction).label if case.satisfaction else "",
        may=frozenset(step.value for step in may(case, now.date(), has_handover=bool(waiting))),
        reopen_until=_reopen_until(case),
        is_on_hold=case.is_on_hold,
        has_contact=case.sealed_contact is not None,
        may_publish=case.may_publish,
        papers=papers.papers_of(case.channel, case.papers),
        handovers=[_handover(change, now.date()) for change in waiting],
        is_unhappy=status.is_rated and case.satisfaction == Satisfaction.POOR,
    )


def _handover(change: PendingChange, today: date) -> str:
    words = {
        NAME: _("%(day)s起增加一位办理人"),
        REMOVE: _("%(day)s起减少一位办理人"),
        AccountChange.DISABLE: _("%(day)s起现在的办理人离开，由工会委员会另行指定"),
    }
    return words[change.kind] % {"day": in_words(timezone.localdate(change.effective_at), today)}


def may(case: Case, today: date, *, has_handover: bool = False) -> Collection[Step]:
    """Return the steps that the employee can take now."""
    allowed = rules.steps(case.status, EMPLOYEE)
    if Step.OBJECT in allowed and not has_handover:
        allowed.remove(Step.OBJECT)
    if Step.REOPEN in allowed and not rules.may_reopen(case.status, today, feedback_settings().reopen_days):
        allowed.remove(Step.REOPEN)
    return allowed


def _reopen_until(case: Case) -> date | None:
    told = case.closed_on or case.replied_on
    return told + timedelta(days=feedback_settings().reopen_days) if told and case.state in rules.TOLD else None


def stations(state: State) -> list[dict[str, object]]:
    """Return the line of stations; empty for a case that ended in another way."""
    if (at := _AT.get(state)) is None:
        return []
    return [{"label": label, "is_done": no < at, "is_current": no == at} for no, label in enumerate(STATIONS)]


# --- By when ---


def _owed(case: Case, pauses: tuple[sla.Pause, ...], today: date) -> list[dict[str, object]]:
    """Return the due dates in words, and what they mean; `how` is the arithmetic behind it."""
    calendar, limits = current_calendar(), limits_of(case)
    dues = sla.dues(case.facts(pauses), limits, calendar, today=today)
    return [
        {
            "text": _promise(due, today),
            "plain": _in_plain_words(due),
            "how": sla.explain(due, calendar, limits),
            "is_late": today > due.on and not case.is_paused,
        }
        for due in dues
    ]


def _promise(due: sla.Due, today: date) -> str:
    words = {
        DueKind.ACKNOWLEDGE: _("最晚%(day)s告诉您是否受理"),
        DueKind.REPLY: _("最晚%(day)s答复您"),
        DueKind.OPINION: _("最晚%(day)s给您初步意见"),
        DueKind.PROGRESS: _("最晚%(day)s告诉您进展"),
        DueKind.CLOSE: _("最晚%(day)s办结"),
    }
    return words[due.kind] % {"day": in_words(due.on, today)}


def _in_plain_words(due: sla.Due) -> str:
    values = {"number": due.number}
    if due.is_workdays:
        text = _("期限是%(number)d个工作日，休息日和节假日不算。") % values
    else:
        text = _("期限是%(number)d天。") % values
    return text + _("暂停计时的日子也不算。") if due.paused else text


def _paused(pauses: tuple[sla.Pause, ...], today: date) -> str:
    pause = next((pause for pause in pauses if pause.last is None), None)
    if pause is None:
        return ""
    return _("从%(day)s起暂停计时，理由见办理记录。下面的日期按今天恢复计时推算，暂停多久就顺延多久。") % {
        "day": in_words(pause.first, today)
    }


# --- What was done ---


def _line(case: Case, entry: CaseEntry, today: date) -> Line:
    title, note = what(entry, today)
    at = timezone.localtime(entry.at)
    is_day = rules.is_secret(case.channel) and entry.party == Party.EMPLOYEE
    return Line(
        step=entry.step,
        at=at,
        has_time=not is_day,
        who=who(case, entry),
        title=title,
        words=entry.words_with(case.vault),
        note=note,
        files=[
            _file(file, about, entry, papers.label_of(case.channel, about.get("paper", "")))
            for file, about in in_order((file, file.about_with(case.vault)) for file in entry.files.all())
        ],
    )


def _file(file: CaseFile, about: dict, entry: CaseEntry, paper: str) -> ShownFile:
    return ShownFile(
        key=str(file.key),
        name=about["name"],
        size=file.size,
        scan_state=file.scan_state,
        notes=[_(note) for note in about.get("notes", ())],
        is_own=entry.party == Party.EMPLOYEE,
        paper=paper,
    )
