"""What may be done with a finding, by whom, and when somebody is chased (S-7.2, S-8.1). Pure: today is
passed in, and of a finding only its own fields are read."""

from collections.abc import Collection
from datetime import date

from unionsite.oversight.findings.choices import HANDLE, UNMENDED, State, Step


def steps_for(finding, user) -> list[Step]:
    """Return the steps that this person may take now. Nobody rechecks what they mended or answer for."""
    handles, is_owner = user.has_perm(HANDLE), finding.owner_id == user.pk
    checks = handles and user.pk not in (finding.owner_id, finding.mended_by_id)
    steps = {
        State.FOUND: {Step.ASSIGN: handles, Step.DISMISS: handles},
        State.ASSIGNED: {Step.MEND: is_owner or handles, Step.ASSIGN: checks, Step.DISMISS: checks},
        State.MENDED: {Step.PASS: checks, Step.FAIL: checks},
    }
    return [step for step, may in steps.get(finding.state, {}).items() if may]


def is_overdue(finding, today: date) -> bool:
    """Whether it should be mended by now; what is said to be mended waits for the recheck, not for its owner."""
    return finding.state in UNMENDED and finding.due_on is not None and today > finding.due_on


def chase(finding, *, workdays_late: int, done: Collection[Step], committee_after: int = 5) -> Step | None:
    """Return the reminder that is due: the owner from the first working day late, the committee `committee_after` days
    later. `workdays_late` is negative before the due date; `done` are the reminders since the notice."""
    if finding.state != State.ASSIGNED:
        return None
    if workdays_late >= committee_after and Step.ESCALATE not in done:
        return Step.ESCALATE
    return Step.CHASE if workdays_late >= 1 and Step.CHASE not in done else None
