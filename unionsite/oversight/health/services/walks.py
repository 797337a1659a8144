"""Begins walks and takes their steps; where a walk is stands in its row, so that any process can go on with it."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.outgoing import certificate_until
from unionsite.core.queries import default_site, is_open, public_address, site_roots
from unionsite.core.querysets import PublicPageQuerySet
from unionsite.core.refusals import Refused
from unionsite.laws.models import Statute, StatuteArticle
from unionsite.oversight.findings.choices import Source, State
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.services import close_gone
from unionsite.oversight.health import rules
from unionsite.oversight.health.asking import OwnSite
from unionsite.oversight.health.choices import START, Stage
from unionsite.oversight.health.models import Link, Visit, Walk
from unionsite.oversight.health.services.links import ask_again, ask_links
from unionsite.oversight.health.services.misses import forget_misses
from unionsite.oversight.health.services.pages import keep_page, look_at
from unionsite.oversight.health.services.reporting import record_page_fault, report, report_certificate

STEP_SECONDS = 20
# Longer than the slowest that happens between two renewals: a page asked twice.
LEASE = timedelta(minutes=3)
BATCH = 50
# A walk that has not come to its end by then is given up: the site was down for days.
LONGEST = timedelta(days=6)
LINKS_FORGOTTEN_AT_ONCE = 5000


@transaction.atomic
def start_walk(*, actor=None, now: datetime | None = None) -> Walk:
    """Begin a walk, which the next steps carry on. Raises Refused while one is running."""
    if actor is not None and not actor.has_perm(START):
        raise Refused(_("您没有发起巡检的权限。"))
    try:
        with transaction.atomic():
            walk = Walk.objects.create(started_at=now or timezone.now(), started_by=actor)
    except IntegrityError:
        raise Refused(_("巡检正在进行，完成后才能再次发起。")) from None
    if actor is not None:
        audit.record(Action.WALK_STARTED, actor=actor, subject=walk)
    return walk


def walk_on() -> None:
    """Runs each minute: begins the week's walk when its time has come, and takes a step of the running one."""
    start_when_due()
    take_step()


def start_when_due(now: datetime | None = None) -> Walk | None:
    """Begin the week's walk when its hour has come and the site is open. Safe to run twice."""
    now = timezone.localtime(now)
    last = Walk.objects.order_by("-started_at").values_list("started_at", flat=True).first()
    when = {"weekday": settings.HEALTH_WALK_WEEKDAY, "hour": settings.HEALTH_WALK_HOUR}
    if (
        not is_open()
        or Walk.objects.filter(is_running=True).exists()
        or not rules.starts_now(now, last_start=last and timezone.localtime(last), **when)
    ):
        return None
    return start_walk(now=now)


def take_step(*, seconds: float = STEP_SECONDS, now: datetime | None = None) -> Walk | None:
    """Carry the running walk on for some seconds; return it, or None if there is none or another process has it.

    Nothing new is begun after that time; what was begun takes up to the time limits of one page.
    """
    now = now or timezone.now()
    walk = Walk.objects.filter(is_running=True).first()
    if walk is None or not _lease(walk, now):
        return None
    try:
        if now - walk.started_at > LONGEST:
            _end(walk, Stage.STOPPED, now)
            return walk
        if walk.certificate_until is None:
            # First of all: with a bad certificate nothing else can be asked.
            _look_at_certificate(walk)
        until = time.monotonic() + seconds
        with OwnSite() as site:
            # While the site is down nothing can be said of its pages; the probes tell of that.
            if site.status(settings.BASE_URL + "/") in (0, 502, 503, 504):
                return walk
            while walk.is_running and time.monotonic() < until:
                _STAGES[Stage(walk.stage)](walk, site, until)
                Walk.objects.filter(pk=walk.pk).update(leased_until=timezone.now() + LEASE)
    finally:
        Walk.objects.filter(pk=walk.pk).update(leased_until=None)
    return walk


def _lease(walk: Walk, now: datetime) -> bool:
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return bool(Walk.objects.filter(free, pk=walk.pk, is_running=True).update(leased_until=now + LEASE))


def _look_at_certificate(walk: Walk) -> None:
    walk.certificate_until = certificate_until()
    walk.save(update_fields=["certificate_until"])
    report_certificate(walk, timezone.now())


def _onward(walk: Walk, stage: Stage) -> None:
    walk.stage, walk.cursor = stage, 0
    walk.save(update_fields=["stage", "cursor"])


def _pages(walk: Walk, site: OwnSite, until: float) -> None:
    roots = {root.locale_id: root for root in site_roots(default_site().pk).values()}
    pages = PublicPageQuerySet(Page).published().true_texts().filter(pk__gt=walk.cursor, locale__in=roots)
    rows = list(pages.order_by("pk").values_list("pk", "url_path", "locale_id")[:BATCH])
    for pk, url_path, locale_id in rows:
        root = roots[locale_id]
        if not url_path.startswith(root.url_path):
            continue
        if time.monotonic() > until:
            return
        path = public_address(url_path)
        keep_page(walk=walk, cursor=pk, path=path, page_id=pk, found=look_at(path, site))
    if len(rows) < BATCH:
        _onward(walk, Stage.LAWS)
    elif rows:
        walk.cursor = rows[-1][0]


def _laws(walk: Walk, site: OwnSite, until: float) -> None:
    first = StatuteArticle.objects.filter(statute=OuterRef("pk")).order_by("position").values("anchor")[:1]
    statutes = list(Statute.objects.filter(pk__gt=walk.cursor).annotate(first=Subquery(first)).order_by("pk")[:BATCH])
    for statute in statutes:
        if time.monotonic() > until:
            return
        # Of the pages of single articles, which are many and alike, the first stands for all.
        articles = [(f"{statute.url}{statute.first}/", walk.cursor)] if statute.first else []
        for path, cursor in [*articles, (statute.url, statute.pk)]:
            keep_page(walk=walk, cursor=cursor, path=path, page_id=None, found=look_at(path, site))
    if len(statutes) < BATCH:
        _onward(walk, Stage.LINKS)


def _links(walk: Walk, site: OwnSite, until: float) -> None:
    if not ask_links(walk, site, until):
        _onward(walk, Stage.CLOSE)


def _close(walk: Walk, site: OwnSite, until: float) -> None:
    now = timezone.now()
    report(walk, now)
    _forget(walk)
    _end(walk, Stage.DONE, now)


_STAGES = {Stage.PAGES: _pages, Stage.LAWS: _laws, Stage.LINKS: _links, Stage.CLOSE: _close}


def _end(walk: Walk, stage: Stage, now: datetime) -> None:
    walk.stage, walk.is_running, walk.finished_at = stage, False, now
    walk.save(update_fields=["stage", "is_running", "finished_at"])


def _forget(walk: Walk) -> None:
    """Delete what earlier walks saw, and links that stand nowhere any more; a walk's figures stay."""
    for table in (Visit.links.through.objects.filter(visit__walk__lt=walk.pk), Visit.objects.filter(walk__lt=walk.pk)):
        while keys := list(table.values_list("pk", flat=True)[:LINKS_FORGOTTEN_AT_ONCE]):
            table.model.objects.filter(pk__in=keys).delete()
    while keys := list(Link.objects.filter(seen_in__lt=walk.pk).values_list("pk", flat=True)[:LINKS_FORGOTTEN_AT_ONCE]):
        Link.objects.filter(pk__in=keys).delete()


def look_again() -> None:
    """Runs hourly: asks failed links again, and pages that are reported mended; forgets old misses."""
    forget_misses()
    ask_again(seconds=15)
    visit_mended_again(seconds=15)


def visit_mended_again(*, seconds: float, now: datetime | None = None) -> int:
    """Look again, for some seconds, at pages that are reported mended: close what is, send back what is not. Returns
    how many findings were looked at. Safe to run twice."""
    now, until, looked = now or timezone.now(), time.monotonic() + seconds, 0
    mended = Finding.objects.filter(source=Source.HEALTH, key__startswith="page:", state=State.MENDED)
    walk = Walk.objects.order_by("-pk").first()
    with OwnSite() as site:
        # Those that wait longest first; what goes back waits no more.
        for finding in mended.select_related("page").order_by("mended_at", "pk")[:BATCH]:
            if time.monotonic() > until:
                break
            visit = walk and walk.visits.filter(address=finding.address.removeprefix(settings.BASE_URL)).first()
            if visit is None:
                continue
            looked += 1
            answer, _content, faults = look_at(visit.address, site)
            fault = next((fault for fault in faults if finding.key.endswith(f":{fault}")), None)
            if fault is None:
                close_gone(source=Source.HEALTH, prefix=finding.key, still=(), now=now)
            else:
                visit.status, visit.seconds = answer.status, answer.seconds
                list(record_page_fault(visit, fault, now))
    return looked
