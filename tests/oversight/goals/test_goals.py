"""Goals and tasks through the screens: laid by the committee, reported on by owners, read by all staff (S-2.1)."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from tests.conftest import member, person
from tests.factories import DepartmentFactory
from tests.oversight.conftest import NOW
from unionsite.audit.models import AuditEntry
from unionsite.oversight.goals import services
from unionsite.oversight.goals.models import Goal, State, Task, TaskNote
from unionsite.oversight.goals.triggers import drop_triggers, faulty_triggers, install_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "tree")]
INDEX, PLAN = "/admin/goals/", "/admin/goals/plan/"
TODAY = NOW.date()


@pytest.fixture
def owner(department):
    return member("编辑", username="owner", department=department)


@pytest.fixture
def goal():
    return Goal.objects.create(year=2026, title="把网站办成职工之家")


def lay(goal, owner, title="上线建言献策", days=30, percent=0, **fields) -> Task:
    return Task.objects.create(
        goal=goal, owner=owner, title=title, due_on=TODAY + timedelta(days=days), percent=percent, **fields
    )


@pytest.fixture
def task(goal, owner, department):
    return lay(goal, owner, department=department)


def form(*tasks: dict, **goal) -> dict:
    """What the committee's form sends; a task with an id is one that exists."""
    data = {"year": "2026", "sort_order": "1", "title": "把网站办成职工之家", "words": ""} | goal
    existing = sum("id" in task for task in tasks)
    data |= {"tasks-TOTAL_FORMS": len(tasks), "tasks-INITIAL_FORMS": existing}
    data |= {"tasks-MIN_NUM_FORMS": 0, "tasks-MAX_NUM_FORMS": 1000}
    for number, task in enumerate(tasks):
        data |= {f"tasks-{number}-{name}": value for name, value in {"ORDER": number + 1, "DELETE": ""}.items()}
        data |= {f"tasks-{number}-{name}": value for name, value in task.items()}
    return data


def row(task: Task, **changes) -> dict:
    department = task.department_id or ""
    shown = {"id": task.pk, "title": task.title, "owner": task.owner_id, "department": department}
    return shown | {"due_on": f"{task.due_on:%Y-%m-%d}"} | changes


def test_s21_the_committee_lays_a_goal_its_owner_reports_and_all_read(desk, committee, owner, department, author):
    sent = {"title": "上线建言献策", "owner": owner.pk, "department": department.pk, "due_on": "2026-06-30"}
    assert desk(committee).post(f"{PLAN}new/", form(sent)).status_code == 302
    task = Task.objects.get()
    assert (task.goal.year, task.due_on, task.percent) == (2026, date(2026, 6, 30), 0)

    report = {"percent": "40", "words": "页面已设计好，等待评审。"}
    assert desk(owner).post(f"{INDEX}{task.pk}/progress/", report).status_code == 302
    task.refresh_from_db()
    assert task.percent == 40
    note = task.notes.get()
    assert (note.by, note.at, note.percent, note.words) == (owner, NOW, 40, "页面已设计好，等待评审。")

    reader = desk(author)
    listed = reader.get(INDEX).text
    assert '<progress max="100" value="40" aria-hidden="true"></progress> 40%' in listed
    shown = reader.get(f"{INDEX}{task.pk}/").text
    assert "页面已设计好，等待评审。" in shown
    assert f"{INDEX}{task.pk}/progress/" not in shown
    assert "只有责任人和工会委员会可以报告进展" in reader.post(f"{INDEX}{task.pk}/progress/", report).text
    actions = AuditEntry.objects.filter(action="goal_changed").order_by("number").values_list("actor_id", flat=True)
    assert list(actions) == [committee.pk, owner.pk]


def test_the_committee_reports_too(desk, committee, task):
    desk(committee).post(f"{INDEX}{task.pk}/progress/", {"percent": "100", "words": "委员会已验收。"})
    task.refresh_from_db()
    assert task.percent == 100


def test_a_change_of_the_plan_keeps_progress_and_notes(desk, committee, owner, task):
    services.report_progress(task=task, actor=owner, percent=40, words="做了一半", now=NOW)
    sent = form(row(task, due_on="2026-12-31", title="上线建言献策栏目"))
    assert desk(committee).post(f"{PLAN}edit/{task.goal_id}/", sent).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.due_on, task.percent) == ("上线建言献策栏目", date(2026, 12, 31), 40)
    assert task.notes.count() == 1


def test_a_task_with_notes_is_not_removed_and_one_without_is(desk, committee, owner, goal, task):
    other = lay(goal, owner, "写错的任务")
    services.report_progress(task=task, actor=owner, percent=40, words="做了一半", now=NOW)
    ours = desk(committee)
    answer = ours.post(f"{PLAN}edit/{goal.pk}/", form(row(task, DELETE="on"), row(other)))
    assert answer.status_code == 200
    assert "已有进展记录，不能删除" in answer.text
    assert ours.post(f"{PLAN}edit/{goal.pk}/", form(row(task), row(other, DELETE="on"))).status_code == 302
    assert list(Task.objects.all()) == [task]


def test_a_goal_with_notes_is_not_deleted_and_one_without_is(desk, committee, owner, goal, task):
    empty = Goal.objects.create(year=2026, title="写错的目标")
    lay(empty, owner)
    services.report_progress(task=task, actor=owner, percent=40, words="做了一半", now=NOW)
    ours = desk(committee)
    ours.post(f"{PLAN}delete/{goal.pk}/")
    ours.post(f"{PLAN}delete/{empty.pk}/")
    assert list(Goal.objects.all()) == [goal]
    assert AuditEntry.objects.get(action="goal_deleted").subject_label == "2026 写错的目标"


ROLES = ("信息员", "编辑", "初审", "终审", "应急下线", "举报办理", "系统管理员", "安全管理员", "审计员", "superuser")


@pytest.mark.parametrize("role", ROLES)
def test_all_staff_read_and_the_committee_alone_edits(desk, task, role):
    client = desk(person(role))
    may_edit = role in {"终审", "superuser"}
    for address in (INDEX, f"{INDEX}{task.pk}/", f"{INDEX}export/"):
        assert client.get(address).status_code == 200, address
    for address in (PLAN, f"{PLAN}new/", f"{PLAN}edit/{task.goal_id}/", f"{PLAN}delete/{task.goal_id}/"):
        assert (client.get(address).status_code == 200) is may_edit, address
    assert ("新增目标" in client.get(INDEX).text) is may_edit
    client.post(f"{INDEX}{task.pk}/progress/", {"percent": "50", "words": "报告"})
    assert TaskNote.objects.exists() is may_edit


@pytest.mark.parametrize(
    ("percent", "words", "field"),
    [
        ("101", "进展", "percent"),
        ("-1", "进展", "percent"),
        ("9" * 400, "进展", "percent"),
        ("一半", "进展", "percent"),
        ("", "进展", "percent"),
        ("50", "", "words"),
        ("50", "坏\x00字", "words"),
        ("50", "。", "__all__"),
    ],
)
def test_bad_reports_are_explained_and_store_nothing(desk, owner, task, percent, words, field):
    answer = desk(owner).post(f"{INDEX}{task.pk}/progress/", {"percent": percent, "words": words})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not TaskNote.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"year": "1999"}, {"year": "99999999"}, {"title": ""}, {"words": "长" * 2001}, {"sort_order": "-1"}]
)
def test_bad_goals_are_explained_and_store_nothing(desk, committee, owner, wrong):
    sent = {"title": "上线建言献策", "owner": owner.pk, "due_on": "2026-06-30"}
    answer = desk(committee).post(f"{PLAN}new/", form(sent, **wrong))
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert "上线建言献策" in answer.text
    assert not Goal.objects.exists()


def test_a_task_wants_owner_and_due_date(desk, committee, django_user_model):
    stranger = django_user_model.objects.create_user("employee")
    answer = desk(committee).post(f"{PLAN}new/", form({"title": "上线", "owner": stranger.pk, "due_on": "明天"}))
    assert answer.status_code == 200
    assert answer.context["form"].formsets["tasks"].errors[0].keys() == {"owner", "due_on"}


def titles(client, query="") -> list[str]:
    return [task.title for task in client.get(f"{INDEX}?{query}").context["object_list"]]


def test_the_list_is_by_year_and_filtered(desk, goal, owner, department, committee):
    before = Goal.objects.create(year=2025, title="去年的")
    lay(before, owner, "去年做的", days=-200, percent=100)
    lay(goal, owner, "逾期的", days=-1, percent=90, department=department)
    lay(goal, owner, "今天到期的", days=0, percent=90)
    lay(goal, owner, "没动的", department=DepartmentFactory(name="财务部", code="finance"))
    lay(goal, committee, "做完的", percent=100)
    ours = desk(owner)
    assert titles(ours) == ["逾期的", "今天到期的", "没动的", "做完的"]
    assert titles(ours, "year=2025") == ["去年做的"]
    assert titles(ours, "year=all")[-1] == "去年做的"
    assert titles(ours, "state=late") == ["逾期的"]
    assert titles(ours, "state=running") == ["今天到期的"]
    assert titles(ours, "state=waiting") == ["没动的"]
    assert titles(ours, "state=done") == ["做完的"]
    assert titles(ours, f"department={department.pk}") == ["逾期的"]
    assert titles(desk(committee), "mine=1") == ["做完的"]
    for nonsense in ("year=0001", "state=x", "department=999999"):
        assert titles(ours, nonsense) == []


@pytest.mark.parametrize(
    ("percent", "days", "state"),
    [
        (0, 1, State.WAITING),
        (0, 0, State.WAITING),
        (1, 0, State.RUNNING),
        (99, 0, State.RUNNING),
        (0, -1, State.LATE),
        (99, -1, State.LATE),
        (100, -1, State.DONE),
        (100, 9, State.DONE),
    ],
)
def test_s21_the_state_follows_from_progress_and_due_date(desk, goal, owner, percent, days, state):
    task = lay(goal, owner, days=days, percent=percent)
    assert Task.objects.with_state(TODAY).get().state == state
    assert Task.objects.late(TODAY).exists() is (state == State.LATE)
    assert str(state.label) in desk(owner).get(f"{INDEX}{task.pk}/").text


def test_the_list_is_saved_as_a_table(desk, owner, task):
    answer = desk(owner).get(f"{INDEX}export/?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    row = [cell.value for cell in next(sheet.iter_rows(min_row=2))]
    assert row[:5] == [2026, "把网站办成职工之家", "上线建言献策", "未开始", 0]
    assert row[-1] == f"{task.due_on:%Y-%m-%d}"


DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("days", "what", "field"),
    [
        (-8, {}, ""),
        (-7, {}, "reminded_for"),
        (-7, {"reminded_for": DUE}, ""),
        (0, {}, "reminded_for"),
        (1, {"reminded_for": DUE}, "chased_for"),
        (1, {}, "chased_for"),
        (9, {"chased_for": DUE}, ""),
        # Put off meanwhile: reminded anew.
        (-3, {"reminded_for": DUE - timedelta(days=30)}, "reminded_for"),
        (1, {"chased_for": DUE - timedelta(days=30)}, "chased_for"),
        (1, {"percent": 100}, ""),
    ],
)
def test_which_mail_is_due(days, what, field):
    task = Task(**{"percent": 10, "due_on": DUE} | what)
    assert task.reminder_due(DUE + timedelta(days=days)) == field


def test_s21_one_mail_before_and_one_when_late(task, owner, committee, django_capture_on_commit_callbacks):
    sent = []
    for days in range(-9, 4):
        for _again in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                services.remind_of_tasks(task.due_on + timedelta(days=days))
        sent += [(days, message.to[0], "逾期" in message.subject) for message in mail.outbox]
        mail.outbox.clear()
    assert sorted(sent) == [(-7, owner.email, False), (1, committee.email, True), (1, owner.email, True)]


def test_who_has_left_is_not_written_to(task, owner, django_capture_on_commit_callbacks):
    owner.is_active = False
    owner.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert services.remind_of_tasks(task.due_on) == 1
    assert not mail.outbox


@pytest.mark.parametrize("statement", ["UPDATE oversight_tasknote SET percent = 1", "DELETE FROM oversight_tasknote"])
def test_notes_only_grow(task, owner, statement):
    services.report_progress(task=task, actor=owner, percent=40, words="做了一半", now=NOW)
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_missing_triggers_are_found():
    assert faulty_triggers(connection) == []
    drop_triggers(connection)
    try:
        assert len(faulty_triggers(connection)) == (3 if connection.vendor == "sqlite" else 2)
    finally:
        install_triggers(connection)
