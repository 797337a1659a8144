"""Two stages, two people, one text (T43 to T51)."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowPage, WorkflowTask

from tests.clients import bind_authenticator
from tests.conftest import member
from tests.editing import form_data
from tests.journeys.forms import answers
from tests.publishing.reviewing import approve, fresh, reject, stage_of, submit, waiting
from unionsite.audit.models import AuditEntry
from unionsite.core.refusals import Refused
from unionsite.publishing.choices import Stage
from unionsite.publishing.guard.checks import workflow_faults
from unionsite.publishing.models import Release, ReviewTask, SecrecyReview

pytestmark = pytest.mark.django_db


def send(client, user, page, state, action="approve", **data):
    """As Wagtail's dialog sends a decision."""
    client.force_login(user)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    wanted = {"revision": state.revision_id, "comment": "", "secrecy_checked": "on"} | data
    return client.post(address, wanted, follow=True)


def test_the_whole_way(draft, editor, first_reviewer, final_reviewer):
    page = submit(draft, editor)
    assert stage_of(page) == "初审"
    page = approve(page, first_reviewer)
    assert (stage_of(page), page.live) == ("终审", False)
    page = approve(page, final_reviewer)
    assert (stage_of(page), page.live) == (None, True)


# --- Who ---


@pytest.mark.parametrize(
    ("where", "stage", "reviewers"), [("submitted", "初审", "终审"), ("half_approved", "终审", "初审")]
)
@pytest.mark.parametrize("role", ["编辑", "信息员", "reviewers of the other stage", "系统管理员", "超级管理员"])
def test_t43_t44_nobody_else_passes_a_stage(client, request, everybody, where, stage, reviewers, role):
    page, user = request.getfixturevalue(where), everybody.get(role) or everybody[reviewers]
    send(client, user, page, waiting(page))
    with pytest.raises(Refused):
        approve(page, user)
    assert stage_of(page) == stage
    assert not fresh(page).live


def test_t43_the_finished_first_stage_cannot_be_passed_again(client, half_approved, first_reviewer):
    done = TaskState.objects.get(task__reviewtask__stage=Stage.FIRST)
    send(client, first_reviewer, half_approved, done)
    assert stage_of(half_approved) == "终审"


def test_t44_a_member_of_both_groups_passes_one_stage_only(submitted, first_reviewer):
    first_reviewer.groups.add(Group.objects.get(name="终审"))
    page = approve(submitted, first_reviewer)
    with pytest.raises(Refused, match="不能由同一人办理"):
        approve(page, first_reviewer)
    assert not fresh(page).live


@pytest.mark.parametrize("stage", ["初审", "终审"])
def test_t44_nobody_reviews_what_they_submitted(draft, first_reviewer, stage):
    both = member(stage, username="both")
    both.groups.add(Group.objects.get(name="编辑"))
    page = submit(draft, both)
    if stage == "终审":
        page = approve(page, first_reviewer)
    with pytest.raises(Refused, match="由您提交"):
        approve(page, both)


def test_t44_nobody_reviews_what_they_wrote(draft, editor, first_reviewer):
    """A reviewer who changed a word before somebody else submitted it is one of its writers."""
    first_reviewer.groups.add(Group.objects.get(name="编辑"))
    draft.save_revision(user=first_reviewer)
    page = submit(draft, editor)
    with pytest.raises(Refused, match="撰写或修改过"):
        approve(page, first_reviewer)


def test_t44_who_wrote_a_version_of_long_ago_reviews_none(released, editor, author, first_reviewer, final_reviewer):
    """Whatever was released since: any of their words may come back."""
    first_reviewer.groups.add(Group.objects.get(name="编辑"))
    page = fresh(released)
    page.save_revision(user=first_reviewer)
    page.get_workflow().start(page, first_reviewer)
    second = member("初审", username="second")
    page = approve(approve(page, second), final_reviewer)
    page.title = "再改一次"
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    with pytest.raises(Refused, match="撰写或修改过"):
        approve(page, first_reviewer)
    assert stage_of(approve(page, second)) == "终审"


def test_a_reviewer_who_left_the_group_decides_no_more(submitted, first_reviewer):
    first_reviewer.groups.clear()
    with pytest.raises(Refused, match="不在这一环节"):
        approve(submitted, type(first_reviewer).objects.get(pk=first_reviewer.pk))


# --- What ---


@pytest.mark.parametrize("action", ["workflow", "save", "submit"])
def test_t45_a_reviewer_cannot_change_the_text(client, submitted, first_reviewer, action):
    first_reviewer.groups.add(Group.objects.get(name="编辑"))
    client.force_login(first_reviewer)
    extra = {
        "workflow": {"action-workflow-action": "true", "workflow-action-name": "approve"},
        "save": {},
        "submit": {"action-submit": "1"},
    }[action]
    data = form_data(submitted, title="审核时改的标题") | extra
    client.post(reverse("wagtailadmin_pages:edit", args=[submitted.pk]), data)
    page = fresh(submitted)
    assert page.get_latest_revision_as_object().title == submitted.title
    assert stage_of(page) == "初审"


def test_t47_what_was_rejected_at_the_end_begins_again(half_approved, editor, first_reviewer, final_reviewer):
    page = reject(half_approved, final_reviewer)
    assert stage_of(page) is None
    page = submit(page, editor)
    assert stage_of(page) == "初审"
    with pytest.raises(Refused):
        approve(page, final_reviewer)
    page = approve(page, first_reviewer)
    assert (stage_of(page), page.live) == ("终审", False)
    assert approve(page, final_reviewer).live


def test_t47_even_the_very_same_text_begins_again(half_approved, editor, final_reviewer):
    page = reject(half_approved, final_reviewer)
    page.current_workflow_state.resume(user=editor)
    assert stage_of(page) == "初审"


def test_t47_by_the_editors_button_too(client, half_approved, editor, final_reviewer):
    page = reject(half_approved, final_reviewer)
    client.force_login(editor)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), form_data(page) | answers(page) | {"action-submit": "1"}
    )
    assert stage_of(page) == "初审"


@pytest.mark.parametrize("revision", [None, 0, -1])
def test_t48_another_version_than_the_one_seen_is_not_approved(client, submitted, first_reviewer, revision):
    state = waiting(submitted)
    response = send(client, first_reviewer, submitted, state, revision="" if revision is None else revision)
    assert stage_of(submitted) == "初审"
    assert "请重新打开" in response.content.decode()
    with pytest.raises(Refused, match="新的版本"):
        approve(submitted, first_reviewer, revision=revision)


@pytest.mark.parametrize("comment", ["", "   ", "。", "…"])
def test_a_rejection_needs_a_reason(submitted, first_reviewer, comment):
    with pytest.raises(Refused, match="退回的理由"):
        reject(submitted, first_reviewer, comment=comment)
    assert stage_of(submitted) == "初审"


def test_s_1_6_a_first_approval_needs_the_secrecy_review(submitted, first_reviewer):
    with pytest.raises(Refused, match="保密审查"):
        approve(submitted, first_reviewer, secrecy_checked=False)
    approve(submitted, first_reviewer)
    review = SecrecyReview.objects.get()
    assert (review.reviewer, review.revision_id) == (first_reviewer, waiting(submitted).revision_id)


def test_s_1_6_no_final_approval_without_it(half_approved, final_reviewer):
    SecrecyReview.objects.all().delete()
    with pytest.raises(Refused, match="保密审查"):
        approve(half_approved, final_reviewer)


# --- Set up ---


def test_t50_a_stage_switched_off_releases_nothing(half_approved, admin_user):
    with pytest.raises(Refused, match="终审"):
        ReviewTask.objects.get(stage=Stage.FINAL).deactivate(user=admin_user)
    page = fresh(half_approved)
    assert (page.live, stage_of(page)) == (False, "终审")
    assert not Release.objects.of(page).exists()


def test_t50_a_stage_switched_off_behind_the_models_releases_nothing(half_approved, final_reviewer):
    ReviewTask.objects.filter(stage=Stage.FINAL).update(active=False)
    assert any("不是先初审、后终审" in text for _number, text in workflow_faults())
    with pytest.raises(Refused, match="终审"):
        half_approved.current_workflow_state.update(user=final_reviewer)
    assert not fresh(half_approved).live


def test_t50_a_stage_taken_out_releases_nothing(half_approved, first_reviewer):
    WorkflowTask.objects.filter(task__reviewtask__stage=Stage.FINAL).delete()
    state = half_approved.current_workflow_state
    with pytest.raises(Refused):
        state.finish(user=first_reviewer)
    assert not fresh(half_approved).live


def test_t50_no_reviewers_no_release_and_an_alarm(half_approved, final_reviewer):
    Group.objects.get(name="终审").user_set.clear()
    with pytest.raises(Refused):
        approve(half_approved, type(final_reviewer).objects.get(pk=final_reviewer.pk))
    assert any("没有审核人员" in text for _number, text in workflow_faults())


def test_t51_no_third_stage_is_made(admin_client, tree):
    address = reverse("wagtailadmin_workflows:add_task", args=["publishing", "reviewtask"])
    response = admin_client.post(address, {"name": "快审"}, follow=True)
    assert "不能另外新建" in response.content.decode()
    assert ReviewTask.objects.count() == 2


def test_t51_a_workflow_of_one_stage_releases_nothing(draft, editor, first_reviewer, tree):
    workflow = Workflow.objects.create(name="一步流程", active=True)
    WorkflowTask.objects.create(workflow=workflow, task=ReviewTask.objects.get(stage=Stage.FIRST).task_ptr)
    WorkflowPage.objects.create(page=tree.news, workflow=workflow)
    page = submit(draft, editor)
    with pytest.raises(Refused, match="终审"):
        approve(page, first_reviewer)
    assert not fresh(page).live
    assert any("一步流程" in text for _number, text in workflow_faults())


def test_t51_no_workflow_no_way_out(draft):
    WorkflowPage.objects.all().delete()
    assert draft.get_workflow() is None
    assert any("根页面" in text for _number, text in workflow_faults())


def test_t51_monitors_are_told(client, tree):
    def answer():
        return client.get("/healthz").json()["checks"]["review"]

    nobody = "nobody reviews at one of the stages; nobody can take a page down in an emergency"
    assert answer() == {"ok": True, "detail": nobody}
    member("初审"), member("终审")
    bind_authenticator(member("应急下线"))
    assert answer() == {"ok": True, "detail": "ok"}
    WorkflowPage.objects.all().delete()
    assert answer()["ok"] is False


def test_the_stages_that_setup_lays_are_sound(first_reviewer, final_reviewer):
    assert workflow_faults() == []


def test_a_member_of_both_groups_is_named(first_reviewer, final_reviewer):
    first_reviewer.groups.add(Group.objects.get(name="终审"))
    assert [number for number, _text in workflow_faults()] == [8]


# --- Telling people ---


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Call something; the mails it caused, as (addressee, subject)."""

    def run(action, *arguments, **named):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(*arguments, **named)
        return {(message.to[0], message.subject) for message in mail.outbox}

    return run


def test_reviewers_are_told_what_waits(told, draft, editor, first_reviewer):
    assert told(submit, draft, editor) == {(first_reviewer.email, f"【待初审】{draft.title}")}
    assert "/admin/review/link/" in mail.outbox[0].body
    assert re.search(r"请于20\d\d-\d\d-\d\d \d\d:\d\d前审核", mail.outbox[0].body)
    assert re.search(r"链接\d+天内有效", mail.outbox[0].body)


def test_who_may_not_decide_is_not_asked(told, draft, editor, first_reviewer):
    first_reviewer.groups.add(Group.objects.get(name="编辑"))
    draft.save_revision(user=first_reviewer)
    assert told(submit, draft, editor) == set()


def test_writers_and_the_other_reviewer_are_told_with_the_comment(
    told, half_approved, editor, first_reviewer, final_reviewer
):
    told_of = told(reject, half_approved, final_reviewer, comment="请核对人数。")
    subject = f"《{half_approved.title}》被退回修改"
    assert told_of == {(editor.email, subject), (first_reviewer.email, subject)}
    assert all("请核对人数。" in message.body for message in mail.outbox)


def test_of_the_release_too(told, half_approved, editor, first_reviewer, final_reviewer):
    subject = f"《{half_approved.title}》已通过终审并发布"
    assert told(approve, half_approved, final_reviewer) == {(editor.email, subject), (first_reviewer.email, subject)}


def test_decisions_are_on_record(half_approved, first_reviewer, final_reviewer):
    reject(half_approved, final_reviewer, comment="请核对人数。")
    entry = AuditEntry.objects.get(action="review_rejected")
    assert (entry.actor_id, entry.reason, entry.detail["stage"]) == (final_reviewer.pk, "请核对人数。", "final")
