"""The frame of the administration's first page and of its menu of help."""

import pytest

from tests.conftest import member

pytestmark = pytest.mark.django_db
SEARCH = 'role="search"'


def home(client, role: str) -> str:
    client.force_login(member(role))
    return client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", ["编辑", "信息员"])
def test_who_has_pages_can_search_them(client, tree, role):
    assert f'method="get" novalidate {SEARCH}' in home(client, role)


@pytest.mark.parametrize("role", ["审计员", "安全管理员", "初审"])
def test_a_search_that_would_be_refused_is_not_offered(client, tree, role):
    assert f'method="get" novalidate {SEARCH}' not in home(client, role)


def test_who_has_nothing_to_do_is_told_so(client, tree):
    assert "现在没有等您办的事" in home(client, "应急下线")


def test_lists_can_be_read_on_a_phone(client, tree):
    assert "css/admin.css" in home(client, "审计员")


def test_no_help_on_other_hosts(client, tree):
    html = home(client, "编辑")
    assert "guide.wagtail.org" not in html
    assert "快捷键" in html or "Shortcuts" in html
