"""Addresses of the publishing app that several modules answer: one list for each place, each with its namespace."""

from django.urls import path

from unionsite.publishing.platforms.screens import items, kit, plan, posts, register
from unionsite.publishing.review.screens import decision, desk, stopping

# The review desk, below /admin/review/.
review = (
    [
        path("", desk.DeskView.as_view(), name="index"),
        path("<int:pk>/", decision.ReviewView.as_view(), name="review"),
        path("link/<str:token>/", decision.LinkView.as_view(), name="link"),
        path("emergency/", stopping.TakedownPeopleView.as_view(), name="takedown_people"),
        path("emergency/<int:page_id>/", stopping.EmergencyView.as_view(), name="emergency"),
        path("planned/<int:page_id>/", stopping.WithdrawView.as_view(), name="withdraw"),
    ],
    "publishing_desk",
)
# Plan, platforms and copy kits, below /admin/plan/.
platforms = (
    [
        path("", plan.CalendarView.as_view(), name="calendar"),
        *plan.PlanListView.paths("list/"),
        path("add/", items.AddItemView.as_view(), name="add_item"),
        path("<int:pk>/", items.ItemView.as_view(), name="item"),
        path("<int:pk>/cancel/", items.CancelItemView.as_view(), name="cancel_item"),
        path("<int:pk>/restore/", items.RestoreItemView.as_view(), name="restore_item"),
        *register.RegisterView.paths("platforms/"),
        path("platforms/add/", register.AddPlatformView.as_view(), name="add_platform"),
        path("platforms/<int:pk>/", register.PlatformView.as_view(), name="platform"),
        path("platforms/<int:pk>/check/", register.CheckView.as_view(), name="check_platform"),
        *posts.PostListView.paths("posts/"),
        path("kit/<int:page_id>/", kit.KitView.as_view(), name="kit"),
        path("kit/<int:page_id>/pictures/", kit.PicturesView.as_view(), name="kit_pictures"),
        path("kit/<int:page_id>/qr/", kit.CodeView.as_view(), name="kit_code"),
        path("kit/<int:page_id>/tasks/", kit.OpenTasksView.as_view(), name="open_tasks"),
        path("kit/<int:page_id>/posts/<int:pk>/record/", kit.RecordView.as_view(), name="record"),
        path("kit/<int:page_id>/posts/<int:pk>/skip/", kit.SkipView.as_view(), name="skip"),
        path("kit/<int:page_id>/posts/<int:pk>/draft/", kit.DraftView.as_view(), name="draft"),
    ],
    "publishing_platforms",
)
