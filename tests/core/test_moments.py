"""One style of dates for people, in both languages."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from unionsite.core.moments import moment

NOON = datetime(2026, 12, 9, 6, tzinfo=UTC)  # 14:00 in Shanghai, a Wednesday


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(datetime(2026, 11, 30, 4, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("starts", "ends", "language", "words"),
    [
        (NOON, None, "zh-hans", ["12月9日 星期三 14:00"]),
        (NOON, NOON.replace(hour=9), "zh-hans", ["12月9日 星期三 14:00–17:00"]),
        # In Shanghai it is the next day.
        (NOON, NOON.replace(hour=17), "zh-hans", ["12月9日 星期三 14:00", "12月10日 星期四 01:00"]),
        (NOON, NOON.replace(hour=9), "en", ["Wednesday 9 December 14:00–17:00"]),
        (
            NOON.replace(year=2025),
            NOON.replace(year=2025, hour=7),
            "zh-hans",
            ["<span data-apart>2025年</span>12月9日 星期二 14:00–15:00"],
        ),
        (NOON.replace(year=2027), None, "en", ["Thursday 9 December<span data-apart> 2027</span> 14:00"]),
    ],
)
def test_the_day_once_and_nothing_broken(starts, ends, language, words):
    with translation.override(language):
        between = "至" if language == "zh-hans" else " to "
        assert moment(starts, ends) == between.join(f'<span class="moment">{text}</span>' for text in words)


def test_what_a_draft_lacks_is_empty():
    assert Template("{% load site %}{{ at|moment:at }}").render(Context({"at": None})) == ""


def test_words_around_it_keep_it_whole():
    text = "{% load i18n site %}{% blocktranslate with time=at|moment %}{{ time }}截止{% endblocktranslate %}"
    html = Template(text).render(Context({"at": timezone.localtime(NOON)}))
    assert html == '<span class="moment">12月9日 星期三 14:00</span>截止'
