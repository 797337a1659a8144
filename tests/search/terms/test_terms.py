"""Counting what readers look for, and forgetting it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from search.models import SearchTerm
from search.terms import services
from search.terms.queries import View, terms_report
from search.terms.rules import term_of

TODAY = date(2026, 5, 8)


def asked(term, times=1, *, days_ago=0, found=3, unanswered=0, language="zh-hans"):
    return SearchTerm.objects.create(
        day=TODAY - timedelta(days=days_ago),
        language=language,
        term=term,
        asked=times,
        unanswered=unanswered,
        found=found,
    )


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("试用期　多久？", "试用期 多久"),
        ("試用期", "试用期"),
        ("ＷｉＦｉ 密码", "wifi 密码"),
        ("劳动合同法39条", "劳动合同法39条"),
        ("12351", "12351"),
        ("2026年放假", "2026年放假"),
        ("13812345678", ""),
        ("138 1234 5678 是谁", ""),
        ("110101199003071234", ""),
        ("工号100234", ""),
        ("zhang@example.com", ""),
        ("京A12345", ""),
        ("长" * 41, ""),
        ("？！", ""),
        ("", ""),
        ("\x00\ud800", ""),
    ],
)
def test_what_is_counted_of_a_query(typed, term):
    assert term_of(typed) == term


def test_queries_are_counted_by_day_language_and_word(db):
    with time_machine.travel("2026-05-08 12:00+08:00"):
        for number in (3, 0, 5):
            services.note_query(text="试用期", number=number, language="zh-hans")
        services.note_query(text="試用期？", number=5, language="zh-hans")
        services.note_query(text="wages", number=0, language="en")
        services.counted.flush()
        services.note_query(text="试用期", number=0, language="zh-hans")
        services.counted.flush()

    rows = SearchTerm.objects.order_by("language").values_list(
        "day", "language", "term", "asked", "unanswered", "found"
    )
    assert list(rows) == [(TODAY, "en", "wages", 1, 1, 0), (TODAY, "zh-hans", "试用期", 5, 2, 0)]


def test_counting_costs_no_query_and_writing_a_few(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        for number in range(150):
            services.note_query(text=f"试用期{number}", number=1, language="zh-hans")
    with django_assert_num_queries(4):
        assert services.counted.flush() == 150
    with django_assert_num_queries(2):
        assert services.counted.flush() == 0


def test_made_up_queries_do_not_fill_the_memory(db):
    for number in range(services.MOST_BUFFERED + 10):
        services.note_query(text=f"随便{number}", number=0, language="zh-hans")

    assert services.counted.flush() == services.MOST_BUFFERED


def test_made_up_queries_do_not_fill_the_table(db):
    today = timezone.localdate()
    SearchTerm.objects.bulk_create(
        SearchTerm(day=today, language="zh-hans", term=f"随便{number}", asked=1)
        for number in range(services.MOST_A_DAY)
    )
    for text in ("随便0", "另一个"):
        services.note_query(text=text, number=0, language="zh-hans")
    services.counted.flush()

    assert SearchTerm.objects.count() == services.MOST_A_DAY
    assert SearchTerm.objects.get(term="随便0").asked == 2


def test_it_is_written_after_the_answer(client, tree, settings):
    settings.COUNTS_SECONDS = 1
    services.note_query(text="试用期", number=1, language="zh-hans")

    client.get("/")

    assert SearchTerm.objects.get().term == "试用期"


def test_old_and_rare_words_are_forgotten(db):
    asked("很久以前", 50, days_ago=731)
    asked("还在保存", 50, days_ago=729)
    asked("张三", 2, days_ago=91)
    asked("新近才查", 1, days_ago=5)
    asked("不算少", 2, days_ago=200)
    asked("不算少", 1, days_ago=1)

    assert services.forget_terms(today=TODAY) == 2

    assert set(SearchTerm.objects.values_list("term", flat=True)) == {"还在保存", "新近才查", "不算少"}


# --- The report ---


def report(view, **parameters):
    values = {"days": 7, "language": "", "today": TODAY} | parameters
    return [(row.term, row.times, row.before, row.missed) for row in terms_report(view=view, **values)]


@pytest.fixture
def a_fortnight(db):
    asked("年休假", 9, days_ago=1)
    asked("年休假", 1, days_ago=0)
    asked("年休假", 4, days_ago=8)
    asked("食堂", 2, days_ago=2)
    asked("食堂", 6, days_ago=9, unanswered=6)
    asked("打牙祭", 3, days_ago=3, unanswered=3, found=0)
    asked("wages", 1, days_ago=3, language="en")
    asked("以前", 99, days_ago=20)


def test_most_asked(a_fortnight):
    assert report(View.ASKED) == [("年休假", 10, 4, 0), ("打牙祭", 3, 0, 3), ("食堂", 2, 6, 0), ("wages", 1, 0, 0)]
    assert report(View.ASKED, language="en") == [("wages", 1, 0, 0)]
    assert report(View.ASKED, text="牙祭？") == [("打牙祭", 3, 0, 3)]


def test_without_a_result(a_fortnight):
    assert report(View.UNANSWERED) == [("打牙祭", 3, 0, 3)]


def test_the_report_is_one_query(a_fortnight, django_assert_num_queries):
    with django_assert_num_queries(1):
        report(View.ASKED)


def test_a_search_is_counted_once_however_its_hits_are_filtered(client, tree):
    for parameters in ({}, {"type": "laws"}):
        client.get("/search/", {"q": "试用期多久", **parameters})
    services.counted.flush()

    term = SearchTerm.objects.get()
    assert (term.term, term.asked, term.unanswered) == ("试用期多久", 1, 1)
