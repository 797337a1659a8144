"""Monthly figures for the public: right, for all channels together, silent about small months (G10)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from interact.cases.choices import Satisfaction
from interact.cases.queries import month_before, month_figures, shown_months
from interact.models import AnswerIndexPage, Case, FeedbackSettings
from tests.interact.submitting import send
from unionsite.core import generation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 10)


@pytest.fixture
def august(routing):
    """Ten of August: eight answered, six in time, five rated, four of them well."""
    for number in range(10):
        case = send(now=timezone.make_aware(datetime(2026, 8, 3 + number, 9))).case
        values = {}
        if number < 8:
            values = {"first_replied_on": date(2026, 8, 20), "was_on_time": number < 6}
        if number < 5:
            values["satisfaction"] = [Satisfaction.GOOD, Satisfaction.FAIR][number % 2] if number else Satisfaction.POOR
        Case.objects.filter(pk=case.pk).update(**values)
    generation.forget()


def test_a_month_is_counted(august):
    row = month_figures(TODAY)[0]
    assert (row.month, row.received, row.answered, row.on_time) == (date(2026, 8, 1), 10, 8, 6)
    assert (row.on_time_rate, row.satisfied_rate) == (75, 80)


def test_twelve_months_newest_first(august):
    rows = month_figures(TODAY)
    assert [row.month for row in rows][:2] == [date(2026, 8, 1), date(2026, 7, 1)]
    assert len(rows) == 12
    assert rows[1].received == 0


def test_small_months_say_no_number(august):
    FeedbackSettings.objects.update_or_create(defaults={"smallest_group": 11})
    generation.forget()
    row = month_figures(TODAY)[0]
    assert row.is_received_few
    assert row.on_time_rate is None


def test_three_queries(august, django_assert_num_queries):
    FeedbackSettings.load()
    with django_assert_num_queries(3):
        month_figures(TODAY)


@pytest.mark.parametrize(
    ("day", "month"), [(date(2026, 1, 31), date(2025, 12, 1)), (date(2026, 3, 31), date(2026, 2, 1))]
)
def test_the_month_before(day, month):
    assert month_before(day) == month


def test_the_page_is_public(client, tree, august):
    index = AnswerIndexPage.objects.child_of(tree.interact).get()
    with time_machine.travel(datetime.combine(TODAY, datetime.min.time()) + timedelta(hours=4), tick=False):
        html = client.get(f"{index.url}figures/").content.decode()
    assert "2026-08" in html
    assert "75%" in html
    assert "2026-07" not in html
    assert 'aria-label="图：每月收到和答复的件数，数据见下表"' in html


def test_empty_months_between_are_named_in_one_line(client, tree, august):
    Case.objects.filter(pk=send().case.pk).update(received_at=timezone.make_aware(datetime(2026, 5, 5, 9)))
    generation.forget()
    months = shown_months(month_figures(TODAY))
    assert [f"{row.month:%Y-%m}" for row in months.rows] == ["2026-08", "2026-05"]
    assert [f"{row.month:%Y-%m}" for row in months.quiet] == ["2026-07", "2026-06"]
    # Of the month with one case no number is drawn.
    assert [mark.label for mark in months.chart.series[0].marks] == ["6月", "7月", "8月"]


def test_without_any_month_the_page_says_when_there_will_be(client, tree):
    html = client.get("/interact/answers/figures/").content.decode()
    assert "还没有可以公布的月份" in html
    assert "<table" not in html


def test_months_have_names_in_both_languages(august):
    row = month_figures(TODAY)[0]
    assert row.name == "8月"
    with translation.override("en"):
        assert row.name == "August"
