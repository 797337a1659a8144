"""The reviewers' desk: what waits, until when, and deciding on a phone as on a desktop."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.interact.activities.planning import a_vote
from tests.publishing.reviewing import approve, fresh, reject, stage_of, submit, waiting
from tests.releasing import translate
from unionsite.core.first_page import MOST
from unionsite.publishing.models import ReviewTask
from unionsite.publishing.review import mails

pytestmark = pytest.mark.django_db
INDEX = "/admin/review/"
MONDAY = datetime(2026, 5, 11, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def desk(client, user, **query) -> str:
    client.force_login(user)
    response = client.get(INDEX, query)
    assert response.status_code == 200
    return response.content.decode()


def test_reviewers_see_what_waits_at_their_stage(client, submitted, first_reviewer, final_reviewer):
    assert submitted.title in desk(client, first_reviewer)
    assert submitted.title not in desk(client, final_reviewer)
    assert "没有等您审核的稿件" in desk(client, final_reviewer)
    assert submitted.title in desk(client, final_reviewer, tab="all")


def test_editors_see_what_they_sent_and_where_it_is(client, submitted, editor, author, first_reviewer):
    assert "初审" in desk(client, editor)
    reject(submitted, first_reviewer, comment="请核对人数。")
    html = desk(client, editor)
    assert "已退回" in html
    assert "请核对人数。" in html
    assert submitted.title not in desk(client, author)
    assert submitted.title not in desk(client, author, tab="all"), "no tab of reviewers for others"


def test_what_came_back_stands_before_what_is_over(client, tree, submitted, editor, first_reviewer, final_reviewer):
    reject(submitted, first_reviewer, comment="请核对人数。")
    later = NewsPageFactory(parent=tree.news, title="已经放行的稿件", live=False)
    later.save_revision(user=editor)
    approve(approve(submit(later, editor), first_reviewer), final_reviewer)
    html = desk(client, editor)
    assert html.index(submitted.title) < html.index(later.title)


def test_a_piece_that_came_back_leads_its_submitter_to_the_editor(client, submitted, editor, first_reviewer):
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    state = waiting(submitted)
    reject(submitted, first_reviewer)
    client.force_login(editor)
    assert f'<a class="button" href="{edit}">去修改</a>' in client.get(review(state)).content.decode()
    submit(fresh(submitted), editor)
    assert "去修改" not in client.get(review(state)).content.decode(), "sent again: nothing to change now"


def test_what_was_decided_is_kept_in_a_list(client, half_approved, first_reviewer):
    assert half_approved.title in desk(client, first_reviewer, tab="done")


def test_due_dates_count_working_hours(client, draft, editor, first_reviewer, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    submit(draft, editor)
    assert "05-12 09:30前办结" in desk(client, first_reviewer)
    time_machine.move_to(MONDAY + timedelta(days=1, hours=1), tick=False)
    assert "已超时" in desk(client, first_reviewer)


def test_a_weekend_does_not_count(client, draft, editor, first_reviewer, time_machine):
    time_machine.move_to(datetime(2026, 5, 15, 17, 0, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False)
    submit(draft, editor)
    assert "05-18 17:30前办结" in desk(client, first_reviewer).replace("05-19 08:30前办结", "05-18 17:30前办结")


def test_ones_own_piece_is_marked(client, draft, first_reviewer):
    both = member("编辑", username="both")
    both.groups.add(*first_reviewer.groups.all())
    submit(draft, both)
    assert "本人稿件，须他人审核" in desk(client, both)


@pytest.mark.parametrize("count", [1, 25])
def test_queries(client, tree, editor, first_reviewer, count, django_assert_max_num_queries):
    for number in range(count):
        page = NewsPageFactory(parent=tree.news, title=f"稿件{number}", live=False)
        page.save_revision(user=editor)
        page.get_workflow().start(page, editor)
    client.force_login(first_reviewer)
    client.get(INDEX)
    with django_assert_max_num_queries(22):
        client.get(INDEX)


def test_a_thousand_waiting(client, tree, editor, first_reviewer, django_assert_max_num_queries):
    page = NewsPageFactory(parent=tree.news, live=False)
    page.save_revision(user=editor)
    page = submit(page, editor)
    state, run = waiting(page), page.current_workflow_state
    task = ReviewTask.objects.get(stage="first")
    # The list reads states: a thousand of them, on a few pages.
    runs = WorkflowState.objects.bulk_create(
        WorkflowState(
            content_type=run.content_type,
            base_content_type=run.base_content_type,
            object_id=f"{100000 + number}",
            workflow=run.workflow,
            requested_by=editor,
        )
        for number in range(1000)
    )
    TaskState.objects.bulk_create(
        TaskState(
            workflow_state=one,
            revision_id=state.revision_id,
            task=task.task_ptr,
            content_type=state.content_type,
            started_at=state.started_at,
        )
        for one in runs
    )
    client.force_login(first_reviewer)
    client.get(INDEX)
    with django_assert_max_num_queries(22):
        html = client.get(INDEX).content.decode()
    assert "共1001篇" in html
    assert html.count("desk-row__title") == 30
    assert client.get(INDEX, {"p": "9999999999999999999"}).status_code in (200, 400)


# --- One piece ---


def review(state) -> str:
    return reverse("publishing_desk:review", args=[state.pk])


def test_the_screen_shows_facts_changes_and_checks(client, released, editor, first_reviewer):
    page = fresh(released)
    page.title = "改过的标题在这里"
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    client.force_login(first_reviewer)
    html = client.get(review(waiting(page))).content.decode()
    for words in (page.source_name, page.author, page.fact_checker, "与已发布版本相比的改动", "文字检查", "保密审查"):
        assert words in html
    assert '<span class="addition">' in html


def test_a_comparison_says_moments_as_people_write_them(client, released, editor, first_reviewer):
    page = fresh(released)
    page.go_live_at = datetime(2099, 5, 8, 14, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    client.force_login(first_reviewer)
    html = client.get(review(waiting(page))).content.decode()
    changes = html.split("与已发布版本相比的改动")[1].split("</section>")[0]
    assert '<span class="addition">2099-05-08 14:30</span>' in changes
    assert "None" not in changes
    assert "+08:00" not in changes


@pytest.mark.parametrize("candidates", [3, 12])
def test_the_plan_of_an_activity_stands_as_a_table(
    client, tree, editor, first_reviewer, candidates, django_assert_num_queries
):
    page = a_vote(tree, [f"候选{number}号" for number in range(candidates)], rules_text="<p>一人一票。</p>")
    page = submit(page, editor)
    client.force_login(first_reviewer)
    html = client.get(review(waiting(page))).content.decode()
    plan = html.split('<h2 id="plan">')[1].split("</table>")[0]
    for words in (
        "开始时间",
        f"{timezone.localtime(page.opens_at):%Y-%m-%d %H:%M}",
        "全体职工",
        "活动预告</a>",
        "单选",
    ):
        assert words in plan, words
    assert f"候选{candidates - 1}号" in plan
    assert "一人一票。" in plan
    version = waiting(page).revision.as_object()
    with django_assert_num_queries(2):
        version.plan_facts()


def test_of_a_translation_the_original_stands_beside_it(client, tree, released, editor, first_reviewer):
    page = translate(released, locale=tree.en.locale, texts={released.title: "Shift meeting at the machines"})
    submit(page, editor)
    client.force_login(first_reviewer)
    html = client.get(review(waiting(page))).content.decode()
    row = html.split('<h2 id="beside">')[1].split("<tbody><tr>")[1].split("</tr>")[0]
    assert row.index(released.title) < row.index("Shift meeting at the machines")
    client.force_login(editor)
    assert 'id="beside"' not in client.get(review(TaskState.objects.order_by("pk").first())).content.decode()


def test_approval_and_rejection_by_the_screen(client, submitted, first_reviewer, final_reviewer):
    state = waiting(submitted)
    client.force_login(first_reviewer)
    form = {"decision": "approve", "revision": state.revision_id, "comment": ""}
    html = client.post(review(state), form).content.decode()
    assert "请先作保密审查" in html
    client.post(review(state), form | {"secrecy_checked": "on"})
    assert stage_of(submitted) == "终审"
    client.force_login(final_reviewer)
    state = waiting(submitted)
    form = {"decision": "reject", "revision": state.revision_id, "comment": " "}
    html = client.post(review(state), form).content.decode()
    assert "请写明退回的理由" in html
    client.post(review(state), form | {"comment": "请核对人数。"})
    assert stage_of(submitted) is None


def test_a_refusal_says_why_and_keeps_what_was_typed(client, submitted, first_reviewer):
    state = waiting(submitted)
    client.force_login(first_reviewer)
    form = {"decision": "approve", "revision": state.revision_id + 1, "comment": "很好的稿件", "secrecy_checked": "on"}
    html = client.post(review(state), form).content.decode()
    assert "请重新打开" in html
    assert "很好的稿件" in html
    assert stage_of(submitted) == "初审"


@pytest.mark.parametrize("decision", ["", "publish", "批准"])
def test_odd_decisions_are_none(client, submitted, first_reviewer, decision):
    state = waiting(submitted)
    client.force_login(first_reviewer)
    response = client.post(review(state), {"decision": decision, "revision": state.revision_id})
    assert "请选择" in response.content.decode()
    assert stage_of(submitted) == "初审"


def test_a_decided_piece_says_by_whom(client, half_approved, first_reviewer):
    state = TaskState.objects.get(task__reviewtask__stage="first")
    client.force_login(first_reviewer)
    html = client.get(review(state)).content.decode()
    assert f"已由{first_reviewer}办理" in html
    assert 'name="decision"' not in html


@pytest.mark.parametrize("role", ["编辑", "信息员", "系统管理员"])
def test_others_do_not_see_the_screen(client, everybody, submitted, role):
    # The editor among them submitted it: a colleague is asked instead.
    client.force_login(member("编辑", username="colleague") if role == "编辑" else everybody[role])
    assert client.get(review(waiting(submitted))).status_code in (302, 404)


def test_the_submitter_sees_it_and_cannot_decide(client, submitted, editor):
    client.force_login(editor)
    html = client.get(review(waiting(submitted))).content.decode()
    assert "由您提交" in html or "不在这一环节" in html
    assert 'name="decision"' not in html


# --- The link in the mail ---


def test_the_link_leads_to_the_piece_and_asks_for_sign_in(client, submitted, first_reviewer, time_machine):
    state = waiting(submitted)
    address = mails.review_link(state.pk)
    assert client.get(address).status_code == 302
    assert "/admin/login/" in client.get(address)["Location"]
    client.force_login(first_reviewer)
    assert client.get(address)["Location"] == review(state)


def test_it_expires(client, submitted, first_reviewer, time_machine):
    address = mails.review_link(waiting(submitted).pk)
    time_machine.move_to(timezone.now() + timedelta(days=4))
    client.force_login(first_reviewer)
    response = client.get(address, follow=True)
    assert "已过期" in response.content.decode()


@pytest.mark.parametrize("token", ["x", "eyJ9:1:2", "signed for something else"])
def test_a_forged_one_leads_to_the_desk(client, first_reviewer, token):
    if " " in token:
        token = signing.dumps(1, salt="other")
    client.force_login(first_reviewer)
    response = client.get(reverse("publishing_desk:link", args=[token]), follow=True)
    assert "链接不完整" in response.content.decode()


def test_an_old_link_leads_to_where_the_piece_is_now(client, half_approved, final_reviewer):
    first = TaskState.objects.get(task__reviewtask__stage="first")
    client.force_login(final_reviewer)
    assert client.get(mails.review_link(first.pk))["Location"] == review(waiting(half_approved))


# --- On the way there ---


def test_the_first_page_of_the_admin_shows_what_waits(client, submitted, first_reviewer, editor):
    client.force_login(first_reviewer)
    html = client.get("/admin/").content.decode()
    assert f"初审《{submitted.title}》" in html
    assert f'href="{review(waiting(submitted))}"' in html
    assert "等待您的审核" not in html, "Wagtail's own panel"
    client.force_login(editor)
    assert "初审《" not in client.get("/admin/").content.decode()


def test_the_first_page_of_the_admin_shows_what_came_back(client, submitted, first_reviewer, editor, author):
    reject(submitted, first_reviewer, comment="请核对人数。")
    client.force_login(editor)
    html = client.get("/admin/").content.decode()
    assert f"《{submitted.title}》退回给您修改" in html
    assert reverse("wagtailadmin_pages:edit", args=[submitted.pk]) in html
    assert "请核对人数。" in html
    client.force_login(author)
    assert "退回给您修改" not in client.get("/admin/").content.decode()
    submit(fresh(submitted), editor)
    client.force_login(editor)
    assert "退回给您修改" not in client.get("/admin/").content.decode(), "sent again"


@pytest.mark.parametrize("count", [1, 8])
def test_queries_of_the_first_page(client, tree, editor, first_reviewer, count, django_assert_max_num_queries):
    for number in range(count):
        page = NewsPageFactory(parent=tree.news, title=f"稿件{number}", live=False)
        page.save_revision(user=editor)
        reject(submit(page, editor), first_reviewer)
    client.force_login(editor)
    client.get("/admin/")
    with django_assert_max_num_queries(40):
        assert client.get("/admin/").content.decode().count("退回理由") == min(count, MOST)


def test_the_editor_leads_reviewers_to_the_desk(client, submitted, first_reviewer):
    client.force_login(first_reviewer)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[submitted.pk])).content.decode()
    assert review(waiting(submitted)) in html
    assert "审核期间内容不能改动" in html
