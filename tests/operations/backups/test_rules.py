"""Which backups stay, when one is due, and which may be restored where."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from unionsite.operations.backups.choices import FORMAT
from unionsite.operations.backups.rules import (
    Here,
    is_due,
    is_late,
    moment_of,
    name_of,
    newest_of,
    to_delete,
    why_no_room,
    why_not_restore,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Friday.
NOW = datetime(2026, 5, 8, 3, 10, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
KEEP = (7, 4, 2)


def names(*days: int) -> list[str]:
    return [name_of(NOW - day * DAY) for day in days]


def test_a_name_tells_the_moment_and_other_files_have_none():
    assert moment_of(name_of(NOW)) == NOW.astimezone(UTC)
    for other in ("unionsite-2026.tar.age", "unionsite-20261399-000000.tar.age", "notes.txt", f"{name_of(NOW)}.part"):
        assert moment_of(other) is None


def test_days_weeks_and_months_keep_their_newest():
    kept = set(range(120)) - {(NOW - moment_of(name)) // DAY for name in to_delete(names(*range(120)), NOW, KEEP, 90)}

    # Seven days; the Sundays that ended the three weeks before this one; the last day of April.
    assert kept == {0, 1, 2, 3, 4, 5, 6, 12, 19, 8}


def test_nothing_that_was_destroyed_outlives_the_most_days():
    assert to_delete(names(*range(7), 95), NOW, (7, 4, 12), 90) == names(95)
    assert to_delete(names(*range(7), 85), NOW, (7, 4, 12), 90) == []


def test_a_clock_that_jumped_ahead_pushes_out_one_true_day_at_a_time():
    true, wrong = names(*range(1, 20)), NOW + 365 * DAY
    left = {*true, name_of(wrong)} - set(to_delete([*true, name_of(wrong)], wrong, KEEP, 90))
    assert left == {name_of(wrong), *names(*range(1, 7))}
    next_day = [*left, name_of(wrong + DAY)]
    assert to_delete(next_day, wrong + DAY, KEEP, 90) == names(6)

    # Put right again.
    assert to_delete(next_day, NOW, KEEP, 90) == []
    assert newest_of(next_day, NOW) == name_of(NOW - DAY)
    assert newest_of([name_of(wrong)], NOW) == ""


def test_a_clock_that_jumped_back_deletes_nothing():
    wrong = NOW - 10000 * DAY
    assert to_delete([*names(*range(5)), name_of(wrong)], wrong, KEEP, 90) == []


def test_what_the_future_made_counts_nothing():
    wrong = NOW + 365 * DAY
    assert is_due(NOW, 3, wrong, [wrong] * 5)
    assert is_late(wrong, NOW, DAY)
    # Clocks of several machines differ a little.
    assert not is_due(NOW, 3, NOW + timedelta(minutes=5), [])
    assert not is_late(NOW + timedelta(minutes=5), NOW, DAY)


def test_the_newest_and_what_is_no_backup_always_stay():
    assert to_delete([*names(400), "notes.txt"], NOW, KEEP, 90) == []
    assert to_delete([], NOW, KEEP, 90) == []


def test_two_of_a_day_are_one():
    early, late = NOW - timedelta(hours=2), NOW
    assert to_delete([name_of(early), name_of(late)], NOW, KEEP, 90) == [name_of(early)]


@pytest.mark.parametrize(
    ("good", "tries", "expected"),
    [
        (None, [], True),
        (NOW - timedelta(minutes=5), [NOW - timedelta(minutes=5)], False),
        (NOW - DAY, [NOW - DAY], True),
        (None, [NOW - timedelta(minutes=5)], False),
    ],
)
def test_a_backup_is_due_once_a_day_after_its_hour(good, tries, expected):
    assert is_due(NOW, 3, good, tries) is expected


def test_a_failed_one_is_tried_three_times_an_hour_apart():
    began = NOW.replace(minute=0)
    assert is_due(began + timedelta(hours=1), 3, None, [began])
    assert not is_due(began + timedelta(hours=9), 3, None, [began + timedelta(hours=hour) for hour in range(3)])


def test_before_the_hour_yesterdays_counts():
    early = NOW.replace(hour=2)
    assert not is_due(early, 3, NOW - DAY, [])
    assert is_due(early, 3, NOW - 2 * DAY, [])


@pytest.mark.parametrize(("day", "expected"), [(0, False), (1, False), (2, True), (8, True), (9, True)])
def test_a_drill_is_due_once_a_week(day, expected):
    """The last one was on Sunday, 3 May; the next Sunday is the 10th."""
    last = datetime(2026, 5, 3, 4, 10, tzinfo=SHANGHAI)
    assert is_due(NOW.replace(hour=5) + day * DAY, 4, last, [last], weekday=7) is expected


HEAD = {"format": FORMAT, "software": "1.0.0", "engine": "sqlite", "migrations": [["core", "0001_initial"]]}
HERE = Here("sqlite", {("core", "0001_initial"), ("core", "0002_more")}, True, [], None)


def changed(**facts) -> Here:
    return Here(**{**HERE.__dict__, **facts})


@pytest.mark.parametrize(
    ("head", "here", "words"),
    [
        (HEAD, HERE, ""),
        (HEAD | {"format": FORMAT + 1}, HERE, "请先安装1.0.0或更新的版本"),
        (HEAD | {"migrations": [["core", "0003_later"]]}, HERE, "（如core.0003_later）"),
        (HEAD | {"engine": "postgresql"}, HERE, "DATABASE_URL改成PostgreSQL的空数据库"),
        (HEAD, changed(engine="postgresql"), "这份备份的数据库是SQLite"),
        (HEAD, changed(is_database_empty=False), "数据库不是空的"),
        (HEAD, changed(full_folders=["cases", "media"]), "cases、media"),
    ],
)
def test_what_cannot_be_restored_here_is_told_with_what_to_do(head, here, words):
    told = why_not_restore(head, here)
    assert words in told
    assert bool(told) is bool(words)


def test_room_is_asked_for_where_it_can_be():
    assert why_no_room(10, None) == why_no_room(10, 10) == ""
    assert "需要6MB，只剩2MB" in why_no_room(5 * 2**20 + 1, 2 * 2**20)
