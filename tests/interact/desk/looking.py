"""Reads the desk's pages and the audit log, and takes steps through HTTP."""

from datetime import timedelta

from django.utils import timezone

from interact.cases.choices import Step
from interact.models import Case
from tests.clients import signed_in
from unionsite.accounts.changes import services
from unionsite.accounts.models import PendingChange
from unionsite.audit.models import AuditEntry

DESK = "/admin/cases/"


def address(case: Case, tail: str = "") -> str:
    return f"{DESK}{case.pk}/{tail}"


def page(client, path: str = DESK) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def take(client, case: Case, step: Step, **data):
    """POST of a step's form by somebody who has just read the case."""
    seen = Case.objects.get(pk=case.pk).version
    return client.post(address(case, f"{step}/"), {"seen": seen, **data})


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def agree(user) -> None:
    """A second person of another office lets through what waits, on their screen."""
    client = signed_in(user)
    change = PendingChange.objects.filter(state="proposed").first()
    client.post(f"/admin/changes/{change.pk}/", {"action": "approve"})


def pass_the_time(days: int = 30) -> None:
    """What was agreed has waited long enough, and the job runs."""
    services.carry_out_due(now=timezone.now() + timedelta(days=days))


def on_record(action, **filters) -> int:
    return AuditEntry.objects.filter(action=action, **filters).count()
