"""The report 发布及时性 and its limits, through HTTP (S-3.9)."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.checks import run_checks
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import Locale

from tests.conftest import member
from tests.factories import DepartmentFactory, GalleryPageFactory, NewsPageFactory
from unionsite.publishing.models import ReviewSettings, SectionLimit

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/timeliness/"
BUDGET = 23
SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(number: int, hour: int = 9) -> datetime:
    """In May 2026, whose 11th is a Monday."""
    return datetime(2026, 5, number, hour, tzinfo=SHANGHAI)


def piece(tree, title: str, happened: int, published: int, **fields):
    fields = {"parent": tree.news, "starts_at": day(happened), "ends_at": None} | fields
    page = NewsPageFactory(title=title, **fields)
    type(page).objects.filter(pk=page.pk).update(first_published_at=day(published, 16))
    page.refresh_from_db()
    return page


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def pieces(tree):
    """In time on the last day, late, and a gallery that is late too."""
    gallery = GalleryPageFactory(parent=tree.culture, title="运动会剪影", taken_on=day(11).date())
    type(gallery).objects.filter(pk=gallery.pk).update(first_published_at=day(20))
    workshop = DepartmentFactory(name="机加车间", code="machining")
    return piece(tree, "按时的会议", 11, 14), piece(tree, "迟发的培训", 11, 15, department=workshop), gallery


def shown(client, query: str = "") -> list[str]:
    response = client.get(ADDRESS + query)
    assert response.status_code == 200
    return [row.title for row in response.context["object_list"]]


def test_what_came_when_and_how_late(editor_client, pieces):
    html = editor_client.get(ADDRESS).content.decode()
    for text in ("按时的会议", "2026-05-14 16:00", "3个工作日", "及时", "4个工作日", "迟发", "7个工作日", "企业文化"):
        assert text in html
    assert shown(editor_client) == ["运动会剪影", "迟发的培训", "按时的会议"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("late=yes", ["运动会剪影", "迟发的培训"]),
        ("section={news}", ["迟发的培训", "按时的会议"]),
        ("section={news}&late=yes", ["迟发的培训"]),
        ("department={machining}", ["迟发的培训"]),
        ("published_from=2026-05-15&published_to=2026-05-15", ["迟发的培训"]),
        ("ordering=days", ["按时的会议", "迟发的培训", "运动会剪影"]),
        ("published_from=0001-01-01&published_to=9999-12-31", ["运动会剪影", "迟发的培训", "按时的会议"]),
        ("section=x", []),
        ("published_from=x", []),
        ("late=x", []),
        ("p=99&ordering=x", ["运动会剪影", "迟发的培训", "按时的会议"]),
    ],
)
def test_filters(editor_client, tree, pieces, query, titles):
    filled = query.format(news=tree.news.pk, machining=pieces[1].department_id)
    assert shown(editor_client, f"?{filled}") == titles
    assert editor_client.get(f"{ADDRESS}results/?{filled}").status_code == 200


def test_drafts_and_translations_are_left_out(editor_client, tree):
    NewsPageFactory(parent=tree.news, live=False, first_published_at=None)
    page = piece(tree, "原文", 11, 12)
    page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    assert shown(editor_client) == ["原文"]


def test_files_hold_the_filtered_rows_and_no_formula(editor_client, tree, pieces):
    piece(tree, "=1+1", 11, 18)
    text = editor_client.get(f"{ADDRESS}export/?late=yes&format=csv").content.decode("utf-8-sig")
    assert "'=1+1,迟发" in text
    assert "按时的会议" not in text
    book = load_workbook(io.BytesIO(editor_client.get(f"{ADDRESS}export/?late=yes&format=xlsx").content))
    [cell] = [cell for row in book.active.iter_rows() for cell in row if str(cell.value) == "=1+1"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_file_of_filters_that_make_no_sense_leads_back(editor_client):
    assert editor_client.get(f"{ADDRESS}export/?section=x").status_code == 302


@pytest.mark.wing("contributions")
def test_it_is_a_tab_beside_the_other_figures(editor_client):
    assert ADDRESS in editor_client.get("/admin/contributions/statistics/").content.decode()


def test_it_costs_the_same_for_one_and_for_many(editor_client, tree, django_assert_num_queries):
    piece(tree, "一", 11, 14)
    editor_client.get(ADDRESS)
    with django_assert_num_queries(BUDGET):
        editor_client.get(ADDRESS)
    for number in range(12):
        workshop = DepartmentFactory(code=f"d{number}", name=f"部门{number}")
        piece(tree, f"稿件{number}", 11, 18, department=workshop)
    with django_assert_num_queries(BUDGET):
        editor_client.get(ADDRESS)


# --- Limits ---


@pytest.fixture
def administrator_client(client):
    client.force_login(member("系统管理员"))
    return client


def form(tree, *limits: tuple[object, str], publish_days: str = "3") -> dict[str, str]:
    data = {"first_hours": "8", "final_hours": "8", "link_days": "3", "publish_days": publish_days}
    data |= {"section_limits-TOTAL_FORMS": str(len(limits)), "section_limits-INITIAL_FORMS": "0"}
    data |= {"section_limits-MIN_NUM_FORMS": "0", "section_limits-MAX_NUM_FORMS": "1000"}
    for number, (section, days) in enumerate(limits):
        data |= {f"section_limits-{number}-section": str(section.pk), f"section_limits-{number}-days": days}
        data |= {f"section_limits-{number}-id": "", f"section_limits-{number}-DELETE": ""}
    return data


@pytest.fixture
def save(administrator_client):
    address = reverse("wagtailsettings:edit", args=["publishing", "reviewsettings", ReviewSettings.load().pk])
    return lambda data: administrator_client.post(address, data)


def test_an_administrator_changes_the_limits(save, administrator_client, tree, pieces):
    assert save(form(tree, (tree.culture, "10"), publish_days="4")).status_code == 302
    limits = ReviewSettings.load().workday_limits()
    assert (limits[tree.culture.pk], limits[tree.news.pk], limits[None]) == (10, 4, 4)
    assert shown(administrator_client, "?late=yes") == []
    assert "4" in administrator_client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("days", ["", "-1", "61", "x"])
def test_a_limit_that_is_none_is_told_and_not_stored(save, tree, days):
    response = save(form(tree, (tree.culture, days)))
    assert response.status_code == 200
    assert not SectionLimit.objects.exists()


def test_one_limit_for_each_section_and_sections_only(save, tree):
    assert save(form(tree, (tree.culture, "5"), (tree.culture, "6"))).status_code == 200
    assert save(form(tree, (tree.home, "5"))).status_code == 200
    assert not SectionLimit.objects.exists()


@pytest.mark.parametrize("dates", [{"news.Nothing": "starts_at"}, {"news.NewsPage": "place"}, {"news.NewsPage": "x"}])
def test_a_setting_that_names_no_date_is_refused(settings, dates):
    settings.EVENT_DATES = dates
    assert [message.id for message in run_checks() if message.id == "publishing.E021"] == ["publishing.E021"]
