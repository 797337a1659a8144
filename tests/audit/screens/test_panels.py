"""What the admin's first page says of the log."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import member
from tests.factories import UserFactory
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.services import record

pytestmark = pytest.mark.django_db
HOME = "/admin/"
NOON = datetime(2026, 5, 8, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
REFUSED = {"subject_label": "root", "outcome": Outcome.REFUSED}


def test_it_counts_today_and_the_week_and_leads_to_what_was_refused(auditor_client):
    for day, number in ((1, 1), (2, 2), (8, 3)):  # The first is too long ago.
        with time_machine.travel(NOON.replace(day=day), tick=False):
            for _ in range(number):
                record(Action.SIGN_IN_FAILED, **REFUSED)
    with time_machine.travel(NOON, tick=False):
        record(Action.ROLL_IMPORTED, detail={"count": 3})
        html = auditor_client.get(HOME).content.decode()
    assert "今天4条记录，其中被拒绝的3条。" in html
    assert "最近7天6条记录，其中被拒绝的5条。" in html
    address = f"{reverse('audit_admin:log')}?outcome=refused&amp;at_from=2026-05-02"
    assert address in html
    listed = auditor_client.get(address.replace("&amp;", "&")).context["object_list"]
    assert len(listed) == 5


def test_it_is_for_those_who_look_after_the_log(client):
    client.force_login(member("编辑"))
    assert "打开审计日志" not in client.get(HOME).content.decode()
    client.force_login(UserFactory(is_superuser=True))
    assert "打开审计日志" not in client.get(HOME).content.decode()
