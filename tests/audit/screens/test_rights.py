"""Who may look at the log and who may take a copy of it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.audit.conftest import person
from tests.audit.writing import write
from tests.conftest import member
from tests.factories import UserFactory
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
VIEWS = ["log", "log_results", "entry"]


def url(name: str) -> str:
    return reverse(f"audit_admin:{name}", args=[1] if name == "entry" else [])


def copies_taken():
    return AuditEntry.objects.filter(action=Action.AUDIT_EXPORTED)


def is_refused(response) -> bool:
    """Wagtail sends staff without the right back to the start, with a message."""
    return response.status_code == 403 or (response.status_code == 302 and "/audit/" not in response["Location"])


@pytest.mark.parametrize("name", VIEWS)
def test_an_auditor_may_look(auditor_client, name):
    write()
    assert auditor_client.get(url(name)).status_code == 200


@pytest.mark.parametrize("name", VIEWS)
def test_a_superuser_may_look(client, name):
    write()
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(url(name)).status_code == 200


@pytest.mark.parametrize("name", [*VIEWS, "export"])
@pytest.mark.parametrize("group", ["信息员", "编辑", "初审", "终审", "系统管理员"])
def test_others_of_the_staff_may_not(client, name, group):
    write()
    client.force_login(member(group))
    assert is_refused(client.get(url(name), {"format": "csv"}))
    assert not copies_taken()


@pytest.mark.parametrize("name", [*VIEWS, "export"])
def test_visitors_are_asked_to_sign_in(client, name):
    write()
    response = client.get(url(name), {"format": "csv"})
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_to_look_is_not_to_take(client, reader):
    write()
    client.force_login(reader)
    page = client.get(url("log"))
    assert page.status_code == 200
    assert url("export") not in page.content.decode()
    assert is_refused(client.get(url("export"), {"format": "csv"}))
    assert not copies_taken()


def test_to_take_one_must_be_able_to_look(client):
    client.force_login(person("某人", "export_auditentry"))
    assert is_refused(client.get(url("export"), {"format": "csv"}))
    assert not copies_taken()


@pytest.mark.parametrize(("codenames", "is_there"), [(["view_auditentry"], True), ([], False)])
def test_the_menu_shows_it_to_those_who_may_look(client, codenames, is_there):
    client.force_login(person("某人", *codenames))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (url("log") in page) == is_there


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("name", [*VIEWS, "export"])
def test_there_is_nothing_to_write_to(auditor_client, method, name):
    write()
    assert getattr(auditor_client, method)(url(name)).status_code == 405
    assert AuditEntry.objects.count() == 1


def test_the_only_rights_are_to_look_and_to_take():
    rights = Permission.objects.filter(content_type__app_label="audit")
    assert set(rights.values_list("codename", flat=True)) == {"view_auditentry", "export_auditentry"}


def test_administrators_can_give_both_rights_to_a_group(client):
    client.force_login(UserFactory(is_superuser=True))
    page = client.get(reverse("wagtailusers_groups:add")).content.decode()
    assert "导出审计日志" in page
