"""What a roll changes: compares its rows with the people on the site, CHUNK rows at a time in three queries."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from unionsite.accounts.people.models import Department, User
from unionsite.accounts.people.names import normalised
from unionsite.accounts.roll.choices import CHUNK, Outcome
from unionsite.accounts.roll.workbooks import Row, Sheet
from unionsite.core.querysets import in_chunks
from unionsite.core.tables import Unreadable

FIELDS = ("username", "name", "employee_number", "department", "phone", "email", "left_on", "is_active", "activated_at")


@dataclass(slots=True)
class Decision:
    """What happens to one person. `changes` are fields with new values; a department may be one yet to be made."""

    outcome: Outcome
    number: str
    name: str
    line: int | None = None
    message: str = ""
    user: User | None = None
    changes: dict[str, Any] = field(default_factory=dict)


class Plan:
    """Goes through a roll once. After `chunks()` has ended, `counts` and the lists of departments are complete."""

    def __init__(self, sheet: Sheet, *, create_departments: bool, mark_leavers: bool, lock: bool = False):
        self.sheet = sheet
        self.people = User.objects.select_for_update() if lock else User.objects.all()
        self.create_departments = create_departments
        self.mark_leavers = mark_leavers
        # Counted before reading the rows, because carrying them out adds people.
        self.counts: Counter[str] = Counter(on_roll=User.objects.employees().on_roll().count())
        self.lines: dict[str, int] = {}
        self.unknown_departments: dict[str, None] = {}
        self.new_departments: dict[str, None] = {}
        self._departments: dict[str, Department] = {}
        departments = list(Department.objects.all())
        # Names are added last, so that a name wins over a code that is the same word.
        self._departments |= {department.code.lower(): department for department in departments}
        self._departments |= {normalised(department.name): department for department in departments}

    def chunks(self) -> Iterator[list[Decision]]:
        """Yield decisions in the order of the file, then those for people who are not in it. Raises Unreadable."""
        while rows := list(islice(self.sheet.rows, CHUNK)):
            self.counts["rows"] += len(rows)
            yield self._counted(self._decide(rows))
        if not self.counts["rows"]:
            raise Unreadable(_("表头下面没有一行职工。"))
        if self.mark_leavers and not self.counts[Outcome.ERROR]:
            yield from map(self._counted, self._missing())

    def _counted(self, decisions: list[Decision]) -> list[Decision]:
        self.counts.update(decision.outcome.value for decision in decisions)
        return decisions

    # --- Rows of the file ---

    def _decide(self, rows: list[Row]) -> list[Decision]:
        numbers = [row.number for row in rows if row.number]
        people = {user.employee_number: user for user in self.people.filter(employee_number__in=numbers).only(*FIELDS)}
        staff = set(User.objects.staff().filter(employee_number__in=numbers).values_list("pk", flat=True))
        taken = set(
            User.objects.filter(username__in=[number for number in numbers if number not in people]).values_list(
                "username", flat=True
            )
        )
        return [self._decide_row(row, people.get(row.number), staff, taken) for row in rows]

    def _decide_row(self, row: Row, user: User | None, staff: set[int], taken: set[str]) -> Decision:
        department = self._department(row)
        if row.number:
            first = self.lines.setdefault(row.number, row.line)
            if first != row.line:
                row.problems.append(_("工号与第%(line)d行重复") % {"line": first})
        if user is None and row.number in taken:
            row.problems.append(_("工号与一个已有的用户名相同，请管理员先处理那个账号"))
        if row.problems:
            return Decision(Outcome.ERROR, row.number, row.name, row.line, "；".join(row.problems))
        if user is None:
            return Decision(
                Outcome.CREATE,
                row.number,
                row.name,
                row.line,
                changes={"name": row.name, "department": department, "phone": row.phone, "email": row.email},
            )
        return self._compare(row, user, department, is_staff=user.pk in staff)

    def _department(self, row: Row) -> Department | None:
        """Return the department of a row; None when a problem was noted or the department is yet to be made."""
        if not row.department:
            return None
        found = self._departments.get(row.department) or self._departments.get(row.department.lower())
        if found is None and self.create_departments:
            self.new_departments[row.department] = None
        elif found is None:
            self.unknown_departments[row.department] = None
            row.problems.append(_("部门“%(name)s”不在部门列表里") % {"name": row.department})
        elif not found.is_active:
            row.problems.append(_("部门“%(name)s”已停用") % {"name": row.department})
        return found

    def _compare(self, row: Row, user: User, department: Department | None, *, is_staff: bool) -> Decision:
        decision = Decision(Outcome.SAME, row.number, row.name, row.line, user=user)
        notes = []
        if user.name != row.name:
            decision.changes["name"] = row.name
            notes.append(_("姓名：%(old)s → %(new)s") % {"old": user.name or "–", "new": row.name})
        if department is None or user.department_id != department.pk:
            decision.changes["department"] = department
            notes.append(_("部门改为%(new)s") % {"new": department or row.department})
        if is_staff:
            notes.append(_("后台人员，只更新姓名和部门"))
        else:
            self._compare_employee(row, user, decision, notes)
        if decision.changes and decision.outcome is Outcome.SAME:
            decision.outcome = Outcome.UPDATE
        decision.message = "；".join(notes)
        return decision

    @staticmethod
    def _compare_employee(row: Row, user: User, decision: Decision, notes: list[str]) -> None:
        # An empty cell does not delete what the employee has entered.
        if row.phone and user.phone != row.phone:
            decision.changes["phone"] = row.phone
            notes.append(_("手机有变化"))
        if row.email and user.email.lower() != row.email.lower():
            decision.changes["email"] = row.email
            notes.append(_("邮箱有变化"))
        if user.left_on is not None:
            decision.outcome = Outcome.RETURN
            decision.changes |= {"left_on": None, "is_active": True}
            notes.append(_("曾于%(day)s离职，恢复账号") % {"day": user.left_on.isoformat()})
        elif not user.is_active:
            notes.append(_("账号已停用，导入不会启用"))

    # --- People who are not in the file ---

    def _missing(self) -> Iterator[list[Decision]]:
        yield from self._absent(User.objects.employees().on_roll(), Outcome.LEAVE, "")
        yield from self._absent(
            User.objects.staff().on_roll(), Outcome.STAFF, _("后台人员不在名单上；导入不改动其账号")
        )

    def _absent(self, people, outcome: Outcome, message: str) -> Iterator[list[Decision]]:
        found = in_chunks(people.only(*FIELDS), CHUNK)
        absent = (user for user in found if user.employee_number not in self.lines)
        while users := list(islice(absent, CHUNK)):
            yield [Decision(outcome, user.employee_number, user.name, message=message, user=user) for user in users]
