"""Asking links: those of a walk, and between walks those that failed."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from unionsite.oversight.health.asking import LinkAnswer, OwnSite, ask_many, by_host
from unionsite.oversight.health.choices import LinkFault, LinkKind
from unionsite.oversight.health.models import Link, Walk
from unionsite.oversight.health.rules import link_fault
from unionsite.oversight.health.services.pages import digest_of
from unionsite.oversight.health.services.reporting import judge_link

OWN_AT_ONCE = 100
EACH_HOST, MOST_AT_ONCE = 12, 300


def ask_links(walk: Walk, site: OwnSite, until: float) -> bool:
    """Ask some of the links that this walk has not asked yet, until a moment of `time.monotonic`; return whether any
    are left. Each answer is kept as it comes. What was visited as a page in this walk is not asked again."""
    waiting = Link.objects.waiting_in(walk.pk)
    own = list(waiting.exclude(kind=LinkKind.EXTERNAL).order_by("pk")[:OWN_AT_ONCE])
    visits = walk.visits.filter(address__in={link.address_after_host for link in own})
    foreign = Link.objects.none() if own else waiting.filter(kind=LinkKind.EXTERNAL).few_of_each_host(EACH_HOST)
    asked = list(foreign.values_list("address", flat=True)[:MOST_AT_ONCE])
    for link, answer in _answers(own, asked, site, until, dict(visits.values_list("address", "status"))):
        keep_answer(link, answer, walk_id=walk.pk)
    return bool(own or asked)


def _answers(
    own: Iterable[Link], foreign: Sequence[str], site: OwnSite, until: float, visited: Mapping[str, int]
) -> Iterator[tuple[Link, LinkAnswer]]:
    """Ask for pages, files and pictures of ours one by one, then for addresses of other sites."""
    for link in own:
        if time.monotonic() > until:
            return
        path = link.address_after_host
        yield link, own_answer(visited[path] if path in visited else site.status(link.address))
    for address, answer in ask_many(by_host(foreign), until=until):
        yield Link.objects.get(digest=digest_of(address)), answer


def own_answer(status: int) -> LinkAnswer:
    """Return what a status of our own says; who has to sign in first is led away or refused, and that is as it is."""
    if status == 0:
        return LinkAnswer(0, LinkFault.UNREACHABLE)
    return LinkAnswer(status, link_fault(status))


def keep_answer(link: Link, answer: LinkAnswer, *, walk_id: int | None = None, now: datetime | None = None) -> Link:
    """Store how a link answered; one that works or cannot be judged begins anew. `walk_id` None: between walks."""
    now = now or timezone.now()
    link.status, link.fault, link.is_unknown = answer.status, answer.fault or "", answer.is_unknown
    link.failures = min(link.failures + 1, 1000) if answer.fault else 0
    link.failed_since = (link.failed_since or now) if answer.fault else None
    link.checked_at = now
    if walk_id is not None:
        link.checked_in = walk_id
    link.save()
    return link


def ask_again(*, seconds: float, now: datetime | None = None) -> int:
    """Ask links that failed, between walks, and record or close their findings; return how many were asked. So a bad
    hour of a foreign host is no fault, and what was mended is closed within a day."""
    now = now or timezone.now()
    until = time.monotonic() + seconds
    due = Link.objects.due_again(now).order_by("checked_at", "pk")
    foreign = list(due.filter(kind=LinkKind.EXTERNAL).values_list("address", flat=True)[:MOST_AT_ONCE])
    asked = 0
    with OwnSite() as site:
        for link, answer in _answers(due.exclude(kind=LinkKind.EXTERNAL)[:OWN_AT_ONCE], foreign, site, until, {}):
            judge_link(keep_answer(link, answer, now=now), now=now)
            asked += 1
    return asked
