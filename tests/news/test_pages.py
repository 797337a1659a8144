"""工作动态 through HTTP: the list with its filters, a piece, its calendar entry."""

import pytest

from tests.factories import NewsPageFactory

pytestmark = pytest.mark.django_db


def test_a_piece_shows_its_source_minute_and_people(client, tree):
    page = NewsPageFactory(parent=tree.news, title="集体协商会议召开", source_name="市总工会", editor_name="姚静")
    html = client.get(page.url).content.decode()
    for text in ("集体协商会议召开", "市总工会", "2026-05-08 12:", "田晓禾", "周若禾", "姚静", "综合楼报告厅"):
        assert text in html
