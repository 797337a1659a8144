"""The register of what went out: filled by itself, searched, filtered and exported (S-8.11)."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Locale, Page

from tests.factories import DepartmentFactory, NewsPageFactory
from tests.publishing.reviewing import approve
from tests.releasing import publish
from unionsite.core.scheduling import publish_scheduled
from unionsite.oversight.register.models import EntryState, RegisterEntry
from unionsite.oversight.register.services import enter, link_posts
from unionsite.oversight.scores.choices import Measure
from unionsite.oversight.scores.measures import late_pieces, list_address
from unionsite.oversight.scores.rules import span_of
from unionsite.publishing.elsewhere import elsewhere
from unionsite.publishing.models import Release
from unionsite.publishing.platforms.models import Platform, PlatformPost

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/register/"
DAY = timedelta(days=1)


@pytest.fixture
def send_out(tree, editor, first_reviewer, final_reviewer):
    """`send_out(title=…)` writes a piece and takes it through both stages; `send_out(page)` sends a new version."""

    def through_both_stages(page=None, **fields):
        if page is None:
            page = NewsPageFactory(**{"parent": tree.news, "live": False, "owner": editor} | fields)
        else:
            page = Page.objects.get(pk=page.pk).specific
            for name, value in fields.items():
                setattr(page, name, value)
        page.save_revision(user=editor)
        page.get_workflow().start(page, editor)
        return approve(approve(page, first_reviewer), final_reviewer)

    return through_both_stages


@pytest.fixture
def browser(client, first_reviewer):
    client.force_login(first_reviewer)
    return client


@pytest.fixture
def wechat(department):
    return Platform.objects.create(name="工会公众号", kind="wechat", department=department)


def posted(platform, page, url: str = "https://mp.example.com/s/1") -> PlatformPost:
    now = timezone.now()
    return PlatformPost.objects.create(
        platform=platform, page=page, title=page.title, due_at=now, state="posted", url=url, posted_at=now
    )


def shown(browser, query: str = "") -> list[str]:
    response = browser.get(ADDRESS + query)
    assert response.status_code == 200
    return [entry.title for entry in response.context["object_list"]]


# --- What is entered ---


def test_what_goes_out_is_entered_with_everybody_who_had_a_hand_in_it(send_out, first_reviewer, final_reviewer):
    page = send_out(title="职代会召开", department=DepartmentFactory(name="机加车间", code="machining"))
    entry = RegisterEntry.objects.get()
    assert (entry.title, entry.section, entry.kind, entry.department) == ("职代会召开", "工作动态", "会议", "机加车间")
    assert (entry.author, entry.fact_checker, entry.language) == ("田晓禾", "周若禾", "简体中文")
    assert (entry.went_out_at, entry.is_first) == (page.first_published_at, True)
    assert (entry.release.first_reviewer, entry.release.final_reviewer) == (first_reviewer, final_reviewer)
    assert entry.address == page.full_url


def test_a_new_version_is_a_row_of_its_own_and_the_first_stays_as_it_went_out(send_out):
    page = send_out(title="原来的题目")
    send_out(page, title="改过的题目")
    first, second = RegisterEntry.objects.order_by("pk")
    assert (first.title, first.is_first, first.state) == ("原来的题目", True, EntryState.REPLACED)
    assert (second.title, second.is_first, second.state) == ("改过的题目", False, EntryState.PUBLIC)


def test_a_planned_piece_is_entered_when_it_comes_up(send_out):
    page = send_out(title="定时的稿件", go_live_at=timezone.now() + DAY)
    assert not page.live
    assert not RegisterEntry.objects.exists()
    with time_machine.travel(timezone.now() + DAY + timedelta(minutes=2)):
        publish_scheduled()
        entry = RegisterEntry.objects.get()
        assert entry.went_out_at - entry.release.released_at > DAY


def test_what_is_taken_down_or_deleted_stays(send_out):
    page, gone = send_out(title="撤下的稿件"), send_out(title="删除的稿件")
    page.unpublish()
    Page.objects.get(pk=gone.pk).delete()
    states = {entry.title: entry.state for entry in RegisterEntry.objects.with_facts()}
    assert states == {"撤下的稿件": EntryState.TAKEN_DOWN, "删除的稿件": EntryState.DELETED}


def test_the_frame_and_aliases_are_left_out(tree, send_out):
    page = send_out(title="原文")
    Page.objects.get(pk=page.pk).specific.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    publish(tree.news)
    assert RegisterEntry.objects.count() == 1


def test_entering_twice_changes_nothing(send_out):
    page = send_out()
    assert enter(page=page, revision=page.live_revision) == RegisterEntry.objects.get()


def test_the_database_keeps_one_row_for_each_release(send_out):
    send_out()
    entry = RegisterEntry.objects.get()
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_posts_stay_with_the_row_when_the_page_is_deleted(send_out, wechat):
    page = send_out()
    posted(wechat, page)
    link_posts(page_id=page.pk)
    Page.objects.get(pk=page.pk).delete()
    [post] = RegisterEntry.objects.get().release.postings.all()
    assert post.url == "https://mp.example.com/s/1"


# --- The screen ---


def test_the_list_says_where_it_stands_now(browser, send_out, wechat):
    page = send_out(title="职代会召开")
    posted(wechat, page)
    send_out(title="撤下的稿件").unpublish()
    html = browser.get(ADDRESS).content.decode()
    for words in ("职代会召开", "公开", "已下线", "田晓禾", "工会公众号", "https://mp.example.com/s/1", page.full_url):
        assert words in html


@pytest.fixture
def three(send_out, wechat):
    with time_machine.travel("2026-05-08T10:00:00+08:00"):
        old = send_out(title="五月的会议")
    posted(wechat, old)
    machining = DepartmentFactory(name="机加车间", code="machining")
    with time_machine.travel("2026-06-08T10:00:00+08:00"):
        send_out(title="六月的培训", department=machining, author="林秋实", kind="training")
    return wechat


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["六月的培训", "五月的会议"]),
        ("q=培训", ["六月的培训"]),
        ("q=林秋实", ["六月的培训"]),
        ("q=没有这样的词", []),
        ("went_out_at_from=2026-05-01&went_out_at_to=2026-05-31", ["五月的会议"]),
        ("went_out_at_from=0001-01-01&went_out_at_to=9999-12-31", ["六月的培训", "五月的会议"]),
        ("went_out_at_from=x", []),
        ("section=工作动态&department=机加车间", ["六月的培训"]),
        ("section=企业文化", []),
        ("platform={wechat}", ["五月的会议"]),
        ("platform=999999", []),
        ("p=99", ["六月的培训", "五月的会议"]),
    ],
)
def test_search_and_filters(browser, three, query, titles):
    filled = query.format(wechat=three.pk)
    assert shown(browser, f"?{filled}") == titles
    assert browser.get(f"{ADDRESS}results/?{filled}").status_code == 200


@pytest.mark.parametrize("query", ["q=%00", "platform=99999999999999999999"])
def test_what_no_browser_sends_is_refused(browser, query):
    assert browser.get(f"{ADDRESS}?{query}").status_code == 400


def test_the_file_has_every_column_and_no_formula(browser, send_out, wechat, final_reviewer):
    posted(wechat, send_out(title="=1+1"))
    sheet = load_workbook(io.BytesIO(browser.get(f"{ADDRESS}export/?format=xlsx").content)).active
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(row for row in table if "题目" in row)
    row = dict(zip(heading, table[table.index(heading) + 1], strict=True))
    assert row["题目"] == "=1+1"
    assert row["终审放行人"] == str(final_reviewer)
    assert row["目前状态"] == "公开"
    assert "https://mp.example.com/s/1" in row["发布平台"]
    assert row["放行记录编号"] == Release.objects.latest("pk").pk
    assert "'=1+1," in browser.get(f"{ADDRESS}export/?format=csv").content.decode("utf-8-sig")
    assert browser.get(f"{ADDRESS}export/?platform=x").status_code == 302


@pytest.fixture
def nobody_posts():
    """As on a site without the wing of platforms."""
    told = list(elsewhere)
    elsewhere.clear()
    yield
    elsewhere.extend(told)


def test_without_platforms_nothing_is_said_of_them(browser, send_out, nobody_posts):
    send_out(title="职代会召开")
    html = browser.get(f"{ADDRESS}?platform=1").text
    assert "职代会召开" in html
    assert "发布平台" not in html
    assert browser.get(f"{ADDRESS}export/?format=csv").status_code == 200
    today = timezone.localdate()
    span = span_of("month", today.year, today.month, today)
    assert late_pieces(span) == []
    assert list_address(Measure.LATE_PIECES, span, None) == ""
