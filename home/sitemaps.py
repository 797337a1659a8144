"""For search engines: the site map and robots.txt."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.core.paginator import Paginator
from django.db.models import Exists, Max, Q
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.models import Page, Site

from rights.models import LawLibraryPage
from unionsite.core.queries import language_prefix, site_root, site_roots
from unionsite.core.querysets import PublicPageQuerySet

# Many times fewer than the 50,000 that the protocol allows: a crawler that looks for what is new asks for one part.
IN_A_PART = 5000


class AbsoluteSitemap(Sitemap):
    """Addresses as (path, last change), one file of them."""

    limit = 50_000

    @property
    def paginator(self):
        # What holds nothing is not found.
        return Paginator(self.items(), self.limit, allow_empty_first_page=False)

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]

    def get_protocol(self, protocol=None):
        return settings.BASE_URL.partition("://")[0]

    def get_domain(self, site=None):
        return settings.BASE_URL.partition("://")[2]


class PageSitemap(AbsoluteSitemap):
    """The public pages that are no aliases, in all languages, of one range of primary keys; one query.

    By keys, a page stays in its part for good, and no part costs more than another.
    """

    def __init__(self, site, part: int):
        self.roots, self.part = site_roots(site.pk), part

    def pages(self):
        below = [Q(path__startswith=root.path) for root in self.roots.values()]
        pages = PublicPageQuerySet(Page).published().true_texts().filter(reduce(or_, below, Q(pk__in=[])))
        return pages.filter(pk__gte=self.part * IN_A_PART, pk__lt=(self.part + 1) * IN_A_PART)

    def items(self):
        rows = self.pages().order_by("path").values_list("path", "url_path", "last_published_at")
        return [(self._address(path, url_path), changed) for path, url_path, changed in rows]

    def _address(self, path: str, url_path: str) -> str:
        language, root = next(pair for pair in self.roots.items() if path.startswith(pair[1].path))
        return language_prefix(language) + url_path.removeprefix(root.url_path)


class StatuteSitemap(AbsoluteSitemap):
    """The statutes, which are not pages; their English addresses show the same Chinese text and are left out."""

    def __init__(self, site):
        self.site = site

    def items(self):
        libraries = LawLibraryPage.objects.published().filter(locale=site_root(self.site).locale_id)
        return [row for library in libraries for row in library.statute_addresses()]


@x_robots_tag
def sitemap_index(request):
    """The map of the site: where its parts are."""
    site = _site_of(request)
    names = [f"pages-{part}" for part in _parts(site)]
    names += ["laws"] if StatuteSitemap(site).items() else []
    parts = [{"location": settings.BASE_URL + reverse("sitemap_part", args=[name])} for name in names]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")


def _parts(site) -> list[int]:
    """Return the parts that hold a page: each is looked into, none read through."""
    last = Page.objects.aggregate(last=Max("pk"))["last"] or 0
    numbers = range(last // IN_A_PART + 1)
    looks = [Exists(PageSitemap(site, number).pages()) for number in numbers]
    found = Site.objects.filter(pk=site.pk).values_list(*looks).get()
    return [number for number, is_there in zip(numbers, found, strict=True) if is_there]


def sitemap_part(request, name: str):
    site = _site_of(request)
    kind, _dash, number = name.partition("-")
    part = StatuteSitemap(site) if kind == "laws" else PageSitemap(site, int(number))
    return render_sitemap(request, {"part": part})


def _site_of(request):
    if request._wagtail_site is None:
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
