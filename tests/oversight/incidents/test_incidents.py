"""An incident through the screens: recorded, reported in time, escalated, decided, learned from, closed."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import member, person
from tests.oversight.conftest import NOW
from tests.oversight.incidents.laying import beginning, form, lay_incident
from unionsite.audit.models import AuditEntry
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.incidents import queries, services
from unionsite.oversight.incidents.choices import State, Step
from unionsite.oversight.incidents.models import Incident, IncidentEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "tree")]
INDEX = "/admin/incidents/"
# Queries of the screen of one incident.
ONE = 18


@pytest.fixture
def officer():
    return member("安全管理员", username="officer")


@pytest.fixture
def incident(officer):
    return lay_incident(officer)


def step(client, incident, name, **data):
    return client.post(f"{INDEX}{incident.pk}/{name}/", data)


def page(client, incident) -> str:
    return client.get(f"{INDEX}{incident.pk}/").text


def subjects() -> dict[str, str]:
    """Subject by address of what was sent since the last call."""
    sent = {message.to[0]: message.subject for message in mail.outbox}
    mail.outbox.clear()
    return sent


def test_s62_from_the_finding_to_the_lessons(
    desk, officer, committee, team, department, django_capture_on_commit_callbacks
):
    ours = desk(officer)
    # What decides the grade is named where it is chosen.
    assert "《网络安全事件分级指南》为准" in ours.get(f"{INDEX}add/").content.decode()
    picture = SimpleUploadedFile("截图.txt", "首页".encode(), content_type="text/plain")
    with django_capture_on_commit_callbacks(execute=True):
        assert ours.post(f"{INDEX}add/", beginning(files=picture)).status_code == 302
    incident = Incident.objects.get()
    assert incident.number == "2026-001"
    assert subjects().keys() == {officer.email, team.email}
    assert step(ours, incident, "complete", **form(has_personal_data="on")).status_code == 302
    shown = page(ours, incident)
    assert "必须在2026-05-08 14:00前上报属地省级网信部门，还剩4小时" in shown
    assert "12387" in shown
    assert "《个人信息保护法》第五十七条" in shown
    assert "截图.txt" in shown

    step(ours, incident, "act", words="已下线首页，封存日志。")
    assert "已下线首页，封存日志。" in queries.report_text(incident)
    step(ours, incident, "report", at="2026-05-08 09:59", to="省网信办")
    incident.refresh_from_db()
    assert incident.reported_at is None
    step(ours, incident, "report", at="2026-05-08 10:00", to="省网信办", words="回执A1")
    step(ours, incident, "tell", words="已通知受影响的12名职工。")
    assert "必须在" not in page(ours, incident)

    with django_capture_on_commit_callbacks(execute=True):
        assert step(ours, incident, "escalate", words="需要停用旧系统。").status_code == 302
    assert subjects() == {committee.email: "【工会官方网站】请工会委员会决定：2026-001 首页被篡改"}
    assert "应由另一个人来办" in step(ours, incident, "decide", words="同意").text
    with django_capture_on_commit_callbacks(execute=True):
        assert step(desk(committee), incident, "decide", words="同意停用旧系统。").status_code == 302
    assert subjects().keys() == {officer.email, team.email}
    assert "同意停用旧系统。" in page(desk(team), incident)

    assert "尚未总结教训和措施" in page(ours, incident)
    assert "应由另一个人来办" in step(ours, incident, "close").text
    step(ours, incident, "learn", words="弱口令所致，全部更换。")
    follow = {"title": "更换全部口令", "gravity": "serious", "department": department.pk}
    assert step(ours, incident, "follow", **follow).status_code == 302
    finding = Finding.objects.get()
    assert (finding.source, finding.title, finding.department) == (Source.RISK, "更换全部口令", department)
    assert f"/admin/findings/{finding.pk}/" in page(ours, incident)
    assert step(ours, incident, "close").status_code == 302
    incident.refresh_from_db()
    assert (incident.state, incident.closed_at) == (State.CLOSED, NOW)
    steps = ["found", "complete", "act", "report", "tell", "escalate", "decide", "learn", "follow", "close"]
    assert list(incident.entries.values_list("step", flat=True)) == steps
    recorded = AuditEntry.objects.filter(action="incident_handled").order_by("number")
    assert [entry.detail["step"] for entry in recorded] == steps
    assert "30日内" in page(ours, incident)


def test_title_grade_and_time_start_the_clock_and_the_rest_is_asked_while_it_runs(desk, officer):
    ours = desk(officer)
    shown = ours.get(f"{INDEX}add/")
    assert list(shown.context["form"].fields) == ["title", "grade", "found_at", "files"]
    assert "&lt;br&gt;" not in shown.text
    ours.post(f"{INDEX}add/", beginning())
    incident = Incident.objects.get()
    shown = page(ours, incident)
    assert "还剩4小时" in shown
    assert "还没有填：类型、发生地点、涉及的系统、发生了什么、影响和危害" in shown
    assert "二、发生地点：正在核实，后续补报" in shown
    assert "<td>–</td>" in re.sub(r"<td[^>]*>\s*(.*?)\s*</td>", r"<td>\1</td>", ours.get(INDEX).text)

    # Piece by piece; the grade can be raised meanwhile. What stands is changed with a reason alone.
    assert "请至少填写一项" in step(ours, incident, "complete").text
    assert step(ours, incident, "complete", place="公司机房", title="别的").status_code == 302
    sent = {"title": "首页被篡改", "grade": "major", "found_at": "2026-05-08 10:00", "words": "范围更大"}
    sent |= {"found_by": incident.found_by, "contact": "值班室", "place": "公司机房"}
    assert step(ours, incident, "correct", **sent).status_code == 302
    incident.refresh_from_db()
    assert (incident.title, incident.place, incident.grade) == ("首页被篡改", "公司机房", "major")
    assert incident.entries.get(step="complete").words == "发生地点：公司机房"

    step(ours, incident, "report", at="2026-05-08 10:00", to="省网信办")
    step(ours, incident, "learn", words="弱口令所致，全部更换。")
    assert "情况尚未填全" in page(ours, incident)
    assert step(ours, incident, "close").status_code == 200
    assert step(ours, incident, "complete", **form()).status_code == 302
    assert step(ours, incident, "close").status_code == 302


def test_the_text_to_report_is_filled_from_the_record(incident):
    text = queries.report_text(incident)
    for words in (
        "2026-001",
        "2026-05-08 10:00",
        "公司机房",
        "官网首页",
        "信息内容安全事件，较大网络安全事件",
        "首页出现违法图片。",
        "首页半小时内不能正常访问。",
        "正在处置",
        "陈向远 0592-1234567",
    ):
        assert words in text


def test_numbers_count_within_a_year(officer):
    first, second = lay_incident(officer), lay_incident(officer)
    third = lay_incident(officer, now=NOW + timedelta(days=365))
    assert [one.number for one in (first, second, third)] == ["2026-001", "2026-002", "2027-001"]


def test_s62_reminders_come_once_each_and_the_committee_hears_of_lateness(
    officer, team, committee, django_capture_on_commit_callbacks
):
    lay_incident(officer)
    sent = []
    for minutes in (110, 120, 130, 180, 190, 240, 250, 600):
        with django_capture_on_commit_callbacks(execute=True):
            services.remind_of_reports(NOW + timedelta(minutes=minutes))
        if told := subjects():
            sent.append((minutes, set(told), "逾期" in told[officer.email]))
    both = {officer.email, team.email}
    assert sent == [(120, both, False), (180, both, False), (240, both | {committee.email}, True)]
    assert IncidentEntry.objects.filter(step="remind", by=None).count() == 3


def test_one_found_long_ago_is_reminded_of_once(officer, django_capture_on_commit_callbacks):
    lay_incident(officer, found_at=NOW - timedelta(hours=3, minutes=30))
    assert services.remind_of_reports(NOW) == 1
    assert services.remind_of_reports(NOW) == 0


def test_nobody_is_reminded_of_a_usual_or_reported_one(officer, incident):
    lay_incident(officer, grade="usual")
    services.report(incident=incident, actor=officer, at=NOW, to="省网信办", words="", now=NOW)
    assert services.remind_of_reports(NOW + timedelta(hours=9)) == 0


def test_a_correction_keeps_what_was_there_and_moves_the_clock(desk, officer):
    incident = lay_incident(officer, grade="usual")
    ours = desk(officer)
    sent = form(grade="major", found_at="2026-05-08 09:00", words="又发现数据被拖走")
    assert step(ours, incident, "correct", **sent).status_code == 302
    incident.refresh_from_db()
    assert incident.due_at == NOW + timedelta(hours=3)
    words = incident.entries.get(step="correct").words
    assert "级别：原为“一般”，改为“重大”" in words
    assert "发现时间：原为“2026-05-08 10:00”，改为“2026-05-08 09:00”" in words
    assert "没有改动任何内容" in step(ours, incident, "correct", **sent).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("found_at", "2026-05-08 10:01", "时间不能晚于现在"),
        ("found_at", "0001-01-01 00:00", "不能早于2000年"),
        ("found_at", "9999-12-31 23:59", "时间不能晚于现在"),
        ("found_at", "昨天", "found_at"),
        ("title", "", "title"),
        ("title", "坏\x00字", "有无法识别的字符"),
        ("grade", "worst", "grade"),
        ("title", "长" * 101, "最多100个字"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_stores_nothing(desk, officer, field, value, words):
    answer = desk(officer).post(f"{INDEX}add/", beginning(**{"title": "首页被篡改", field: value}))
    assert answer.status_code == 200
    assert words in answer.text
    assert field in answer.context["form"].errors
    assert answer.context["form"]["title" if field != "title" else "grade"].value() in ("首页被篡改", "large")
    assert not Incident.objects.exists()


ROLES = ("信息员", "编辑", "初审", "终审", "应急下线", "举报办理", "系统管理员", "安全管理员", "审计员", "superuser")
READERS = {"初审", "终审", "安全管理员", "审计员", "superuser"}
RECORDERS = {"初审", "安全管理员", "superuser"}


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_who_records_and_who_switches(desk, incident, role):
    client = desk(person(role))
    one, text = f"{INDEX}{incident.pk}/", "/admin/incidents/add/"
    for address in (INDEX, one, f"{INDEX}export/", f"{INDEX}switches/"):
        assert (client.get(address).status_code == 200) is (role in READERS), address
    assert (client.get(text).status_code == 200) is (role in RECORDERS)
    client.post(f"{one}act/", {"words": "断网"})
    assert incident.entries.filter(step="act").exists() is (role in RECORDERS)
    for switch in ("read-only", "normal", "sessions"):
        status = client.get(f"{INDEX}switches/{switch}/").status_code
        assert (status == 200) is (role in {"安全管理员", "superuser"}), switch


def test_s23_no_superuser_decides_in_place_of_the_committee(desk, incident, officer):
    services.take(Step.ESCALATE, incident=incident, actor=officer, words="请决定", now=NOW)
    assert "应由另一个人来办" in step(desk(person("superuser")), incident, "decide", words="同意").text


@pytest.mark.parametrize("name", ["nothing", "found", "remind"])
def test_an_unknown_step_is_not_found(desk, officer, incident, name):
    assert desk(officer).get(f"{INDEX}{incident.pk}/{name}/").status_code == 404


def test_files_are_sent_to_who_may_see_the_incident(desk, officer, editor):
    ours = desk(officer)
    file = SimpleUploadedFile("日志.txt", "一行".encode(), content_type="text/plain")
    ours.post(f"{INDEX}add/", beginning(files=file))
    incident = Incident.objects.get()
    stored = incident.entries.get().files.get()
    address = f"{INDEX}{incident.pk}/files/{stored.pk}/"
    assert b"".join(ours.get(address).streaming_content) == "一行".encode()
    assert desk(editor).get(address).status_code == 302
    other = lay_incident(officer)
    assert ours.get(f"{INDEX}{other.pk}/files/{stored.pk}/").status_code == 404


def titles(client, query: str) -> list[str]:
    return [str(one) for one in client.get(f"{INDEX}?{query}").context["object_list"]]


def test_the_list_is_filtered_and_counted_as_it_says(desk, officer, committee):
    late = lay_incident(officer, title="逾期的", found_at=NOW - timedelta(hours=5))
    asked = lay_incident(officer, title="待决定的", grade="usual")
    services.take(Step.ESCALATE, incident=asked, actor=officer, words="请决定", now=NOW)
    decided = lay_incident(officer, title="已决定的", grade="usual")
    services.take(Step.ESCALATE, incident=decided, actor=officer, words="请决定", now=NOW)
    services.take(Step.DECIDE, incident=decided, actor=committee, words="同意", now=NOW)
    fresh = lay_incident(officer, title="刚发现的")
    ours = desk(officer)
    assert titles(ours, "state=late") == [str(late)]
    assert titles(ours, "state=report") == [str(fresh), str(late)]
    assert titles(ours, "state=decide") == [str(asked)]
    assert titles(ours, "grade=usual") == [str(decided), str(asked)]
    assert titles(ours, "state=nonsense") == []


def test_the_screen_of_one_costs_the_same_with_many_steps(desk, officer, incident, django_assert_num_queries):
    ours = desk(officer)
    services.take(Step.ACT, incident=incident, actor=officer, words="断网", now=NOW)
    page(ours, incident)
    with django_assert_num_queries(ONE):
        page(ours, incident)
    for _number in range(8):
        services.take(Step.ACT, incident=incident, actor=officer, words="再查", now=NOW)
        services.follow_up(incident=incident, actor=officer, title="整改一项", detail="", gravity="usual", now=NOW)
    with django_assert_num_queries(ONE):
        page(ours, incident)


def test_the_list_is_saved_as_a_table(desk, officer, incident):
    answer = desk(officer).get(f"{INDEX}export/?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    row = [cell.value for cell in next(sheet.iter_rows(min_row=2))]
    assert row[:5] == ["2026-001", "首页被篡改", "处置中", "信息内容安全事件", "较大"]
