"""Makes findings of what a walk saw, and closes those that it sees no more (S-7.2)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.models import Department
from unionsite.core.models import PiecePage
from unionsite.core.querysets import in_chunks
from unionsite.oversight.findings.choices import Gravity, Source, State
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.services import close_gone, record_finding
from unionsite.oversight.health import rules
from unionsite.oversight.health.choices import MOST_OF_A_KIND, LinkFault, LinkKind, PageFault
from unionsite.oversight.health.models import Link, Visit, Walk
from unionsite.oversight.health.services.pages import digest_of

PLACES_TOLD, PLACES_READ = 20, 2000
AT_ONCE = 200


def report(walk: Walk, now: datetime | None = None) -> None:
    """Record all that this walk found, close what it did not find, and count it. Safe to run twice."""
    now = now or timezone.now()
    walk.tally = tally_of(walk, now)
    walk.pages, walk.links = walk.visits.count(), Link.objects.filter(seen_in=walk.pk).count()
    walk.save(update_fields=["tally", "pages", "links"])
    _settle("page:", report_pages(walk, now), now)
    _settle("link:", report_links(walk, now), now)


def _settle(prefix: str, still: Iterator[str], now: datetime) -> None:
    close_gone(source=Source.HEALTH, prefix=prefix, still=set(still), now=now)


def tally_of(walk: Walk, now: datetime) -> dict[str, int]:
    """Count faults by kind: "page:slow", "link:gone"."""
    tally: Counter[str] = Counter()
    for faults in walk.visits.filter(is_faulty=True).values_list("faults", flat=True).iterator(chunk_size=500):
        tally.update(f"page:{fault}" for fault in faults)
    dead = Link.objects.dead(now).filter(seen_in=walk.pk).order_by().values("fault").annotate(number=Count("pk"))
    return dict(tally) | {f"link:{row['fault']}": row["number"] for row in dead}


def report_pages(walk: Walk, now: datetime) -> Iterator[str]:
    """Record the faults of pages and yield their keys; of a kind with very many there is one finding for all."""
    many = {fault for fault in PageFault if walk.tally.get(f"page:{fault}", 0) > MOST_OF_A_KIND}
    for fault in many:
        number = walk.tally[f"page:{fault}"]
        title = _("%(number)d个页面：%(fault)s") % {"number": number, "fault": fault.label}
        detail = _("同一问题涉及很多页面，多半是同一个原因，请先查服务器和网页模板。")
        yield from _record(f"page:all:{fault}", title, rules.gravity_of(fault, is_home=False), now, detail=detail)
    visits = walk.visits.filter(is_faulty=True).select_related("page__owner")
    for visit in in_chunks(visits, AT_ONCE):
        for fault in map(PageFault, visit.faults):
            if fault not in many:
                yield from record_page_fault(visit, fault, now)


def key_of(path: str, fault: PageFault) -> str:
    return f"page:{digest_of(path)[:32]}:{fault}"


def record_page_fault(visit: Visit, fault: PageFault, now: datetime) -> Iterator[str]:
    page = visit.page
    owner = page.owner if page and page.owner and page.owner.is_active else None
    department = PiecePage.objects.select_related("department").filter(pk=visit.page_id).first() if page else None
    seconds = _("用时%(seconds).1f秒。") % {"seconds": visit.seconds}
    status = _("状态码%(status)d。") % {"status": visit.status} if visit.status else _("在规定时间内没有答复。")
    yield from _record(
        key_of(visit.address, fault),
        _("%(fault)s：%(page)s") % {"fault": fault.label, "page": page.title if page else visit.address},
        rules.gravity_of(fault, is_home=visit.address == "/"),
        now,
        detail=seconds if fault in (PageFault.SLOW, PageFault.VETO) else status if visit.status != 200 else "",
        page=page,
        address=settings.BASE_URL + visit.address,
        owner=owner,
        department=department.department if department else None,
    )


def report_links(walk: Walk, now: datetime) -> Iterator[str]:
    """Record the dead links and yield their keys; of very many to other sites there is one finding for all."""
    dead = Link.objects.dead(now).filter(seen_in=walk.pk)
    if number := many_external(now):
        dead = dead.exclude(kind=LinkKind.EXTERNAL)
        yield from _record_external(number, now)
    for link in in_chunks(dead, AT_ONCE):
        yield from record_link(link, now)


def many_external(now: datetime) -> int:
    """Return how many links to other sites are dead, 0 if these are no more than may be mended one by one."""
    number = Link.objects.dead(now).filter(kind=LinkKind.EXTERNAL).count()
    return number if number > MOST_OF_A_KIND else 0


def _record_external(number: int, now: datetime) -> Iterator[str]:
    title = _("%(number)d个外部链接打不开") % {"number": number}
    detail = _("多半是服务器上不了外网，请先查网络和防火墙。清单见“网站巡检”的“打不开的链接”。")
    yield from _record("link:all:external", title, Gravity.SERIOUS, now, detail=detail)


def record_link(link: Link, now: datetime) -> Iterator[str]:
    """Record a dead link once for each department on whose pages it stands; yield the keys."""
    visits = link.visits.select_related("page").order_by("-walk_id", "pk")[:PLACES_READ]
    departments = dict(PiecePage.objects.filter(pk__in=[v.page_id for v in visits]).values_list("pk", "department_id"))
    places: dict[int | None, list[Visit]] = defaultdict(list)
    for visit in visits:
        places[departments.get(visit.page_id)].append(visit)
    words = _("%(kind)s%(fault)s：%(address)s") % {
        "kind": LinkKind(link.kind).label,
        "fault": LinkFault(link.fault).label,
        "address": link.address,
    }
    gravity = Gravity.USUAL if link.kind == LinkKind.EXTERNAL else Gravity.SERIOUS
    for department_id, found in places.items():
        paths = list(dict.fromkeys(f"{visit.page or ''} {settings.BASE_URL}{visit.address}".strip() for visit in found))
        detail = "\n".join([_("所在页面："), *paths[:PLACES_TOLD]])
        if len(paths) > PLACES_TOLD:
            detail += "\n" + _("等共%(number)d个页面。") % {"number": len(paths)}
        more = {"page": found[0].page, "address": link.address, "department_id": department_id}
        yield from _record(f"link:{link.digest[:32]}:{department_id or 0}", words, gravity, now, detail=detail, **more)


def judge_link(link: Link, now: datetime) -> None:
    """Record or close the findings of one link, as it is now. What is reported mended waits for the next walk: the link
    may have gone from its page, which only a walk sees."""
    prefix = f"link:{link.digest[:32]}:"
    if not Link.objects.dead(now).filter(pk=link.pk).exists():
        if not link.fault:
            _settle(prefix, iter(()), now)
        return
    number = many_external(now) if link.kind == LinkKind.EXTERNAL else 0
    if number:
        list(_record_external(number, now))
    elif not Finding.objects.filter(key__startswith=prefix, state=State.MENDED).exists():
        list(record_link(link, now))


def report_certificate(walk: Walk, now: datetime) -> None:
    """Record that the certificate runs out or has, or close that finding."""
    if walk.certificate_until is not None:
        _settle("certificate:", _certificate(walk, now), now)


def _certificate(walk: Walk, now: datetime) -> Iterator[str]:
    days = (walk.certificate_until - now).days
    if gravity := rules.certificate_gravity(days):
        last = timezone.localtime(walk.certificate_until)
        title = _("网站的安全证书已经过期") if days < 0 else _("网站的安全证书将在%(days)d天后到期") % {"days": days}
        detail = _("有效期至%(until)s。过期后浏览器会警告读者不要打开本站。") % {"until": f"{last:%Y-%m-%d %H:%M}"}
        yield from _record("certificate:own", title, gravity, now, detail=detail, address=settings.BASE_URL)


@transaction.atomic
def report_accounts(faults: Collection[tuple[str, str, Any]], now: datetime) -> None:
    """Record what is wrong with accounts on other platforms (`publishing/elsewhere.py`), and close what is over."""
    for key, title, account in faults:
        record_finding(
            source=Source.PLATFORM,
            key=key,
            title=title,
            gravity=Gravity.USUAL,
            department=account.department,
            owner=account.administrator,
            now=now,
        )
    close_gone(source=Source.PLATFORM, prefix="platform:", still={key for key, *_fault in faults}, now=now)


def _record(key: str, title: str, gravity: Gravity, now: datetime, *, department_id=None, **more) -> Iterator[str]:
    """Record a finding, and yield its key."""
    if department_id is not None:
        more["department"] = Department.objects.get(pk=department_id)
    record_finding(source=Source.HEALTH, key=key, title=title, gravity=gravity, now=now, **more)
    yield key
