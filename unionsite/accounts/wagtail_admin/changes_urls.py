"""Addresses of 待复核事项, below the admin's own prefix."""

from django.urls import path

from unionsite.accounts.wagtail_admin import changes

app_name = "changes_admin"
urlpatterns = [
    path("", changes.ChangesView.as_view(), name="index"),
    path("<int:pk>/", changes.ChangeView.as_view(), name="change"),
]
