"""All that is due and late, told in one job: incidents to report, duties, findings to mend, tasks of goals."""

import logging
from collections.abc import Callable

from unionsite.oversight.duties.services.register import remind as remind_of_duties
from unionsite.oversight.findings.services import chase_owners
from unionsite.oversight.goals.services import remind_of_tasks
from unionsite.oversight.incidents.services import remind_of_reports

logger = logging.getLogger(__name__)


def remind() -> None:
    """Runs every ten minutes, those with hours to run first; each may run twice."""
    in_turn(remind_of_reports, remind_of_duties, chase_owners, remind_of_tasks)


def in_turn(*tells: Callable[[], object]) -> None:
    """Call each; one that fails does not keep the others. Raises the first fault in the end."""
    faults = []
    for tell in tells:
        try:
            tell()
        except Exception as error:  # Raised below.
            logger.exception("%s failed", tell.__qualname__)
            faults.append(error)
    if faults:
        raise faults[0]
