"""What may be done with a finding, by whom, and when somebody is chased (S-7.2, S-8.1). Pure: today is passed in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from unionsite.oversight.findings.choices import UNMENDED, State, Step


@dataclass(frozen=True, slots=True)
class FindingStatus:
    """What the rules look at of a finding: `owner` mends it, `mended_by` reported that it is mended."""

    state: State
    owner: int | None = None
    mended_by: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    key: int
    may_handle: bool


def steps_for(finding: FindingStatus, actor: Actor) -> list[Step]:
    """Return the steps that this person may take now. Nobody rechecks what they mended or answer for."""
    handles, is_owner = actor.may_handle, finding.owner == actor.key
    checks = handles and actor.key not in (finding.owner, finding.mended_by)
    steps = {
        State.FOUND: {Step.ASSIGN: handles, Step.DISMISS: handles},
        State.ASSIGNED: {Step.MEND: is_owner or handles, Step.ASSIGN: checks, Step.DISMISS: checks},
        State.MENDED: {Step.PASS: checks, Step.FAIL: checks},
    }
    return [step for step, may in steps.get(finding.state, {}).items() if may]


def is_overdue(finding: FindingStatus, today: date) -> bool:
    """Whether it should be mended by now; what is said to be mended waits for the recheck, not for its owner."""
    return finding.state in UNMENDED and finding.due_on is not None and today > finding.due_on


def chase(
    finding: FindingStatus, *, workdays_late: int, done: Collection[Step], committee_after: int = 5
) -> Step | None:
    """Return the reminder that is due: the owner from the first working day late, the committee `committee_after` days
    later. `workdays_late` is negative before the due date; `done` are the reminders since the notice."""
    if finding.state != State.ASSIGNED:
        return None
    if workdays_late >= committee_after and Step.ESCALATE not in done:
        return Step.ESCALATE
    return Step.CHASE if workdays_late >= 1 and Step.CHASE not in done else None
