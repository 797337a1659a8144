"""Addresses of the publishing app that several modules answer: one list for each place, each with its namespace."""

from django.urls import path

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
