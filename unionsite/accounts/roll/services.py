"""Imports of the roll: checked in full, confirmed, carried out completely or not at all, forgotten."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import IO

from anyascii import anyascii
from django.core.cache import cache
from django.core.files.base import File
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_tasks import task

from unionsite.accounts.employees.services import have_name_read
from unionsite.accounts.people.models import Department, User
from unionsite.accounts.public_words.queries import has_second_person
from unionsite.accounts.roll.choices import CHUNK, FILE_LIFE, REPORT_LIFE, RUN_LIFE, ImportState, Outcome
from unionsite.accounts.roll.models import RollImport, RollRow, roll_storage
from unionsite.accounts.roll.planning import Decision, Plan
from unionsite.accounts.roll.workbooks import Sheet, open_roll
from unionsite.accounts.second_factor.models import ActivationCode
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused
from unionsite.core.tables import Unreadable

logger = logging.getLogger(__name__)
PROGRESS_SECONDS = 3600


class _Changed(Exception):
    """What would be done now differs from what was shown."""


def check_upload(
    *, file: IO[bytes], name: str, create_departments: bool, mark_leavers: bool, actor: User, now: datetime
) -> RollImport:
    """Read a roll to its end and write a report of what it would do, without changing anybody.

    Raises Unreadable when the file as a whole cannot be used. The file is stored only if there is something to confirm.
    """
    roll = RollImport(
        file_name=name[:120],
        create_departments=create_departments,
        mark_leavers=mark_leavers,
        created_by=actor,
        created_at=now,
    )
    lines = _judge(roll, file)
    with transaction.atomic():
        if roll.is_waiting:
            file.seek(0)
            roll.file.save("", File(file), save=False)
        roll.save()
        _write_report(roll, lines)
    return roll


# A line of the report as RollRow has it: line, number, name, outcome, message.
Line = tuple[int | None, str, str, str, str]


def _judge(roll: RollImport, file: IO[bytes]) -> list[Line]:
    """Return the lines of the report and set on `roll`, unsaved, what they come to. Outside of a transaction: reading a
    file takes long, and on SQLite everybody else would wait to write. Raises Unreadable."""
    lines: list[Line] = []
    with open_roll(file) as sheet:
        plan = Plan(sheet, create_departments=roll.create_departments, mark_leavers=roll.mark_leavers)
        for decisions in plan.chunks():
            lines += ((d.line, d.number[:30], d.name[:60], d.outcome, d.message[:500]) for d in decisions)
    roll.counts = dict(plan.counts)
    roll.ignored_columns = sheet.ignored
    roll.departments = list(plan.new_departments or plan.unknown_departments)
    roll.state = ImportState.FAULTY if plan.counts[Outcome.ERROR] else ImportState.CHECKED
    return lines


def _write_report(roll: RollImport, lines: list[Line]) -> None:
    roll.rows.all().delete()
    names = ("line", "number", "name", "outcome", "message")
    for start in range(0, len(lines), CHUNK):
        part = (dict(zip(names, line, strict=True)) for line in lines[start : start + CHUNK])
        RollRow.objects.bulk_create(RollRow(roll_import=roll, **values) for values in part)


@transaction.atomic
def confirm_import(*, roll: RollImport, actor: User, may_leave: bool, now: datetime) -> None:
    """Hand a checked import to the background; `may_leave`: the list of people who leave has been looked at.

    Raises Refused; of two imports at once the second is refused.
    """
    roll = RollImport.objects.select_for_update().get(pk=roll.pk)
    if not roll.is_waiting or now - roll.created_at >= FILE_LIFE:
        raise Refused(_("这次导入已经处理过或已过期，请重新上传名册。"))
    if roll.leaving and not may_leave:
        raise Refused(_("还没有导入：有职工将被登记为离职。请先核对下面的名单，确认无误后勾选，再点“确认导入”。"))
    roll.state, roll.confirmed_by, roll.confirmed_at, roll.error = ImportState.RUNNING, actor, now, ""
    try:
        with transaction.atomic():
            roll.save(update_fields=["state", "confirmed_by", "confirmed_at", "error"])
    except IntegrityError as error:
        raise Refused(_("另一次名册导入正在进行，请等它结束后再确认。")) from error
    transaction.on_commit(lambda: carry_out_roll.enqueue(roll.pk))


@transaction.atomic
def cancel_import(*, roll: RollImport, now: datetime) -> bool:
    """Cancel an import before it is confirmed; False when it is too late."""
    roll = RollImport.objects.select_for_update().get(pk=roll.pk)
    if not roll.is_waiting:
        return False
    _end(roll, ImportState.CANCELLED, now)
    return True


# --- Carrying out ---


@task()
def carry_out_roll(roll_id: int) -> None:
    carry_out(roll_id=roll_id, now=timezone.now())


def carry_out(*, roll_id: int, now: datetime) -> None:
    """Do what was confirmed, in one transaction. If run twice, or for an import that has ended, it does nothing.

    The file is read before: everybody else waits to write for no longer than the people themselves take.
    """
    try:
        waiting = RollImport.objects.filter(pk=roll_id, state=ImportState.RUNNING).first()
        sheet = waiting and _read(waiting)
        with transaction.atomic():
            if sheet and (roll := _lock_running(roll_id)):
                _apply(roll, sheet, now)
    except _Changed:
        _show_again(roll_id, now)
    except Unreadable as error:
        _fail(roll_id, now, " ".join(error.messages))
    except Exception:
        # Nothing was stored whatever happened. The person must not wait for ever; the task's record keeps the reason.
        _fail(roll_id, now, _("导入没有完成，没有保存任何改动。请重新上传；仍不成功时请联系系统管理员。"))
        raise
    finally:
        cache.delete(_progress_key(roll_id))


def _lock_running(roll_id: int) -> RollImport | None:
    return RollImport.objects.select_for_update().filter(pk=roll_id, state=ImportState.RUNNING).first()


def _read(roll: RollImport) -> Sheet:
    """Return the sheet of the stored file with all its rows. Raises Unreadable."""
    with roll.file.open("rb") as file, open_roll(file) as sheet:
        return replace(sheet, rows=iter(list(sheet.rows)))


def _apply(roll: RollImport, sheet: Sheet, now: datetime) -> None:
    if roll.create_departments:
        for name in roll.departments:
            _make_department(name, roll.confirmed_by, now)
    total, done = sum(number for _outcome, number in roll.figures) or 1, 0
    plan = Plan(sheet, create_departments=False, mark_leavers=roll.mark_leavers, lock=True)
    for decisions in plan.chunks():
        if plan.counts[Outcome.ERROR]:
            raise _Changed
        _carry_out_chunk(decisions, now)
        done += len(decisions)
        cache.set(_progress_key(roll.pk), min(99, done * 100 // total), PROGRESS_SECONDS)
    if dict(plan.counts) != roll.counts:
        raise _Changed
    actor = roll.confirmed_by
    _end(roll, ImportState.DONE, now)
    counted = {str(outcome.label): number for outcome, number in roll.figures}
    audit.record(Action.ROLL_IMPORTED, actor=actor, subject=roll, subject_label=roll.file_name, detail=counted)


def _carry_out_chunk(decisions: list[Decision], now: datetime) -> None:
    created, changed, fields, leaving = [], [], set(), []
    for decision in decisions:
        if decision.outcome is Outcome.CREATE:
            user = User(username=decision.number, employee_number=decision.number, **decision.changes)
            user.set_unusable_password()
            created.append(user)
        elif decision.outcome is Outcome.LEAVE:
            leaving.append(decision.user.pk)
        elif decision.changes:
            for name, value in decision.changes.items():
                setattr(decision.user, name, value)
            fields.update(decision.changes)
            changed.append(decision.user)
    User.objects.bulk_create(created)
    if changed:
        User.objects.bulk_update(changed, sorted(fields))
    if leaving:
        User.objects.filter(pk__in=leaving).update(left_on=timezone.localdate(now), is_active=False)
        ActivationCode.objects.filter(user__in=leaving).delete()


def _make_department(name: str, actor: User, now: datetime) -> None:
    stem = slugify(anyascii(name))[:34] or "department"
    code, number = stem, 2
    while Department.objects.filter(code=code).exists():
        code, number = f"{stem}-{number}", number + 1
    is_named = not has_second_person(actor)
    department, _new = Department.objects.get_or_create(name=name, defaults={"code": code, "is_named": is_named})
    have_name_read(department=department, actor=actor, now=now)


def _show_again(roll_id: int, now: datetime) -> None:
    """Write a new report, to be confirmed anew, because the site has changed since the check."""
    roll = RollImport.objects.get(pk=roll_id)
    with roll.file.open("rb") as file:
        lines = _judge(roll, file)
    with transaction.atomic():
        if _lock_running(roll_id) is None:
            return
        _write_report(roll, lines)
        roll.error = _("检查之后，账号或部门有了变化，所以没有导入。请看新的检查结果，再确认一次。")
        if not roll.is_waiting:
            _end(roll, roll.state, now)
        roll.save()


def _fail(roll_id: int, now: datetime, message: str) -> None:
    with transaction.atomic():
        if roll := _lock_running(roll_id):
            roll.error = message[:500]
            _end(roll, ImportState.FAILED, now)


def _end(roll: RollImport, state: ImportState, now: datetime) -> None:
    """Store the final state; the file, which is no longer needed, is deleted after the commit."""
    name = roll.file.name
    roll.state, roll.finished_at, roll.file = state, now, ""
    roll.save()
    if name:
        transaction.on_commit(lambda: roll_storage().delete(name))


def progress_of(roll: RollImport) -> int:
    """Return the percentage done; 0 while it waits for the worker."""
    return cache.get(_progress_key(roll.pk), 0)


def _progress_key(roll_id: int) -> str:
    return f"roll-progress:{roll_id}"


# --- Forgetting ---


def forget_old_imports(*, now: datetime | None = None) -> None:
    """Hourly job: end imports not confirmed in a day and dead runs; delete unused files, and reports after a month."""
    now = now or timezone.now()
    running = RollImport.objects.filter(state=ImportState.RUNNING, confirmed_at__lt=now - RUN_LIFE)
    waiting = RollImport.objects.filter(state=ImportState.CHECKED, created_at__lt=now - FILE_LIFE)
    with transaction.atomic():
        # An import that is running at this moment is locked by its run: skip it.
        is_skipping = connection.features.has_select_for_update_skip_locked
        for roll in running.select_for_update(skip_locked=is_skipping):
            roll.error = _("导入中断了，没有保存任何改动。请重新上传名册。")
            _end(roll, ImportState.FAILED, now)
        for roll in waiting.select_for_update(skip_locked=is_skipping):
            _end(roll, ImportState.EXPIRED, now)
    RollRow.objects.filter(roll_import__created_at__lt=now - REPORT_LIFE).delete()
    _delete_stray_files(now)


def _delete_stray_files(now: datetime) -> None:
    """Delete files that an interrupted upload left behind."""
    storage = roll_storage()
    if not storage.base_location.is_dir():
        return
    kept = set(RollImport.objects.exclude(file="").values_list("file", flat=True))
    for name in storage.listdir("")[1]:
        if name not in kept and now - storage.get_modified_time(name) >= FILE_LIFE:
            storage.delete(name)
            logger.info("Deleted a stray file of an interrupted upload of the roll")
