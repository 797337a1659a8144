"""Addresses of contributions, on the public site below /contribute/."""

from django.urls import path

from unionsite.publishing.contributions import views

app_name = "contributions"
urlpatterns = [
    path("", views.ListView.as_view(), name="list"),
    path("new/", views.WriteView.as_view(), name="new"),
    path("review/", views.SignOffListView.as_view(), name="review"),
    path("review/<uuid:key>/", views.SignOffView.as_view(), name="sign_off"),
    path("<uuid:key>/", views.PieceView.as_view(), name="piece"),
    path("<uuid:key>/edit/", views.WriteView.as_view(), name="edit"),
    path("<uuid:key>/withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path("<uuid:key>/pictures/<int:pk>/", views.PictureView.as_view(), name="picture"),
    path("<uuid:key>/pictures/<int:pk>/small/", views.PictureView.as_view(), {"size": "small"}, name="small"),
]
