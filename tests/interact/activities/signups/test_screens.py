"""The organiser's screens: who may see whom, the list and its file, checking in, and what is done for others."""

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from interact.activities.models import AudienceDepartment, Signup
from interact.activities.plans import services as activities
from interact.activities.plans.queries import progress_of
from interact.activities.signups import services
from interact.models import Participation
from tests.clients import SiteClient, signed_in
from tests.conftest import member
from tests.factories import DepartmentFactory
from tests.interact.activities.planning import a_signup, an_employee
from unionsite.audit.models import AuditEntry

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def organiser(db):
    """In charge, and nothing else: staff without the right to edit this page."""
    return member("信息员", username="organiser", name="何组织")


@pytest.fixture
def outing(tree, clock, organiser):
    return a_signup(
        tree,
        in_charge=organiser,
        places=3,
        companions_most=2,
        questions=[{"label": "在哪里上车", "required": False, "clean_name": "bus"}],
    )


@pytest.fixture
def at_the_door(outing, organiser):
    return signed_in(organiser)


def a_place(page, companions=(), **fields):
    return services.sign_up(
        activity=page, person=an_employee(**fields), companions=[{"name": name} for name in companions], answers={}
    )


def address(name, what):
    return reverse(f"signups_admin:{name}", args=[what.code if isinstance(what, Signup) else what.pk])


class TestWhoMayEnter:
    SCREENS = (
        *((name, "outing") for name in ("list", "list_results", "list_export", "door", "add")),
        ("check_in", "signup"),
        ("move_up", "signup"),
        ("cancel", "signup"),
    )

    def look(self, client, outing, signup) -> set[int]:
        found = set()
        for name, what in self.SCREENS:
            found.add(client.get(address(name, outing if what == "outing" else signup)).status_code)
        return found

    def test_in_charge_editors_and_superusers(self, outing, at_the_door, editor_client, admin_client):
        signup = a_place(outing)
        administrator = signed_in(member("系统管理员"))
        for client in (at_the_door, editor_client, admin_client, administrator):
            assert self.look(client, outing, signup) == {200}

    @pytest.mark.parametrize("role", ["初审", "终审", "信息员", "审计员", "安全管理员"])
    def test_nobody_else_sees_people(self, outing, role):
        signup = a_place(outing, name="王秘密")
        client = signed_in(member(role, username="other"))
        for name, what in self.SCREENS:
            response = client.get(address(name, outing if what == "outing" else signup))
            assert response.status_code in (302, 403), name
            assert "王秘密" not in response.text

    def test_nobody_else_checks_in_or_cancels(self, outing, clock):
        signup = a_place(outing)
        clock.move_to(outing.held_at)
        for client in (signed_in(member("初审")), signed_in(signup.person), SiteClient()):
            for name in ("check_in", "move_up", "cancel"):
                assert client.post(address(name, signup), {"reason": "没有这个权限"}).status_code in (302, 403)
        signup.refresh_from_db()
        assert signup.state == "placed"
        assert signup.checked_in_at is None

    def test_a_task_of_the_review_gives_no_access(self, outing, first_reviewer):
        a_place(outing, name="王秘密")
        outing.save_revision()
        outing.get_workflow().start(outing, outing.in_charge)
        response = signed_in(first_reviewer).get(address("list", outing))
        assert response.status_code in (302, 403)
        assert "王秘密" not in response.text

    def test_unknown_pages_and_codes(self, at_the_door):
        assert at_the_door.get(reverse("signups_admin:list", args=[999999])).status_code == 404
        for code in ("wrong", "A" * 16):
            assert at_the_door.get(reverse("signups_admin:check_in", args=[code])).status_code == 404
            assert at_the_door.post(reverse("signups_admin:check_in", args=[code])).status_code == 404

    def test_the_ways_to_the_list(self, outing, at_the_door, first_reviewer, editor_client):
        there = f'href="{address("list", outing)}"'
        assert there in editor_client.get(reverse("wagtailadmin_pages:edit", args=[outing.pk])).text
        assert there in at_the_door.get(reverse("activities_admin:index")).text
        html = signed_in(first_reviewer).get(reverse("activities_admin:index")).text
        assert outing.title in html
        assert there not in html


class TestTheList:
    def test_everybody_with_state_and_filters(self, outing, at_the_door):
        for number in range(4):
            a_place(outing, name=f"职工甲{number}")
        html = at_the_door.get(address("list", outing)).text
        assert len(re.findall(r"已报上\s*</span>", html)) == 3
        assert len(re.findall(r"候补\s*</span>", html)) == 1
        html = at_the_door.get(address("list_results", outing), {"state": "waiting"}).text
        assert "职工甲3" in html
        assert "职工甲2" not in html
        assert "职工甲1" in at_the_door.get(address("list_results", outing), {"q": "甲1"}).text
        assert "还没有人报名" not in at_the_door.get(address("list_results", outing), {"came": "no"}).text
        assert at_the_door.get(address("list", outing), {"state": "nonsense"}).status_code == 200

    def test_costs_the_same_with_few_and_with_many(self, tree, organiser, clock, django_assert_num_queries):
        page = a_signup(tree, in_charge=organiser, places=100, companions_most=1)
        client = signed_in(organiser)
        client.get(address("list", page))
        for number in (1, 15):
            for one in range(number):
                department = DepartmentFactory(code=f"d{number}-{one}", name=f"部门{number}-{one}")
                a_place(page, ["随行"], department=department)
            with django_assert_num_queries(17):
                client.get(address("list", page))

    def test_the_file_for_the_door(self, outing, at_the_door, organiser):
        department = DepartmentFactory()
        signup = services.sign_up(
            activity=outing,
            person=an_employee(name="=王师傅", phone="13800000000", department=department),
            companions=[{"name": "王小明", "relation": "子女"}],
            answers={"bus": "北门"},
        )
        response = at_the_door.get(address("list_export", outing), {"format": "xlsx"})
        rows = list(load_workbook(io.BytesIO(response.content)).active.values)
        assert rows[0] == ("姓名", "工号", "部门", "电话", "随行", "人数", "在哪里上车", "状态", "报名时间", "签到")
        number = signup.person.employee_number
        told = ("=王师傅", number, "质量部", "13800000000", "王小明（子女）", 2, "北门", "已报上")
        assert rows[1][:8] == told
        entry = AuditEntry.objects.order_by("-number").first()
        assert (entry.action, entry.actor_id) == ("signups_exported", organiser.pk)
        wrong = at_the_door.get(address("list_export", outing), {"format": "xlsx", "state": "nonsense"})
        assert wrong["Location"].startswith(address("list", outing))


class TestCheckingIn:
    def test_once_with_name_and_companions(self, outing, at_the_door, organiser, clock):
        signup = a_place(outing, ["王小明"], name="王师傅", department=DepartmentFactory())
        page = signed_in(signup.person).get(outing.url)
        assert page.context["code_address"].endswith(f"/admin/signups/check-in/{signup.code}/")
        clock.move_to(outing.held_at)
        at_the_door = signed_in(organiser)
        response = at_the_door.get(address("check_in", signup))
        assert "no-store" in response["Cache-Control"]
        for words in ("王师傅", "质量部", "共2人，随行：王小明", "已报上，未签到", "签到</button>"):
            assert words in response.text
        at_the_door.post(address("check_in", signup))
        signup.refresh_from_db()
        assert (signup.checked_in_at, signup.checked_in_by) == (outing.held_at, organiser)
        clock.move_to(outing.held_at + timedelta(minutes=5))
        at_the_door.post(address("check_in", signup))
        html = at_the_door.get(address("check_in", signup)).text
        assert f"已于{timezone.localtime(outing.held_at):%Y-%m-%d %H:%M}签到" in html
        assert "签到</button>" not in html
        signup.refresh_from_db()
        assert signup.checked_in_at == outing.held_at

    def test_who_waits_is_shown_as_such(self, outing, organiser, clock):
        for _number in range(3):
            a_place(outing)
        waiting = a_place(outing)
        clock.move_to(outing.held_at - timedelta(hours=1))
        client = signed_in(organiser)
        html = client.get(address("check_in", waiting)).text
        assert "候补第1位，没有名额" in html
        assert "签到</button>" not in html
        assert "还在候补，没有名额，不能签到" in client.post(address("check_in", waiting), follow=True).text
        waiting.refresh_from_db()
        assert waiting.checked_in_at is None

    def test_not_too_early_and_not_who_cancelled(self, outing, at_the_door, organiser, clock):
        signup, gone = a_place(outing), a_place(outing)
        assert "签到</button>" not in at_the_door.get(address("check_in", signup)).text
        assert "活动前一天才开始签到" in at_the_door.post(address("check_in", signup), follow=True).text
        services.cancel_signup(activity=outing, signup=gone)
        clock.move_to(outing.held_at)
        html = signed_in(organiser).post(address("check_in", gone), follow=True).text
        assert "已取消" in html
        assert not Signup.objects.exclude(checked_in_at=None).exists()

    def test_by_number(self, outing, at_the_door):
        signup = a_place(outing)
        number = signup.person.employee_number
        typed = f" {number.lower()} "
        assert at_the_door.post(address("door", outing), {"number": typed})["Location"] == address("check_in", signup)
        assert "没有这个工号的报名" in at_the_door.post(address("door", outing), {"number": "Z9"}).text
        assert "请填写工号" in at_the_door.post(address("door", outing), {"number": ""}).text
        services.cancel_signup(activity=outing, signup=signup)
        assert "没有这个工号的报名" in at_the_door.post(address("door", outing), {"number": number}).text

    def test_who_has_come_cannot_be_cancelled(self, outing, organiser, clock):
        signup = a_place(outing)
        clock.move_to(outing.held_at)
        client = signed_in(organiser)
        client.post(address("check_in", signup))
        assert "已经签到" in client.post(address("cancel", signup), {"reason": "名单登记有误"}).text
        assert "已经过了可以自己修改" in signed_in(signup.person).post(f"{outing.url}cancel/").text
        signup.refresh_from_db()
        assert signup.state == "placed"

    def test_attendance_in_the_panel_and_on_the_page(self, tree, organiser, clock):
        page = a_signup(tree, in_charge=organiser, places=9, companions_most=1)
        signups = [a_place(page, ["随行"] if number == 0 else []) for number in range(6)]
        clock.move_to(page.held_at)
        for signup in signups[:3]:
            services.check_in(activity=page, signup=signup, actor=organiser)
        notes = progress_of(page, timezone.now()).notes
        assert notes[0] == "已报上6人，连随行人员共7人，名额9个；候补0人。"
        assert notes[1] == "签到3人，到场率50.0%。"
        clock.move_to(page.held_until + timedelta(hours=1))
        html = SiteClient().get(page.url).text
        assert "报上6人，连随行人员共7人；签到3人，到场率50.0%。" in html

    def test_few_people_are_not_counted_in_public(self, outing, clock):
        a_place(outing)
        clock.move_to(outing.held_until + timedelta(hours=1))
        assert "到场率" not in SiteClient().get(outing.url).text


class TestForOthers:
    def test_adding_by_number(self, outing, at_the_door, organiser, clock):
        clock.move_to(outing.closes_at + timedelta(days=1))
        client, person = signed_in(organiser), an_employee()
        data = {"number": person.employee_number.lower(), "companions": "王小明　子女\r\n李芳"}
        assert client.post(address("add", outing), data)["Location"] == address("list", outing)
        signup = Signup.objects.get()
        assert (signup.person, signup.state, signup.seats) == (person, "placed", 3)
        assert signup.companions[0] == {"name": "王小明", "relation": "子女"}
        assert AuditEntry.objects.order_by("-number").first().action == "signup_added"
        assert "已经报过名" in client.post(address("add", outing), data).text

    @pytest.mark.parametrize(
        ("companions", "words"),
        [("甲\n乙\n丙", "最多带2名随行人员"), ("长" * 31, "人太多，或者姓名太长"), ("", "没有这个在职职工的工号")],
    )
    def test_adding_nonsense(self, outing, at_the_door, companions, words):
        number = an_employee().employee_number if companions else "Z9"
        response = at_the_door.post(address("add", outing), {"number": number, "companions": companions})
        assert words in response.text
        assert not Signup.objects.exists()

    def test_adding_who_is_not_invited_or_too_late(self, tree, organiser, clock):
        ours, theirs = DepartmentFactory(), DepartmentFactory(code="foundry", name="铸造车间")
        rows = [AudienceDepartment(department=ours)]
        page = a_signup(tree, in_charge=organiser, audience="departments", audience_departments=rows)
        data = {"number": an_employee(department=theirs).employee_number}
        assert "不在参加范围内" in signed_in(organiser).post(address("add", page), data).text
        clock.move_to(page.held_at)
        data = {"number": an_employee(department=ours).employee_number}
        assert "活动已经开始，不能代为报名" in signed_in(organiser).post(address("add", page), data).text

    def test_moving_up_into_the_places_of_another_department(self, tree, organiser, clock):
        assembly = DepartmentFactory(code="assembly", name="总装车间")
        page = a_signup(tree, in_charge=organiser, places=2, quotas=[(assembly, 1)])
        client = signed_in(organiser)
        a_place(page)
        first, second = a_place(page), a_place(page)
        response = client.post(address("move_up", second), {"reason": "接待日要谈的事急"})
        assert response.status_code == 302
        second.refresh_from_db()
        assert (second.state, second.pool) == ("placed", assembly)
        entry = AuditEntry.objects.order_by("-number").first()
        assert (entry.action, entry.reason) == ("signup_moved_up", "接待日要谈的事急")
        # The place is given away: never more than two.
        assert a_place(page, department=assembly).state == "waiting"
        first.refresh_from_db()
        assert first.state == "waiting"

    def test_without_a_place_to_the_head_of_the_queue(self, tree, organiser, clock):
        page = a_signup(tree, in_charge=organiser, places=1)
        placed, first, second = a_place(page), a_place(page), a_place(page)
        signed_in(organiser).post(address("move_up", second), {"reason": "接待日要谈的事急"})
        services.cancel_signup(activity=page, signup=placed)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("waiting", "placed")

    @pytest.mark.parametrize(("reason", "words"), [("", "请写明原因"), ("。。。。", "请写明原因，至少四个字")])
    def test_without_a_reason_nothing_is_done(self, outing, at_the_door, reason, words):
        signup = a_place(outing)
        for name in ("move_up", "cancel"):
            assert words in at_the_door.post(address(name, signup), {"reason": reason}).text
        signup.refresh_from_db()
        assert signup.state == "placed"

    def test_only_who_waits_moves_up(self, outing, at_the_door):
        html = at_the_door.post(address("move_up", a_place(outing)), {"reason": "接待日要谈的事急"}).text
        assert "只有活动开始前还在候补的人可以提前递补" in html

    def test_cancelling_with_a_reason_and_a_mail(self, outing, at_the_door, django_capture_on_commit_callbacks):
        signup = a_place(outing, ["王小明"])
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            at_the_door.post(address("cancel", signup), {"reason": "本人来电说不能参加"})
        signup.refresh_from_db()
        assert (signup.state, signup.companions) == ("cancelled", [])
        assert not Participation.objects.exists()
        assert mail.outbox[0].to == [signup.person.email]
        assert "本人来电说不能参加" in mail.outbox[0].body
        entry = AuditEntry.objects.order_by("-number").first()
        assert (entry.action, entry.reason) == ("signup_cancelled", "本人来电说不能参加")
        html = signed_in(signup.person).get(outing.url).text
        assert "您的报名已由工会取消" in html
        assert '<form class="form"' in html
        assert "已经取消" in at_the_door.post(address("cancel", signup), {"reason": "本人来电说不能参加"}).text


class TestTheActivityIsCancelled:
    def test_everybody_who_signed_up_is_told(self, outing, admin_user, clock, django_capture_on_commit_callbacks):
        people = [a_place(outing, name=f"职工{number}").person for number in range(4)]
        gone = a_place(outing)
        services.cancel_signup(activity=outing, signup=gone)
        mail.outbox.clear()
        # After the close, before it begins: a storm is coming.
        clock.move_to(outing.closes_at + timedelta(days=2))
        with django_capture_on_commit_callbacks(execute=True):
            activities.cancel_activity(page=outing, actor=admin_user, cause="force")
        assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)
        assert "因天气等不可抗力" in mail.outbox[0].body
        html = signed_in(people[0]).get(outing.url).text
        assert "活动已取消" in html
        assert "您已报上" not in html

    def test_nothing_can_be_done_any_more(self, outing, admin_user, at_the_door, clock):
        signup = a_place(outing)
        activities.cancel_activity(page=outing, actor=admin_user, cause="force")
        page = type(outing).objects.get(pk=outing.pk)
        client = signed_in(an_employee())
        assert client.post(page.url, {}).status_code == 409
        assert signed_in(signup.person).post(f"{page.url}cancel/").status_code == 409
        with pytest.raises(services.NotInvited):
            services.check_in(activity=page, signup=signup, actor=admin_user)

    def test_not_when_it_is_over(self, outing, admin_user, clock):
        clock.move_to(outing.held_until)
        with pytest.raises(services.Refused):
            activities.cancel_activity(page=outing, actor=admin_user, cause="force")
