"""Importing the roll through the admin: upload, report, confirm, result (S-3.5, S-6.5)."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.accounts.rolls import ALICE, BOB, HEADINGS, EmployeeFactory, cells_of, comma_file, upload, waiting, workbook
from tests.conftest import member
from tests.factories import NOON, UserFactory
from unionsite.accounts.models import Department, RollImport, User
from unionsite.accounts.roll.choices import ROWS_SHOWN, ImportState
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
UPLOAD = reverse("employees_admin:roll")


def send(client, content: bytes, name="名册.xlsx", **options):
    """Upload; `mark_leavers="on"` chooses 名单外的职工视为离职."""
    data = {"file": upload(content, name)} | options
    return client.post(UPLOAD, {key: value for key, value in data.items() if value != ""}, follow=True)


@pytest.fixture
def bring_in(office, django_capture_on_commit_callbacks):
    """Upload and confirm; the last page."""

    def act(content: bytes, confirmation=None, **options):
        send(office, content, **options)
        address = reverse("employees_admin:roll_confirm", args=[RollImport.objects.first().pk])
        with django_capture_on_commit_callbacks(execute=True):
            response = office.post(address, confirmation or {})
        return office.get(response.url)

    return act


def counts() -> dict:
    return {key: value for key, value in RollImport.objects.first().counts.items() if value}


# --- The way through ---


def test_new_employees_come_in_without_password_groups_or_rights(bring_in, quality, roll_manager):
    page = bring_in(workbook([ALICE, BOB]))

    assert "导入完成" in page.text
    user = User.objects.get(employee_number="A1001")
    assert (user.username, user.name, user.department, user.phone, user.email) == (
        "A1001",
        "田晓禾",
        quality,
        "13800000001",
        "tian@example.com",
    )
    assert not user.has_usable_password()
    assert user.activated_at is None
    assert user.is_active
    assert not user.is_guarded
    entry = AuditEntry.objects.get(action=Action.ROLL_IMPORTED)
    assert (entry.actor_id, entry.detail) == (roll_manager.pk, {"新增": 2})


def test_nothing_is_stored_before_it_is_confirmed_nor_after_it_was_cancelled(office, quality):
    page = send(office, workbook([ALICE]))
    assert "检查通过，等您确认" in page.text
    assert "A1001" in page.text
    assert not User.objects.filter(employee_number="A1001").exists()

    roll = RollImport.objects.get()
    office.post(reverse("employees_admin:roll_import", args=[roll.pk]))
    office.post(reverse("employees_admin:roll_confirm", args=[roll.pk]))

    roll.refresh_from_db()
    assert roll.state == ImportState.CANCELLED
    assert not User.objects.filter(employee_number="A1001").exists()


def test_a_second_roll_updates_returns_and_lets_go(bring_in, office, quality, employee):
    returned = EmployeeFactory(employee_number="A1002", name="周若禾", is_active=False, left_on=NOON.date())
    gone = EmployeeFactory(employee_number="A1003")
    same = EmployeeFactory(employee_number="A1004", name="不变", department=quality)
    office.logout()
    office.force_login(gone)
    assert office.get("/account/").status_code == 200
    office.force_login(User.objects.get(username="roll-manager"))

    bring_in(
        comma_file(
            [
                ("A1001", "田晓禾", "quality", "13900000009", ""),
                ("A1002", "周若禾", "质量部", "", ""),
                ("A1004", "不变", "质量部", "", ""),
                ("A1005", "新人", "质量部", "", ""),
            ]
        ),
        {"may_leave": "on"},
        mark_leavers="on",
    )

    assert counts() == {"rows": 4, "on_roll": 3, "update": 1, "return": 1, "same": 1, "create": 1, "leave": 1}
    for user in (employee, returned, gone, same):
        user.refresh_from_db()
    assert (employee.phone, employee.email) == ("13900000009", "tian@example.com")  # an empty cell forgets nothing
    assert (returned.is_active, returned.left_on) == (True, None)
    assert (gone.is_active, gone.left_on is None) == (False, False)
    office.logout()
    office.force_login(gone)
    assert office.get("/account/").status_code == 302  # sessions end with the account


def test_who_is_not_in_the_roll_stays_unless_that_was_asked_for(office, bring_in, quality, employee):
    """Nor is anybody asked about it: ten newcomers are uploaded as they are."""
    assert not office.get(UPLOAD).context["form"]["mark_leavers"].value()
    bring_in(comma_file([BOB]))

    employee.refresh_from_db()
    assert employee.is_active
    assert counts() == {"rows": 1, "on_roll": 1, "create": 1}


def test_an_account_that_was_switched_off_stays_off(bring_in, quality, employee):
    User.objects.filter(pk=employee.pk).update(is_active=False)

    bring_in(comma_file([("A1001", "田小禾", "质量部", "", "")]))

    employee.refresh_from_db()
    assert (employee.name, employee.is_active) == ("田小禾", False)


def test_staff_change_in_name_and_department_only_and_are_never_disabled(bring_in, quality, department):
    editor = member("编辑", employee_number="S1", name="旧名", department=department, phone="1", email="a@example.com")
    absent = member("初审", employee_number="S2")
    boss = UserFactory(is_superuser=True, employee_number="S3", name="主席", department=quality)

    page = bring_in(
        comma_file(
            [("S1", "新名", "质量部", "13800000002", "b@example.com"), ("S3", "主席", "质量部", "13800000003", "")]
        ),
        mark_leavers="on",
    )

    for user in (editor, absent, boss):
        user.refresh_from_db()
    assert (editor.name, editor.department, editor.phone, editor.email) == ("新名", quality, "1", "a@example.com")
    assert (boss.phone, absent.is_active, absent.left_on) == ("", True, None)
    assert counts() == {"rows": 2, "update": 1, "same": 1, "staff": 1}
    assert "S2" in page.text
    assert "后台人员不在名单上" in page.text


class TestLeavers:
    @pytest.fixture(autouse=True)
    def three_on_the_roll(self, quality):
        for number, name in (("A1", "甲一"), ("A2", "乙二"), ("A3", "丙三")):
            EmployeeFactory(employee_number=number, name=name, department=quality)

    @staticmethod
    def gone() -> set[str]:
        return set(User.objects.filter(left_on__isnull=False).values_list("employee_number", flat=True))

    @pytest.mark.parametrize(("kept", "leaving"), [(("A1",), {"A2", "A3"}), (("A1", "A2"), {"A3"})])
    def test_they_are_shown_and_leave_only_when_that_was_confirmed(self, office, bring_in, kept, leaving):
        roll = comma_file([(number, "甲", "质量部", "", "") for number in kept])

        page = send(office, roll, mark_leavers="on")
        names = {"A1": "甲一", "A2": "乙二", "A3": "丙三"}
        listed = page.text.partition('class="roll-leavers"')[2].partition("</ul>")[0]
        assert {number for number in names if f"{names[number]} <span>{number}</span>" in listed} == leaving
        assert ("超过一半" in page.text) == (len(leaving) > 1)

        page = bring_in(roll, mark_leavers="on")
        assert "请先核对下面的名单" in page.text
        assert 'class="roll-leavers"' in page.text
        assert self.gone() == set()
        assert RollImport.objects.first().is_waiting

        assert "导入完成" in bring_in(roll, {"may_leave": "on"}, mark_leavers="on").text
        assert self.gone() == leaving

    def test_where_nobody_leaves_nobody_is_asked(self, office, bring_in):
        roll = comma_file([(number, "甲", "质量部", "", "") for number in ("A1", "A2", "A3")])

        assert "may_leave" not in send(office, roll, mark_leavers="on").text
        assert "导入完成" in bring_in(roll, mark_leavers="on").text

    def test_a_long_list_names_the_first_and_leads_to_the_rest(self, office, quality):
        for number in range(ROWS_SHOWN + 5):
            EmployeeFactory(employee_number=f"B{number:04}", department=quality)
        page = send(office, comma_file([("A1", "甲", "质量部", "", "")]), mark_leavers="on")

        assert page.text.partition('class="roll-leavers"')[2].partition("</ul>")[0].count("<li>") == ROWS_SHOWN
        assert "这里只列出一部分" in page.text


# --- What is refused ---


def test_one_bad_row_holds_back_all_and_every_bad_row_is_named(office, quality):
    page = send(
        office,
        workbook(
            [
                ALICE,
                ("A1002", "", "质量部", "", ""),
                ("A1001", "重号", "质量部", "", ""),
                ("A1004", "=1+1", "质量部", "", ""),
                ("A1005", "郑春燕", "没有的部", "", ""),
            ]
        ),
    )

    assert "名册有错误，没有导入" in page.text
    rows = list(RollImport.objects.get().rows.filter(outcome="error").values_list("line", "message"))
    assert [line for line, _message in rows] == [3, 4, 5, 6]
    for words in ("姓名没有填写", "工号与第2行重复", "公式", "部门“没有的部”不在部门列表里"):
        assert words in page.text
    roll = RollImport.objects.get()
    office.post(reverse("employees_admin:roll_confirm", args=[roll.pk]))
    assert User.objects.employees().count() == 0


def test_a_number_that_is_another_accounts_user_name_is_refused(office, quality):
    UserFactory(username="A1001")

    assert "已有的用户名相同" in send(office, workbook([ALICE])).text


def test_a_department_that_is_switched_off_is_refused(office, quality):
    Department.objects.filter(pk=quality.pk).update(is_active=False)

    assert "部门“质量部”已停用" in send(office, workbook([ALICE])).text


def test_departments_are_made_when_that_was_asked_for(bring_in, office, db):
    page = send(office, workbook([ALICE]), create_departments="on")
    assert "将新建部门" in page.text
    assert not Department.objects.filter(name="质量部").exists()

    bring_in(workbook([ALICE]), create_departments="on")

    department = Department.objects.get(name="质量部")
    assert department.code == "zhiliangbu"
    assert User.objects.get(employee_number="A1001").department == department


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "旧版的.xls"),
        (workbook([], headings=HEADINGS), "没有一行职工"),
        (b"PK\x03\x04junk", "已损坏"),
    ],
    ids=["empty", "xls", "headings alone", "broken"],
)
def test_a_file_that_is_no_roll_is_an_error_beside_the_field(office, content, words):
    response = send(office, content)

    assert response.status_code == 200
    assert words in response.context["form"].errors["file"][0]
    assert not RollImport.objects.exists()


def test_without_a_file_the_form_says_so(office):
    assert "请选择名册文件" in office.post(UPLOAD, {}).text


# --- What is shown and downloaded ---


def test_only_the_first_rows_are_shown_and_the_report_has_all(office, quality):
    page = send(office, comma_file([(f"A{n}", "", "质量部", "", "") for n in range(ROWS_SHOWN + 5)]))

    assert page.text.count("姓名没有填写") == ROWS_SHOWN
    report = cells_of(office.get(reverse("employees_admin:roll_report", args=[RollImport.objects.get().pk])))
    assert len(report) == ROWS_SHOWN + 6
    assert report[0] == ("行号", "工号", "姓名", "结果", "说明")
    assert report[1] == (2, "A0", None, "有误", "姓名没有填写")


def test_t82_nothing_in_the_report_becomes_a_formula_or_a_script(office, quality):
    send(office, comma_file([("A1", "<script>alert(1)</script>", "=1+1部", "", ""), ("A2", "{{ 7 }}", "@部", "", "")]))
    roll = RollImport.objects.get()

    page = office.get(reverse("employees_admin:roll_import", args=[roll.pk]))
    report = office.get(reverse("employees_admin:roll_report", args=[roll.pk]))

    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;" in page.text
    book = load_workbook(io.BytesIO(b"".join(report.streaming_content)))
    assert {cell.data_type for row in book.active.iter_rows(min_row=2) for cell in row if cell.value} <= {"s", "n"}


def test_the_template_can_be_filled_in_and_uploaded(office, quality, bring_in):
    template = office.get(reverse("employees_admin:roll_template"))
    book = load_workbook(io.BytesIO(b"".join(template.streaming_content)))
    sheet = book.worksheets[0]
    for place, value in enumerate(("00123", "田晓禾", "质量部"), start=1):
        assert sheet.cell(2, place).number_format == "@"
        sheet.cell(2, place).value = value
    content = io.BytesIO()
    book.save(content)

    bring_in(content.getvalue())

    assert User.objects.get(employee_number="00123").name == "田晓禾"


def test_a_running_import_shows_how_far_it_is_and_looks_again(office, quality, roll_manager):
    send(office, workbook([ALICE]))
    roll = RollImport.objects.get()
    # Nothing is enqueued before the commit, which this test never makes: the import waits for its worker.
    page = office.post(reverse("employees_admin:roll_confirm", args=[roll.pk]), follow=True)

    assert "正在等待后台任务开始" in page.text
    assert "data-refresh" in page.text
    assert "core/admin/refresh.js" in page.text


def test_rows_of_one_outcome_can_be_looked_at(office, quality, employee):
    send(office, comma_file([("A1001", "田晓禾", "质量部", "", ""), BOB]))
    address = reverse("employees_admin:roll_import", args=[RollImport.objects.get().pk])

    assert [row.number for row in office.get(address).context["rows"]] == ["A1002"]
    assert [row.number for row in office.get(f"{address}?outcome=same").context["rows"]] == ["A1001"]
    assert office.get(f"{address}?outcome=%00x").status_code == 400
    assert office.get(f"{address}?outcome=nonsense").status_code == 200


def test_the_number_of_queries_does_not_grow_with_rows(office, quality, django_assert_num_queries):
    def look(number: int):
        send(office, comma_file([(f"Q{n}", "甲", "质量部", "", "") for n in range(number)]))
        address = reverse("employees_admin:roll_import", args=[RollImport.objects.first().pk])
        office.get(address)
        with django_assert_num_queries(QUERIES):
            office.get(address)

    look(1)
    look(60)


QUERIES = 16  # one is the stages of review, which the menu asks for


# --- Who may ---


@pytest.mark.parametrize("name", ["roll", "roll_template", "index", "codes"])
def test_without_the_right_nothing_opens(client, db, name):
    client.force_login(member("编辑"))

    assert client.get(reverse(f"employees_admin:{name}")).status_code in (302, 403)


@pytest.mark.parametrize("name", ["roll_import", "roll_report", "roll_confirm"])
def test_without_the_right_an_import_is_out_of_reach(client, office, quality, name):
    send(office, workbook([ALICE]))
    roll = RollImport.objects.get()
    client.force_login(member("编辑"))
    address = reverse(f"employees_admin:{name}", args=[roll.pk])

    assert {client.get(address).status_code, client.post(address).status_code} <= {302, 403, 405}
    roll.refresh_from_db()
    assert roll.state == ImportState.CHECKED


def test_employees_never_get_near(client, employee):
    client.force_login(employee)

    assert client.get(UPLOAD).status_code in (302, 403)
    assert client.get(reverse("employees_admin:index")).status_code in (302, 403)


def test_an_import_is_confirmed_by_post_alone(office, quality):
    send(office, workbook([ALICE]))
    roll = RollImport.objects.get()

    assert office.get(reverse("employees_admin:roll_confirm", args=[roll.pk])).status_code == 405


def test_people_on_the_roll_waiting_for_activation_are_kept(bring_in, quality):
    user = waiting(employee_number="A1002", name="周若禾", department=quality)

    bring_in(comma_file([BOB]))

    user.refresh_from_db()
    assert user.activated_at is None
    assert counts() == {"rows": 1, "on_roll": 1, "same": 1}
