"""The entry of the admin's menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem

from unionsite.core.screens import RightMenuItem
from unionsite.publishing.platforms import rights


def menu_item() -> SubmenuMenuItem:
    entries = [
        (_("发布计划"), "calendar", rights.VIEW_PLAN, "calendar-check"),
        (_("计划与实际"), "plan", rights.VIEW_PLAN, "list-ul"),
        (_("平台发布任务"), "posts", rights.VIEW_POSTS, "mobile-alt"),
        (_("平台台账"), "register", rights.VIEW_REGISTER, "grid"),
    ]
    items = [
        RightMenuItem(label, reverse(f"publishing_platforms:{name}"), right, icon_name=icon, name=name, order=order)
        for order, (label, name, right, icon) in enumerate(entries)
    ]
    return SubmenuMenuItem(
        _("计划与平台"), Menu(items=items), name="publication-plan", icon_name="calendar-alt", order=210
    )
