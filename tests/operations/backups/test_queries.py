"""How old backups and drills are: for monitors, the first page of the staff and alarms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import member
from unionsite.core.health import CHECKS, NotHealthy
from unionsite.core.models import JobRun
from unionsite.operations.backups.choices import CONFIGURED, RunKind, State
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.queries import alarming, check_backups
from unionsite.oversight.dashboard.queries import board_for

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def configured(settings):
    settings.BACKUP_RECIPIENTS = ["age1somebody"]
    settings.BACKUP_DRILL_MOST_DAYS = 10


def ran(kind: RunKind, ago: timedelta, state=State.GOOD, **facts) -> None:
    BackupRun.objects.create(kind=kind, state=state, began_at=timezone.now() - ago - timedelta(minutes=1), **facts)


def tiles(username: str) -> dict[str, tuple[int, bool]]:
    groups = board_for(member("安全管理员", username=username), timezone.now()).groups
    return {str(tile.label): (tile.number, tile.is_lit) for _heading, found in groups for tile in found}


def told() -> list[str]:
    return [line for lines in alarming(timezone.now()).values() for line in lines]


def test_a_site_that_makes_none_is_no_failure_and_the_staff_see_it(tree, settings):
    settings.BACKUP_RECIPIENTS = []
    assert CHECKS["backups"]() == "not configured"
    assert tiles("officer")["备份没有设置"] == ("–", True)
    assert told() == []


def test_before_the_first_night_all_is_well_but_not_after_it_failed(tree):
    assert check_backups() == "no backup yet"
    assert tiles("officer")["还没有成功的备份"] == ("–", True)
    ran(RunKind.BACKUP, HOUR, State.FAILED, words="磁盘空间不够")
    with pytest.raises(NotHealthy, match="no backup has succeeded"):
        check_backups()


def test_a_new_site_has_as_long_for_its_first_backup_as_for_the_next(tree, settings):
    assert told() == []
    JobRun.objects.create(job=CONFIGURED, slot=0)
    assert told() == []
    JobRun.objects.update(started_at=timezone.now() - 31 * HOUR)
    assert told()[0] == "超过30小时没有成功的备份。"
    with pytest.raises(NotHealthy, match="no backup has succeeded"):
        check_backups()


def test_the_ages_are_told(tree):
    ran(RunKind.BACKUP, 5 * HOUR)
    ran(RunKind.DRILL, 3 * DAY)

    assert check_backups() == "backup 5 hours, drill 3 days"
    assert tiles("officer").items() >= {"小时前成功备份": (5, False), "天前恢复演练成功": (3, False)}.items()
    assert told() == []


def test_an_old_backup_is_a_failure(tree):
    ran(RunKind.BACKUP, 31 * HOUR)
    ran(RunKind.DRILL, DAY)

    with pytest.raises(NotHealthy, match="31 hours old"):
        check_backups()
    assert tiles("officer")["小时前成功备份"] == (31, True)
    assert told()[0] == "超过30小时没有成功的备份。"


@pytest.mark.parametrize("drills", [[], [State.PARTLY], [State.FAILED]])
def test_backups_that_nobody_has_restored_for_long_are_a_failure(tree, drills):
    ran(RunKind.BACKUP, 11 * DAY)
    ran(RunKind.BACKUP, HOUR)
    for state in drills:
        ran(RunKind.DRILL, DAY, state)

    with pytest.raises(NotHealthy, match="drill"):
        check_backups()
    assert tiles("officer")["还没有完整的恢复演练"] == ("–", True)


def test_a_new_site_has_time_for_its_first_drill(tree):
    ran(RunKind.BACKUP, 9 * DAY)
    ran(RunKind.BACKUP, HOUR)
    assert check_backups() == "backup 1 hours, drill none"


def test_what_the_future_made_is_no_backup_and_hides_no_failure(tree):
    """A clock had jumped ahead for a night."""
    ran(RunKind.BACKUP, 31 * HOUR)
    ran(RunKind.DRILL, DAY)
    ran(RunKind.BACKUP, -365 * DAY)
    ran(RunKind.BACKUP, HOUR, State.FAILED, words="磁盘空间不够")

    with pytest.raises(NotHealthy, match="31 hours old"):
        check_backups()
    assert told()[:2] == ["最近一次备份失败：磁盘空间不够", "超过30小时没有成功的备份。"]


def test_the_alarm_tells_of_the_last_failure_until_it_is_mended(tree):
    ran(RunKind.BACKUP, 20 * HOUR)
    ran(RunKind.BACKUP, 2 * HOUR, State.FAILED, words="磁盘空间不够")
    assert told()[0] == "最近一次备份失败：磁盘空间不够"
    ran(RunKind.BACKUP, HOUR)
    assert told() == []
