"""Accounts are changed from above, never from beside: ranks in every screen on accounts (T35), and their lists."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tests.accounts.second_factor.signing_in import staff, superuser
from tests.clients import signed_in
from tests.factories import DepartmentFactory, UserFactory
from unionsite.accounts.models import User

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "Jixie-chejian-2026-qiutian"


@pytest.fixture
def administrator(db):
    """系统管理员, with every right on accounts that a group could hold."""
    user = staff("系统管理员", username="administrator", email="administrator@example.com")
    rights = Permission.objects.filter(content_type__app_label__in=("accounts", "auth"))
    user.user_permissions.set(rights)
    return user


@pytest.fixture
def client(administrator):
    return signed_in(administrator)


@pytest.mark.parametrize("view", ["wagtailadmin_home", "wagtailusers_users:index", "accounts:second_factor"])
def test_titles_end_in_the_sites_name(client, settings, view):
    settings.WAGTAIL_SITE_NAME = "机械厂工会"

    (title,) = re.findall("<title>(.*?)</title>", client.get(reverse(view)).text, re.DOTALL)

    assert title.endswith(" - 机械厂工会")


def test_the_form_calls_an_active_account_as_the_list_does(client):
    url = reverse("wagtailusers_users:edit", args=[staff("编辑", username="editor").pk])

    form = client.get(url).context["form"]

    assert form.fields["is_active"].label == "在用"
    assert ">在用<" in re.sub(r"\s+", "", client.get(reverse("wagtailusers_users:index")).text)


def group(name: str) -> str:
    return str(Group.objects.get(name=name).pk)


def form(user=None, **changes) -> dict:
    data = {"username": user.username if user else "newcomer", "name": "何立新", "email": "he@example.com"}
    data |= {"is_active": "on", "groups": [group("编辑")], "password1": "", "password2": ""}
    if user is None:
        data |= {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return {name: value for name, value in (data | changes).items() if value is not None}


def edit(client, user, **changes):
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), form(user, **changes))


def state(user) -> tuple:
    """All that an administrator could change of an account."""
    fresh = User.objects.filter(pk=user.pk).values().first()
    if fresh is None:
        return ("deleted",)
    fresh.pop("last_login")
    rights = user.user_permissions.order_by("pk").values_list("pk", flat=True)
    return tuple(fresh.items()), tuple(user.groups.order_by("pk").values_list("name", flat=True)), tuple(rights)


def is_refused(answer, location="/admin/") -> bool:
    return answer.status_code == 403 or (answer.status_code, answer.get("Location")) == (302, location)


def other_superuser():
    return superuser(username="root", email="root@example.com")


def other_administrator():
    return staff("系统管理员", username="second")


def security_officer():
    return staff("安全管理员", username="officer")


def auditor():
    return staff("审计员", username="auditor")


def holder_of_a_right():
    """In no group of administrators, but may change groups."""
    user = staff("编辑", username="holder")
    user.user_permissions.add(Permission.objects.get(codename="change_group"))
    return user


ABOVE = [other_superuser, other_administrator, security_officer, auditor, holder_of_a_right]
ATTACKS = {
    "password": {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    "switched off": {"is_active": None},
    "mail": {"email": "attacker@example.com"},
    "roles": {"groups": ["编辑"]},
}


@pytest.mark.parametrize("make", ABOVE)
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_t35_an_account_of_the_same_or_a_higher_rank_is_not_changed(client, make, attack):
    user = make()
    before = state(user)
    changes = attack | ({"groups": [group("编辑")]} if "groups" in attack else {})
    assert is_refused(edit(client, user, **changes))
    assert is_refused(client.get(reverse("wagtailusers_users:edit", args=[user.pk])))
    assert state(user) == before


@pytest.mark.parametrize("make", ABOVE)
def test_t35_an_account_of_the_same_or_a_higher_rank_is_not_deleted(client, make):
    user = make()
    address = reverse("wagtailusers_users:delete", args=[user.pk])
    for answer in (client.get(address), client.post(address)):
        assert is_refused(answer)
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("attack", [*ATTACKS.values(), {"groups": ["终审"]}, {"is_superuser": "on"}])
def test_t35_nobody_changes_their_own_account_there(client, administrator, attack):
    before = state(administrator)
    changes = attack | ({"groups": [group(name) for name in attack["groups"]]} if "groups" in attack else {})
    assert is_refused(edit(client, administrator, **changes), reverse("wagtailadmin_account"))
    assert is_refused(client.post(reverse("wagtailusers_users:delete", args=[administrator.pk])))
    assert state(administrator) == before


@pytest.mark.parametrize("fields", [{"is_superuser": "on"}, {"is_staff": "on"}, {"user_permissions": ["1"]}])
def test_t35_no_form_gives_more_than_roles(client, fields):
    user = staff("编辑", username="colleague", email="he@example.com", name="何立新")
    assert edit(client, user, **fields).status_code == 302
    assert client.post(reverse("wagtailusers_users:add"), form(None, **fields)).status_code == 302
    for person in (user, User.objects.get(username="newcomer")):
        person.refresh_from_db()
        assert (person.is_superuser, person.is_staff, person.user_permissions.count()) == (False, False, 0)


@pytest.mark.parametrize("role", ["系统管理员", "安全管理员", "审计员", "自设的管理组"])
def test_t35_no_role_of_ones_own_rank_is_given_to_old_or_new_accounts(client, role):
    own = Group.objects.create(name="自设的管理组")
    own.permissions.add(Permission.objects.get(codename="change_user"))
    user = staff("编辑", username="colleague")
    for answer in (
        edit(client, user, groups=[group("编辑"), group(role)]),
        client.post(reverse("wagtailusers_users:add"), form(groups=[group(role)])),
    ):
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == ["groups"]
    assert [found.name for found in user.groups.all()] == ["编辑"]
    assert not User.objects.filter(username="newcomer").exists()


def test_t35_lower_ranks_are_changed(client):
    """What is refused above is refused for the rank, not for a slip in the form."""
    user = staff("编辑", username="colleague")
    changes = ATTACKS["password"] | {"email": "new@example.com", "groups": [group("信息员")]}
    assert edit(client, user, **changes).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert (user.email, [found.name for found in user.groups.all()]) == ("new@example.com", ["信息员"])
    assert client.post(reverse("wagtailusers_users:delete", args=[user.pk])).status_code == 302
    assert not User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
@pytest.mark.parametrize("target", ["superuser", "self", "lower rank"])
def test_t35_actions_on_many_accounts_are_a_superusers(client, administrator, action, target):
    victim = {
        "superuser": other_superuser,
        "self": lambda: administrator,
        "lower rank": lambda: staff("编辑", username="colleague"),
    }[target]()
    before = state(victim)
    address = f"/admin/bulk/accounts/user/{action}/?id={victim.pk}&next=/admin/users/"
    data = {"role": group("系统管理员"), "mark_as_active": "False"}
    assert is_refused(client.post(address, data))
    assert state(victim) == before


@pytest.mark.parametrize("action", ["set_active_state", "delete"])
def test_t35_a_superuser_does_so_for_others_but_not_for_oneself(action):
    boss = superuser(username="boss")
    client = signed_in(boss)
    other = staff("编辑", username="colleague")
    address, data = f"/admin/bulk/accounts/user/{action}/?next=/admin/users/&id=", {"mark_as_active": "False"}
    before = state(boss)
    assert client.post(f"{address}{other.pk}&id={boss.pk}", data)["Location"] == "/admin/users/"
    assert state(boss) == before
    assert not User.objects.filter(pk=other.pk, is_active=True).exists()


def test_t35_groups_are_a_superusers(administrator):
    """系统管理员 as `setup_site` makes it: without the rights that the other tests add."""
    administrator.user_permissions.clear()
    client = signed_in(administrator)
    own = administrator.groups.get()
    before = set(own.permissions.values_list("pk", flat=True))
    everything = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    for name, args in (("edit", [own.pk]), ("delete", [own.pk]), ("add", [])):
        answer = client.post(
            reverse(f"wagtailusers_groups:{name}", args=args), {"name": "x", "permissions": everything}
        )
        assert is_refused(answer), name
    assert set(own.permissions.values_list("pk", flat=True)) == before
    assert set(administrator.groups.all()) == {own}


def test_t35_three_administrators_are_three_people():
    client = signed_in(superuser(username="boss"))
    user = staff("系统管理员", username="second")
    for roles in (["系统管理员", "安全管理员"], ["审计员", "系统管理员"], ["安全管理员", "审计员"]):
        answer = edit(client, user, groups=[group(role) for role in roles])
        assert "必须由不同的人担任" in answer.content.decode()
    assert [found.name for found in user.groups.all()] == ["系统管理员"]
    assert edit(client, user, groups=[group("审计员"), group("编辑")]).status_code == 302


def test_t35_a_role_that_one_may_not_give_is_not_taken_away_either():
    """安全管理员 and 系统管理员 edit nobody of their rank; a role on a lower account that is hidden stays."""
    own = Group.objects.create(name="自设的管理组")
    user = staff("编辑", username="colleague")
    administrator = staff("系统管理员", username="administrator")
    client = signed_in(administrator)
    assert edit(client, user, groups=[group("信息员")]).status_code == 302
    own.permissions.add(Permission.objects.get(codename="add_user"))
    user.groups.add(own)
    assert is_refused(edit(client, user, groups=[group("编辑")]))
    assert {found.name for found in user.groups.all()} == {"信息员", "自设的管理组"}


def test_an_employee_is_not_opened_by_who_may_not_change_accounts():
    officer = signed_in(staff("安全管理员", username="officer"))
    user = UserFactory(username="employee")
    before = state(user)
    assert is_refused(edit(officer, user, groups=[group("安全管理员")]))
    assert state(user) == before


# --- Lists ---


def queries_of(client, address, assert_num_queries, number):
    client.get(address)  # What is remembered is remembered.
    with assert_num_queries(number):
        return client.get(address)


@pytest.mark.parametrize("people", [1, 12])
def test_the_list_of_staff_costs_the_same_with_few_and_with_many(client, people, django_assert_num_queries):
    for number in range(people):
        staff("编辑", username=f"colleague{number}", department=DepartmentFactory())
    answer = queries_of(client, reverse("wagtailusers_users:index"), django_assert_num_queries, 17)
    assert len(answer.context["object_list"]) == people + 1


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_of_departments_costs_the_same_with_few_and_with_many(client, rows, django_assert_num_queries):
    for number in range(rows):
        DepartmentFactory(code=f"d{number}", name=f"车间{number}")
    answer = queries_of(client, reverse("departments:index"), django_assert_num_queries, 15)
    assert len(answer.context["object_list"]) == rows
