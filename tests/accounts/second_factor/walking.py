"""Every address of the site by every method, and what the database holds before and after."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import resolve
from django.utils import translation
from wagtail.models import Page

from tests.core.security.views import View, all_views
from tests.factories import DepartmentFactory, ImageFactory, UserFactory
from unionsite.accounts.models import Department, User
from unionsite.core.models import SiteDocument, SiteImage

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# They end the state that a walk is about.
SIGNING_OUT = frozenset({"accounts:sign_out", "account:logout"})
# Wagtail's own, which ours of the same address stand before: no request reaches them.
HIDDEN = frozenset({"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_account", "wagtailcore_login"})
HIDDEN |= {f"wagtailsearchpromotions:{name}" for name in ("index", "index_results", "add", "edit")}
HIDDEN |= {"wagtailadmin_pages:set_privacy", "wagtailadmin_collections:set_privacy"}
HIDDEN |= {"wagtailadmin_error_test", "wagtailforms:index"}
HIDDEN |= {f"wagtail_localize:translations_report{results}" for results in ("", "_results")}
# What has an English twin.
IN_TWO_LANGUAGES = ("/account/", "/search/", "/_util/")
# Sessions, counters of failures, and the log of what was refused.
MOVING = ("django_session", "axes_", "audit_", "django_tasks_")
BODY = urlencode({"title": "x", "name": "x", "action": "delete", "is_superuser": "on", "next": "/admin/"})


def make_objects(page: Page) -> None:
    """What the numbers in the addresses name: the samples of addresses all say 1."""
    for model, factory in ((User, UserFactory), (SiteImage, ImageFactory), (Department, DepartmentFactory)):
        if not model.objects.filter(pk=1).exists():
            factory(pk=1, **({"code": "first", "name": "第一车间"} if model is Department else {}))
    if not SiteDocument.objects.filter(pk=1).exists():
        SiteDocument.objects.create(pk=1, title="办事指南", file=ContentFile(b"guide", name="guide.txt"))


def addresses(page: Page, *, without: frozenset[str] = SIGNING_OUT) -> list[View]:
    """Each registered view in each language, with numbers of objects that exist; page views also with an ordinary page.

    Each address is given under the name of the view that it really leads to.
    """
    registered, paths = all_views(), []
    for view in registered:
        paths.append(view.path)
        if view.path.startswith("/admin/pages/") and "/1/" in view.path:
            paths.append(re.sub("/1/", f"/{page.pk}/", view.path, count=1))
        if view.path.startswith(IN_TWO_LANGUAGES):
            paths.append(f"/en{view.path}")
    views = [_at(path) for path in [*paths, page.url]]
    named = {view.name for view in registered if not view.name.endswith("None")}
    assert named - {view.name for view in views} == HIDDEN, "every view is walked over"
    return [view for view in views if view.name not in without]


def _at(path: str) -> View:
    with translation.override("en" if path.startswith("/en/") else settings.LANGUAGE_CODE):
        match = resolve(path)
    return View(path, match.view_name or "", match.func)


def ask(client: Client, method: str, path: str, *, script: bool = False):
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    if method in ("GET", "HEAD", "OPTIONS"):
        return client.generic(method, path, headers=headers)
    return client.generic(method, path, BODY, "application/x-www-form-urlencoded", headers=headers)


def contents() -> dict[str, list[str]]:
    """All rows of all tables but those that move by nature."""
    with connection.cursor() as cursor:
        tables = {}
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(MOVING):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                tables[table] = sorted(map(repr, cursor.fetchall()))
    return tables


def readable(answer) -> str:
    """A page without what differs at each visit: tokens and nonces."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode(errors="replace")
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|data-csrf[\w-]*)="[^"]*"', "", text)
