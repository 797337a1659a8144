"""Scheduled and background work on cases; the schedule and the queue call it."""

from django.utils import timezone
from django_tasks import task

from interact.cases.services import files
from interact.cases.services.upkeep import recount_open_cases, tell_of_orphans
from unionsite.core.erasing import wipe_former_pages


def care_for_cases() -> None:
    """Runs daily: moves the due dates of stopped cases on, tells the committee of cases that nobody may see, and
    removes what files and the log of writes tell of the hour at which something came."""
    now = timezone.localtime()
    recount_open_cases(now=now, is_paused_only=True)
    # A new release of the package that knows the holidays sends no signal (docs/decisions/0020).
    recount_open_cases(now=now)
    tell_of_orphans(now=now)
    files.renew_inodes(now=now)
    wipe_former_pages()


@task()
def count_cases_anew() -> None:
    """Runs after a change of the table of working days (G7)."""
    recount_open_cases(now=timezone.localtime())
