"""The list of employees, one employee's screens, and activation codes in the admin."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.accounts.rolls import CODE_PATTERN, EmployeeFactory, waiting
from tests.conftest import member
from tests.factories import NOON, DepartmentFactory, UserFactory
from unionsite.accounts.models import ActivationCode, User
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.wings import is_on

pytestmark = pytest.mark.django_db
INDEX = reverse("employees_admin:index")
CODES = reverse("employees_admin:codes")


def address(name: str, user: User) -> str:
    return reverse(f"employees_admin:{name}", args=[user.pk])


def listed(response) -> list[str]:
    return [user.employee_number for user in response.context["object_list"]]


def test_a_department_has_heads_while_they_are_asked_anything(admin_client, quality):
    form = admin_client.get(reverse("departments:edit", args=[quality.pk])).context["form"]
    assert ("heads" in form.fields) is is_on("contributions")


# --- The list ---


def test_the_list_shows_employees_and_never_staff(office, quality, employee):
    member("编辑", employee_number="S1")
    UserFactory(is_superuser=True, employee_number="S2")
    UserFactory(username="no-number")

    assert listed(office.get(INDEX)) == ["A1001"]


@pytest.fixture
def five(quality):
    other = DepartmentFactory(code="machining", name="机加车间")
    return [
        EmployeeFactory(employee_number="A1", name="田晓禾", department=quality),
        waiting(employee_number="A2", name="周若禾", department=quality),
        EmployeeFactory(employee_number="A3", name="郑春燕", department=other, is_active=False),
        EmployeeFactory(employee_number="A4", name="禾木", department=other, is_active=False, left_on=NOON.date()),
        EmployeeFactory(employee_number="B5", name="李冬", department=other),
    ]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["A1", "A2", "A3", "A4", "B5"]),
        ("q=禾", ["A1", "A2", "A4"]),
        ("q=b5", ["B5"]),
        ("q=nobody", []),
        ("q=%27%3B--", []),
        ("state=waiting", ["A2"]),
        ("state=active", ["A1", "B5"]),
        ("state=disabled", ["A3"]),
        ("state=left", ["A4"]),
        ("state=nonsense", []),
        ("department=nonsense", []),
        ("ordering=-employee_number", ["B5", "A4", "A3", "A2", "A1"]),
        ("p=99", ["A1", "A2", "A3", "A4", "B5"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(office, five, query, numbers):
    assert listed(office.get(f"{INDEX}?{query}")) == numbers
    assert office.get(f"{reverse('employees_admin:results')}?{query}").status_code == 200


def test_the_list_is_filtered_by_department(office, five, quality):
    assert listed(office.get(f"{INDEX}?department={quality.pk}&q=禾")) == ["A1", "A2"]


def test_the_number_of_queries_does_not_grow_with_employees(office, quality, django_assert_num_queries):
    def look():
        office.get(INDEX)
        with django_assert_num_queries(QUERIES):
            office.get(INDEX)

    EmployeeFactory(department=quality)
    look()
    for number in range(20):
        EmployeeFactory(department=DepartmentFactory(code=f"d{number}", name=f"部门{number}"))
    look()


# Nine of them are session, guard, rights, profile and stages of review, as on every screen of the admin.
QUERIES = 16


def test_the_menu_leads_there_for_those_who_may(office, client, db):
    assert INDEX in office.get(reverse("wagtailadmin_home")).text
    client.force_login(member("编辑"))
    assert INDEX not in client.get(reverse("wagtailadmin_home")).text


# --- One employee ---


def form(user: User, **changes) -> dict:
    return {"name": user.name, "department": user.department_id, "phone": user.phone, "email": user.email} | changes


def test_data_are_changed_and_noted(office, employee, roll_manager):
    other = DepartmentFactory(code="machining", name="机加车间")

    response = office.post(
        address("edit", employee), form(employee, name="田　小禾", department=other.pk, phone="１３９ 0000 0001")
    )

    assert response.status_code == 302
    employee.refresh_from_db()
    assert (employee.name, employee.department, employee.phone) == ("田小禾", other, "13900000001")
    entry = AuditEntry.objects.get(action=Action.ACCOUNT_CHANGED)
    assert (entry.actor_id, entry.subject_id) == (roll_manager.pk, str(employee.pk))
    assert "13900000001" not in str(entry.detail)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "123"}, "phone"),
        ({"email": "x"}, "email"),
        ({"department": "0"}, "department"),
    ],
)
def test_bad_data_are_named_and_nothing_is_stored(office, employee, changes, field):
    response = office.post(address("edit", employee), form(employee, **changes))

    assert field in response.context["form"].errors
    assert User.objects.get(pk=employee.pk).name == "田晓禾"


def test_the_form_gives_no_rights_and_changes_no_number(office, employee):
    office.post(
        address("edit", employee),
        form(
            employee,
            is_superuser="on",
            is_staff="on",
            groups="1",
            username="boss",
            employee_number="B1",
            password="x",
        ),
    )

    employee.refresh_from_db()
    assert not employee.is_guarded
    assert (employee.username, employee.employee_number) == ("A1001", "A1001")


@pytest.mark.parametrize(("name", "step"), [("edit", ""), ("leaving", ""), ("edit", "disable"), ("edit", "restore")])
def test_staff_are_out_of_reach(office, quality, name, step):
    editor = member("编辑", employee_number="S1", department=quality)

    assert office.post(address(name, editor), form(editor, on="2026-05-08", step=step)).status_code == 404
    editor.refresh_from_db()
    assert editor.is_active


def test_an_account_is_switched_off_and_on(office, client, employee):
    client.force_login(employee)
    office.post(address("edit", employee), {"step": "disable"})
    assert client.get("/account/").status_code == 302
    assert AuditEntry.objects.filter(action=Action.ACCOUNT_DISABLED).count() == 1

    office.post(address("edit", employee), {"step": "restore"})

    employee.refresh_from_db()
    assert employee.is_active
    assert AuditEntry.objects.filter(action=Action.ACCOUNT_ENABLED).count() == 1


def test_an_employee_leaves_and_codes_are_void(office, employee):
    office.post(CODES, {"numbers": "A1001", "delivery": "print"})
    today = timezone.localdate()

    office.post(address("leaving", employee), {"on": today.isoformat()})

    employee.refresh_from_db()
    assert (employee.is_active, employee.left_on) == (False, today)
    assert not ActivationCode.objects.exists()
    office.post(address("edit", employee), {"step": "restore"})
    employee.refresh_from_db()
    assert (employee.is_active, employee.left_on) == (True, None)


def test_nobody_leaves_in_the_future(office, employee):
    response = office.post(address("leaving", employee), {"on": str(timezone.localdate() + timedelta(days=1))})

    assert "不能晚于今天" in response.text
    assert User.objects.get(pk=employee.pk).is_active


@pytest.mark.parametrize(("name", "step"), [("edit", ""), ("leaving", ""), ("edit", "disable"), ("edit", "restore")])
def test_without_the_right_nothing_happens(client, employee, name, step):
    client.force_login(member("编辑"))

    assert client.post(address(name, employee), form(employee, name="X", step=step)).status_code in (302, 403)
    employee.refresh_from_db()
    assert (employee.name, employee.is_active) == ("田晓禾", True)


# --- Codes ---


def codes_in(response) -> list[str]:
    return re.findall(CODE_PATTERN, response.text)


def test_slips_for_a_department_are_shown_once(office, five, quality):
    response = office.post(CODES, {"department": quality.pk, "delivery": "print"})

    assert "no-store" in response.headers["Cache-Control"]
    code = codes_in(response)[0]
    assert len(codes_in(response)) == 1  # only who has not activated yet
    for words in ("周若禾", "A2", "<svg", "/account/activate/", "工号和激活码"):
        assert words in response.text
    stored = ActivationCode.objects.get()
    assert stored.user.employee_number == "A2"
    assert code.replace("-", "") not in stored.digest.upper()
    assert code not in office.get(CODES).text
    assert stored.expires_at - stored.issued_at == timedelta(days=30)
    assert code not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_those_already_active_get_one_when_asked_for(office, five, quality):
    response = office.post(CODES, {"department": quality.pk, "include_active": "on", "delivery": "print"})

    assert len(codes_in(response)) == 2


def test_people_are_chosen_in_the_list_or_by_number(office, five):
    chosen = office.get(f"{CODES}?employee={five[0].pk}&employee={five[3].pk}&employee=x")
    assert chosen.context["form"]["numbers"].value() == "A1"  # who has left gets none

    response = office.post(CODES, {"numbers": "ａ１，b5\n", "delivery": "print"})

    assert len(set(codes_in(response))) == 2


def test_a_new_code_makes_the_former_void(office, employee):
    first = codes_in(office.post(CODES, {"numbers": "A1001", "delivery": "print"}))
    second = codes_in(office.post(CODES, {"numbers": "A1001", "delivery": "print"}))

    assert first != second
    assert ActivationCode.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请选一个部门"),
        ({"numbers": "A1", "department": "dep"}, "两者选一"),
        ({"numbers": "A1 X9"}, "没有这些在用的职工：X9"),
        ({"numbers": "A4"}, "没有这些在用的职工：A4"),
        ({"numbers": "A3"}, "没有这些在用的职工：A3"),
        ({"numbers": "S1"}, "没有这些在用的职工：S1"),
        ({"department": "empty"}, "没有要发激活码的职工"),
        ({"numbers": "A1", "delivery": "nonsense"}, "nonsense"),
    ],
)
def test_what_makes_no_sense_is_named(office, five, quality, data, words):
    member("编辑", employee_number="S1")
    empty = DepartmentFactory(code="empty", name="空部门")
    named = {"dep": quality.pk, "empty": empty.pk}
    data = {"delivery": "print"} | data
    data["department"] = named.get(data.get("department"), "")

    response = office.post(CODES, data)

    assert words in str(response.context["form"].errors)
    assert not ActivationCode.objects.exists()


def test_codes_go_by_mail_one_each_and_those_without_an_address_are_named(
    office, quality, django_capture_on_commit_callbacks, caplog
):
    waiting(employee_number="A1", name="田晓禾", department=quality, email="one@example.com")
    waiting(employee_number="A2", name="周若禾", department=quality, email="two@example.com")
    waiting(employee_number="A3", name="郑春燕", department=quality, email="")

    with caplog.at_level("DEBUG"), django_capture_on_commit_callbacks(execute=True):
        response = office.post(CODES, {"department": quality.pk, "delivery": "mail"})

    assert sorted(message.to for message in mail.outbox) == [["one@example.com"], ["two@example.com"]]
    codes = [re.search(CODE_PATTERN, message.body)[0] for message in mail.outbox]
    assert len(set(codes)) == 2
    assert "http://127.0.0.1:8000/account/activate/" in mail.outbox[0].body
    assert ActivationCode.objects.count() == 2
    page = office.get(response.url)
    assert "郑春燕共1人没有邮箱" in page.text
    assert not any(code in caplog.text or code in page.text for code in codes)


def test_nobody_to_mail_is_an_error(office, quality):
    waiting(employee_number="A3", department=quality, email="")

    assert "都没有邮箱" in office.post(CODES, {"numbers": "A3", "delivery": "mail"}).text


def test_the_foot_of_the_list_counts_employees(office, quality):
    EmployeeFactory.create_batch(51, department=quality)

    assert "51名职工" in office.get(INDEX).text
