"""Judgements on platforms and plans; lengths and cuts of titles and digests."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from unionsite.publishing.platforms import rules
from unionsite.publishing.platforms.choices import LIMITS, Limits, PlanState, PlatformKind

pytestmark = pytest.mark.once

NOW = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("registration", "opened", "last", "expected"),
    [
        ("active", TODAY - 100 * DAY, NOW - 14 * DAY, True),
        ("active", TODAY - 100 * DAY, NOW - 14 * DAY + timedelta(minutes=1), False),
        ("active", TODAY - 100 * DAY, None, True),
        ("active", TODAY - 14 * DAY, None, True),
        ("active", TODAY - 13 * DAY, None, False),
        ("active", None, None, True),
        ("preparing", TODAY - 100 * DAY, None, False),
        ("closing", TODAY - 100 * DAY, NOW - 99 * DAY, False),
        ("closed", TODAY - 100 * DAY, NOW - 99 * DAY, False),
    ],
)
def test_an_account_in_use_sleeps_after_two_weeks_without_a_post(registration, opened, last, expected):
    account = SimpleNamespace(registration=registration, opened_on=opened, last_post=last)
    assert rules.is_dormant(account, now=NOW, days=14) is expected


@pytest.mark.parametrize(
    ("registration", "due", "expected"),
    [
        ("preparing", TODAY - DAY, True),
        ("preparing", TODAY, False),
        ("preparing", None, False),
        ("active", TODAY - DAY, False),
        ("closed", TODAY - DAY, False),
    ],
)
def test_filing_is_late_after_its_last_day(registration, due, expected):
    assert rules.is_filing_late(registration=registration, filing_due=due, today=TODAY) is expected


EMPTY = {"opened_on": None, "filing_number": "", "filed_on": None, "closing_on": None, "closed_on": None}
FILED = EMPTY | {"opened_on": TODAY - 50 * DAY, "filing_number": "示备1号", "filed_on": TODAY - 30 * DAY}


@pytest.mark.parametrize(
    ("registration", "values", "fields"),
    [
        ("preparing", EMPTY, set()),
        ("active", FILED, set()),
        ("active", EMPTY, {"opened_on", "filing_number", "filed_on"}),
        ("active", FILED | {"filing_number": " "}, {"filing_number"}),
        ("active", FILED | {"filed_on": TODAY + DAY}, {"filed_on"}),
        ("active", FILED | {"filed_on": TODAY - 51 * DAY}, {"filed_on"}),
        ("closing", FILED, {"closing_on"}),
        ("closing", FILED | {"closing_on": TODAY}, set()),
        ("closed", FILED, {"closed_on"}),
        ("closed", FILED | {"closing_on": TODAY, "closed_on": TODAY - DAY}, {"closed_on"}),
        ("closed", FILED | {"closing_on": TODAY - DAY, "closed_on": TODAY}, set()),
    ],
)
def test_each_state_of_an_account_asks_for_its_papers(registration, values, fields):
    found = rules.registration_errors(SimpleNamespace(registration=registration, **values), today=TODAY)
    assert set(found) == fields


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("", PlanState.PLANNED),
        ("page_id", PlanState.WRITING),
        ("page_id is_in_review", PlanState.IN_REVIEW),
        ("page_id is_in_review is_approved", PlanState.APPROVED),
        ("page_id is_approved published_at", PlanState.PUBLISHED),
        # The record of what was published outlives the page.
        ("published_at", PlanState.PUBLISHED),
        ("page_id published_at cancelled_at", PlanState.CANCELLED),
    ],
)
def test_the_furthest_step_of_the_page_is_the_state_of_the_plan(facts, expected):
    names = ("cancelled_at", "page_id", "published_at", "is_in_review", "is_approved")
    item = SimpleNamespace(**{name: True if name in facts.split() else None for name in names})
    assert rules.plan_state(item) == expected


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("planned", "published", "cancelled", "expected"),
    [
        (NOW - HOUR, None, False, False),
        (NOW - HOUR - timedelta(seconds=1), None, False, True),
        (NOW - DAY, NOW - DAY + HOUR, False, False),
        (NOW - DAY, NOW - DAY + 2 * HOUR, False, True),
        (NOW - DAY, NOW - 2 * DAY, False, False),
        (NOW - DAY, None, True, False),
        (NOW + DAY, None, False, False),
    ],
)
def test_what_comes_after_its_time_and_the_grace_is_late(planned, published, cancelled, expected):
    item = SimpleNamespace(planned_at=planned, published_at=published, cancelled_at=NOW if cancelled else None)
    assert rules.is_late(item, now=NOW, grace=HOUR) is expected


@pytest.mark.parametrize(
    ("state", "due", "expected"),
    [
        ("waiting", NOW - DAY, True),
        ("waiting", NOW, False),
        ("posted", NOW - DAY, False),
        ("skipped", NOW - DAY, False),
    ],
)
def test_only_what_waits_is_overdue(state, due, expected):
    assert rules.is_post_overdue(state=state, due_at=due, now=NOW) is expected


# --- Lengths ---


@pytest.mark.parametrize(
    ("text", "whole", "halves"),
    [("", 0, 0), ("工会", 2, 2), ("ab", 2, 1), ("abc", 3, 2), ("工会ab，", 5, 4), ("👍", 1, 1)],
)
def test_two_half_width_characters_make_one(text, whole, halves):
    assert rules.length_of(text, counts_halves=False) == whole
    assert rules.length_of(text, counts_halves=True) == halves


@pytest.mark.parametrize(
    ("text", "most", "halves", "expected"),
    [
        ("正好五个字", 5, False, "正好五个字"),
        ("这里有六个字", 5, False, "这里有六…"),
        ("第一句话。第二句话更长。", 8, False, "第一句话。"),
        # A first sentence too short to stand for the whole is not worth it.
        ("好。" + "很" * 20, 10, False, "好。" + "很" * 7 + "…"),
        ("停在逗号前，后面", 7, False, "停在逗号前…"),
        ("abcdefgh", 3, True, "abcd…"),
        ("工会abcd", 4, True, "工会abcd"),
        ("任何", 1, False, "任"),
        ("任何", 0, False, ""),
    ],
)
def test_a_text_is_cut_where_it_reads_well(text, most, halves, expected):
    short = rules.cut(text, most, counts_halves=halves)
    assert short == expected
    assert rules.length_of(short, counts_halves=halves) <= most


TITLE = "公司工会召开第五届职工代表大会第三次会议审议通过集体合同与工资专项协议"
SUMMARY = "会议听取了工会工作报告。" * 30
URL = "https://union.example.com/news/20260508-zhidaihui/"


@pytest.mark.parametrize("kind", PlatformKind.values)
@pytest.mark.parametrize("title", [TITLE, TITLE * 5, "A long English title of a piece " * 8])
@pytest.mark.parametrize("summary", [SUMMARY, ""])
def test_words_never_exceed_what_the_platform_takes(kind, title, summary):
    limits = LIMITS[kind]
    words = rules.words_for(limits, title=title, summary=summary, url=URL)
    halves = limits.counts_halves
    assert rules.length_of(words.title, counts_halves=halves) == words.title_length <= limits.title
    assert rules.length_of(words.digest, counts_halves=halves) == words.digest_length <= limits.digest
    assert words.digest.endswith(URL) is limits.takes_links


def test_a_wechat_digest_ends_at_120_characters():
    words = rules.words_for(LIMITS["wechat"], title=TITLE, summary="字" * 121, url=URL)
    assert words.digest == "字" * 119 + "…"
    assert rules.words_for(LIMITS["wechat"], title=TITLE, summary="字" * 120, url=URL).digest == "字" * 120


def test_weibo_has_title_text_and_address_in_one():
    words = rules.words_for(LIMITS["weibo"], title="职代会召开", summary="今天上午。", url=URL)
    assert (words.title, words.digest) == ("", f"【职代会召开】今天上午。 {URL}")
    assert not words.is_title_cut


def test_a_title_that_was_cut_is_said_to_be():
    assert rules.words_for(LIMITS["douyin"], title=TITLE, summary="", url=URL).is_title_cut
    assert not rules.words_for(LIMITS["douyin"], title="短标题", summary="", url=URL).is_title_cut


def test_the_register_may_say_other_limits():
    assert rules.limits_of("wechat") == LIMITS["wechat"]
    changed = rules.limits_of("wechat", 32, 54)
    assert changed == Limits(title=32, digest=54, images=60, takes_html=True)
    assert rules.limits_of("weibo", None, 2000).digest == 2000


def test_a_month_is_read_from_the_address():
    from unionsite.publishing.platforms.queries import parse_month

    today = date(2026, 5, 20)
    assert parse_month("2026-02", today) == date(2026, 2, 1)
    for text in ("", "2026-13", "nonsense", "0001-01", "9999-12", "2026-02-03", "\x00"):
        assert parse_month(text, today) == date(2026, 5, 1)
