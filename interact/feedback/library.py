"""Reads of published answers: the list, and what is like a question that somebody is typing (S-3.4)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet

from interact.feedback.choices import Channel
from interact.models import AnswerIndexPage, AnswerPage
from unionsite.core.paging import nearest_page

ROWS = 15
LONGEST_QUESTION = 100
MOST_PAIRS = 16
CANDIDATES = 60
SIMILAR = 5
# What stands in nearly every question and says nothing of it.
_COMMON = re.compile("怎么|什么|可以|是否|能否|请问|我们|公司|工会|有没有|没有|如何|时候|问题|多少")
_NO_WORD = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")


@dataclass(frozen=True)
class Answers:
    """A page of AnswerPage rows; `channels` are (value, label, number, is current) of those that have any."""

    page: PageOfRows
    channels: list[tuple[str, str, int, bool]]
    channel: str
    query: str

    @property
    def link(self) -> str:
        """What the addresses of the other pages begin with."""
        given = {name: value for name, value in (("channel", self.channel), ("q", self.query)) if value}
        return f"{urlencode(given)}&" if given else ""


def published(locale_id: int) -> QuerySet[AnswerPage]:
    return AnswerPage.objects.published().true_texts().filter(locale=locale_id)


def list_answers(index: AnswerIndexPage, *, channel: str, words: str, number: str | None) -> Answers:
    """Newest first, in three queries; an unknown channel is none."""
    channel = channel if channel in Channel.values else ""
    words = " ".join(words.split())[:LONGEST_QUESTION].replace("\0", "")
    answers = published(index.locale_id).child_of(index)
    counts = dict(answers.order_by().values_list("channel").annotate(number=Count("pk")))
    if channel:
        answers = answers.filter(channel=channel)
    for word in words.split()[:8]:
        answers = answers.filter(Q(title__icontains=word) | Q(question__icontains=word) | Q(reply__icontains=word))
    answers = answers.select_related("department").order_by("-answered_on", "-pk")
    labels = [(value, str(label), counts.get(value, 0), value == channel) for value, label in Channel.choices]
    return Answers(
        page=nearest_page(Paginator(answers, ROWS), number),
        channels=[row for row in labels if row[2]],
        channel=channel,
        query=words,
    )


def pairs(text: str) -> list[str]:
    """Neighbouring 汉字 two by two, and words of Latin letters or digits, without what stands everywhere; each once."""
    found: dict[str, None] = {}
    for run in _NO_WORD.split(_COMMON.sub(" ", text.lower())):
        for part in re.findall(r"[0-9a-z]+|[\u3400-\u9fff]+", run):
            if part[0].isascii():
                found |= dict.fromkeys([part] if len(part) > 1 else [])
            else:
                found |= dict.fromkeys(part[start : start + 2] for start in range(len(part) - 1))
    return list(found)[:MOST_PAIRS]


def similar(locale_id: int, question: str) -> list[AnswerPage]:
    """Published answers that share at least two pairs of characters with a question, most first; one query."""
    wanted = pairs(question[:LONGEST_QUESTION])
    if not wanted:
        return []
    either = reduce(or_, (Q(title__icontains=pair) | Q(question__icontains=pair) for pair in wanted))
    shared: Counter[AnswerPage] = Counter()
    for page in published(locale_id).filter(either).order_by("-answered_on", "-pk")[:CANDIDATES]:
        title, text = page.title.lower(), page.question.lower()
        shared[page] = sum((pair in title) * 2 + (pair in text) for pair in wanted)
    return [page for page, number in shared.most_common(SIMILAR) if number >= min(2, len(wanted))]
