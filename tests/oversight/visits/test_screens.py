"""The reports of pages and departments, and the line on a page's edit screen."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import member
from tests.factories import DepartmentFactory, InfoPageFactory, NewsPageFactory
from unionsite.oversight.visits.models import PageVisits

pytestmark = pytest.mark.django_db
INDEX, DEPARTMENTS = "/admin/visits/", "/admin/visits/departments/"


def seen(page, times, *, days_ago=0, source=""):
    day = timezone.localdate() - timedelta(days=days_ago)
    return PageVisits.objects.create(page=page, day=day, times=times, source=source)


@pytest.fixture
def month(tree):
    """What was read in the last weeks."""
    assembly = NewsPageFactory(
        parent=tree.news, title="职代会召开", department=DepartmentFactory(name="机加车间", code="machining")
    )
    notice = InfoPageFactory(parent=tree.info, title="=体检通知")
    seen(assembly, 5)
    seen(assembly, 2, days_ago=3, source="qr")
    seen(assembly, 3, days_ago=8)
    seen(notice, 4, days_ago=6)
    seen(notice, 9, days_ago=13)
    seen(tree.en_news, 1)
    return {"assembly": assembly, "notice": notice}


def shown(client, address=INDEX, **query) -> list[tuple]:
    rows = client.get(address, query).context["object_list"]
    return [(row.get("title", row.get("name")), row["views"], row["earlier"], row["shared"]) for row in rows]


def test_pages_by_views_compared_with_the_days_before(desk, editor, month):
    client = desk(editor)
    assert shown(client, days="7") == [("职代会召开", 7, 3, 2), ("=体检通知", 4, 9, 0), ("News", 1, 0, 0)]
    assert shown(client)[0] == ("=体检通知", 13, 0, 0)


def test_filters(desk, editor, month, tree):
    client = desk(editor)
    department = month["assembly"].department
    assert [row[0] for row in shown(client, days="7", section=tree.news.pk)] == ["职代会召开", "News"]
    assert [row[0] for row in shown(client, department=department.pk)] == ["职代会召开"]
    assert [row[0] for row in shown(client, language="en")] == ["News"]
    assert [row[0] for row in shown(client, q="体检")] == ["=体检通知"]


@pytest.mark.parametrize("query", [{"days": "9999999999"}, {"section": "x"}, {"department": "-1"}, {"language": "xx"}])
def test_filters_that_make_no_sense_show_nothing(desk, editor, month, query):
    response = desk(editor).get(INDEX, query)
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert list(response.context["object_list"]) == []


def test_a_title_leads_to_the_page_that_readers_see(desk, editor, month):
    html = desk(editor).get(INDEX).content.decode()
    assert f'href="{month["assembly"].url}"' in html


def test_the_file_has_every_page_and_no_formula(desk, editor, month):
    response = desk(editor).get(f"{INDEX}export/", {"format": "csv", "days": "7"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1][0] == "职代会召开"
    assert rows[1][2:] == ["7", "3", "4", "2", "工作动态", "机加车间", "简体中文"]
    assert not rows[2][0].startswith("=")


def test_departments_by_the_views_of_their_pieces(desk, editor, month):
    client = desk(editor)
    assert shown(client, DEPARTMENTS, days="7") == [("机加车间", 7, 3, 2), ("质量部", 4, 9, 0)]


@pytest.mark.wing("contributions")
def test_the_figures_of_what_departments_send_in_are_a_button_away(desk, editor, month):
    assert reverse("publishing_contributions:statistics") in desk(editor).get(DEPARTMENTS).content.decode()


@pytest.mark.wing("contributions")
def test_nobody_is_led_to_what_they_may_not_see(desk, month):
    html = desk(member("审计员")).get(DEPARTMENTS).content.decode()
    assert reverse("publishing_contributions:statistics") not in html


def test_the_edit_screen_says_how_often_a_page_was_opened(desk, editor, author, month):
    address = reverse("wagtailadmin_pages:edit", args=[month["assembly"].pk])
    assert "近30天浏览10次" in desk(editor).get(address).content.decode()
