"""For search engines: the site map, an index and its parts, and robots.txt."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.sitemaps.views import x_robots_tag
from django.db import connection
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from wagtail.models import Page, Site

from rights.models import LawLibraryPage
from unionsite.core.generation import PIECES, remembered_of
from unionsite.core.queries import public_address, site_by_id, site_root, site_roots
from unionsite.core.querysets import PublicPageQuerySet

# A page is in the part of its primary key: it stays there for good, and no part costs more than another. A crawler
# that looks for what is new asks for one part; the protocol would allow 50,000 addresses.
IN_A_PART = 2500
LAWS_PART, PAGES_PART = "laws", re.compile(r"pages-([0-9]{1,9})")
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Path below this site, and when it changed.
Row = tuple[str, datetime | None]


@x_robots_tag
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The map of the site: where its parts are."""
    rows = [(path, None) for path in part_paths(_site_of(request).pk)]
    return HttpResponse(_written(rows, "sitemapindex", "sitemap"), content_type="application/xml")


@remembered_of(PIECES)
def part_paths(site_id: int) -> tuple[str, ...]:
    """Return the paths of the parts that hold something; an import of statutes renews `SITE` too."""
    names = [f"pages-{part}" for part in _parts()]
    names += [LAWS_PART] if statutes(site_by_id(site_id)) else []
    return tuple(reverse("sitemap_part", args=[name]) for name in names)


# Which of the parts up to the last hold a live page: each is looked into by the key, none is read through. Written by
# Django, with one `Exists` for each part, the query takes longer to write than to answer.
PARTS_WITH_PAGES = """
    WITH RECURSIVE part(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM part WHERE number < %(last)s)
    SELECT number FROM part WHERE EXISTS (
        SELECT 1 FROM wagtailcore_page
        WHERE id >= number * %(size)s AND id < (number + 1) * %(size)s AND live AND alias_of_id IS NULL)
    ORDER BY number
"""


def _parts() -> list[int]:
    """Return the parts that hold a live page."""
    last = Page.objects.aggregate(last=Max("pk"))["last"] or 0
    with connection.cursor() as cursor:
        cursor.execute(PARTS_WITH_PAGES, {"last": last // IN_A_PART, "size": IN_A_PART})
        return [number for (number,) in cursor.fetchall()]


@x_robots_tag
def sitemap_part(request: HttpRequest, name: str) -> HttpResponse:
    site = _site_of(request)
    if name == LAWS_PART:
        rows = statutes(site)
    else:
        part = PAGES_PART.fullmatch(name)
        rows = pages(site, int(part[1])) if part else []
    if not rows:
        raise Http404
    response = HttpResponse(_written(rows), content_type="application/xml")
    if changes := [changed for _path, changed in rows if changed]:
        response["Last-Modified"] = http_date(max(changes).timestamp())
    return response


def pages(site: Site, part: int) -> list[Row]:
    """Return the public pages of a part in all languages, but for those that only repeat another; one query."""
    roots = site_roots(site.pk)
    below = reduce(or_, (Q(path__startswith=root.path) for root in roots.values()), Q(pk__in=[]))
    pages = PublicPageQuerySet(Page).published().true_texts().filter(below).order_by("pk")
    found = pages.filter(pk__gte=part * IN_A_PART, pk__lt=(part + 1) * IN_A_PART)
    rows = found.values_list("url_path", "last_published_at")
    return [(public_address(url_path), changed) for url_path, changed in rows]


def statutes(site: Site) -> list[Row]:
    """Return the statutes, which are not pages; their English addresses show the same Chinese text and are left out."""
    libraries = LawLibraryPage.objects.published().in_language(site_root(site).locale_id)
    return [row for library in libraries for row in library.statute_addresses()]


def _written(rows: Iterable[Row], every: str = "urlset", each: str = "url") -> Iterable[str]:
    """Yield the file, `each` address in its element; Django's own template takes ten times as long for an address."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{every} xmlns="{SPACE}">\n'
    for path, changed in rows:
        moment = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        yield f"<{each}><loc>{escape(settings.BASE_URL + path)}</loc>{moment}</{each}>\n"
    yield f"</{every}>\n"


def _site_of(request: HttpRequest) -> Site:
    if not request._wagtail_site:
        raise Http404
    return request._wagtail_site


def robots(_request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /en/search/",
        "",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
