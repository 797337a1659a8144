"""People who may and may not see the audit log, and what looking costs."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import audit_log_begun_anew
from tests.factories import UserFactory


def person(name: str, *codenames: str):
    user = UserFactory(name=name)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


@pytest.fixture
def auditor(db):
    return person("审计员甲", "view_auditentry", "export_auditentry")


@pytest.fixture
def reader(db):
    """May look, may not take a copy."""
    return person("审计员乙", "view_auditentry")


@pytest.fixture
def auditor_client(client, auditor):
    """Signed in, with a first look behind it, before an empty log."""
    client.force_login(auditor)
    client.get(reverse("wagtailadmin_home"))
    with audit_log_begun_anew():
        pass
    return client


@pytest.fixture
def assert_same_cost():
    """`with assert_same_cost(2):` so many queries of the log in each block, and of all tables as many as in the last.

    What else the admin asks (session, rights, menu) is not ours to count, only that it does not grow.
    """
    totals = set()

    @contextmanager
    def check(number: int):
        with CaptureQueriesContext(connection) as captured:
            yield
        texts = [query["sql"] for query in captured.captured_queries]
        ours = [text for text in texts if "audit_auditentry" in text or "audit_audithead" in text]
        assert len(ours) == number, "\n".join(ours)
        totals.add(len(texts))
        assert len(totals) == 1, "\n".join(texts)

    return check
