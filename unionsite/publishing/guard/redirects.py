"""Redirects go live as they are saved, so they may only lead about this site (security.md 3.4)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from unionsite.core.refusals import Refused


def check_redirect(redirect: Redirect) -> None:
    """Raise Refused for a target on another host."""
    target = redirect.redirect_link
    if not target:
        return
    parts = urlsplit(target.strip().replace("\\", "/"))
    own = urlsplit(settings.BASE_URL).hostname
    if (parts.scheme or parts.netloc) and parts.hostname != own:
        raise Refused(_("重定向只能指向本站的页面或网址，不能指向其他网站。"))
