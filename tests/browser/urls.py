"""The site's addresses and its uploads, which a web server would send."""

from django.urls import re_path

from unionsite import urls
from unionsite.core.private_files import serve_media
from unionsite.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    re_path(r"^media/(?P<path>.*)$", serve_media),
    *urls.urlpatterns,
]
