"""Writes to plan, register and posts: what arises when a piece is released, what is on record."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page

from tests.factories import NewsPageFactory, UserFactory
from tests.publishing.platforms.making import PlatformFactory, make_item, make_post
from tests.releasing import publish
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.publishing.platforms import queries, rules, services
from unionsite.publishing.platforms.choices import PlanState, PlatformKind, PostState, Registration
from unionsite.publishing.platforms.models import PlannedItem, Platform, PlatformPost

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def draft(tree):
    return NewsPageFactory(parent=tree.news, live=False, first_published_at=None)


def tasks() -> dict[str, str]:
    return dict(PlatformPost.objects.values_list("platform__name", "state"))


# --- When a piece is released ---


def test_a_released_piece_gets_a_task_for_each_platform_of_its_plan(draft, editor):
    wechat, weibo = PlatformFactory(name="公众号"), PlatformFactory(name="微博", kind=PlatformKind.WEIBO)
    PlatformFactory(name="抖音", kind=PlatformKind.DOUYIN)
    item = make_item(wechat, weibo, page=draft, owner=editor)
    publish(draft)
    assert tasks() == {"公众号": PostState.WAITING, "微博": PostState.WAITING}
    post = PlatformPost.objects.get(platform=wechat)
    assert (post.planned_item, post.assigned_to, post.title) == (item, editor, draft.title)
    # The plan was for tomorrow: the day of grace begins there.
    assert post.due_at == item.planned_at + DAY


def test_the_website_is_done_by_the_release_itself(draft, settings):
    settings.BASE_URL = "https://union.example.com"
    website = PlatformFactory(name="官网", kind=PlatformKind.WEBSITE)
    make_item(website, page=draft)
    page = publish(draft)
    post = PlatformPost.objects.get()
    assert (post.state, post.url) == (PostState.POSTED, f"https://union.example.com/news/{draft.slug}/")
    assert post.posted_at == page.first_published_at


def test_releasing_a_later_version_makes_no_second_task(draft):
    make_item(PlatformFactory(), page=draft)
    page = publish(draft)
    page.title = "改过的标题"
    publish(page)
    assert PlatformPost.objects.count() == 1


def test_a_piece_without_a_plan_or_with_a_cancelled_one_gets_none(draft, editor):
    item = make_item(PlatformFactory(), page=draft)
    services.cancel_item(item=item, reason="不发了", actor=editor, now=timezone.now())
    publish(draft)
    assert tasks() == {}


def test_a_plan_that_names_a_public_piece_gets_its_tasks_at_once(tree):
    page = NewsPageFactory(parent=tree.news)
    platform = PlatformFactory(name="公众号")
    values = {"page": page, "section": tree.news, "owner": UserFactory()}
    services.change_item(item=make_item(platform), values=values, platforms=[platform])
    assert tasks() == {"公众号": PostState.WAITING}


def test_the_administrator_of_the_account_posts_if_they_may(draft, editor):
    may = PlatformFactory(name="甲", administrator=editor)
    may_not = PlatformFactory(name="乙", administrator=UserFactory())
    make_item(may, may_not, page=draft)
    publish(draft)
    assigned = dict(PlatformPost.objects.values_list("platform__name", "assigned_to"))
    assert assigned == {"甲": editor.pk, "乙": None}


def test_a_fault_in_making_tasks_does_not_stop_the_release(draft, caplog):
    """No form takes such a day; its deadline lies beyond the last one that there is."""
    make_item(PlatformFactory(), page=draft)
    PlannedItem.objects.update(planned_at=datetime(9999, 12, 31, 20, tzinfo=UTC))
    assert publish(draft).live
    assert tasks() == {}
    assert "No posting tasks were made" in caplog.text


# --- By hand ---


def test_tasks_by_hand_need_an_approved_piece(draft, editor):
    platform = PlatformFactory()
    values = {"platforms": [platform], "assigned_to": editor, "due_at": timezone.now()}
    with pytest.raises(ValidationError):
        services.open_tasks(page=draft, **values)
    page = publish(draft)
    assert services.open_tasks(page=page, **values) == 1
    assert services.open_tasks(page=page, **values) == 0


def test_a_post_is_recorded_and_can_be_corrected(tree, editor):
    post = make_post(PlatformFactory(), NewsPageFactory(parent=tree.news))
    now = timezone.now()
    services.record_post(post=post, url="https://mp.example.com/1", posted_at=now - DAY, actor=editor, now=now)
    services.record_post(post=post, url="https://mp.example.com/2", posted_at=now, actor=editor, now=now)
    post.refresh_from_db()
    assert (post.state, post.url, post.posted_at) == (PostState.POSTED, "https://mp.example.com/2", now)
    assert [entry.detail for entry in AuditEntry.objects.filter(action=Action.POST_RECORDED)] == [
        {"path": "https://mp.example.com/2"},
        {"path": "https://mp.example.com/1"},
    ]


def test_a_time_to_come_is_not_recorded(tree, editor):
    post = make_post(PlatformFactory(), NewsPageFactory(parent=tree.news))
    now = timezone.now()
    with pytest.raises(ValidationError):
        services.record_post(post=post, url="https://a.example/", posted_at=now + DAY, actor=editor, now=now)
    post.refresh_from_db()
    assert post.state == PostState.WAITING


def test_what_is_out_cannot_be_skipped_but_what_was_skipped_can_be_posted(tree, editor):
    post = make_post(PlatformFactory(), NewsPageFactory(parent=tree.news))
    services.skip_post(post=post, reason="不适合", actor=editor)
    now = timezone.now()
    services.record_post(post=post, url="https://a.example/", posted_at=now, actor=editor, now=now)
    with pytest.raises(ValidationError):
        services.skip_post(post=post, reason="不适合", actor=editor)
    post.refresh_from_db()
    assert (post.state, post.reason) == (PostState.POSTED, "")


def test_the_record_outlives_the_page(tree):
    page = NewsPageFactory(parent=tree.news, title="后来删除的稿件")
    record = {"state": PostState.POSTED, "url": "https://a.example/", "posted_at": timezone.now()}
    post, task = make_post(PlatformFactory(), page, **record), make_post(PlatformFactory(), page)
    item = make_item(page=page)
    page.delete()
    post.refresh_from_db()
    assert not PlatformPost.objects.filter(pk=task.pk).exists(), "there is nothing left to post"
    item.refresh_from_db()
    assert (post.page_id, post.title, item.page_id) == (None, "后来删除的稿件", None)


# --- The text that may leave the house ---


def test_the_public_text_leaves_the_house_not_the_draft_above_it(tree):
    page = NewsPageFactory(parent=tree.news, title="公开的标题")
    page.title = "还没有审核的标题"
    page.save_revision()
    assert queries.approved_text(Page.objects.get(pk=page.pk)).title == "公开的标题"


def test_a_released_version_that_waits_for_its_time_may_leave(draft):
    from tests.releasing import release

    draft.go_live_at = timezone.now() + DAY
    revision = draft.save_revision()
    assert queries.approved_text(draft) is None
    release(revision)
    revision.publish(skip_permission_checks=True)
    page = type(draft).objects.get(pk=draft.pk)
    assert not page.live
    assert queries.approved_text(page).title == draft.title


@pytest.mark.parametrize("name", ["draft", "section"])
def test_a_draft_and_what_is_no_piece_have_no_kit(tree, draft, name):
    assert queries.approved_text(draft if name == "draft" else tree.news) is None


# --- Register ---


def test_changes_of_the_register_are_on_record(department, editor):
    platform = Platform(name="示例公众号", kind="wechat", department=department)
    assert services.save_platform(platform=platform, actor=editor)
    platform.account_id = "chenqiao"
    platform.registration = Registration.CLOSING
    platform.closing_on = timezone.localdate()
    assert services.save_platform(platform=platform, actor=editor)
    assert not services.save_platform(platform=platform, actor=editor)
    changed, added = AuditEntry.objects.filter(subject_type="platforms.platform")
    assert (added.action, added.detail) == (Action.PLATFORM_ADDED, {"registration": "筹备"})
    assert changed.action == Action.PLATFORM_CHANGED
    assert changed.detail == {
        "fields": ["account_id", "registration", "closing_on"],
        "before": "筹备",
        "after": "申请关闭",
    }


def test_an_entry_without_its_papers_is_not_stored(department, editor):
    platform = Platform(name="示例", kind="wechat", department=department, registration=Registration.ACTIVE)
    with pytest.raises(ValidationError):
        services.save_platform(platform=platform, actor=editor)
    assert not Platform.objects.exists()


def test_the_register_knows_who_sleeps(tree):
    now = timezone.now()
    asleep, awake, website = (
        PlatformFactory(name="睡"),
        PlatformFactory(name="醒"),
        PlatformFactory(name="网", kind=PlatformKind.WEBSITE),
    )
    new = PlatformFactory(name="新", opened_on=timezone.localdate())
    closed = PlatformFactory(name="关", registration=Registration.CLOSED, closed_on=timezone.localdate())
    page = NewsPageFactory(parent=tree.news, first_published_at=now - DAY)
    posted = {"state": PostState.POSTED, "url": "https://a.example/"}
    make_post(asleep, page, posted_at=now - 15 * DAY, **posted)
    make_post(awake, page, posted_at=now - 13 * DAY, **posted)
    make_post(awake, NewsPageFactory(parent=tree.news), posted_at=now - 40 * DAY, **posted)
    states = {platform.name: queries.is_dormant(platform, now) for platform in queries.registered_platforms()}
    assert states == {"睡": True, "醒": False, "网": False, "新": False, "关": False}
    assert list(Platform.objects.dormant(now)) == [asleep]
    assert {platform.last_post for platform in queries.registered_platforms() if platform == website} == {now - DAY}
    assert {new, closed}.isdisjoint(Platform.objects.dormant(now))


# --- Plan ---


def test_lists_and_rules_agree_on_states_and_lateness(tree, editor, first_reviewer):
    now = timezone.now()

    def draft(**fields):
        return NewsPageFactory(parent=tree.news, live=False, first_published_at=None, **fields)

    def live(at):
        return NewsPageFactory(parent=tree.news, first_published_at=at)

    in_review = draft()
    in_review.save_revision(user=editor)
    in_review.get_workflow().start(in_review, editor)
    make_item(title="没写", planned_at=now + DAY)
    make_item(title="没写已迟", planned_at=now - DAY)
    make_item(title="在写", page=draft())
    make_item(title="在审", page=in_review)
    make_item(title="按时", page=live(now - DAY), planned_at=now - DAY)
    make_item(title="早了", page=live(now - 2 * DAY), planned_at=now - DAY)
    make_item(title="晚了", page=live(now - DAY), planned_at=now - 2 * DAY)
    cancelled = make_item(title="取消", planned_at=now - DAY)
    services.cancel_item(item=cancelled, reason="不办了", actor=editor, now=now)
    items = queries.planned_items()
    states = {item.title: rules.plan_state(item) for item in items}
    assert states == {
        "没写": PlanState.PLANNED,
        "没写已迟": PlanState.PLANNED,
        "在写": PlanState.WRITING,
        "在审": PlanState.IN_REVIEW,
        "按时": PlanState.PUBLISHED,
        "早了": PlanState.PUBLISHED,
        "晚了": PlanState.PUBLISHED,
        "取消": PlanState.CANCELLED,
    }
    for state in PlanState:
        assert {item.title for item in items.in_state(state)} == {name for name in states if states[name] == state}
    late = {item.title for item in items if queries.is_item_late(item, now)}
    assert late == {"没写已迟", "晚了"} == {item.title for item in items.late(now)}
    assert queries.tally(items, now) == {"planned": 7, "published": 3, "on_time": 2, "late": 2, "cancelled": 1}


def test_cancelling_is_on_record_once_and_can_be_taken_back(tree, editor):
    item = make_item(PlatformFactory(), page=NewsPageFactory(parent=tree.news))
    for _time in range(2):
        services.cancel_item(item=item, reason="会议延期", actor=editor, now=timezone.now())
    entry = AuditEntry.objects.get(action=Action.PLAN_CANCELLED)
    assert (entry.subject_label, entry.reason) == ("职代会预告", "会议延期")
    services.restore_item(item=item)
    item.refresh_from_db()
    assert (item.cancelled_at, item.cancel_reason) == (None, "")
    assert PlatformPost.objects.count() == 1
