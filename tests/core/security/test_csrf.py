"""A form that another site sends in somebody's name does nothing, whatever view it is for (T87)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests.accounts.second_factor.walking import HIDDEN
from tests.core.security.views import all_views

pytestmark = [pytest.mark.once, pytest.mark.django_db]
# Each with its reason beside it in the code (scripts/check_own_rules.py asks for one).
EXEMPT = {"csp_report"}
# Views of the REST framework ask for the token once they have found somebody signed in; the walk below shows that.
CHECK_THEMSELVES = {"wagtailadmin_api", "wagtail_localize"}
# What the site notes down about a refused request by itself.
NOTES = re.compile(
    r'^(INSERT INTO|UPDATE|DELETE FROM) "(audit_|django_session|accounts_(securitysettings|staffsession))'
)
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def victim(client, admin_user):
    """A signed-in superuser in a browser that sends whatever it is told to."""
    browser = type(client)(enforce_csrf_checks=True)
    browser.force_login(admin_user)
    return browser


def forge(browser, path, **headers):
    """(status, writes) of a POST."""
    with CaptureQueriesContext(connection) as captured:
        response = browser.post(
            path, {"title": "x", "name": "x", "action": "delete", **headers.pop("data", {})}, **headers
        )
    queries = [query["sql"] for query in captured]
    writes = [query for query in queries if query.startswith(WRITES) and not NOTES.match(query)]
    return response.status_code, writes


def test_the_walk_reaches_every_view():
    views = all_views()
    assert len(views) > 250
    names = {view.name for view in views}
    assert {"wagtail_serve", "csp_report", "search", "wagtailadmin_pages:edit", "wagtaildocs_serve"} <= names
    for view in views:
        match = resolve(view.path)
        # Where two views share an address, the first answers; the other is reached by nobody.
        assert match.func is view.callback or match.view_name in names or view.name in HIDDEN, view


def test_t87_only_what_is_listed_is_exempt():
    exempt = {view.name for view in all_views() if getattr(view.callback, "csrf_exempt", False)}
    assert {name for name in exempt if name.partition(":")[0] not in CHECK_THEMSELVES} == EXEMPT


def test_t87_no_view_takes_a_post_without_the_token(victim, tree):
    accepted = [
        (view.name, view.path, status, writes)
        for view in all_views()
        if view.name not in EXEMPT
        for status, writes in [forge(victim, view.path)]
        if status != 403 or writes
    ]
    assert accepted == []


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver.evil.example", "null"])
def test_t87_a_foreign_origin_is_refused_even_with_the_token(victim, tree, origin):
    """All views of ours and a sample of the others, as the check is the same for all."""
    token = "a" * 32
    victim.cookies["csrftoken"] = token
    ours = [view for view in all_views() if not view.callback.__module__.startswith(("wagtail", "django"))]
    accepted = [
        (view.name, status, writes)
        for view in [*ours, *all_views()[::25]]
        if view.name not in EXEMPT
        for status, writes in [forge(victim, view.path, data={"csrfmiddlewaretoken": token}, HTTP_ORIGIN=origin)]
        if status != 403 or writes
    ]
    assert len(ours) > 5
    assert accepted == []


def test_t87_the_same_token_is_good_from_our_own_origin(victim, tree):
    """The proof that the two tests above refuse for the right reason."""
    token = "a" * 32
    victim.cookies["csrftoken"] = token
    status, _writes = forge(
        victim, "/admin/tags/", data={"csrfmiddlewaretoken": token}, HTTP_ORIGIN="http://testserver"
    )
    assert status != 403


def test_t87_people_are_told_in_chinese_what_to_do(victim, tree):
    html = victim.post("/admin/pages/1/edit/").content.decode()
    assert "没有提交成功" in html
    assert "刷新页面后重新提交" in html
    assert "CSRF" not in html
