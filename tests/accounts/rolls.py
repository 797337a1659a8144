"""Rolls as people upload them, and the employees in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

import factory
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.html import escape
from openpyxl import Workbook, load_workbook

from tests.factories import NOON, DepartmentFactory, UserFactory
from unionsite.accounts.activation import services
from unionsite.accounts.models import User

HEADINGS = ("工号", "姓名", "部门", "手机", "邮箱")
ALICE = ("A1001", "田晓禾", "质量部", "13800000001", "tian@example.com")
BOB = ("A1002", "周若禾", "质量部", "", "")
PASSWORD = "mian-hua-tang-7"
# What an employee whose number, mail and password are those of the fixture `employee` may not choose: (first, second,
# words of the refusal).
WEAK = [
    ("", "", "请输入新密码"),
    ("short1", "short1", "至少要有8个字符"),
    ("onlyletters", "onlyletters", "至少要有2类"),
    ("12345678", "12345678", "至少要有2类"),
    ("password1", "password1", "常见"),
    ("a long-enough Password 1", "a long-enough Password 1", "最近5次用过"),
    ("tian@example.com", "tian@example.com", "太相似"),
    (PASSWORD, "mian-hua-tang-8", "两次输入的密码不一样"),
    ("x" * 300 + "1", "x" * 300 + "1", "256"),
]
CODE_PATTERN = r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}"


class EmployeeFactory(UserFactory):
    """On the roll; the account is in use unless `activated_at` is None."""

    class Meta:
        model = User

    employee_number = factory.Sequence(lambda n: f"E{n:05}")
    username = factory.SelfAttribute("employee_number")
    department = factory.SubFactory(DepartmentFactory)
    activated_at = NOON


def waiting(**fields) -> User:
    """An employee who has not activated the account."""
    user = EmployeeFactory(activated_at=None, **fields)
    user.set_unusable_password()
    user.save()
    return user


def manager(**fields) -> User:
    """A member of staff who may manage the roll and nothing else."""
    user = UserFactory(**({"username": "roll-manager"} | fields))
    rights = Permission.objects.filter(codename__in=["access_admin", "manage_roll"])
    user.user_permissions.set(rights)
    return user


def workbook(rows: Iterable[Sequence], headings: Sequence = HEADINGS, before: Iterable[Sequence] = ()) -> bytes:
    book = Workbook()
    for line in (*before, headings, *rows):
        book.active.append(list(line))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def comma_file(rows: Iterable[Sequence], headings: Sequence = HEADINGS, encoding="utf-8", delimiter=",") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def upload(content: bytes, name="名册.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def cells_of(response) -> list[tuple]:
    """The rows of a downloaded workbook's first sheet."""
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows()]


def issue_code(user: User, now=None) -> str:
    """What stands on the slip of this employee."""
    return services.issue_codes(users=[user], actor=None, now=now or timezone.now())[0][1]


def readable(response, *typed: str) -> str:
    """A page without what differs from one request to the next: its token, and what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)
    for word in filter(None, typed):
        text = text.replace(f'value="{escape(word)}"', "")
    return text
