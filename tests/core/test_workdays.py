"""Working days with 调休, working hours, and the table behind them (S-4.2)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import holidays
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from unionsite.core.models import SiteSettings, WorkdayOverride
from unionsite.core.workday_table import current_calendar, opening_hours, workdays_changed
from unionsite.core.workdays import (
    PACKAGE_YEARS,
    SHANGHAI,
    DayKind,
    Gap,
    OpeningHours,
    Override,
    WorkCalendar,
    YearState,
)

pytestmark = pytest.mark.once

REST, WORK = Override(DayKind.REST), Override(DayKind.WORK)
CALENDAR = WorkCalendar()
FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
SECOND_OPINION = holidays.country_holidays("CN", years=range(2006, 2028))
days = st.dates(FIRST, LAST)
# The whole year as the administrator would enter it: thirteen weekdays off, none made up for.
WHOLE_YEAR = {date(2030, 3, number): REST for number in range(1, 18) if date(2030, 3, number).weekday() < 5}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# --- Days ---


def test_every_day_of_twenty_years_is_what_another_library_says():
    every_day = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    assert len(every_day) == 7305
    assert [day for day in every_day if CALENDAR.is_workday(day) != SECOND_OPINION.is_working_day(day)] == []
    assert not CALENDAR.is_provisional(FIRST, LAST)


@given(days, st.integers(min_value=1, max_value=60))
def test_counting_forward_agrees_with_another_library(day, n):
    due = CALENDAR.add_workdays(day, n)
    if due <= LAST:
        assert due == SECOND_OPINION.get_nth_working_day(day, n)


@given(days, st.integers(min_value=-60, max_value=60).filter(bool))
def test_counting_between_undoes_counting_on(day, n):
    due = CALENDAR.add_workdays(day, n)
    assert CALENDAR.is_workday(due)
    assert CALENDAR.workdays_between(day, due) == n


@given(days)
def test_no_days_from_a_day_off_leads_to_the_next_working_day(day):
    due = CALENDAR.add_workdays(day, 0)
    assert due == (day if CALENDAR.is_workday(day) else CALENDAR.next_workday(day))
    assert CALENDAR.workdays_between(day, day) == 0


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        # 春节 2026: 2月15日至23日放假, 2月14日 and 2月28日 (both Saturdays) are worked.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-18", 1, "2026-02-24"),
        ("2026-02-27", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-02"),
        ("2026-02-24", -1, "2026-02-14"),
        # 国庆 2026: 10月1日至7日放假, 9月20日 (Sunday) and 10月10日 (Saturday) are worked.
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-04", -2, "2026-09-29"),
        ("2026-11-07", 1, "2026-11-09"),
    ],
)
def test_holidays_and_made_up_days_are_counted_as_they_are(start, n, due):
    assert CALENDAR.add_workdays(date.fromisoformat(start), n) == date.fromisoformat(due)


def test_the_next_working_day_leaves_the_day_itself_out():
    assert CALENDAR.next_workday(date(2026, 11, 5)) == date(2026, 11, 6)


def test_the_table_counts_before_the_package():
    calendar = WorkCalendar({date(2026, 11, 5): Override(DayKind.REST, "厂休"), date(2026, 11, 7): WORK})
    assert calendar.add_workdays(date(2026, 11, 4), 2) == date(2026, 11, 7)
    assert calendar.day(date(2026, 11, 5)).name == "厂休"
    assert not calendar.is_provisional(date(2026, 11, 4), date(2026, 11, 7))


def test_a_year_that_nobody_knows_is_guessed_and_marked():
    year = max(PACKAGE_YEARS) + 1
    guess = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    assert not any(CALENDAR.is_workday(date(year, *day)) for day in guess)
    assert all(
        CALENDAR.is_workday(day) == (day.weekday() < 5)
        for day in (date(year, 1, 2) + timedelta(days=number) for number in range(100))
    )
    assert CALENDAR.is_provisional(date(year, 3, 1))
    assert CALENDAR.is_provisional(date(year - 1, 12, 1), date(year, 1, 1))
    assert not CALENDAR.is_provisional(date(year - 1, 12, 1), date(year - 1, 12, 31))


def test_a_year_is_known_once_the_thirteen_days_are_in_the_table():
    assert len(WHOLE_YEAR) == 13 - 2
    partly = WorkCalendar(WHOLE_YEAR)
    assert partly.year_state(2030) is YearState.PARTLY
    assert partly.is_provisional(date(2030, 6, 3))
    assert not partly.is_provisional(date(2030, 3, 1))
    whole = WorkCalendar(WHOLE_YEAR | {date(2030, 5, 1): REST, date(2030, 3, 2): REST})
    assert whole.year_state(2030) is YearState.ENTERED
    assert not whole.is_provisional(date(2030, 1, 1), date(2030, 12, 31))


def test_days_made_up_for_take_days_off_away():
    days_off = WHOLE_YEAR | {date(2030, 5, 1): REST, date(2030, 5, 4): WORK}
    assert WorkCalendar(days_off).year_state(2030) is YearState.PARTLY


def test_a_moment_is_no_day():
    with pytest.raises(TypeError):
        CALENDAR.is_workday(moment("2026-11-05 09:00"))


@pytest.mark.parametrize(
    ("years_on", "month_and_day", "told"),
    [
        (0, (1, 1), None),
        (0, (10, 31), None),
        (0, (11, 1), "next"),
        (0, (12, 14), "next"),
        (0, (12, 15), "next, urgent"),
        (1, (1, 1), "this, urgent"),
        (1, (6, 30), "this, urgent"),
    ],
)
def test_the_table_says_when_it_runs_out(years_on, month_and_day, told):
    last = max(PACKAGE_YEARS)
    gap = CALENDAR.gap(date(last + years_on, *month_and_day))
    if told is None:
        assert gap is None
    else:
        assert gap == Gap(last + 1, YearState.MISSING, is_urgent="urgent" in told)


def test_a_table_half_filled_is_still_told_of():
    year = max(PACKAGE_YEARS) + 1
    today = date(year - 1, 11, 1)
    days_off = [date(year, 6, 1) + timedelta(days=number) for number in range(21)]
    weekdays = [day for day in days_off if day.weekday() < 5]
    assert WorkCalendar({weekdays[0]: REST}).gap(today) == Gap(year, YearState.PARTLY, False)
    assert WorkCalendar(dict.fromkeys(weekdays, REST)).gap(today) is None


# --- Hours ---


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-05 09:00", 1, "2026-11-05 10:00"),
        ("2026-11-05 11:30", 1, "2026-11-05 14:00"),
        ("2026-11-05 12:45", 1, "2026-11-05 14:30"),
        ("2026-11-05 08:30", 3.5, "2026-11-05 12:00"),
        ("2026-11-05 08:30", 7.5, "2026-11-05 17:30"),
        ("2026-11-05 08:30", 24, "2026-11-10 10:00"),
        ("2026-11-05 17:30", 1, "2026-11-06 09:30"),
        ("2026-11-05 23:10", 1, "2026-11-06 09:30"),
        ("2026-11-06 02:00", 1, "2026-11-06 09:30"),
        ("2026-11-07 10:00", 1, "2026-11-09 09:30"),
        ("2026-11-06 17:29", Fraction(1, 30), "2026-11-09 08:31"),
        ("2026-09-30 16:30", 4, "2026-10-08 11:30"),
        ("2026-10-09 17:00", 1, "2026-10-10 09:00"),
        ("2026-11-05 09:00:20", 1, "2026-11-05 10:01"),
        ("2026-11-05 09:00", Decimal("0.25"), "2026-11-05 09:15"),
        ("2026-11-05 12:00", 0, "2026-11-05 12:00"),
        ("2026-11-05 12:10", 0, "2026-11-05 13:30"),
        ("2026-11-07 10:00", 0, "2026-11-09 08:30"),
    ],
)
def test_hours_pass_only_while_somebody_works(start, hours, due):
    assert CALENDAR.add_work_hours(moment(start), hours) == moment(due)


@given(st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 1)), st.integers(min_value=1, max_value=6000))
def test_hours_in_two_parts_end_where_they_end_in_one(start, minutes):
    start = start.replace(tzinfo=SHANGHAI)
    due = CALENDAR.add_work_hours(start, Fraction(minutes, 60))
    assert CALENDAR.add_work_hours(CALENDAR.add_work_hours(start, Fraction(minutes - 1, 60)), Fraction(1, 60)) == due
    assert CALENDAR.is_open(due - timedelta(minutes=1))
    assert due.second == due.microsecond == 0


def test_hours_follow_the_opening_hours_of_the_site():
    start = moment("2026-11-05 11:30")
    assert CALENDAR.add_work_hours(start, 2, time(9), time(18), None) == moment("2026-11-05 13:30")
    assert CALENDAR.add_work_hours(start, 2, time(9), time(18), (time(12), time(13))) == moment("2026-11-05 14:30")
    assert CALENDAR.add_work_hours(start, 2, time(12), time(13), None) == moment("2026-11-06 13:00")


def test_moments_of_other_time_zones_count_by_the_clock_of_the_office():
    due = CALENDAR.add_work_hours(datetime(2026, 11, 5, 1, tzinfo=UTC), 1)
    assert due.isoformat() == "2026-11-05T10:00:00+08:00"
    urumqi = WorkCalendar(zone=ZoneInfo("Asia/Urumqi"))
    assert urumqi.add_work_hours(moment("2026-11-05 09:00"), 1) == moment("2026-11-05 11:30")


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("2026-11-05 08:29", False),
        ("2026-11-05 08:30", True),
        ("2026-11-05 12:00", False),
        ("2026-11-05 13:30", True),
        ("2026-11-05 17:30", False),
        ("2026-11-07 10:00", False),
        ("2026-10-10 10:00", True),
    ],
)
def test_the_office_is_open_in_its_hours(text, is_open):
    assert CALENDAR.is_open(moment(text)) is is_open


def test_hours_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_work_hours(datetime(2026, 11, 5), 1)
    for hours in [
        OpeningHours(time(17), time(9), None),
        OpeningHours(time(9), time(9), None),
        OpeningHours(time(9), time(17), (time(13), time(12))),
        OpeningHours(time(9), time(17), (time(8), time(12))),
        OpeningHours(time(9), time(17), (time(12), time(18))),
    ]:
        with pytest.raises(ValueError, match="in order"):
            CALENDAR.add_work_hours(moment("2026-11-05 09:00"), 1, *hours)


# --- Why ---


@pytest.mark.parametrize(
    ("start", "n", "words"),
    [
        ("2026-09-30", 5, "从2026年9月30日起第5个工作日；国庆节10月1日至7日放假，10月10日上班"),
        ("2026-10-03", 1, "从2026年10月3日起第1个工作日；国庆节10月1日至7日放假"),
        ("2026-02-13", 5, "从2026年2月13日起第5个工作日；春节2月15日至23日放假，2月14日上班"),
        ("2026-11-05", 3, "从2026年11月5日起第3个工作日；周末不计"),
        ("2026-11-04", 1, "从2026年11月4日起第1个工作日"),
        ("2025-09-30", 3, "从2025年9月30日起第3个工作日；国庆节、中秋节10月1日至8日放假，10月11日上班"),
        ("2024-12-30", 3, "从2024年12月30日起第3个工作日；元旦2025年1月1日放假"),
    ],
)
def test_a_due_date_is_explained(start, n, words):
    calendar = WorkCalendar({date(2025, 10, 8): Override(DayKind.REST, "中秋节")})
    assert calendar.explain_workdays(date.fromisoformat(start), n) == words


def test_a_provisional_due_date_says_so():
    year = max(PACKAGE_YEARS) + 1
    words = CALENDAR.explain_workdays(date(year - 1, 12, 28), 10)
    assert words.endswith(f"；{year}年的放假安排尚未录入，暂按周一至周五推算")


def test_a_nameless_day_off_and_one_over_the_end_of_the_month_are_explained():
    calendar = WorkCalendar({date(2026, 4, 30): REST, date(2026, 11, 5): REST})
    assert "劳动节4月30日至5月5日放假" in calendar.explain_workdays(date(2026, 4, 29), 1)
    assert calendar.explain_workdays(date(2026, 11, 4), 1).endswith("；11月5日放假")


# --- The table and the opening hours in the database ---


@pytest.fixture
def heard():
    """What `workdays_changed` has told, in order."""
    calls = []

    def hear(first, last, **_kwargs):
        # Whoever listens finds the new calendar.
        calls.append((first, last, len(current_calendar().overrides)))

    workdays_changed.connect(hear)
    yield calls
    workdays_changed.disconnect(hear)


@pytest.mark.django_db
def test_the_calendar_is_remembered_until_the_table_changes(
    django_assert_num_queries, django_capture_on_commit_callbacks, heard
):
    thursday = date(2026, 11, 5)
    with django_assert_num_queries(1):
        assert all(current_calendar().is_workday(thursday) for _time in range(3))
    with django_capture_on_commit_callbacks(execute=True):
        row = WorkdayOverride.objects.create(date=thursday, kind=DayKind.REST, name="厂休")
    with django_assert_num_queries(0):
        assert not current_calendar().is_workday(thursday)
    with django_capture_on_commit_callbacks(execute=True):
        row.delete()
    assert current_calendar().is_workday(thursday)
    assert heard == [(thursday, thursday, 1), (thursday, thursday, 0)]


@pytest.mark.django_db
def test_a_listener_that_fails_undoes_nothing(django_capture_on_commit_callbacks, heard):
    def fail(**_kwargs):
        raise RuntimeError

    workdays_changed.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            WorkdayOverride.objects.create(date=date(2026, 11, 5), kind=DayKind.REST)
    finally:
        workdays_changed.disconnect(fail)
    assert WorkdayOverride.objects.count() == len(heard) == 1


@pytest.mark.django_db
def test_the_database_holds_one_row_for_a_day_and_no_third_kind():
    WorkdayOverride.objects.create(date=date(2026, 11, 5), kind=DayKind.REST)
    for values in [{"date": date(2026, 11, 5), "kind": "work"}, {"date": date(2026, 11, 6), "kind": "half"}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkdayOverride.objects.create(**values)


@pytest.mark.django_db
def test_opening_hours_are_a_setting_and_their_change_is_told(
    tree, django_capture_on_commit_callbacks, django_assert_num_queries, heard
):
    row = SiteSettings.objects.get()
    assert opening_hours() == OpeningHours()
    with django_capture_on_commit_callbacks(execute=True):
        row.phone = "0000-1"
        row.save()
    assert heard == []
    with django_capture_on_commit_callbacks(execute=True):
        row.opens_at, row.lunch_from, row.lunch_until = time(9), None, None
        row.save()
    assert heard == [(None, None, 0)]
    assert opening_hours() == OpeningHours(time(9), time(17, 30), None)
    with django_assert_num_queries(0):
        opening_hours()


@pytest.mark.django_db
def test_there_are_opening_hours_before_there_is_a_site():
    Site.objects.all().delete()
    assert opening_hours() == OpeningHours()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"closes_at": "08:00"}, "请按先后填写"),
        ({"lunch_from": "18:00", "lunch_until": "19:00"}, "请按先后填写"),
        ({"lunch_from": ""}, "要么都填，要么都不填"),
        ({"opens_at": "25:00"}, ""),
    ],
)
def test_opening_hours_out_of_order_are_refused_beside_the_field(admin_client, tree, changes, message):
    site = Site.objects.get()
    values = {"opens_at": "08:30", "closes_at": "17:30", "lunch_from": "12:00", "lunch_until": "13:30"}
    address = reverse("wagtailsettings:edit", args=["core", "sitesettings", site.pk])
    response = admin_client.post(address, values | changes)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert SiteSettings.objects.get().opening_hours == OpeningHours()
    response = admin_client.post(address, values | {"opens_at": "09:00", "lunch_from": "", "lunch_until": ""})
    assert response.status_code == 302
    assert SiteSettings.objects.get().opening_hours == OpeningHours(time(9), time(17, 30), None)


# --- Whoever runs the site is told ---


@pytest.mark.django_db
def test_the_health_check_has_a_line_that_fails_nothing(client):
    year = max(PACKAGE_YEARS)
    with time_machine.travel(datetime(year, 12, 20, tzinfo=SHANGHAI), tick=False):
        assert client.get("/healthz").json()["checks"]["calendar"] == {
            "ok": True,
            "detail": f"the holidays of {year + 1} are not entered",
        }
    with time_machine.travel(datetime(year, 6, 1, tzinfo=SHANGHAI), tick=False):
        assert client.get("/healthz").json()["checks"]["calendar"] == {"ok": True, "detail": "ok"}
