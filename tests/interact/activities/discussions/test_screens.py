"""The desk of moderators and hosts: decisions, answers, who sees real names, the archive, what waits (S-5.3)."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.test.utils.form_data import inline_formset, rich_text

from interact.activities.discussions.choices import PostKind, PostState, Reason
from interact.activities.discussions.services import tell_moderators
from interact.activities.models import Post, PostReport
from interact.activities.plans.choices import State
from interact.activities.plans.queries import submission_faults
from tests.clients import SiteClient, signed_in
from tests.conftest import member
from tests.editing import submit, typed
from tests.factories import DepartmentFactory
from tests.interact.activities.discussions.talking import a_discussion, a_post, an_employee
from tests.publishing.reviewing import approve
from unionsite.accounts.models import PendingChange, WordsChange
from unionsite.accounts.public_words.queries import faults
from unionsite.accounts.public_words.services import propose
from unionsite.audit.models import AuditEntry
from unionsite.audit.origin import set_origin
from unionsite.core.refusals import Refused
from unionsite.publishing.models import WordEntry

pytestmark = [pytest.mark.once, pytest.mark.django_db]
DESK = "/admin/posts/"
DESK_QUERIES = 22


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
        with django_assert_num_queries(20):
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

    def second(self, user, action="approve", **data):
        change = PendingChange.objects.get(state="proposed")
        address = reverse("changes_admin:change", args=[change.pk])
        return signed_in(user).post(address, {"action": action} | data, follow=True)

    def test_the_host_answers_and_readers_see_it_once_another_agrees(
        self, host_desk, discussion, moderator, django_capture_on_commit_callbacks
    ):
        question = a_post(discussion, kind=PostKind.QUESTION, text="夜班有热饭吗")
        with django_capture_on_commit_callbacks(execute=True):
            assert self.answer(host_desk, question).status_code == 302
        html = SiteClient().get(discussion.url).text
        assert "下月起供应热饭" not in html
        assert "等待主持人答复" in html
        assert "待复核" in host_desk.get(DESK).text
        assert ["moderator@example.com"] in [message.to for message in mail.outbox], "the mail goes out at once"
        address = reverse("changes_admin:change", args=[PendingChange.objects.get().pk])
        assert "夜班有热饭吗" in signed_in(moderator).get(address).text

        self.second(moderator)

        html = SiteClient().get(discussion.url).text
        assert "下月起供应热饭" in html
        assert "周建国" in html
        assert "代录" not in html
        assert actions() == ["post_answered"]

    def test_a_moderator_alone_says_nothing_in_the_hosts_name(self, desk, moderator, discussion):
        """However often they try, and with a colleague of the same office (S-5.3)."""
        moderator.name = "孙晓岚"
        moderator.save()
        question = a_post(discussion, kind=PostKind.QUESTION)
        self.answer(desk, question)
        assert "等待复核" in self.answer(desk, question, "请把工资卡号发到这里").text
        self.second(moderator)
        self.second(member("初审", username="colleague"))
        question.refresh_from_db()
        assert (question.answer, question.answered_at) == ("", None)
        question.answer, request = "下月起供应热饭", RequestFactory().get("/admin/")
        request.user = moderator
        with set_origin(request), pytest.raises(Refused, match="另一位"):
            question.save()

        self.second(member("终审", username="committee"))

        assert "后勤部部长答复，由孙晓岚代录" in SiteClient().get(discussion.url).text

    def test_every_former_answer_is_kept_with_its_writer(self, desk, host_desk, moderator, discussion):
        committee = member("终审", username="committee")
        question = a_post(discussion, kind=PostKind.QUESTION)
        for client, text in ((host_desk, "下月起供应热饭"), (desk, "下月五日起供应"), (desk, "")):
            assert self.answer(client, question, text).status_code == 302
            self.second(committee)
        html = SiteClient().get(discussion.url).text
        assert "等待主持人答复" in html
        assert "供应" not in html
        rows = (
            WordsChange.objects.filter(model="interact.post")
            .order_by("pk")
            .values_list("before", "after", "writer_label", "ground")
        )
        host, other = str(discussion.host), str(moderator)
        assert [(before, after, who.split("（")[0]) for before, after, who, _ground in rows] == [
            ("", "下月起供应热饭", host),
            ("下月起供应热饭", "下月五日起供应", other),
            ("下月五日起供应", "", other),
        ]
        assert {ground for *_row, ground in rows} == {"two"}
        auditor = signed_in(member("审计员"))
        assert "下月起供应热饭" in auditor.get(reverse("public_words:index")).text
        assert list(faults()) == []
        Post.objects.filter(pk=question.pk).update(answer="别人写进来的话")
        assert "别人写进来的话" in "".join(faults())

    def test_an_answer_is_not_released_below_a_question_taken_down_meanwhile(self, host_desk, desk, discussion):
        question = a_post(discussion, kind=PostKind.QUESTION)
        self.answer(host_desk, question)
        decide(desk, question, verdict="take_down", reason="privacy")
        assert "已经不公开" in self.second(member("终审")).text
        question.refresh_from_db()
        assert (question.answer, question.answered_at) == ("", None)

    def test_answers_stand_first_on_the_list_of_the_second_person(self, host_desk, discussion, moderator):
        committee = member("终审", username="committee")
        self.answer(host_desk, a_post(discussion, kind=PostKind.QUESTION))
        department = DepartmentFactory(name="焊装")
        propose(instance=department, values={"name": "焊接"}, actor=moderator, now=timezone.now())
        rows = signed_in(committee).get(reverse("changes_admin:index")).context["mine"]
        assert str(rows[0].label) == "讨论答复"
        assert len(rows) == 2

    @pytest.mark.parametrize("number", [1, 6])
    def test_the_desk_costs_the_same_for_one_waiting_answer_and_for_many(
        self, host_desk, discussion, number, django_assert_num_queries
    ):
        for count in range(number):
            self.answer(host_desk, a_post(discussion, kind=PostKind.QUESTION), f"第{count}条")
        host_desk.get(DESK)
        with django_assert_num_queries(DESK_QUERIES):
            assert host_desk.get(DESK).text.count("提出的答复") == number

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

    def test_it_ends_early_together_with_its_summary(self, discussion, clock):
        address = reverse("wagtailadmin_pages:edit", args=[discussion.pk])
        editor, first, final = member("编辑"), member("初审"), member("终审")
        client, sooner = signed_in(editor), timezone.now() + timedelta(hours=2)
        assert "要提前结束的，把截止时间改早" in client.get(address).text

        def send(**changes):
            sent = {"audience_departments": inline_formset([]), "closes_at": typed(None, sooner)} | changes
            return submit(client, discussion, **sent)

        assert "closes_at" in send().context["form"].errors, "not without a summary"
        summary = rich_text("<p>采纳了六条建议。</p>")
        past = send(conclusion=summary, closes_at=typed(None, timezone.now() - timedelta(days=1)))
        assert "请填以后的时间" in str(past.context["form"].errors["closes_at"])
        assert send(conclusion=summary).status_code == 302
        clock.move_to(sooner + timedelta(minutes=5))
        page = approve(approve(discussion, first), final)
        assert page.state_at(timezone.now()) == State.CLOSED
        assert "采纳了六条建议。" in SiteClient().get(page.url).text
        shown = signed_in(editor).get(address).text
        assert shown.index('name="conclusion"') < shown.index("下面的方案不能再改"), (
            "the summary is what one sees first"
        )
        assert 'name="closes_at"' not in shown
        assert shown.count('name="conclusion"') == 1
