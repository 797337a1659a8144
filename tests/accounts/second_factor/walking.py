"""Every address of the site by every method, and what the database holds before and after."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from wagtail.models import Page

from tests.core.security.views import View, all_views
from tests.factories import DepartmentFactory, ImageFactory, UserFactory
from unionsite.accounts.models import Department, User
from unionsite.core.models import SiteDocument, SiteImage

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# It ends the state that the walk is about.
SIGNING_OUT = {"wagtailadmin_logout", "account:logout"}
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


def addresses(page: Page) -> list[View]:
    """Each registered view, with numbers of objects that exist; page views also with an ordinary page."""
    views = []
    for view in all_views():
        if view.name in SIGNING_OUT:
            continue
        views.append(view)
        if view.path.startswith("/admin/pages/") and "/1/" in view.path:
            path = re.sub("/1/", f"/{page.pk}/", view.path, count=1)
            views.append(View(path, view.name, view.callback))
    return views


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
