"""The union's own name and telephone number for what has no request: mails and printed slips."""

from wagtail.models import Site

from unionsite.core.models import SiteSettings


def union_settings() -> SiteSettings:
    """Settings of the default site, empty ones while there are none."""
    site = Site.objects.filter(is_default_site=True).select_related("sitesettings").first()
    return getattr(site, "sitesettings", None) or SiteSettings()
