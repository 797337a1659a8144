"""Discussions through their pages: sending, what is refused, reports, what readers see (S-5.3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interact.activities.discussions.choices import POSTS_A_DAY, PostKind, PostState, Reason
from interact.activities.models import AudienceDepartment, Nickname, Post, PostReport
from interact.activities.plans.choices import Audience
from interact.models import Participation
from tests.clients import SiteClient, signed_in
from tests.factories import DepartmentFactory, UserFactory
from tests.interact.activities.discussions.talking import a_discussion, a_post, an_employee, typed
from tests.interact.activities.planning import PASSWORD, in_place
from tests.releasing import translate
from unionsite.publishing.models import WordEntry

pytestmark = pytest.mark.django_db


class TestSending:
    def test_a_post_waits_and_only_its_author_sees_it(self, discussion, speaker, employee, say):
        response = say(speaker, discussion, text="第一行\n第二行", nickname="老郑")
        assert response.status_code == 302
        post = Post.objects.get()
        assert (post.state, post.person, post.nickname) == (PostState.WAITING, employee, "老郑")
        own = speaker.get(discussion.url).text
        assert "待审核" in own
        assert "第一行<br>第二行" in own
        assert "第一行" not in SiteClient().get(discussion.url).text
        assert Participation.objects.of(discussion).filter(person=employee).exists()

    def test_the_same_form_twice_is_one_post(self, discussion, speaker, clock):
        data = typed(speaker, discussion, clock)
        assert [speaker.post(discussion.url, data).status_code for _time in range(2)] == [302, 302]
        assert Post.objects.count() == 1

    def test_a_form_somebody_else_has_used_is_renewed(self, discussion, speaker, clock):
        data = typed(speaker, discussion, clock)
        speaker.post(discussion.url, data)
        response = signed_in(an_employee()).post(discussion.url, data | {"nickname": "另一位"})
        assert "有人在这台设备上用过" in response.text
        assert Post.objects.count() == 1

    def test_signing_in_on_the_page_keeps_what_was_typed(self, discussion, clock):
        person = an_employee()
        person.set_password(PASSWORD)
        person.save()
        client = SiteClient()
        data = typed(client, discussion, clock, text="先写后登录", nickname="路过")
        response = client.post(discussion.url, data | in_place(person, "wrong"))
        assert response.status_code == 200
        assert "先写后登录" in response.text
        assert not Post.objects.exists()
        response = client.post(discussion.url, data | in_place(person))
        assert response.status_code == 302
        assert Post.objects.get().person == person

    def test_a_question_needs_a_host(self, tree, clock, say):
        page = a_discussion(tree, takes_questions=False)
        assert "kind" not in signed_in(an_employee()).get(page.url).context["form"].fields
        response = say(signed_in(an_employee()), page, kind="question")
        assert response.status_code == 302, response.context["form"].errors
        assert Post.objects.get().kind == PostKind.STATEMENT

    def test_a_waiting_post_can_be_withdrawn_a_decided_one_not(self, discussion, speaker, employee):
        waiting = a_post(discussion, employee, state=PostState.WAITING)
        public = a_post(discussion, employee)
        speaker.post(f"{discussion.url}posts/{waiting.pk}/withdraw/")
        response = speaker.post(f"{discussion.url}posts/{public.pk}/withdraw/", follow=True)
        assert list(Post.objects.all()) == [public]
        assert "不能撤回" in response.text

    def test_the_reason_of_a_refusal_is_shown_to_the_author(self, discussion, speaker, employee):
        a_post(discussion, employee, state=PostState.REFUSED, reason=Reason.OTHER, reason_words="请换个说法")
        assert "请换个说法" in speaker.get(discussion.url).text
        assert "请换个说法" not in SiteClient().get(discussion.url).text


class TestRefusing:
    @pytest.mark.parametrize(
        ("typed_in", "words"),
        [
            ({"text": ""}, "请写下您想说的话"),
            ({"text": "  \n "}, "请写下您想说的话"),
            ({"text": "。。。！"}, "至少两个字"),
            ({"text": "好" * 501}, "最多500个字"),
            ({"text": "\x01\u202e"}, "请写下您想说的话"),
            ({"text": "好\x00的"}, "有无法识别的字符"),
            ({"text": "我的手机是13812345678"}, "有手机号"),
            ({"text": "身份证号11010519491231002X"}, "有身份证号"),
            ({"kind": "other"}, "other"),
            ({"nickname": ""}, "请填写昵称"),
            ({"nickname": "甲"}, "2至12个字"),
            ({"nickname": "甲" * 13}, "2至12个字"),
            ({"nickname": "ﷺﷺﷺﷺ"}, "2至12个字"),
            ({"nickname": "<b>甲乙</b>"}, "只能用汉字、字母和数字"),
            ({"nickname": "晨桥官方"}, "误认为单位发言"),
            ({"nickname": "工 会 小李"}, "只能用汉字、字母和数字"),
            ({"nickname": "工会小李"}, "误认为单位发言"),
            ({"nickname": "ＡＤＭＩＮ１"}, "误认为单位发言"),
            ({"nickname": "周建国"}, "误认为单位发言"),
            ({"nickname": "我是郑春燕"}, "您的姓名或工号"),
        ],
    )
    def test_bad_input_is_told_beside_its_field_and_stores_nothing(self, discussion, speaker, say, typed_in, words):
        response = say(speaker, discussion, **{"text": "其余都对的一条"} | typed_in)
        assert response.status_code == 200
        assert words in response.text
        assert "还没有提交" in response.text
        if "text" not in typed_in:
            assert "其余都对的一条" in response.text
        assert not Post.objects.exists()
        assert not Nickname.objects.exists()

    def test_a_sensitive_word_is_named_and_the_text_kept(self, discussion, speaker, say):
        WordEntry.objects.create(kind="sensitive", word="内部价", level="block")
        response = say(speaker, discussion, text="可以拿到内部价的券")
        assert "有敏感词“内部价”" in response.text
        assert "可以拿到内部价的券" in response.text
        assert not Post.objects.exists()

    def test_the_nickname_of_another_and_the_name_of_a_colleague(self, discussion, say):
        UserFactory(name="王大力")
        say(signed_in(an_employee()), discussion, nickname="Sunny2")
        other = signed_in(an_employee())
        for name in ("sunny2", "ＳＵＮＮＹ2", "王大力"):
            assert "已经有人用了" in say(other, discussion, nickname=name).text
        assert Post.objects.count() == 1

    def test_a_nickname_readers_know_stays(self, discussion, speaker, employee, say):
        say(speaker, discussion, nickname="老郑")
        say(speaker, discussion, nickname="小郑")
        assert set(Post.objects.values_list("nickname", flat=True)) == {"小郑"}
        Post.objects.update(state=PostState.PUBLIC)
        say(speaker, discussion, nickname="大郑")
        assert set(Post.objects.values_list("nickname", flat=True)) == {"小郑"}

    def test_the_proposed_nickname_is_free_and_the_same_at_each_visit(self, discussion, speaker):
        first, second = (speaker.get(discussion.url).context["form"]["nickname"].value() for _visit in range(2))
        assert first == second
        assert first.startswith("职工")
        Nickname.objects.create(activity=discussion.translation_key, name=first, key=first)
        assert speaker.get(discussion.url).context["form"]["nickname"].value() not in ("", first)

    def test_after_the_close(self, discussion, speaker, clock):
        data = typed(speaker, discussion, clock, text="迟到的话")
        clock.move_to(discussion.closes_at)
        response = speaker.post(discussion.url, data)
        assert response.status_code == 409
        assert "迟到的话" in response.text
        assert not Post.objects.exists()

    def test_who_is_not_in_the_audience(self, tree, clock, speaker):
        wanted = DepartmentFactory(name="质量部")
        page = a_discussion(
            tree, audience=Audience.DEPARTMENTS, audience_departments=[AudienceDepartment(department=wanted)]
        )
        response = speaker.post(page.url, {"text": "我也说", "nickname": "路人甲", "kind": "statement"})
        assert response.status_code == 403
        assert not Post.objects.exists()

    def test_staff_who_are_not_on_the_roll(self, discussion):
        client = signed_in(UserFactory(employee_number=None))
        assert client.post(discussion.url, {"text": "我也说"}).status_code == 403

    def test_the_limit_of_a_day(self, discussion, speaker, employee, say, clock):
        for _number in range(POSTS_A_DAY):
            a_post(discussion, employee, state=PostState.WAITING)
        response = say(speaker, discussion, text="第十一条")
        assert response.status_code == 429
        assert "每天的上限" in response.text
        assert "第十一条" in response.text
        assert Post.objects.count() == POSTS_A_DAY
        clock.move_to(timezone.now() + timedelta(days=1))
        assert say(speaker, discussion).status_code == 302

    def test_a_public_audience_is_not_planned(self, tree, clock):
        page = a_discussion(tree)
        page.audience = Audience.PUBLIC
        assert "audience" in page.publication_errors()
        page.host_name = ""
        assert "host_name" in page.publication_errors()


class TestReading:
    @pytest.mark.parametrize(
        "text",
        ["<script>alert(1)</script>", "{{ 7|add:7 }} {% now 'Y' %}", '<a href="javascript:x">按我</a>', "很" * 500],
    )
    def test_everything_is_inert(self, discussion, text):
        a_post(discussion, text=text, nickname="甲乙")
        a_post(discussion, text=text, kind=PostKind.QUESTION, answer=text, answered_at=timezone.now())
        html = SiteClient().get(discussion.url).text
        assert "<script>alert" not in html
        assert 'href="javascript' not in html
        assert "14 2026" not in html

    def test_addresses_are_no_links_and_marks_of_direction_are_gone(self, discussion, speaker, say):
        say(speaker, discussion, text="看https://evil.example \u202e倒过来")
        Post.objects.update(state=PostState.PUBLIC)
        html = SiteClient().get(discussion.url).text
        assert "https://evil.example" in html
        assert 'href="https://evil.example' not in html
        assert "\u202e" not in html

    def test_only_public_posts_are_read(self, discussion):
        for state in PostState:
            a_post(discussion, text=f"状态{state.value}", state=state)
        a_post(discussion, text="被举报藏起", hidden_at=timezone.now())
        html = SiteClient().get(discussion.url).text
        assert "状态public" in html
        assert not [state for state in PostState if state != "public" and f"状态{state.value}" in html]
        assert "被举报藏起" not in html

    def test_nobody_reads_the_real_name(self, discussion, employee):
        a_post(discussion, employee, nickname="老郑")
        html = signed_in(an_employee()).get(discussion.url).text
        assert "老郑" in html
        assert "郑春燕" not in html
        assert employee.employee_number not in html

    def test_an_answer_stands_below_its_question_with_the_host(self, discussion):
        question = a_post(discussion, kind=PostKind.QUESTION, text="夜班有热饭吗")
        assert "等待主持人答复" in SiteClient().get(discussion.url).text
        Post.objects.filter(pk=question.pk).update(answer="下月起供应", answered_at=timezone.now())
        html = SiteClient().get(discussion.url).text
        assert "下月起供应" in html
        assert "后勤部部长答复" in html

    def test_orders(self, discussion):
        now = timezone.now()
        posts = [a_post(discussion, sent_at=now + timedelta(minutes=n)) for n in range(3)]

        def shown(query):
            return SiteClient().get(f"{discussion.url}{query}").context["posts"].object_list

        assert shown("?sort=new") == posts[::-1]
        assert shown("") == shown("?sort=likes") == shown("?page=99")

    def test_the_fair_order_changes_each_hour_and_is_one_for_all(self, discussion, speaker, clock):
        for _number in range(12):
            a_post(discussion)

        def keys(client):
            return [post.pk for post in client.get(discussion.url).context["posts"].object_list]

        first = keys(SiteClient())
        assert keys(speaker) == first
        clock.move_to(timezone.now() + timedelta(hours=1))
        assert keys(SiteClient()) != first

    @pytest.mark.parametrize("number", [1, 20])
    def test_the_number_of_queries(self, discussion, speaker, employee, number, django_assert_num_queries):
        for _number in range(number):
            a_post(discussion)
            a_post(discussion, kind=PostKind.QUESTION)
            a_post(discussion, employee)
        speaker.get(discussion.url)
        with django_assert_num_queries(8):
            SiteClient().get(discussion.url)
        with django_assert_num_queries(16):
            speaker.get(discussion.url)

    def test_after_the_close_all_is_read_only_with_the_conclusion(self, discussion, speaker, employee, clock):
        post = a_post(discussion)
        type(discussion).objects.filter(pk=discussion.pk).update(conclusion="<p>大家的意见已经采纳</p>")
        clock.move_to(discussion.closes_at)
        html = speaker.get(discussion.url).text
        assert "大家的意见已经采纳" in html
        assert post.text in html
        assert "post__report" not in html
        assert 'id="write"' not in html

    @pytest.mark.parametrize(("mode", "has_form"), [("open", True), ("closed", False)])
    def test_editors_see_the_page_before_it_is_public(self, discussion, mode, has_form):
        assert ('id="write"' in discussion.make_preview_request(preview_mode=mode).text) is has_form

    def test_the_english_page_has_the_same_posts(self, tree, discussion):
        translated = translate(discussion, locale=tree.en.locale, texts={discussion.title: "The canteen"})
        post = a_post(discussion)
        html = SiteClient().get(translated.url).text
        assert "The canteen" in html
        assert post.text in html


class TestReports:
    def report(self, client, discussion, post, **data):
        return client.post(f"{discussion.url}posts/{post.pk}/report/", {"reason": "abuse", **data}, follow=True)

    def test_three_people_hide_a_post(self, discussion):
        post, reporters = a_post(discussion), [an_employee() for _number in range(3)]
        clients = [signed_in(person) for person in reporters]
        assert "举报人不会公开" in self.report(clients[0], discussion, post).text
        assert "已经举报过" in self.report(clients[0], discussion, post).text
        self.report(clients[1], discussion, post)
        post.refresh_from_db()
        assert post.is_readable
        self.report(clients[2], discussion, post)
        post.refresh_from_db()
        assert not post.is_readable
        assert post.text not in SiteClient().get(discussion.url).text
        assert "复核中" in signed_in(post.person).get(discussion.url).text

    @pytest.mark.parametrize("reason", ["", "nonsense"])
    def test_a_reason_is_asked_for(self, discussion, speaker, reason):
        response = self.report(speaker, discussion, a_post(discussion), reason=reason)
        assert response.status_code == 200
        assert not PostReport.objects.exists()

    def test_ones_own_post_and_visitors(self, discussion, speaker, employee):
        own = a_post(discussion, employee)
        assert "不能举报自己" in self.report(speaker, discussion, own).text
        assert SiteClient().get(f"{discussion.url}posts/{own.pk}/report/").status_code == 302
        assert not PostReport.objects.exists()
