"""What employees asked for and took part in, against a count by hand; and what of it nobody may learn."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from wagtail.models import Page

from interact.activities.models import ActivityRecord, Signup, VotePage
from interact.cases.choices import State
from interact.cases.models.settings import FeedbackSettings
from interact.channels.records import BY_NAME, Channel
from interact.models import Answer, Case, Participation, QuestionnairePage
from search.terms.models import SearchTerm
from tests.factories import InfoPageFactory, UserFactory
from tests.oversight.reports.parts.history import (
    MONTH,
    QUARTER,
    YEAR,
    a_case,
    beside,
    is_in,
    made_up,
    midnight,
    rows_of,
    summed,
    table_of,
)
from unionsite.oversight.reports.parts import asking
from unionsite.oversight.scores.rules import span_of

pytestmark = pytest.mark.django_db
TEAM = [channel for channel in Channel if channel not in BY_NAME]


def test_services(tree, history, periods):
    now, before = periods
    pieces = [history.moment() for _number in range(25)]
    for moment in pieces:
        page = InfoPageFactory(parent=tree.info, kind="service")
        Page.objects.filter(pk=page.pk).update(first_published_at=moment)
    page = InfoPageFactory(parent=tree.info, kind="notice")
    Page.objects.filter(pk=page.pk).update(first_published_at=midnight(now.start))
    asked = {day: history.randrange(1, 9) for day in [history.day() for _number in range(200)]}
    asked |= {now.start: 3, now.last: 4, now.stop: 5}
    SearchTerm.objects.bulk_create(SearchTerm(day=day, language="en", term="a", asked=n) for day, n in asked.items())
    people = UserFactory.create_batch(3)
    signups = [
        Signup(
            activity=uuid4(),
            person=history.choice(people),
            state=history.choice(["placed", "waiting", "cancelled"]),
            seats=history.randrange(1, 4),
            queue=number,
            signed_at=history.moment(),
        )
        for number in range(150)
    ]
    Signup.objects.bulk_create(signups)

    part = asking.services(now, before)

    assert rows_of(part, "services") == {
        "发布服务信息（篇）": beside(*(sum(is_in(span, at) for at in pieces) for span in periods)),
        "站内搜索（次）": beside(*(sum(n for day, n in asked.items() if is_in(span, day)) for span in periods)),
        "活动报名（人次）": beside(
            *(
                sum(one.seats for one in signups if one.state != "cancelled" and is_in(span, one.signed_at))
                for span in periods
            )
        ),
    }


# --- Small numbers (T62) ---

NAMED = sorted(str(channel.label) for channel in BY_NAME)


def reports(number: int, day: date, **facts) -> None:
    Case.objects.bulk_create(a_case(Channel.REPORT, midnight(day), **facts) for _number in range(number))


@pytest.mark.parametrize("periods", [QUARTER, MONTH], ids=["quarter", "month"])
def test_t62_channels_by_name_have_no_figures_of_less_than_a_year(history, periods):
    made_up(history, [], 200, channels=sorted(BY_NAME))
    part = asking.interaction(*periods)
    bulletin = asking.answering(*periods)
    assert set(rows_of(part, "handled")) == {str(channel.label) for channel in TEAM}
    assert set(rows_of(part, "received")) == {str(channel.label) for channel in TEAM}
    assert summed(part) == (None, None, None, None)
    assert [table.key for table in bulletin.tables] == ["cases"]
    assert summed(bulletin) == (None, None, None, None)
    assert "投诉举报、主席信箱" in table_of(part, "cases").caption


@pytest.mark.parametrize("number", [0, 1, 4])
def test_t62_few_of_a_year_are_not_told_from_none(number):
    reports(5, YEAR[1].start)
    empty = asking.interaction(*YEAR)
    replied = {"state": State.CLOSED, "closed_on": YEAR[0].last, "first_replied_on": YEAR[0].last, "was_on_time": True}
    reports(number, YEAR[0].start, replied_on=YEAR[0].last, satisfaction="poor", **replied)

    part = asking.interaction(*YEAR)

    assert part == empty
    assert rows_of(part, "received")["投诉举报"] == (None, 5)
    assert rows_of(part, "handled")["投诉举报"] == (None,) * 8


def test_t62_enough_of_a_year_that_has_ended_is_one_total():
    reports(5, YEAR[0].last)
    part = asking.interaction(*YEAR)
    assert rows_of(part, "received")["投诉举报"] == (5, None)
    # Five came and none was answered: only the first may be said.
    assert rows_of(part, "handled")["投诉举报"] == (5, *(None,) * 7)
    assert rows_of(part, "received")["主席信箱"] == (None, None)
    assert summed(part) == (None, None, None, None), "in no sum with the others"


def test_t62_a_year_that_goes_on_tells_nothing_of_them():
    reports(9, YEAR[0].start)
    going_on = [replace(span, today=YEAR[0].last) for span in YEAR]
    part = asking.interaction(*going_on)
    assert not any(name in rows_of(part, "received") for name in NAMED)


def test_t62_a_greater_least_number_holds(settings):
    stored = FeedbackSettings.load()
    stored.smallest_group = 9
    stored.save()
    reports(8, YEAR[0].start)
    assert rows_of(asking.interaction(*YEAR), "received")["投诉举报"] == (None, None)


# --- Activities, questionnaires ---


def test_activities_held_and_who_took_part(tree, history, periods):
    now, before = periods
    people = UserFactory.create_batch(6)
    section = Page.objects.child_of(tree.interact).get(slug="activities")
    number, took_part = Counter(), Counter()
    for order in range(50):
        closes = history.moment()
        page = VotePage(title="投票", slug=f"v{order}", closes_at=closes, in_charge=people[0], locale=section.locale)
        page.live = False
        section.add_child(instance=page)
        is_published, is_cancelled = history.random() < 0.8, history.random() < 0.2
        if is_published:
            Page.objects.filter(pk=page.pk).update(first_published_at=closes - timedelta(days=9))
        if is_cancelled:
            ActivityRecord.objects.create(activity=page.translation_key, cancelled_at=closes)
        came = history.sample(people, history.randrange(7))
        Participation.objects.bulk_create(Participation(activity=page.translation_key, person=one) for one in came)
        for span in periods:
            if is_published and not is_cancelled and is_in(span, closes):
                number[span] += 1
                took_part[span] += len(came)

    part = asking.interaction(now, before)

    assert rows_of(part, "activities") == {"线上投票": (number[now], number[before], took_part[now], took_part[before])}
    assert min(number[now], number[before]) > 0


def test_what_is_still_to_close_was_not_held(tree):
    section = Page.objects.child_of(tree.interact).get(slug="activities")
    now, before = (replace(span, today=QUARTER[0].start) for span in QUARTER)
    page = VotePage(
        title="投票", slug="v", closes_at=midnight(now.last), in_charge=UserFactory(), locale=section.locale
    )
    page.live = False
    section.add_child(instance=page)
    Page.objects.filter(pk=page.pk).update(first_published_at=midnight(now.start))
    assert "activities" not in [table.key for table in asking.interaction(now, before).tables]


def test_questionnaires_and_answers(tree, history, periods):
    now, before = periods
    pages, moments = [], [history.moment() for _number in range(8)]
    for order, moment in enumerate(moments):
        page = QuestionnairePage(title="问卷", slug=f"q{order}", live=False, locale=tree.interact.locale)
        tree.interact.add_child(instance=page)
        Page.objects.filter(pk=page.pk).update(first_published_at=moment)
        pages.append(page)
    sent = [history.moment() for _number in range(150)]
    Answer.objects.bulk_create(Answer(page=history.choice(pages), form_data={}, submit_time=moment) for moment in sent)

    rows = rows_of(asking.interaction(now, before), "others")

    assert rows["发布意见征集（份）"] == beside(*(sum(is_in(span, at) for at in moments) for span in periods))
    assert rows["收到答卷（份）"] == beside(*(sum(is_in(span, at) for at in sent) for span in periods))


def test_a_quarter_over_the_turn_of_the_year_is_no_year():
    turn = [span_of("quarter", 2025, 4, date(2026, 1, 8)), span_of("quarter", 2025, 3, date(2026, 1, 8))]
    reports(30, date(2025, 12, 1))
    assert "投诉举报" not in rows_of(asking.interaction(*turn), "received")
