"""Screens of 考核评分 and their addresses below `/admin/scores/`."""

from __future__ import annotations

from django.urls import path, reverse

from unionsite.core.screens import RightMenuItem
from unionsite.oversight.scores import queries
from unionsite.oversight.scores.screens import cards, periods, points
from unionsite.oversight.scores.screens.registers import adoptions, items, levels, rewards

app_name = "scores_admin"
urlpatterns = [
    *periods.PeriodsView.paths(),
    path("open/", periods.OpenView.as_view(), name="open"),
    path("points/", points.PointsView.as_view(), name="points"),
    path("<int:period_id>/", periods.PeriodView.as_view(), name="period"),
    path("<int:period_id>/<int:department_id>/", cards.CardView.as_view(), name="card"),
    path("<int:period_id>/<int:department_id>/line/", cards.LineView.as_view(), name="line"),
    path("<int:period_id>/<int:department_id>/amend/", cards.AmendView.as_view(), name="amend"),
    path("<int:period_id>/<int:department_id>/object/", cards.ObjectView.as_view(), name="object"),
    path("<int:period_id>/<int:department_id>/answer/<int:objection_id>/", cards.AnswerView.as_view(), name="answer"),
]
viewsets = [items, levels, adoptions, rewards]


def menu_item() -> RightMenuItem:
    address = reverse(periods.INDEX)
    return RightMenuItem(periods.TITLE, address, queries.may_enter, name="scores", icon_name="decimal", order=190)
