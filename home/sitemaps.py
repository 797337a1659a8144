"""For search engines: the site map and robots.txt."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.http import Http404, HttpResponse
from wagtail.models import Page

from rights.models import LawLibraryPage
from unionsite.core.queries import language_prefix, site_root, site_roots
from unionsite.core.querysets import PublicPageQuerySet


class PageSitemap(Sitemap):
    """Every public page that is no alias, in all languages; a few queries and no page objects."""

    limit = 5000

    def __init__(self, site):
        self.site = site

    def items(self):
        rows = []
        for language, root in site_roots(self.site.pk).items():
            pages = PublicPageQuerySet(Page).published().descendant_of(root, inclusive=True).true_texts()
            for url_path, changed in pages.order_by("path").values_list("url_path", "last_published_at"):
                rows.append((language_prefix(language) + url_path.removeprefix(root.url_path), changed))
        # The statutes are not pages; their English addresses show the same Chinese text and are left out.
        libraries = LawLibraryPage.objects.published()
        for library in libraries.filter(locale=site_root(self.site).locale_id):
            rows += library.statute_addresses()
        return rows

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]

    def get_protocol(self, protocol=None):
        return settings.BASE_URL.partition("://")[0]

    def get_domain(self, site=None):
        return settings.BASE_URL.partition("://")[2]


def sitemap(request):
    if not request._wagtail_site:
        raise Http404
    return render_sitemap(request, {"pages": PageSitemap(request._wagtail_site)})


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
