"""A 安全管理员, a member of the committee, and duties."""

from datetime import date

import pytest

from tests.conftest import member
from unionsite.oversight.duties.choices import KINDS, DutyKind
from unionsite.oversight.duties.models import Duty

ADDRESS = "/admin/duties/"


def duty_of(kind: DutyKind, **fields) -> Duty:
    usual = {"title": str(kind.label), "months": KINDS[kind].months, "first_due": date(2026, 6, 1)}
    fields = usual | fields
    return Duty.objects.create(kind=kind, **({"due_on": fields["first_due"]} | fields))


@pytest.fixture
def officer(db):
    return member("安全管理员", username="officer", name="沈安")


@pytest.fixture
def committee(db):
    return member("终审", username="committee", name="陆委员")


@pytest.fixture
def owner(db):
    """Answers for a duty and watches over none."""
    return member("编辑", username="owner", name="责任人甲")


@pytest.fixture
def drill(clock, owner):
    return duty_of(DutyKind.DRILL, owner=owner)


@pytest.fixture
def rule(clock):
    return duty_of(DutyKind.RULE, title="网站安全管理制度")
