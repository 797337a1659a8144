"""The desk of moderators and hosts: decisions, answers, who sees real names, the archive, what waits (S-5.3)."""

import io

import pytest
from django.core import mail
from django.utils import timezone
from openpyxl import load_workbook

from interact.activities.queries import submission_faults
from interact.discussions.choices import PostKind, PostState, Reason
from interact.discussions.tasks import tell_moderators
from interact.models import Post, PostReport
from tests.clients import SiteClient, signed_in
from tests.conftest import member
from tests.factories import DepartmentFactory
from tests.interact.discussions.talking import a_discussion, a_post, an_employee
from unionsite.audit.models import AuditEntry
from unionsite.publishing.models import WordEntry

pytestmark = pytest.mark.django_db
DESK = "/admin/posts/"


@pytest.fixture
def moderator(db):
    return member("初审", username="moderator", employee_number="M1", email="moderator@example.com")


@pytest.fixture
def desk(moderator):
    return signed_in(moderator)


@pytest.fixture
def host_desk(discussion):
    return signed_in(discussion.host)


@pytest.fixture
def waiting(discussion, employee):
    return a_post(discussion, employee, text="想要一台饮水机", state=PostState.WAITING, nickname="老郑")


def decide(client, post, **data):
    return client.post(f"{DESK}{post.pk}/", data)


def actions() -> list[str]:
    return list(
        AuditEntry.objects.filter(action__startswith="post").order_by("number").values_list("action", flat=True)
    )


class TestDeciding:
    def test_a_post_becomes_public(self, desk, moderator, waiting, discussion):
        assert "想要一台饮水机" in desk.get(DESK).text
        assert decide(desk, waiting, verdict="publish").status_code == 302
        waiting.refresh_from_db()
        assert (waiting.state, waiting.decided_by) == (PostState.PUBLIC, moderator)
        assert "想要一台饮水机" in SiteClient().get(discussion.url).text
        assert "想要一台饮水机" not in desk.get(DESK).text

    def test_a_refusal_needs_a_reason_that_the_author_reads(self, desk, waiting, discussion, speaker):
        assert "请选择原因" in decide(desk, waiting, verdict="refuse").text
        assert "至少四个字" in decide(desk, waiting, verdict="refuse", reason="other", words="。。。。").text
        assert decide(desk, waiting, verdict="refuse", reason="repeated", words="上周已有").status_code == 302
        assert "内容重复：上周已有" in speaker.get(discussion.url).text

    def test_a_public_post_is_taken_down_with_a_reason(self, desk, discussion):
        post = a_post(discussion, text="不该公开的话")
        assert "请选择原因" in decide(desk, post, verdict="take_down").text
        decide(desk, post, verdict="take_down", reason="privacy")
        assert "不该公开的话" not in SiteClient().get(discussion.url).text
        post.refresh_from_db()
        assert (post.state, post.reason) == (PostState.TAKEN_DOWN, Reason.PRIVACY)

    @pytest.mark.parametrize("verdict", ["keep", "take_down", "nonsense", ""])
    def test_what_the_state_does_not_allow(self, desk, waiting, verdict):
        assert decide(desk, waiting, verdict=verdict, reason="abuse").status_code == 200
        waiting.refresh_from_db()
        assert waiting.state == PostState.WAITING

    def test_nobody_moderates_their_own(self, desk, moderator, discussion):
        own = a_post(discussion, moderator, state=PostState.WAITING)
        assert "由别人审核" in desk.get(DESK).text
        assert "不能审核这条发言" in decide(desk, own, verdict="publish").text
        desk.post(f"{DESK}publish/", {"post": [own.pk]})
        own.refresh_from_db()
        assert own.state == PostState.WAITING

    def test_many_at_once_each_by_itself(self, desk, discussion, waiting):
        other = a_post(discussion, state=PostState.WAITING)
        refused = a_post(discussion, state=PostState.REFUSED)
        chosen = {"post": [waiting.pk, other.pk, refused.pk, "nonsense", "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f"]}
        response = desk.post(f"{DESK}publish/", chosen, follow=True)
        assert "已公开2条" in response.text
        assert "状态已经变了" in response.text
        assert "已经撤回" in response.text
        assert "请先勾选" in desk.post(f"{DESK}publish/", follow=True).text
        assert desk.get(f"{DESK}publish/").status_code == 405

    def test_one_button_publishes_one_post_whatever_is_ticked(self, desk, discussion, waiting):
        other = a_post(discussion, state=PostState.WAITING)
        desk.post(f"{DESK}publish/", {"post": [other.pk], "only": waiting.pk})
        other.refresh_from_db()
        assert other.state == PostState.WAITING

    def test_each_decision_is_on_record_without_words_and_names(self, desk, waiting, discussion):
        decide(desk, waiting, verdict="publish")
        decide(desk, waiting, verdict="take_down", reason="abuse", words="骂人的话不行")
        assert actions() == ["post_published", "post_taken_down"]
        for entry in AuditEntry.objects.filter(action__startswith="post"):
            kept = f"{entry.subject_label} {entry.reason} {entry.detail}"
            assert discussion.title in kept
            assert not [word for word in ("饮水机", "老郑", "郑春燕", "骂人") if word in kept]

    def test_a_reported_post_comes_back_or_goes(self, desk, discussion):
        post = a_post(discussion, text="有争议的话")
        reporters = [an_employee(name=f"举报者{n}") for n in "甲乙丙"]
        for person in reporters:
            signed_in(person).post(f"{discussion.url}posts/{post.pk}/report/", {"reason": "abuse"})
        html = desk.get(DESK).text
        assert "因举报隐藏" in html
        assert "3人举报" in html
        assert "举报者" not in html
        decide(desk, post, verdict="keep")
        assert "有争议的话" in SiteClient().get(discussion.url).text
        assert not PostReport.objects.filter(is_settled=False).exists()
        signed_in(an_employee()).post(f"{discussion.url}posts/{post.pk}/report/", {"reason": "abuse"})
        post.refresh_from_db()
        assert post.is_readable

    def test_what_only_warns_is_shown_to_the_moderator(self, desk, waiting):
        WordEntry.objects.create(kind="sensitive", word="饮水机", level="confirm")
        assert "有敏感词“饮水机”" in desk.get(DESK).text

    @pytest.mark.parametrize("number", [1, 20])
    def test_the_number_of_queries(self, desk, discussion, number, django_assert_num_queries):
        for _number in range(number):
            post = a_post(discussion, an_employee(department=DepartmentFactory()), state=PostState.WAITING)
            PostReport.objects.create(post=post, person=an_employee(), reason="abuse")
        desk.get(DESK)
        with django_assert_num_queries(19):
            desk.get(DESK)

    def test_filters(self, tree, desk, discussion, waiting):
        other = a_discussion(tree, host=discussion.host)
        a_post(other, text="别处的一条")
        assert "别处的一条" in desk.get(f"{DESK}?show=public").text
        assert "别处的一条" not in desk.get(f"{DESK}?show=public&discussion={discussion.translation_key}").text
        for query in ("?show=nonsense", "?discussion=nonsense", "?p=99"):
            assert desk.get(f"{DESK}{query}").status_code == 200


class TestAccess:
    @pytest.mark.parametrize("role", ["编辑", "终审", "信息员", "审计员"])
    def test_others_stay_outside(self, role, waiting):
        client = signed_in(member(role))
        for address in (DESK, f"{DESK}{waiting.pk}/", f"{DESK}{waiting.pk}/answer/"):
            assert client.get(address).status_code in (302, 403)
        client.post(f"{DESK}publish/", {"post": [waiting.pk]})
        waiting.refresh_from_db()
        assert waiting.state == PostState.WAITING

    def test_employees_and_visitors_stay_outside(self, waiting, speaker):
        for client in (speaker, SiteClient()):
            assert client.get(DESK).status_code == 302

    def test_the_real_name_is_for_moderators_alone(self, desk, host_desk, discussion, employee):
        a_post(discussion, employee, kind=PostKind.QUESTION, nickname="老郑")
        assert "郑春燕" in desk.get(f"{DESK}?show=public").text
        html = host_desk.get(DESK).text
        assert "老郑" in html
        assert "郑春燕" not in html

    def test_a_host_sees_public_questions_of_their_own_discussions_alone(self, tree, host_desk, discussion, waiting):
        elsewhere = a_post(a_discussion(tree, host=member("信息员", username="other")), kind=PostKind.QUESTION)
        assert host_desk.get(f"{DESK}{waiting.pk}/answer/").status_code == 404
        assert host_desk.get(f"{DESK}{elsewhere.pk}/answer/").status_code == 404
        assert host_desk.get(f"{DESK}{waiting.pk}/").status_code in (302, 403)

    def test_whoever_is_gone_leaves_the_nickname(self, desk, discussion, waiting, employee):
        employee.delete()
        waiting.refresh_from_db()
        assert (waiting.person, waiting.nickname) == (None, "老郑")
        assert "账号已注销" in desk.get(DESK).text


class TestAnswering:
    def answer(self, client, post, text="下月起供应热饭"):
        return client.post(f"{DESK}{post.pk}/answer/", {"text": text})

    def test_the_host_answers_and_readers_see_it(self, host_desk, discussion):
        question = a_post(discussion, kind=PostKind.QUESTION)
        assert self.answer(host_desk, question).status_code == 302
        html = SiteClient().get(discussion.url).text
        assert "下月起供应热饭" in html
        assert "周建国" in html
        assert actions() == ["post_answered"]

    @pytest.mark.parametrize(
        ("text", "words"), [("", "请写下答复"), ("找13812345678", "有手机号"), ("好" * 2001, "最多2000个字")]
    )
    def test_bad_answers(self, host_desk, discussion, text, words):
        question = a_post(discussion, kind=PostKind.QUESTION)
        assert words in self.answer(host_desk, question, text).text
        question.refresh_from_db()
        assert question.answered_at is None

    def test_a_waiting_question_and_a_statement_are_not_answered(self, desk, discussion):
        for post in (a_post(discussion, kind=PostKind.QUESTION, state=PostState.WAITING), a_post(discussion)):
            assert "不能答复" in self.answer(desk, post).text
            post.refresh_from_db()
            assert not post.answer


class TestAround:
    def test_the_mail_comes_at_most_once_an_hour(self, waiting, moderator, clock):
        tell_moderators()
        tell_moderators()
        assert [message.to for message in mail.outbox] == [["moderator@example.com"]]
        assert "有1条讨论发言等待审核" in mail.outbox[0].subject
        assert "饮水机" not in mail.outbox[0].body
        clock.shift(3600)
        tell_moderators()
        assert len(mail.outbox) == 2
        Post.objects.update(state=PostState.PUBLIC)
        clock.shift(3600)
        tell_moderators()
        assert len(mail.outbox) == 2

    def test_the_first_page_of_the_admin_tells_what_waits(self, desk, host_desk, waiting, discussion):
        assert "待审核的发言" in desk.get("/admin/").text
        assert "等您答复的提问" not in host_desk.get("/admin/").text
        a_post(discussion, kind=PostKind.QUESTION)
        assert "等您答复的提问" in host_desk.get("/admin/").text

    def test_the_edit_screen_has_the_figures(self, admin_client, discussion, employee, waiting):
        a_post(discussion, employee, nickname="老郑")
        a_post(discussion, employee, kind=PostKind.QUESTION, nickname="老郑")
        html = admin_client.get(f"/admin/pages/{discussion.pk}/edit/").text
        assert "公开发言2条，发言1人；待答复的提问1条，待审核1条" in html

    def test_the_account_lists_own_posts_with_their_state(self, speaker, waiting, discussion):
        html = speaker.get("/account/").text
        assert "我的发言" in html
        assert f"发言：{discussion.title}" in html
        assert "待审核" in html

    def rows(self, response):
        book = load_workbook(io.BytesIO(response.getvalue()))
        return [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]

    def test_the_archive_has_nicknames_and_names_for_moderators_only(self, desk, discussion, waiting):
        address = f"{DESK}export/{discussion.pk}/"
        (row,) = self.rows(desk.get(address))
        assert "老郑" in row
        assert "郑春燕" not in row
        (row,) = self.rows(desk.get(f"{address}names/"))
        assert "郑春燕" in row
        assert actions() == ["posts_exported", "posts_exported"]
        editor = signed_in(member("编辑"))
        assert len(self.rows(editor.get(address))) == 1
        assert editor.get(f"{address}names/").status_code == 404
        assert signed_in(member("审计员")).get(address).status_code in (302, 404)

    def test_a_formula_in_a_post_stays_text(self, desk, discussion):
        a_post(discussion, text='=HYPERLINK("http://evil")', sent_at=timezone.now())
        book = load_workbook(io.BytesIO(desk.get(f"{DESK}export/{discussion.pk}/").getvalue()))
        assert book.active["D2"].data_type == "s"

    def test_the_plan_is_frozen_but_another_account_may_answer(self, discussion, moderator):
        discussion.takes_questions = False
        assert list(submission_faults(discussion)) == ["takes_questions"]
        discussion.takes_questions, discussion.host = True, moderator
        assert submission_faults(discussion) == {}
