"""Registers the staff screens of plan, platforms and timeliness, with their addresses."""

from django.urls import include, path
from wagtail import hooks

from unionsite.core.wings import is_on
from unionsite.publishing.platforms.screens import items, kit, plan, register
from unionsite.publishing.platforms.timeliness import screens as timeliness

urls = (
    [
        path("", plan.CalendarView.as_view(), name="calendar"),
        *plan.PlanListView.paths("list/"),
        path("add/", items.AddItemView.as_view(), name="add_item"),
        path("<int:pk>/", items.ItemView.as_view(), name="item"),
        *register.RegisterView.paths("platforms/"),
        path("platforms/add/", register.AddPlatformView.as_view(), name="add_platform"),
        path("platforms/<int:pk>/", register.PlatformView.as_view(), name="platform"),
        path("platforms/<int:pk>/check/", register.CheckView.as_view(), name="check_platform"),
        *register.PostListView.paths("posts/"),
        path("kit/<int:page_id>/", kit.KitView.as_view(), name="kit"),
        path("kit/<int:page_id>/pictures/", kit.PicturesView.as_view(), name="kit_pictures"),
        path("kit/<int:page_id>/qr/", kit.CodeView.as_view(), name="kit_code"),
    ],
    "publishing_platforms",
)


def register_addresses():
    return [path("plan/", include(urls)), path("timeliness/", include(timeliness))]


if is_on("platforms"):
    hooks.register("register_admin_urls", register_addresses)
    for view in (plan.CalendarView, plan.PlanListView, register.PostListView, register.RegisterView):
        hooks.register("register_admin_menu_item", view.menu_item)
    hooks.register("register_reports_menu_item", timeliness.TimelinessView.menu_item)
    hooks.register("offer_work", register.offer_work)
    hooks.register("offer_tiles_of_today", plan.offer_tiles)
    hooks.register("register_page_header_buttons", kit.header_buttons)
