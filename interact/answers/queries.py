"""Reads of published answers: the list, and how many there are (S-3.4)."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet

from interact.answers.models import AnswerIndexPage, AnswerPage
from interact.channels.records import Channel
from unionsite.core.request_values import nearest_page

ROWS = 15
LONGEST_QUESTION = 100


@dataclass(frozen=True)
class Answers:
    """One page of the list. `channels` are (value, label, number of answers, is current) of channels with answers."""

    page: PageOfRows
    channels: list[tuple[str, str, int, bool]]
    channel: str
    query: str

    @property
    def link(self) -> str:
        """The beginning of the query with which the other pages of the list are addressed."""
        given = {name: value for name, value in (("channel", self.channel), ("q", self.query)) if value}
        return f"{urlencode(given)}&" if given else ""


def published(locale_id: int) -> QuerySet[AnswerPage]:
    return AnswerPage.objects.published().true_texts().in_language(locale_id)


def list_answers(index: AnswerIndexPage, *, channel: str, words: str, number: str | None) -> Answers:
    """Return one page of answers, newest first, in three queries; an unknown channel does not filter."""
    channel = channel if channel in Channel.values else ""
    words = " ".join(words.split())[:LONGEST_QUESTION].replace("\0", "")
    answers = published(index.locale_id).child_of(index)
    counts = dict(answers.order_by().values_list("channel").annotate(number=Count("pk")))
    if channel:
        answers = answers.filter(channel=channel)
    for word in words.split()[:8]:
        texts = ("title", "question", "reply", "outcome")
        answers = answers.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in texts)))
    answers = answers.select_related("department").order_by("-answered_on", "-pk")
    labels = [(value, str(label), counts.get(value, 0), value == channel) for value, label in Channel.choices]
    return Answers(
        page=nearest_page(Paginator(answers, ROWS), number),
        channels=[row for row in labels if row[2]],
        channel=channel,
        query=words,
    )


def published_between(start: datetime, stop: datetime) -> int:
    """Count the answers in Chinese that were first published from `start` to before `stop`, taken down since or not."""
    answers = AnswerPage.objects.true_texts().filter(locale__language_code=settings.LANGUAGE_CODE)
    return answers.filter(first_published_at__gte=start, first_published_at__lt=stop).count()
