"""The site's addresses and its uploads, which a web server would send."""

from django.conf import settings
from django.urls import re_path
from django.views.static import serve

from unionsite import urls
from unionsite.urls import handler404, handler500

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *urls.urlpatterns,
]
