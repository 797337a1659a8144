"""Reads the desk's pages and the audit log, and takes steps through HTTP."""

from interact.feedback.choices import Step
from interact.models import Case
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


def on_record(action, **filters) -> int:
    return AuditEntry.objects.filter(action=action, **filters).count()
