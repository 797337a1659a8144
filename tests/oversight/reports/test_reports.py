"""Reports through the screens: compiled, completed, gathered anew, public and fixed; made by themselves (S-8.10)."""

import io
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.core import mail
from wagtail.test.utils.form_data import rich_text, streamfield

from home.models import InfoPage
from tests.conftest import member, person
from tests.editing import submit
from tests.oversight.conftest import NOW
from tests.releasing import publish_draft
from unionsite.audit.models import AuditEntry
from unionsite.oversight.reports import services
from unionsite.oversight.reports.models import Report
from unionsite.oversight.reports.pages import parts_on
from unionsite.oversight.reports.parts.scoring import RANKING
from unionsite.oversight.scores.services import freeze, lay_items, open_period
from unionsite.publishing.models import Release
from unionsite.publishing.review.queries import writers

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("clock", "tree")]
INDEX = "/admin/work-reports/"
QUARTER = {"kind": "work", "length": "quarter", "year": "2026", "number": "1"}
LIST = 18


@pytest.fixture
def editor(department):
    return member("编辑", username="writer", name="编辑", email="writer@example.com", department=department)


@pytest.fixture
def april(team):
    """The scores of April, frozen."""
    lay_items()
    return freeze(period=open_period(length="month", year=2026, number=4, actor=team), actor=team)


@pytest.fixture
def report(editor):
    return services.compile_report(kind="work", length="quarter", year=2026, number=1, actor=editor, now=NOW)


def draft_of(report) -> InfoPage:
    return InfoPage.objects.get(pk=report.page_id).get_latest_revision_as_object()


def complete(page, department):
    """Write what a person must write, and save."""
    for block in page.body.raw_data:
        if "待补充" in str(block["value"]):
            block["value"] = "<p>试行了扫码找工会，办事不再跑两趟。</p>"
    page.department, page.fact_checker, page.editor_name = department, "核实人", "责任编辑"
    page.save_revision()
    return page


def test_s810_a_report_is_compiled_completed_and_public(desk, editor, department):
    client = desk(editor)
    answer = client.post(f"{INDEX}compile/", QUARTER, follow=True)
    report = Report.objects.get()
    assert "已编好草稿" in answer.text
    assert "2026年第1季度工作报告" in answer.text
    assert (report.gathered_at, report.state, report.due_on.isoformat()) == (NOW, "draft", "2026-04-20")
    page = draft_of(report)
    assert (page.title, page.kind, page.owner, page.live) == ("2026年第1季度工作报告", "disclosure", None, False)
    assert page.slug == "work-2026-q1"
    headings = [block.value["text"] for block in page.body if block.block_type == "heading"]
    assert headings[0] == "一、信息发布"
    assert headings[-1].endswith("创新发展")
    assert AuditEntry.objects.get(action="report_compiled").actor_id == editor.pk
    publish_draft(complete(page, department))
    assert client.get(INDEX).context["object_list"][0].state == "public"
    assert "看公开的页面" in client.get(f"{INDEX}{report.pk}/").text


def test_what_cannot_be_said_is_a_dash_on_the_screen(desk, editor):
    bulletin = services.compile_report(kind="bulletin", length="month", year=2026, number=4, actor=editor, now=NOW)
    shown = desk(editor).get(f"{INDEX}{bulletin.pk}/").text
    assert "<td>—</td>" in shown
    assert "<td>None</td>" not in shown


def test_a_report_with_gaps_is_not_submitted(desk, editor, report):
    gap = streamfield([("paragraph", rich_text("<p>〔待补充：写本期的创新做法〕</p>"))])
    answer = submit(desk(editor), draft_of(report), body=gap, fact_checker="核实人", department=editor.department_id)
    assert "没有写完" in answer.text
    assert not InfoPage.objects.get(pk=report.page_id).workflow_in_progress


def test_the_screen_names_the_gaps_and_what_is_filled_is_submitted(desk, editor, report):
    client, address = desk(editor), f"{INDEX}{report.pk}/"
    shown = client.get(address).text.split('id="gaps"')[1].split("</section>")[0]
    assert "创新发展</strong>：请写明在栏目、服务" in shown
    assert "事实核实人</strong>：请核对这些数字的人" in shown
    assert "摘要</strong>：由编辑写一两句话" in shown
    assert "供稿部门" not in shown, "the department of whoever compiled it is known"
    page = draft_of(report)
    assert page.department == editor.department
    words = streamfield([("paragraph", rich_text("<p>试行了扫码找工会。</p>"))])
    submit(client, page, body=words, fact_checker="核实人")
    assert InfoPage.objects.get(pk=report.page_id).workflow_in_progress
    assert 'id="gaps"' not in client.get(address).text
    assert client.get(INDEX).context["object_list"][0].state == "reviewed"


def test_a_report_made_by_itself_is_of_the_department_of_the_last_one(report, department, clock):
    services.compile_ended()
    assert {draft_of(one).department for one in Report.objects.all()} == {department}


def test_s810_numbers_follow_the_data_until_the_report_is_public(desk, editor, department, report):
    client, words = desk(editor), "试行了扫码找工会"
    complete(draft_of(report), department)
    answer = client.post(f"{INDEX}{report.pk}/", follow=True)
    assert "已重新取数" in answer.text
    assert words in answer.text
    public = publish_draft(InfoPage.objects.get(pk=report.page_id))
    revision = public.live_revision_id
    answer = client.post(f"{INDEX}{report.pk}/", follow=True)
    assert "已公开的报告保留公开时的数字" in answer.text
    assert InfoPage.objects.get(pk=report.page_id).latest_revision_id == revision


def test_a_report_under_review_is_left_alone(desk, editor, department, report):
    page = complete(draft_of(report), department)
    submitted = InfoPage.objects.get(pk=page.pk)
    submitted.get_workflow().start(submitted, editor)
    assert "还没有提交审核" in desk(editor).post(f"{INDEX}{report.pk}/", follow=True).text


def test_a_deleted_draft_is_made_again_by_hand_alone(desk, editor, report):
    InfoPage.objects.get(pk=report.page_id).delete()
    assert services.compile_ended(NOW) == 2  # the month and the year
    report.refresh_from_db()
    assert (report.page, report.state, report.is_late) == (None, "gone", False)
    assert not Report.objects.waiting().filter(pk=report.pk).exists()
    client = desk(editor)
    assert "重新编制" in client.get(f"{INDEX}{report.pk}/").text
    client.post(f"{INDEX}{report.pk}/")
    report.refresh_from_db()
    assert report.state == "draft"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"number": "2"}, "还没有结束"),
        ({"number": "5"}, "季度填1至4"),
        ({"kind": "bulletin"}, "检查通报没有这种周期"),
        ({"kind": "scores"}, "还没有封存"),
        ({"kind": "other"}, "other"),
        ({"year": "99999"}, "2999"),
        ({"year": "2999"}, "还没有结束"),
        ({"number": ""}, "请填写第几月或第几季度"),
        ({"length": ""}, "必填"),
    ],
)
def test_what_cannot_be_compiled_is_explained_and_stores_nothing(desk, editor, sent, said):
    answer = desk(editor).post(f"{INDEX}compile/", QUARTER | sent)
    assert answer.status_code == 200
    assert said in answer.text
    assert not Report.objects.exists()


def test_one_period_has_one_report(desk, editor, report):
    assert "已经编好" in desk(editor).post(f"{INDEX}compile/", QUARTER).text
    assert Report.objects.count() == 1


def test_reports_are_made_by_themselves_once(editor, clock, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert services.compile_ended() == 3
    assert [str(report) for report in Report.objects.order_by("pk")] == [
        "2026年4月检查通报",
        "2026年第1季度工作报告",
        "2025年度工作报告",
    ]
    subjects = [message.subject for message in mail.outbox]
    assert len(subjects) == 3
    assert "2026年4月检查通报草稿已编好" in subjects[0]
    assert mail.outbox[0].to == ["writer@example.com"]
    assert services.compile_ended() == 0
    clock.shift(timedelta(days=31))
    assert services.compile_ended() == 1


def test_scores_are_told_once_they_are_frozen(editor, clock, request):
    services.compile_ended()
    assert not Report.objects.filter(kind="scores").exists()
    clock.shift(timedelta(days=40))
    request.getfixturevalue("april")
    services.compile_ended()
    assert str(Report.objects.get(kind="scores")) == "2026年4月考核通报"


def test_s87_a_correction_is_a_new_release_of_the_bulletin(team, editor, department):
    lay_items()
    for number in (3, 4):
        freeze(period=open_period(length="month", year=2026, number=number, actor=team), actor=team)
    wanted = {"kind": "scores", "length": "month", "year": 2026, "actor": editor, "now": NOW}
    page = publish_draft(complete(draft_of(services.compile_report(**wanted, number=3)), department))
    ranking = next(block["value"]["data"] for block in page.body.raw_data if block["id"] == RANKING)
    ranking["rows"] = [{"values": [department.name, 97.5, *row["values"][2:]]} for row in ranking["rows"]]
    page.save_revision()
    publish_draft(page)

    april = draft_of(services.compile_report(**wanted, number=4))

    rows = {row[0]: row[1:3] for part in parts_on(april.body) for table in part.tables for row in table.rows}
    assert rows[department.name] == (100, 97.5)
    first, second = Release.objects.of(page)
    assert first.content_hash != second.content_hash


def test_s36_who_pressed_the_button_is_no_writer(desk, team, editor, department):
    """The program wrote it: a first reviewer who had it made may review it."""
    client = desk(team)
    client.post(f"{INDEX}compile/", QUARTER)
    report = Report.objects.get()
    client.post(f"{INDEX}{report.pk}/")
    assert writers(InfoPage.objects.get(pk=report.page_id)) == set()
    page = complete(draft_of(report), department)
    page.save_revision(user=editor)
    assert writers(InfoPage.objects.get(pk=report.page_id)) == {editor.pk}


def test_s810_the_files_say_what_the_page_says(desk, editor, department, report):
    complete(draft_of(report), department)
    client = desk(editor)
    word = client.get(f"{INDEX}{report.pk}/docx/")
    assert "no-store" in word.headers["Cache-Control"]
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word.content)).paragraphs)
    assert "2026年第1季度工作报告" in text
    assert "一、信息发布" in text
    assert "试行了扫码找工会" in text
    assert "待补充" not in text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{INDEX}{report.pk}/xlsx/").content))
    assert len(book.sheetnames) > 2


ROLES = ("信息员", "编辑", "初审", "终审", "举报办理", "系统管理员", "安全管理员", "审计员", "superuser")


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_and_who_compiles(desk, report, role):
    client = desk(person(role))
    sees, compiles = role not in {"信息员", "举报办理"}, role in {"编辑", "初审", "superuser"}
    for address in (INDEX, f"{INDEX}{report.pk}/", f"{INDEX}{report.pk}/docx/", f"{INDEX}{report.pk}/xlsx/"):
        assert (client.get(address).status_code == 200) is sees, address
    assert (client.get(f"{INDEX}compile/").status_code == 200) is compiles
    client.post(f"{INDEX}{report.pk}/")
    assert (AuditEntry.objects.filter(action="report_compiled").count() == 2) is compiles


def test_the_list_costs_the_same_with_many(desk, editor, report, django_assert_num_queries):
    client = desk(editor)
    client.get(INDEX)
    with django_assert_num_queries(LIST):
        client.get(INDEX)
    services.compile_ended()
    with django_assert_num_queries(LIST):
        assert len(client.get(INDEX).context["object_list"]) == 3


def test_the_list_is_filtered(desk, editor, department, report):
    services.compile_ended()
    publish_draft(complete(draft_of(report), department))
    client = desk(editor)
    assert len(client.get(f"{INDEX}?state=waiting").context["object_list"]) == 2
    assert [str(one) for one in client.get(f"{INDEX}?state=late").context["object_list"]] == ["2025年度工作报告"]
    assert [str(one) for one in client.get(f"{INDEX}?kind=bulletin").context["object_list"]] == ["2026年4月检查通报"]
