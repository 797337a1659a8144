"""Signing up, changing and cancelling through the pages, every way of refusing, and the phases of the page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interact.activities.models import AudienceDepartment, Signup
from interact.activities.plans.choices import Audience
from interact.activities.signups import services
from interact.models import Participation
from tests.clients import SiteClient, signed_in
from tests.factories import DepartmentFactory, UserFactory
from tests.interact.activities.planning import a_signup, an_employee, in_place
from tests.releasing import translate
from unionsite.core import generation
from unionsite.core.models import SiteSettings

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {"label": "在哪里上车", "field_type": "radio", "choices": "北门\n南门", "clean_name": "bus", "sort_order": 0},
    {"label": "还想说的话", "required": False, "clean_name": "words", "sort_order": 1},
]


@pytest.fixture
def outing(tree, clock):
    return a_signup(tree, companions_most=2, asks_relation=True, questions=QUESTIONS)


@pytest.fixture
def meeting(tree, clock):
    """The chair's reception day: two places, nobody brings anyone."""
    return a_signup(tree, title="主席接待日", places=2)


WITH_CHILD = {"companion-1-name": "王小明", "companion-1-relation": "子女", "question-bus": "北门"}


class TestSigningUp:
    def test_a_place_with_a_code_and_companions(self, outing, send):
        person = an_employee()
        client = signed_in(person)
        response = send(client, outing.url, **WITH_CHILD)
        assert response.status_code == 302
        signup = Signup.objects.get()
        assert (signup.person, signup.state, signup.seats) == (person, "placed", 2)
        assert signup.companions == [{"name": "王小明", "relation": "子女"}]
        assert signup.answers == {"bus": "北门", "words": ""}
        assert Participation.objects.filter(activity=outing.translation_key, person=person).exists()
        html = client.get(outing.url).text
        assert "报名成功" in html
        assert "您已报上" in html
        assert "随行：王小明（子女）" in html
        assert '<svg viewBox="0 0' in html
        assert f'href="{outing.url}calendar/"' in html
        assert "还剩3个名额" in html

    def test_signing_in_in_place_keeps_what_was_typed(self, outing, send):
        person = an_employee()
        client = SiteClient()
        response = send(client, outing.url, **WITH_CHILD, **in_place(person, "wrong"))
        assert response.status_code == 200
        assert 'value="王小明"' in response.text
        assert not Signup.objects.exists()
        response = send(client, outing.url, **WITH_CHILD, **in_place(person))
        assert response.status_code == 302
        assert Signup.objects.get().person == person

    def test_the_english_page_signs_up_for_the_same(self, tree, outing, send):
        texts = {outing.title: "Autumn outing", "北门停车场": "North gate", "在哪里上车": "Where do you get on"}
        english = translate(outing, locale=tree.en.locale, texts=texts)
        client = signed_in(an_employee())
        assert "Where do you get on" in client.get(english.url).text
        assert send(client, english.url, **WITH_CHILD).status_code == 302
        assert Signup.objects.of(outing).count() == 1
        assert "北门" in Signup.objects.get().answers.values()

    def test_the_calendar_has_the_time_it_is_held(self, meeting, client):
        text = client.get(f"{meeting.url}calendar/").text
        assert f"DTSTART:{meeting.held_at:%Y%m%dT}" in text
        assert "LOCATION:北门停车场" in text


class TestRefusing:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({}, "请选一项。"),
            ({"question-bus": "西门"}, "请从列出的选项中选择。"),
            ({"question-bus": "北门", "companion-1-relation": "子女"}, "请填写这名随行人员的姓名。"),
            ({"question-bus": "北门", "companion-1-name": "王小明"}, "请填写这名随行人员与您的关系。"),
            ({**WITH_CHILD, "companion-3-name": "第三人"}, "随行人员超过了可以带的人数"),
            ({**WITH_CHILD, "companion-1-name": "长" * 31}, "最多30个字，现在有31个。"),
            ({**WITH_CHILD, "companion-1-name": "王\x00"}, "有无法识别的字符"),
            ({**WITH_CHILD, "homepage": "http://spam.example"}, "程序自动发出"),
        ],
    )
    def test_a_message_and_nothing_stored(self, outing, send, data, words):
        response = send(signed_in(an_employee()), outing.url, **data)
        assert response.status_code == 200
        assert words in response.text
        assert not Signup.objects.exists()
        assert not Participation.objects.exists()

    def test_a_form_without_its_stamp(self, outing):
        response = signed_in(an_employee()).post(outing.url, WITH_CHILD)
        assert "打开的时间太久" in response.text
        assert not Signup.objects.exists()

    def test_twice(self, meeting, enter):
        person = an_employee()
        enter(meeting, person)
        stamp = signed_in(an_employee()).get(meeting.url).context["form"]["stamp"].value()
        client = signed_in(person)
        assert '<form class="form"' not in client.get(meeting.url).text
        response = client.post(meeting.url, {"stamp": stamp})
        assert response.status_code == 409
        assert "您已经报过名，每人只能报一次。" in response.text
        assert Signup.objects.count() == 1

    def test_twice_to_the_service(self, meeting, enter):
        signup = enter(meeting)
        with pytest.raises(services.AlreadySignedUp):
            services.sign_up(activity=meeting, person=signup.person, companions=[], answers={})

    @pytest.mark.parametrize(
        ("when", "words"), [(-timedelta(days=2), "活动还没有开始。"), (timedelta(days=3), "活动已经截止。")]
    )
    def test_before_and_after(self, meeting, clock, when, words):
        clock.move_to(timezone.now() + when)
        response = signed_in(an_employee()).post(meeting.url, {})
        assert response.status_code == 409
        assert words in response.text
        assert not Signup.objects.exists()

    def test_not_in_the_audience(self, tree, clock):
        ours, theirs = DepartmentFactory(), DepartmentFactory(code="foundry", name="铸造车间")
        rows = [AudienceDepartment(department=ours)]
        page = a_signup(tree, audience=Audience.DEPARTMENTS, audience_departments=rows)
        client = signed_in(an_employee(department=theirs))
        assert "您不在其中" in client.get(page.url).text
        assert client.post(page.url, {}).status_code == 403
        assert signed_in(UserFactory()).post(page.url, {}).status_code == 403
        assert not Signup.objects.exists()

    def test_full_without_a_waiting_list(self, tree, clock, enter, send):
        page = a_signup(tree, places=1, has_waiting_list=False)
        late = signed_in(an_employee())
        stamp = late.get(page.url).context["form"]["stamp"].value()
        enter(page)
        assert "不设候补" in late.get(page.url).text
        response = late.post(page.url, {"stamp": stamp})
        assert response.status_code == 409
        assert "名额已经报满，这次没有报上。" in response.text
        assert Signup.objects.count() == 1

    def test_more_seats_than_there_are(self, tree, clock, enter):
        page = a_signup(tree, places=2, companions_most=1)
        assert enter(page, companions=["甲"]).state == "placed"
        with pytest.raises(services.Refused, match="最多带1名随行人员"):
            services.sign_up(
                activity=page, person=an_employee(), companions=[{"name": "乙"}, {"name": "丙"}], answers={}
            )


class TestQuotas:
    def test_each_department_has_its_own_places(self, tree, clock, enter):
        assembly = DepartmentFactory(code="assembly", name="总装车间")
        foundry = DepartmentFactory(code="foundry", name="铸造车间")
        # Five places: two kept for the assembly shop, three for everybody else.
        page = a_signup(tree, places=5, quotas=[(assembly, 2)])
        states = [enter(page, an_employee(department=assembly)).state for _number in range(3)]
        assert states == ["placed", "placed", "waiting"]
        html = signed_in(an_employee(department=assembly)).get(page.url).text
        assert "已报满（按您所在部门的名额计）" in html
        html = signed_in(an_employee(department=foundry)).get(page.url).text
        assert "还剩3个名额（按您所在部门的名额计）" in html
        states = [enter(page, an_employee(department=foundry)).state for _number in range(2)]
        assert states == ["placed", "placed"]
        assert enter(page, an_employee(department=None)).state == "placed"
        assert enter(page, an_employee(department=foundry)).state == "waiting"
        assert "总装车间还剩0个；其他部门还剩0个" in SiteClient().get(page.url).text

    def test_all_places_given_away(self, tree, clock, enter):
        assembly = DepartmentFactory()
        page = a_signup(tree, places=2, quotas=[(assembly, 2)])
        assert enter(page, an_employee()) is None
        with pytest.raises(services.Refused, match="没有您所在部门的名额"):
            services.sign_up(activity=page, person=an_employee(), companions=[], answers={})


class TestChanging:
    def test_companions_and_answers(self, outing, send, enter):
        person = an_employee()
        client = signed_in(person)
        send(client, outing.url, **WITH_CHILD)
        assert 'value="王小明"' in client.get(f"{outing.url}change/").text
        changed = {**WITH_CHILD, "companion-2-name": "李芳", "companion-2-relation": "配偶", "question-bus": "南门"}
        assert send(client, f"{outing.url}change/", **changed).status_code == 302
        signup = Signup.objects.get()
        assert signup.seats == 3
        assert signup.answers["bus"] == "南门"

    def test_only_as_far_as_there_are_places(self, tree, clock, send, enter):
        page = a_signup(tree, places=3, companions_most=2)
        person = an_employee()
        enter(page, person)
        enter(page)
        client = signed_in(person)
        many = {"companion-1-name": "甲", "companion-2-name": "乙"}
        response = send(client, f"{page.url}change/", **many)
        assert response.status_code == 409
        assert "现在最多可带1名随行人员" in response.text
        assert send(client, f"{page.url}change/", **{"companion-1-name": "甲"}).status_code == 302
        assert Signup.objects.get(person=person).seats == 2

    def test_without_a_sign_up_it_leads_back(self, outing):
        for client in (SiteClient(), signed_in(an_employee())):
            for name in ("change", "cancel"):
                assert client.get(f"{outing.url}{name}/")["Location"] == outing.url
                assert client.post(f"{outing.url}{name}/")["Location"] == outing.url


class TestCancelling:
    def test_after_a_question_the_place_is_free(self, outing, send):
        client = signed_in(an_employee())
        send(client, outing.url, **WITH_CHILD)
        assert "确定取消吗" in client.get(f"{outing.url}cancel/").text
        assert Signup.objects.active().exists()
        assert client.post(f"{outing.url}cancel/").status_code == 302
        signup = Signup.objects.get()
        assert (signup.state, signup.companions, signup.answers) == ("cancelled", [], {})
        assert not Participation.objects.exists()
        assert "已取消报名" in client.get(outing.url).text
        assert send(client, outing.url, **WITH_CHILD).status_code == 302
        assert Signup.objects.active().count() == 1

    def test_after_the_day_the_phone_is_named(self, meeting, enter, clock):
        SiteSettings.objects.update_or_create(site=meeting.get_site(), defaults={"phone": "0000-8812351"})
        generation.forget()
        person = an_employee()
        enter(meeting, person)
        clock.move_to(meeting.cancel_until + timedelta(seconds=1))
        client = signed_in(person)
        html = client.get(meeting.url).text
        assert "取消报名</a>" not in html
        assert "请打电话告诉工会办公室：0000-8812351" in html
        response = client.post(f"{meeting.url}cancel/")
        assert response.status_code == 409
        assert "已经过了可以自己修改、取消的时间" in response.text
        response = client.post(f"{meeting.url}change/", {})
        assert Signup.objects.get().state == "placed"


class TestPhases:
    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            (timedelta(days=-2), "即将开始报名"),
            (timedelta(), "正在报名"),
            (timedelta(days=4), "报名已截止"),
            (timedelta(days=10, hours=1), "活动进行中"),
            (timedelta(days=11), "活动已结束"),
        ],
    )
    def test_by_the_clock(self, meeting, clock, moment, words):
        clock.move_to(timezone.now() + moment)
        assert words in SiteClient().get(meeting.url).text

    def test_full_with_and_without_a_list(self, tree, clock, enter):
        for has_list, words in ((True, "名额已满，可以候补"), (False, "名额已满</span>")):
            page = a_signup(tree, places=1, has_waiting_list=has_list)
            enter(page)
            assert words in SiteClient().get(page.url).text

    def test_previews(self, meeting, admin_client):
        for mode, words in (("open", '<form class="form"'), ("closed", "报名已截止")):
            response = meeting.make_preview_request(preview_mode=mode)
            response.render() if hasattr(response, "render") else None
            assert words in response.text


class TestCost:
    def test_the_page_costs_the_same_with_few_and_with_many(self, tree, clock, django_assert_num_queries):
        page = a_signup(tree, places=100, companions_most=2, questions=QUESTIONS, quotas=[(DepartmentFactory(), 5)])
        client = signed_in(an_employee())
        client.get(page.url)
        for number in (1, 12):
            for _person in range(number):
                services.sign_up(activity=page, person=an_employee(), companions=[], answers={})
            with django_assert_num_queries(14):
                client.get(page.url)
