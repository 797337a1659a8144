"""Addresses of the review desk, below the admin's own prefix."""

from django.urls import path

from unionsite.publishing.wagtail_admin.desk import emergency, lists, planned, review, translations

app_name = "publishing_desk"
urlpatterns = [
    path("", lists.DeskView.as_view(), name="index"),
    path("<int:pk>/", review.ReviewView.as_view(), name="review"),
    path("link/<str:token>/", review.LinkView.as_view(), name="link"),
    path("emergency/", emergency.TakedownPeopleView.as_view(), name="takedown_people"),
    path("emergency/<int:page_id>/", emergency.EmergencyView.as_view(), name="emergency"),
    path("planned/<int:page_id>/", planned.WithdrawView.as_view(), name="withdraw"),
    path("translation/<int:page_id>/", translations.SubmitTranslationView.as_view(), name="submit_translation"),
]
