"""Wagtail's explorer: our buttons, columns and hooks cost the same for few and for many pieces."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import submit

pytestmark = pytest.mark.django_db
# What the packages ask in the menu of each row: wagtail-localize whether the page is translated everywhere and has a
# source; Wagtail, twice, whether somebody who may not delete much may delete this.
OF_PACKAGES = {"编辑": 4, "系统管理员": 2}
FIXED = {"编辑": 45, "系统管理员": 43}


@pytest.fixture
def look(client, tree):
    """Number of queries and HTML of the explorer in the news section, where nothing is read for the first time."""
    address = reverse("wagtailadmin_explore", args=[tree.news.pk])

    def count(user) -> tuple[int, str]:
        client.force_login(user)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200
        return len(captured), response.content.decode()

    return count


@pytest.mark.parametrize("role", OF_PACKAGES)
def test_live_pieces_cost_nothing_of_ours(look, tree, role):
    person, per_row = member(role), OF_PACKAGES[role]
    pieces = [NewsPageFactory(parent=tree.news) for _ in range(3)]
    few, html = look(person)
    assert pieces[0].title in html
    pieces += [NewsPageFactory(parent=tree.news) for _ in range(27)]
    many, html = look(person)
    assert all(piece.title in html for piece in pieces)
    assert (few - 3 * per_row, many - 30 * per_row) == (FIXED[role], FIXED[role])


@pytest.mark.parametrize("role", OF_PACKAGES)
def test_nor_do_pieces_under_review(look, tree, editor, role):
    person, per_row = editor if role == "编辑" else member(role), OF_PACKAGES[role]

    def send(number: int) -> str:
        for _ in range(number):
            page = submit(NewsPageFactory(parent=tree.news, live=False, owner=editor), editor)
        return page.title

    title = send(3)
    few, html = look(person)
    assert title in html
    title = send(9)
    many, html = look(person)
    assert title in html
    assert many - few == 9 * per_row
