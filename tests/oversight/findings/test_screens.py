"""A finding through the screens: written down, served, mended, rechecked."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from interact.channels.records import Channel
from tests.clients import signed_in
from tests.conftest import member
from tests.interact.submitting import lay_routing, send
from tests.oversight.conftest import NOW
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.oversight.findings import queries, services
from unionsite.oversight.findings.choices import Gravity, Source, State, Step
from unionsite.oversight.findings.models import Finding

pytestmark = pytest.mark.django_db
INDEX = "/admin/findings/"


@pytest.fixture
def second(tree):
    return member("初审", username="second")


@pytest.fixture
def owner(tree, department):
    return member("编辑", username="owner", department=department)


@pytest.fixture
def finding(team):
    return services.record_finding(source=Source.HAND, title="首页图片打不开", found_by=team)


def step(client, finding, name, **data):
    return client.post(f"{INDEX}{finding.pk}/{name}/", data)


def test_s81_from_the_finding_to_the_recheck(team, second, owner, department, django_capture_on_commit_callbacks):
    desk = signed_in(team)
    picture = SimpleUploadedFile("现场.txt", "图片地址写错".encode(), content_type="text/plain")
    sent = {"title": "首页图片打不开", "gravity": "serious", "files": picture}
    assert desk.post(f"{INDEX}add/", sent).status_code == 302
    finding = Finding.objects.get()
    assert [file.name for file in finding.entries.get().files.all()] == ["现场.txt"]

    with django_capture_on_commit_callbacks(execute=True):
        assert step(desk, finding, "assign", owner=owner.pk, words="请换成新图").status_code == 302
    finding.refresh_from_db()
    assert (finding.state, finding.owner, finding.department) == (State.ASSIGNED, owner, department)
    assert (finding.due_on - timezone.localdate()).days >= 3
    assert [message.to for message in mail.outbox] == [[owner.email]]
    assert "整改通知：首页图片打不开" in mail.outbox[0].subject

    signed_in(owner).post(f"{INDEX}{finding.pk}/mend/", {"words": "已换新图"})
    # Who mends it, or answers for it, does not recheck it.
    assert "应由另一个人来办" in step(signed_in(owner), finding, "pass").text
    assert step(signed_in(second), finding, "fail", words="手机上还打不开").status_code == 302
    signed_in(owner).post(f"{INDEX}{finding.pk}/mend/", {"words": "手机版也换了"})
    assert step(signed_in(second), finding, "pass").status_code == 302

    finding.refresh_from_db()
    assert (finding.state, finding.mended_by) == (State.CLOSED, owner)
    assert [entry.step for entry in finding.entries.all()] == ["found", "assign", "mend", "fail", "mend", "pass"]
    page = signed_in(second).get(f"{INDEX}{finding.pk}/").text
    assert "手机上还打不开" in page
    assert "复查通过" in page
    assert AuditEntry.objects.filter(action=Action.FINDING_HANDLED).count() == 5
    assert not Finding.objects.open().exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("assign", {}, "请选择由谁整改。"),
        ("assign", {"owner": "999999"}, "没有找到这个人，请重新选择。"),
        ("dismiss", {}, "请写明为什么不属问题。"),
        ("dismiss", {"words": "。。"}, "请写明为什么不属问题。"),
        ("pass", {}, "现在不能办这一步"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_stores_nothing(team, finding, name, data, words):
    answer = step(signed_in(team), finding, name, **data)

    assert answer.status_code == 200
    assert words in answer.text
    finding.refresh_from_db()
    assert finding.state == State.FOUND
    assert finding.entries.count() == 1


def test_a_due_date_in_the_past_is_refused_and_the_words_stay(team, owner, finding):
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = step(signed_in(team), finding, "assign", owner=owner.pk, due_on=f"{yesterday:%Y-%m-%d}", words="请尽快")

    assert "整改期限不能早于今天。" in answer.text
    assert "请尽快" in answer.text


def test_evidence_of_a_wrong_kind_is_refused(team):
    wrong = SimpleUploadedFile("病毒.exe", b"MZ\x90\x00")
    answer = signed_in(team).post(f"{INDEX}add/", {"title": "有问题", "gravity": "usual", "files": wrong})

    assert "“病毒.exe”没有上传" in answer.text
    assert not Finding.objects.exists()


def test_s82_what_a_reader_reported_becomes_a_finding(team):
    lay_routing()
    case = send(Channel.CORRECTION).case
    desk = signed_in(team)
    page = desk.get(f"/admin/cases/{case.pk}/").text
    address = f"{INDEX}add/?case={case.pk}"
    assert address in page

    form = desk.get(address).text
    desk.post(address, {"title": "电话号码过期", "gravity": "usual", "detail": "号码换了"})

    assert f"职工纠错，诉求编号{case.number}。" in form
    assert Finding.objects.get().source == Source.READER
    other = send(Channel.SUGGESTION).case
    assert "登记为整改问题" not in desk.get(f"/admin/cases/{other.pk}/").text
    for wrong in (other.pk, "x", "9" * 30):
        assert "诉求编号" not in desk.get(f"{INDEX}add/?case={wrong}").text


class TestWhoSees:
    def test_owners_and_their_department_see_their_own_alone(self, team, owner, finding):
        assert signed_in(owner).get(f"{INDEX}{finding.pk}/").status_code == 404
        services.assign(finding=finding, actor=team, owner=owner)

        desk = signed_in(owner)

        assert desk.get(f"{INDEX}{finding.pk}/").status_code == 200
        assert "首页图片打不开" in desk.get(INDEX).text
        assert desk.get(f"{INDEX}add/").status_code in (302, 403)

    def test_employees_are_led_away(self, client, finding):
        assert client.get(INDEX).status_code == 302
        assert client.get(f"{INDEX}{finding.pk}/").status_code == 302

    def test_the_file_goes_to_who_may_see_the_finding(self, team, owner):
        sent = {"title": "有问题", "gravity": "usual", "files": SimpleUploadedFile("说明.txt", "情况".encode())}
        signed_in(team).post(f"{INDEX}add/", sent)
        stored = Finding.objects.get().entries.get().files.get()
        address = f"{INDEX}{Finding.objects.get().pk}/files/{stored.pk}/"

        assert b"".join(signed_in(team).get(address).streaming_content).decode() == "情况"
        assert signed_in(owner).get(address).status_code == 404


@pytest.mark.parametrize("query", ["state=late", "state=all", "state=%00", "department=99999999999999999999", "p=9999"])
def test_odd_filters_are_no_error(team, finding, query):
    assert signed_in(team).get(f"{INDEX}?{query}").status_code < 500


def test_what_is_done_with_stands_below_what_is_not(team, finding):
    later = services.record_finding(source=Source.HAND, title="页脚电话写错", found_by=team)
    services.take(Step.DISMISS, finding=later, actor=team, words="电话没有错")
    assert list(signed_in(team).get(INDEX, {"state": "all"}).context["object_list"]) == [finding, later]


class TestWhatAProgramFinds:
    def find(self, key="link:1", **fields):
        return services.record_finding(source=Source.HEALTH, key=key, title="链接打不开", **fields)

    def test_it_is_found_once_and_closed_when_it_is_gone(self, tree):
        first = self.find()
        assert self.find() == first
        other = self.find(key="link:2")

        assert services.close_gone(source=Source.HEALTH, prefix="link:", still=["link:2"]) == 1

        first.refresh_from_db()
        other.refresh_from_db()
        assert (first.state, other.state) == (State.CLOSED, State.FOUND)
        assert first.entries.last().step == Step.GONE
        assert self.find() != first

    def test_what_was_reported_mended_and_is_seen_again_goes_back(self, team, owner):
        found = self.find()
        services.assign(finding=found, actor=team, owner=owner)
        services.take(Step.MEND, finding=found, actor=owner, words="改好了")

        again = self.find()

        assert (again.pk, again.state, again.mended_by) == (found.pk, State.ASSIGNED, None)

    def test_what_people_judged_no_fault_is_left_alone_for_a_while(self, team, clock):
        found = self.find()
        services.take(Step.DISMISS, finding=found, actor=team, words="对方要求登录才能看")

        assert self.find().pk == found.pk
        assert not Finding.objects.open().exists()
        clock.shift(services.LEFT_ALONE + timedelta(days=1))
        assert self.find().pk != found.pk

    def test_time_to_repair(self, team, owner):
        now = timezone.now()
        found = self.find(now=now - timedelta(hours=5))
        services.assign(finding=found, actor=team, owner=owner)
        services.take(Step.MEND, finding=found, actor=owner, words="改好了", now=now)

        assert queries.time_to_repair(now - timedelta(days=1), now + timedelta(minutes=1)) == timedelta(hours=5)
        assert queries.time_to_repair(now + timedelta(days=1), now + timedelta(days=2)) is None


def test_owners_are_chased_once_and_then_the_committee(team, owner, clock, django_capture_on_commit_callbacks):
    member("终审", username="committee")
    finding = services.record_finding(source=Source.HAND, title="拖着没改", gravity=Gravity.USUAL)
    services.assign(finding=finding, actor=team, owner=owner)
    finding.refresh_from_db()
    # 9 May is worked for the holiday before it.
    assert finding.due_on == date(2026, 5, 14)
    clock.move_to(NOW.replace(day=14))
    assert services.chase_owners() == 0

    for days, subject, to in ((1, "整改逾期", owner.email), (6, "报告委员会", "committee@example.com")):
        mail.outbox.clear()
        clock.shift(timedelta(days=days))
        with django_capture_on_commit_callbacks(execute=True):
            assert services.chase_owners() == 1
            assert services.chase_owners() == 0
        assert [(subject in message.subject, message.to) for message in mail.outbox] == [(True, [to])]
