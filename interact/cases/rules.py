"""What may be done with a case, by whom and when: one table for forms, desk, services and tasks alike; and which
numbers of cases everybody may read. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from interact.cases.choices import ENDED, OPEN, Complexity, Party, Purpose, State, Step
from interact.channels.records import Channel, Confidentiality, is_request, record_of
from unionsite.core import refusals

REASON_LENGTH = 4  # the fewest letters of a reason
is_reason_enough = partial(refusals.is_reason_enough, fewest=REASON_LENGTH)

E, T, D, C = Party.EMPLOYEE, Party.TEAM, Party.DEPARTMENT, Party.COMMITTEE
WORKED_ON = frozenset({State.RECEIVED, State.ASSIGNED, State.ANSWERED, State.FOLLOWING})
ANSWERABLE = frozenset({State.ASSIGNED, State.FOLLOWING})
TOLD = frozenset({State.REPLIED, State.CLOSED})


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one step: the states in which it is possible, the parties who may take it, the state it leads to.

    `to` is None if the state stays the same. `needs_words`: a text is required. `is_shown`: the employee reads it.
    """

    states: Collection[State]
    parties: frozenset[Party]
    to: State | None = None
    needs_words: bool = False
    is_shown: bool = False


# S-2.6: 收件 → 受理、分派部门 → 部门答复 → 小组审核 → 答复职工 → 办结; `state_after` says where REPLY leads.
RULES: dict[Step, Rule] = {
    Step.ACCEPT: Rule({State.RECEIVED}, frozenset({T}), State.ASSIGNED, is_shown=True),
    Step.DECLINE: Rule({State.RECEIVED}, frozenset({T}), State.DECLINED, needs_words=True, is_shown=True),
    Step.ASSIGN: Rule({State.ASSIGNED, State.FOLLOWING}, frozenset({T}), needs_words=True),
    Step.RETURN: Rule({State.ASSIGNED, State.FOLLOWING}, frozenset({D}), State.RECEIVED, needs_words=True),
    Step.ANSWER: Rule(ANSWERABLE, frozenset({D, T}), State.ANSWERED, needs_words=True),
    Step.SEND_BACK: Rule({State.ANSWERED}, frozenset({T}), State.ASSIGNED, needs_words=True),
    Step.REPLY: Rule({State.ANSWERED}, frozenset({T}), State.REPLIED, needs_words=True, is_shown=True),
    Step.ASK: Rule(WORKED_ON, frozenset({T, D}), needs_words=True, is_shown=True),
    Step.SUPPLEMENT: Rule(OPEN, frozenset({E}), is_shown=True),
    Step.CLOSE: Rule({State.REPLIED}, frozenset({T}), State.CLOSED, is_shown=True),
    Step.REOPEN: Rule(TOLD, frozenset({E}), State.RECEIVED, needs_words=True, is_shown=True),
    Step.RATE: Rule(TOLD, frozenset({E}), is_shown=True),
    Step.WITHDRAW: Rule(OPEN, frozenset({E}), State.WITHDRAWN, is_shown=True),
    Step.KEEP_PRIVATE: Rule(frozenset(State), frozenset({E}), is_shown=True),
    Step.CHECK_PAPERS: Rule(WORKED_ON, frozenset({T, D}), is_shown=True),
    Step.RECLASSIFY: Rule(WORKED_ON, frozenset({T}), needs_words=True, is_shown=True),
    Step.ESCALATE: Rule(OPEN, frozenset({T}), needs_words=True),
    Step.DECIDE: Rule(OPEN, frozenset({C}), needs_words=True),
    Step.ASK_EXTENSION: Rule(OPEN, frozenset({T}), needs_words=True),
    Step.EXTEND: Rule(OPEN, frozenset({C}), needs_words=True, is_shown=True),
    Step.REFUSE_EXTENSION: Rule(OPEN, frozenset({C}), needs_words=True),
    Step.PAUSE: Rule(WORKED_ON, frozenset({T}), needs_words=True, is_shown=True),
    Step.RESUME: Rule(WORKED_ON, frozenset({T}), is_shown=True),
    Step.MERGE: Rule(WORKED_ON, frozenset({T}), State.MERGED, is_shown=True),
    Step.NOTE: Rule(frozenset(State), frozenset({T, D, C}), needs_words=True),
    Step.NAME_HANDLER: Rule(OPEN, frozenset({T}), needs_words=True),
    Step.REMOVE_HANDLER: Rule(OPEN, frozenset({T}), needs_words=True),
    Step.OBJECT: Rule(OPEN, frozenset({E}), needs_words=True, is_shown=True),
    Step.KEEP_OUT: Rule(OPEN, frozenset({T}), needs_words=True),
    Step.REVEAL: Rule(frozenset(State), frozenset({T}), needs_words=True),
    Step.HOLD: Rule(frozenset(State), frozenset({T}), needs_words=True),
    Step.RELEASE: Rule(frozenset(State), frozenset({T}), needs_words=True),
}


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """What the rules look at of a case."""

    channel: Channel
    complexity: Complexity
    state: State
    is_paused: bool = False
    is_waiting: bool = False  # for the employee to supplement something
    is_escalated: bool = False
    is_extension_asked: bool = False
    is_on_hold: bool = False
    has_opinion: bool = False  # the first opinion of a complex case went out
    replied_on: date | None = None
    closed_on: date | None = None
    is_rated: bool = False
    may_publish: bool = False


def may(step: Step, case: CaseStatus, parties: Collection[Party]) -> bool:
    """Whether somebody acting as one of these parties may take the step now. Words and dates are checked elsewhere."""
    rule = RULES.get(step)
    if rule is None or case.state not in rule.states or not rule.parties & set(parties):
        return False
    conditions = {
        Step.PAUSE: not case.is_paused,
        Step.RESUME: case.is_paused,
        Step.DECIDE: case.is_escalated,
        Step.ESCALATE: not case.is_escalated,
        Step.ASK_EXTENSION: not case.is_extension_asked,
        Step.EXTEND: case.is_extension_asked,
        Step.REFUSE_EXTENSION: case.is_extension_asked,
        Step.HOLD: not case.is_on_hold,
        Step.RELEASE: case.is_on_hold,
        Step.RATE: not case.is_rated,
        Step.KEEP_PRIVATE: case.may_publish,
        Step.NAME_HANDLER: is_by_name(case.channel),
        Step.REMOVE_HANDLER: is_by_name(case.channel),
        Step.OBJECT: is_by_name(case.channel),
        Step.REVEAL: is_secret(case.channel),
        Step.CHECK_PAPERS: bool(record_of(case.channel).papers),
    }
    return conditions.get(step, True)


def steps(case: CaseStatus, parties: Collection[Party]) -> list[Step]:
    return [step for step in RULES if may(step, case, parties)]


def confidentiality(channel: Channel | str) -> Confidentiality:
    return record_of(channel).confidentiality


def is_by_name(channel: Channel | str) -> bool:
    return confidentiality(channel) is not Confidentiality.TEAM


def is_secret(channel: Channel | str) -> bool:
    return confidentiality(channel) is Confidentiality.SECRET


def may_be_anonymous(channel: Channel | str) -> bool:
    """Whether a case may come without a name. Not as a letter to the chair: the answer needs somebody to go to."""
    return not record_of(channel).is_signed


def may_be_published(channel: Channel | str) -> bool:
    """Whether the sender is asked to let the answer be published: never what is by name, nor what somebody asks for."""
    return not is_by_name(channel) and not is_request(channel)


def needs_second_person(channel: Channel | str) -> bool:
    """Whether somebody else than the writer must pass an answer (小组审核); by name, there may be nobody else."""
    return not is_by_name(channel)


def purposes(case: CaseStatus) -> list[Purpose]:
    """Return what the next answer may be for: a complex case begins with an opinion (S-4.3)."""
    if case.complexity != Complexity.COMPLEX:
        return [Purpose.RESULT]
    return [Purpose.PROGRESS, Purpose.RESULT] if case.has_opinion else [Purpose.OPINION]


def state_after(step: Step, case: CaseStatus, purpose: Purpose | str = Purpose.RESULT) -> State:
    """Return the state that a step leads to. A reply that is not the result leaves the case in 持续跟进 (S-4.3)."""
    if step is Step.REPLY and purpose != Purpose.RESULT:
        return State.FOLLOWING
    return RULES[step].to or case.state


def needs_promise(purpose: Purpose | str) -> bool:
    """Whether the reply must name the day of the next one: after an opinion or a progress report (S-4.3)."""
    return purpose != Purpose.RESULT


def may_close(case: CaseStatus) -> bool:
    """Whether the employee has been given the result; a first opinion is not enough to close a case (S-4.3)."""
    return case.state == State.REPLIED and case.replied_on is not None


def may_reopen(case: CaseStatus, today: date, days: int) -> bool:
    """Whether it is at most `days` days since the case was closed or, while it is not closed, since the reply."""
    told = case.closed_on or case.replied_on
    return case.state in TOLD and told is not None and today <= told + timedelta(days=days)


def has_ended(state: State | str) -> bool:
    return state in ENDED


def is_kept_out(user_id: int, department_id: int | None, people: Collection[int], departments: Collection[int]) -> bool:
    """Whether a user is among the people kept out of a case, or their department among those departments (T69)."""
    return user_id in people or (department_id is not None and department_id in departments)


def kept_moment(channel: Channel | str, now: datetime) -> datetime:
    """Return the moment to be stored: `now` (local), but for a report the beginning of its day (security.md 4.1)."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) if is_secret(channel) else now


# --- Numbers for everybody ---


def is_few(number: int, *, smallest: int) -> bool:
    """Whether a number of cases is below the smallest that is told. Zero is, else the first case would be noticed."""
    return number < smallest


def tellable(numbers: Sequence[int], *, smallest: int) -> list[int | None]:
    """Return the numbers that may stand beside their total, None for the others (T62).

    Small numbers are hidden, then the next smallest, until the total gives no small one away, even to readers who know
    this rule.
    """
    if smallest == 1:  # Below it is only none, which a dash would tell as well.
        return list(numbers)
    places = sorted(range(len(numbers)), key=numbers.__getitem__)
    ordered = [numbers[place] for place in places]
    few = hidden = sum(is_few(number, smallest=smallest) for number in numbers)
    while 0 < hidden < len(ordered) and not _is_covered(ordered[:hidden], few, ordered[hidden], smallest):
        hidden += 1
    told = set(places[hidden:])
    return [number if place in told else None for place, number in enumerate(numbers)]


def _is_covered(hidden: Sequence[int], few: int, shown: int, smallest: int) -> bool:
    """Whether the sum of those hidden still allows two values for each of the `few` small ones, which come first;
    `shown` is the least that is told, which none of them exceeds."""
    total, others, most_of_few = sum(hidden), len(hidden) - few, few * (smallest - 1)
    if total < smallest:
        return False
    least = max(total - others * shown, 0)
    most = min(total - others * smallest, most_of_few)
    return least < most or (few > 1 and 0 < least < most_of_few)
