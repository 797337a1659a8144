"""Imports of the roll as services: size, what is kept, runs that meet, clocks that move on."""

import io
import tracemalloc
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.accounts.rolls import ALICE, BOB, EmployeeFactory, comma_file, upload, workbook
from tests.factories import DepartmentFactory
from unionsite.accounts.models import Department, RollImport, RollRow, User
from unionsite.accounts.roll import services
from unionsite.accounts.roll.choices import CHUNK, ImportState, Outcome
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db


def check(content: bytes, actor, now=None, name="名册.csv", **options) -> RollImport:
    options = {"create_departments": False, "mark_leavers": True} | options
    return services.check_upload(
        file=upload(content, name), name=name, actor=actor, now=now or timezone.now(), **options
    )


def confirm(roll, actor, django_capture_on_commit_callbacks, **options):
    """As the request does: the task runs after the commit."""
    with django_capture_on_commit_callbacks(execute=True):
        services.confirm_import(roll=roll, actor=actor, may_leave=True, now=options.get("now", timezone.now()))
    roll.refresh_from_db()
    return roll


@pytest.fixture
def run(roll_manager, django_capture_on_commit_callbacks):
    def upload_and_confirm(content: bytes, **options) -> RollImport:
        return confirm(check(content, roll_manager, **options), roll_manager, django_capture_on_commit_callbacks)

    return upload_and_confirm


def big_roll(number: int) -> bytes:
    return comma_file((f"B{n:06}", f"职工{n}", "质量部", f"138{n:08}", "") for n in range(number))


def test_twenty_thousand_rows_cost_no_more_memory_than_their_numbers(quality, roll_manager):
    """Beyond the chunk in hand only 工号 and line stay: some hundred bytes a row, not the rows."""

    def peak(number: int) -> int:
        content = big_roll(number)
        tracemalloc.start()
        try:
            check(content, roll_manager)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(CHUNK)  # what is imported and remembered once
    few, twenty_thousand = peak(2_000), peak(20_000)

    assert twenty_thousand - few < 18_000 * 400


def test_the_number_of_queries_grows_with_chunks_alone(quality, run, roll_manager, django_capture_on_commit_callbacks):
    def queries(number: int, prefix: str) -> tuple[int, int]:
        content = big_roll(number).replace(b"B", prefix.encode())
        with CaptureQueriesContext(connection) as checking:
            roll = check(content, roll_manager, mark_leavers=False)
        with CaptureQueriesContext(connection) as importing:
            confirm(roll, roll_manager, django_capture_on_commit_callbacks)
        assert roll.state == ImportState.DONE
        return len(checking), len(importing)

    one, four, seven = (queries(CHUNK * chunks, prefix) for chunks, prefix in ((1, "C"), (4, "D"), (7, "F")))

    # A chunk costs the same whether it is the third or the seventh.
    assert seven[0] - four[0] == four[0] - one[0]
    assert seven[1] - four[1] == four[1] - one[1]
    assert User.objects.filter(employee_number__startswith="F").count() == 7 * CHUNK


def test_a_whole_company_comes_in_and_the_same_roll_changes_nothing(quality, run, roll_manager):
    assert run(big_roll(20_000)).counts["create"] == 20_000

    again = check(big_roll(20_000), roll_manager)

    assert again.counts["same"] == 20_000
    assert again.changes_nothing
    assert User.objects.employees().in_use().count() == 20_000


def test_the_file_goes_when_the_import_ends_and_the_report_holds_no_phone(quality, run, roll_manager, roll_folder):
    waiting = check(workbook([("A1", "田晓禾", "质量部", "13800000001", "tian@example.com")]), roll_manager)
    assert len(list(roll_folder.iterdir())) == 1
    assert [path.stat().st_mode & 0o077 for path in roll_folder.iterdir()] == [0]

    services.cancel_import(roll=waiting, now=timezone.now())
    run(workbook([("A1", "田晓禾", "质量部", "13800000001", "tian@example.com")]))

    # Deletion waits for the commit.
    assert not RollImport.objects.exclude(file="").exists()
    kept = " ".join(str(value) for row in RollRow.objects.values() for value in row.values())
    kept += " ".join(str(value) for row in RollImport.objects.values() for value in row.values())
    assert "13800000001" not in kept
    assert "tian@example.com" not in kept


def test_a_faulty_roll_is_not_kept_at_all(quality, roll_manager, roll_folder):
    roll = check(workbook([("A1", "", "质量部")]), roll_manager)

    assert roll.state == ImportState.FAULTY
    assert not roll_folder.exists() or not list(roll_folder.iterdir())


def test_of_two_imports_at_once_the_second_is_refused(quality, roll_manager):
    first = check(comma_file([BOB]), roll_manager)
    second = check(comma_file([BOB]), roll_manager)
    now = timezone.now()
    services.confirm_import(roll=first, actor=roll_manager, may_leave=False, now=now)

    with pytest.raises(Refused, match="另一次"):
        services.confirm_import(roll=second, actor=roll_manager, may_leave=False, now=now)

    second.refresh_from_db()
    assert second.state == ImportState.CHECKED


def test_nothing_is_stored_when_the_site_has_changed_since_the_check(
    quality, roll_manager, django_capture_on_commit_callbacks
):
    roll = check(comma_file([BOB, ("A1003", "郑春燕", "质量部", "", "")]), roll_manager)
    EmployeeFactory(employee_number=BOB[0], name="另一个人")

    confirm(roll, roll_manager, django_capture_on_commit_callbacks)

    assert roll.state == ImportState.CHECKED
    assert "再确认一次" in roll.error
    assert roll.counts["update"] == 1
    assert not User.objects.filter(employee_number="A1003").exists()
    assert confirm(roll, roll_manager, django_capture_on_commit_callbacks).state == ImportState.DONE


def test_a_department_that_went_in_between_makes_the_roll_faulty(
    quality, roll_manager, django_capture_on_commit_callbacks
):
    roll = check(comma_file([BOB]), roll_manager)
    Department.objects.filter(pk=quality.pk).update(name="质量管理部", code="qm")

    confirm(roll, roll_manager, django_capture_on_commit_callbacks)

    assert roll.state == ImportState.FAULTY
    assert not roll.file
    assert roll.rows.get().outcome == Outcome.ERROR
    assert not User.objects.filter(employee_number=BOB[0]).exists()


def test_a_run_that_fails_stores_nothing_and_says_so(
    quality, roll_manager, roll_folder, django_capture_on_commit_callbacks
):
    roll = check(comma_file([BOB]), roll_manager)
    for path in roll_folder.iterdir():
        path.unlink()

    confirm(roll, roll_manager, django_capture_on_commit_callbacks)

    assert roll.state == ImportState.FAILED
    assert "没有保存任何改动" in roll.error
    assert not User.objects.filter(employee_number=BOB[0]).exists()


def test_the_task_may_run_twice(quality, run):
    roll = run(comma_file([BOB]))

    services.carry_out_roll.func(roll.pk)

    assert User.objects.filter(employee_number=BOB[0]).count() == 1
    assert RollImport.objects.get().state == ImportState.DONE


class Watched(io.BytesIO):
    """A file that keeps how deep in transactions each of its parts was read."""

    def __init__(self, content: bytes):
        super().__init__(content)
        self.depths = set()

    def read(self, *size):
        self.depths.add(len(connection.savepoint_ids))
        return super().read(*size)


@pytest.mark.parametrize("content", [workbook([BOB, BOB]), comma_file([BOB, BOB])])
def test_a_roll_is_checked_while_others_can_write(quality, roll_manager, content):
    """With an error, so that nothing is read to be stored."""
    file, outside = Watched(content), len(connection.savepoint_ids)
    options = {"create_departments": False, "mark_leavers": False}
    roll = services.check_upload(file=file, name="名册", actor=roll_manager, now=timezone.now(), **options)
    assert roll.state == ImportState.FAULTY
    assert roll.rows.count() == 2
    assert file.depths == {outside}


def test_a_roll_is_read_before_it_is_carried_out(quality, roll_manager, roll_folder):
    """As soon as the transaction begins, its file is taken away; everybody in it comes in all the same."""
    outside = None

    def take_away(execute, sql, *arguments):
        nonlocal outside
        depth = len(connection.savepoint_ids)
        if "accounts_rollimport" in sql and sql.startswith("SELECT"):
            outside = depth if outside is None else outside
            if depth > outside:
                for path in roll_folder.iterdir():
                    path.unlink()
        return execute(sql, *arguments)

    roll = check(comma_file([ALICE, BOB]), roll_manager)
    RollImport.objects.update(state=ImportState.RUNNING, confirmed_at=timezone.now())
    with connection.execute_wrapper(take_away):
        services.carry_out(roll_id=roll.pk, now=timezone.now())
    assert list(roll_folder.iterdir()) == []
    assert RollImport.objects.get().state == ImportState.DONE
    assert User.objects.filter(employee_number__in=[ALICE[0], BOB[0]]).count() == 2


class TestForgetting:
    @pytest.fixture
    def now(self):
        return timezone.now()

    def forget(self, now, django_capture_on_commit_callbacks):
        with time_machine.travel(now, tick=False), django_capture_on_commit_callbacks(execute=True):
            services.forget_old_imports()

    def test_what_nobody_confirmed_goes_after_a_day(
        self, quality, roll_manager, roll_folder, now, django_capture_on_commit_callbacks
    ):
        roll = check(comma_file([BOB]), roll_manager, now=now)
        self.forget(now + timedelta(hours=23), django_capture_on_commit_callbacks)
        assert len(list(roll_folder.iterdir())) == 1

        self.forget(now + timedelta(hours=25), django_capture_on_commit_callbacks)

        roll.refresh_from_db()
        assert roll.state == ImportState.EXPIRED
        assert list(roll_folder.iterdir()) == []
        with pytest.raises(Refused):
            services.confirm_import(roll=roll, actor=roll_manager, may_leave=True, now=now)

    def test_an_old_roll_cannot_be_confirmed_before_the_job_has_run_either(self, quality, roll_manager, now):
        roll = check(comma_file([BOB]), roll_manager, now=now)

        with pytest.raises(Refused):
            services.confirm_import(roll=roll, actor=roll_manager, may_leave=True, now=now + timedelta(hours=25))

    def test_a_run_that_died_makes_room(self, quality, roll_manager, now, django_capture_on_commit_callbacks):
        roll = check(comma_file([BOB]), roll_manager, now=now)
        services.confirm_import(roll=roll, actor=roll_manager, may_leave=True, now=now)

        self.forget(now + timedelta(hours=3), django_capture_on_commit_callbacks)

        roll.refresh_from_db()
        assert roll.state == ImportState.FAILED
        services.carry_out(roll_id=roll.pk, now=now)
        assert not User.objects.filter(employee_number=BOB[0]).exists()

    def test_stray_files_and_old_reports_go(self, quality, run, roll_folder, now, django_capture_on_commit_callbacks):
        roll = run(comma_file([BOB]))
        roll_folder.mkdir(exist_ok=True)
        (roll_folder / "stray").write_bytes(b"x")

        self.forget(now + timedelta(days=31), django_capture_on_commit_callbacks)

        assert list(roll_folder.iterdir()) == []
        assert not roll.rows.exists()
        assert RollImport.objects.filter(pk=roll.pk).exists()


def test_departments_with_the_same_letters_get_codes_of_their_own(run):
    DepartmentFactory(code="ji-jia", name="旧的")

    run(comma_file([("A1", "田晓禾", "机加", "", ""), ("A2", "周若禾", "几家", "", "")]), create_departments=True)

    codes = list(Department.objects.filter(name__in=["机加", "几家"]).values_list("code", flat=True))
    assert len(set(codes)) == 2
