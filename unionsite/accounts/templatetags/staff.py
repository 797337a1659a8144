"""Template tags of the admin: the site's name, the session, and the rights of a group."""

from django import template
from django.conf import settings
from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy
from wagtail.users.templatetags.wagtailusers_tags import format_permissions

from unionsite.accounts.people.queries import security_settings
from unionsite.core.models import SiteSettings
from unionsite.core.queries import default_site, is_read_only
from unionsite.core.tabs import tabs_of

register = template.Library()


@register.simple_tag
def admin_site_name() -> str:
    """Return what every title of the admin ends with: the union's own name, as far as it has one."""
    site = default_site()
    return (SiteSettings.remembered_for(site.pk).union_name if site else "") or settings.WAGTAIL_SITE_NAME


@register.inclusion_tag("accounts/_session.html", takes_context=True)
def staff_session(context):
    """Return what `session.js` needs to keep a used session alive and to warn before it ends."""
    request = context["request"]
    return {"idle_minutes": security_settings().idle_minutes, "token": get_token(request), "user": request.user}


@register.simple_tag
def site_is_read_only() -> bool:
    return is_read_only()


@register.simple_tag(takes_context=True)
def name_in_sidebar(context) -> str:
    """Set the user's first name, which Wagtail's sidebar shows and nobody here has, for this answer only; not saved."""
    user = context["request"].user
    if user.name:
        user.first_name = user.name
    return ""


@register.inclusion_tag("core/screens/_tabs.html", takes_context=True)
def screen_tabs(context):
    """Show the tabs of screens that share a line of the menu; the sidebar, drawn before, has read which they are."""
    return tabs_of(context["request"])


# Models whose names do not go through gettext, and a right of one of them.
SUBJECTS = {"locale": gettext_lazy("语言"), "translation": gettext_lazy("翻译")}
OWN = {"submit_translation": gettext_lazy("提交翻译")}
ACTIONS = {
    "add": gettext_lazy("新增%(what)s"),
    "change": gettext_lazy("编辑%(what)s"),
    "delete": gettext_lazy("删除%(what)s"),
}


@register.inclusion_tag("wagtailusers/groups/includes/formatted_permissions.html")
def rights(field):
    """Show the rights on a group's form in the reader's language; their names in the database are English."""
    context = format_permissions(field)
    for row in context["object_perms"]:
        row["object"] = SUBJECTS.get(row["object"], row["object"])
        for action, label in ACTIONS.items():
            if action in row:
                row[action]["perm"].name = label % {"what": row["object"]}
        for right in row["custom"]:
            right["name"] = OWN.get(right["perm"].codename, right["name"])
    return context
