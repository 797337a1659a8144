"""The site's addresses with those that only DEBUG has."""

from demo import dev_mails
from unionsite import urls
from unionsite.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*dev_mails.urlpatterns, *urls.urlpatterns]
