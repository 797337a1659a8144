"""What the account page and the copy say is kept, against what the tables hold."""

import pytest

from tests.conftest import member
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import MOST_RECORDS, personal_data, records_of, rows_of
from unionsite.audit import services as audit
from unionsite.audit.choices import Action

pytestmark = pytest.mark.django_db
# Field of the account and the label under which people are told of it.
TOLD = {
    "name": "姓名",
    "first_name": "姓名",
    "last_name": "姓名",
    "employee_number": "工号",
    "username": "用户名",
    "department": "部门",
    "date_joined": "账号建立时间",
    "phone": "手机",
    "email": "邮箱",
    "password": "密码",
    "activated_at": "激活时间",
    "last_login": "最近登录",
    "password_changed_at": "密码修改时间",
    "training_valid_until": "安全培训有效期至",
    "background_checked_on": "背景审查日期",
}
# Not of the person but of the account's state; whoever has left cannot ask here.
STATE = {"id", "is_superuser", "is_staff", "is_active", "must_change_password", "left_on", "acts_from"}


def test_every_field_of_the_account_is_told(employee):
    fields = {field.name for field in User._meta.concrete_fields}

    assert fields == set(TOLD) | STATE
    told = {row.label for row in personal_data(member("编辑"))}
    assert set(TOLD.values()) <= told
    employees_own = {row.label for row in personal_data(employee)}
    assert told - employees_own == {"安全培训有效期至", "背景审查日期", "通行密钥"}


def test_each_says_what_for_and_how_long(employee):
    for row in personal_data(employee):
        assert row.purpose, row
        assert row.kept, row


def test_the_password_is_never_told(employee):
    assert employee.password not in str(personal_data(employee))
    assert employee.password not in str(list(rows_of(employee)))


def test_records_are_ones_own_doings_newest_first(employee):
    other = member("编辑")
    for action, actor in [(Action.SIGN_IN, employee), (Action.ACCOUNT_CHANGED, other), (Action.SIGN_OUT, employee)]:
        audit.record(action, actor=actor, subject=employee)

    assert [record[1] for record in records_of(employee)] == ["退出登录", "登录"]
    assert MOST_RECORDS == 1000
