"""The address at which ballots are taken, below that of the section, so that no log keeps who was there."""

from django.urls import path

from interact.activities.votes.views import cast

app_name = "votes"
urlpatterns = [path("interact/votes/<uuid:key>/", cast, name="cast")]
