"""The site's addresses; those of `docs/structure.md` are fixed."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from home.sitemaps import robots, sitemap_index, sitemap_part
from interact.sending.views import picture as captcha_picture
from search.results.views import say, search, suggestions
from unionsite.accounts import urls as accounts_urls
from unionsite.accounts.sign_in.views.sign_in import PublicSignInView
from unionsite.core.content_policy import ContentReport
from unionsite.core.errors import not_found
from unionsite.core.health import healthz
from unionsite.core.private_files import serve_media
from unionsite.core.routing import serve
from unionsite.core.security_contact import security_txt
from unionsite.core.wings import wings
from unionsite.publishing.guard.screens import set_collection_privacy, set_privacy

handler400 = "unionsite.core.errors.bad_request"
handler403 = "unionsite.core.errors.forbidden"
handler404 = "unionsite.core.errors.not_found"
handler500 = "unionsite.core.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:name>.xml", sitemap_part, name="sitemap_part"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("csp-report/", ContentReport.as_view(), name="csp_report"),
    path("feedback/captcha/<str:token>.png", captcha_picture, name="captcha_picture"),
    # Before Wagtail's own: whatever leads to the admin asks for the code.
    path("admin/", include(accounts_urls.admin)),
    path("admin/pages/<int:page_id>/privacy/", set_privacy, name="set_privacy"),
    path("admin/collections/<int:collection_id>/privacy/", set_collection_privacy, name="set_collection_privacy"),
    # Wagtail's page that fails on purpose; the place of the root, which has no parent.
    path("admin/failwhale/", not_found),
    path("admin/pages/1/set_position/", not_found),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.DEBUG:
    urlpatterns += [path("", include(module)) for module in getattr(settings, "DEV_URLS", ())]
if settings.DEBUG or settings.S3_SERVER:
    urlpatterns.append(re_path(rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.*)$", serve_media))

urlpatterns += i18n_patterns(
    path("search/", search, name="search"),
    path("search/said/", say, name="search_said"),
    path("search/suggest/", suggestions, name="search_suggestions"),
    path("account/", include(accounts_urls.public)),
    *(path("", include(wing.reader_urls)) for wing in wings() if wing.reader_urls),
    path("feedback/", include("interact.following.urls")),
    path("records/", include("unionsite.publishing.ledger.views")),
    path("_util/login/", PublicSignInView.as_view(), name="front_login"),
    # Wagtail's own addresses (sign-in of restricted pages), but for its page view: ours stands in for it.
    *[pattern for pattern in wagtail_urls.urlpatterns if pattern.name != "wagtail_serve"],
    re_path(serve_pattern, serve, name="wagtail_serve"),
    prefix_default_language=False,
)
