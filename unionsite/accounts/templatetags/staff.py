"""What the admin's frame says about the site and the session."""

from django import template
from django.conf import settings
from django.middleware.csrf import get_token

from unionsite.accounts.people.queries import security_settings

register = template.Library()


@register.simple_tag
def admin_site_name() -> str:
    """What every title of the admin ends in."""
    return settings.WAGTAIL_SITE_NAME


@register.inclusion_tag("accounts/_session.html", takes_context=True)
def staff_session(context):
    """What `session.js` must know to keep a session alive that is used, and to warn before it ends."""
    request = context["request"]
    return {"idle_minutes": security_settings().idle_minutes, "token": get_token(request), "user": request.user}


@register.simple_tag(takes_context=True)
def name_in_sidebar(context) -> str:
    """Wagtail's sidebar shows the given name, which nobody has here; lent for this answer, not saved."""
    user = context["request"].user
    if user.name:
        user.first_name = user.name
    return ""
