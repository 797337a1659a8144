"""Accounts of staff through the admin: one field for a Chinese name, 工号, 部门, and passwords that hold."""

import pytest
from django.contrib.auth.models import Group
from django.db.models import ProtectedError
from django.urls import reverse

from tests.factories import DepartmentFactory, NewsPageFactory, UserFactory
from unionsite.accounts.models import Department, User

pytestmark = pytest.mark.django_db
ADD = "wagtailusers_users:add"
PASSWORD = "Jixie-chejian-2026-qiutian"


@pytest.fixture
def boss(admin_client):
    """A superuser's browser."""
    return admin_client


def account(**changes) -> dict[str, str]:
    data = {
        "username": "zhengchunyan",
        "name": "郑春燕",
        "employee_number": "",
        "department": "",
        "email": "zheng@example.com",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "is_active": "on",
        "groups": [str(Group.objects.get(name="信息员").pk)],
    }
    return data | changes


def staff(**fields):
    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name="信息员"))
    return user


def add(client, **changes):
    return client.post(reverse(ADD), account(**changes))


def edit_address(user) -> str:
    return reverse("wagtailusers_users:edit", args=[user.pk])


def edit(client, user, **changes):
    return client.post(edit_address(user), account(password1="", password2="", **changes))


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


# --- Creating ---


def test_a_person_is_created_with_name_number_department_and_roles(boss, department):
    response = add(
        boss, employee_number="A100", department=str(department.pk), groups=[str(Group.objects.get(name="编辑").pk)]
    )
    assert response.status_code == 302
    user = User.objects.get(username="zhengchunyan")
    assert (user.name, user.employee_number, user.department) == ("郑春燕", "A100", department)
    assert [group.name for group in user.groups.all()] == ["编辑"]
    assert user.check_password(PASSWORD)
    assert not user.is_superuser
    assert str(user) == "郑春燕"


def test_the_form_asks_for_one_name_only(boss):
    html = boss.get(reverse(ADD)).content.decode()
    for name in ("username", "name", "employee_number", "department", "email", "password1", "password2"):
        assert f'name="{name}"' in html
    for name in ("first_name", "last_name"):
        assert f'name="{name}"' not in html
    order = [html.index(f'name="{name}"') for name in ("username", "name", "employee_number", "department", "email")]
    assert order == sorted(order)
    for label in ("姓名", "工号", "部门", "没有工号的留空；工号不能重复。"):
        assert label in html


def test_a_name_must_be_given(boss):
    assert list(errors(add(boss, name=""))) == ["name"]
    assert list(errors(add(boss, name="   "))) == ["name"]
    assert not User.objects.filter(username="zhengchunyan").exists()


def test_a_number_is_given_once(boss):
    UserFactory(employee_number="A100")
    response = add(boss, employee_number="A100")
    assert list(errors(response)) == ["employee_number"]
    assert "工号" in str(errors(response)["employee_number"])
    assert "郑春燕" in response.content.decode(), "what was typed is kept"


def test_many_people_may_have_no_number(boss):
    assert add(boss).status_code == 302
    assert add(boss, username="qianhaifeng", name="钱海峰", email="qian@example.com").status_code == 302
    assert add(boss, username="hexin", name="何立新", employee_number="  ").status_code == 302
    assert set(
        User.objects.filter(name__in=["郑春燕", "钱海峰", "何立新"]).values_list("employee_number", flat=True)
    ) == {None}


# --- Editing ---


def test_editing_keeps_the_password_and_changes_the_rest(boss, department):
    user = UserFactory(username="zhengchunyan", name="郑春燕")
    before = user.password
    response = edit(boss, user, name="郑春燕（质量部）", employee_number="B7", department=str(department.pk))
    assert response.status_code == 302
    user.refresh_from_db()
    assert (user.name, user.employee_number, user.department) == ("郑春燕（质量部）", "B7", department)
    assert user.password == before


def test_a_number_can_be_emptied_again(boss):
    UserFactory(employee_number=None)
    user = UserFactory(username="zhengchunyan", employee_number="B7")
    assert edit(boss, user, employee_number="").status_code == 302
    user.refresh_from_db()
    assert user.employee_number is None


def test_an_account_is_not_copied(boss):
    person = staff(name="郑春燕")
    assert "/copy/" not in boss.get(reverse("wagtailusers_users:index")).content.decode()
    assert boss.get(f"/admin/users/copy/{person.pk}/").status_code == 404


def test_editing_takes_no_number_of_another(boss):
    UserFactory(employee_number="A100")
    user = UserFactory(username="zhengchunyan", employee_number="B7")
    assert list(errors(edit(boss, user, employee_number="A100"))) == ["employee_number"]
    user.refresh_from_db()
    assert user.employee_number == "B7"


def test_the_list_finds_people_by_their_name(boss):
    staff(username="zhengchunyan", name="郑春燕")
    staff(username="qianhaifeng", name="钱海峰")
    html = boss.get(reverse("wagtailusers_users:index")).content.decode()
    assert "郑春燕" in html
    assert "钱海峰" in html
    found = boss.get(reverse("wagtailusers_users:index"), {"q": "郑春"}).content.decode()
    assert "郑春燕" in found
    assert "钱海峰" not in found


def test_the_list_finds_people_by_their_number_and_sorts_them_by_name(boss):
    for number, name in enumerate(["丙", "甲", "乙"]):
        staff(name=name, employee_number=f"C{number}")
    found = boss.get(reverse("wagtailusers_users:index"), {"q": "C1"}).context["object_list"]
    assert [user.name for user in found] == ["甲"]
    for ordering, expected in (("name", sorted("甲乙丙")), ("-name", sorted("甲乙丙", reverse=True))):
        page = boss.get(reverse("wagtailusers_users:index"), {"ordering": ordering})
        assert [user.name for user in page.context["object_list"] if user.name] == expected


# --- Names ---


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"name": "郑春燕"}, "郑春燕"),
        ({"name": "", "last_name": "郑", "first_name": "春燕"}, "郑春燕"),
        ({"name": ""}, "someone"),
    ],
)
def test_a_person_is_called_by_what_is_known(fields, shown):
    assert str(UserFactory(username="someone", **fields)) == shown


# --- Departments ---


def test_departments_are_listed_in_their_order(boss):
    DepartmentFactory(code="z", name="铸造车间", sort_order=1)
    DepartmentFactory(code="a", name="质量部", sort_order=2)
    html = boss.get(reverse("departments:index")).content.decode()
    assert html.index("铸造车间") < html.index("质量部")


def test_a_department_is_added(boss):
    data = {"name": "研发中心", "name_en": "R&D Centre", "code": "research", "sort_order": "5", "is_active": "on"}
    assert boss.post(reverse("departments:add"), data).status_code == 302
    assert Department.objects.get(code="research").name == "研发中心"


@pytest.mark.parametrize("field", ["name", "code"])
def test_a_department_is_there_once(boss, field):
    DepartmentFactory(code="research", name="研发中心")
    data = {"name": "研发中心", "name_en": "", "code": "research", "sort_order": "5", "is_active": "on"}
    other = {"name": "别的部门", "code": "other"}
    other.pop(field)
    response = boss.post(reverse("departments:add"), data | other)
    assert list(errors(response)) == [field]


def test_a_department_that_supplied_pieces_cannot_be_deleted(boss, tree, department):
    NewsPageFactory(parent=tree.news, department=department)
    address = reverse("departments:delete", args=[department.pk])
    assert boss.get(address).status_code == 200
    response = boss.post(address)
    assert response.status_code in (200, 302)
    assert Department.objects.filter(pk=department.pk).exists()
    with pytest.raises(ProtectedError):
        department.delete()
