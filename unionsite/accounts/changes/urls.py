"""Addresses of 待复核事项, below the admin's own prefix."""

from django.urls import path

from unionsite.accounts.changes import screens

app_name = "changes_admin"
urlpatterns = [
    path("", screens.ChangesView.as_view(), name="index"),
    path("<int:pk>/", screens.ChangeView.as_view(), name="change"),
]
