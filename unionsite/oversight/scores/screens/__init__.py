"""Screens of 考核评分 and their addresses below `/admin/scores/`."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.core.waiting import MOST, Work
from unionsite.oversight.scores import queries
from unionsite.oversight.scores.choices import HANDLE
from unionsite.oversight.scores.screens import cards, periods, points
from unionsite.oversight.scores.screens.periods import PeriodsView
from unionsite.oversight.scores.screens.registers import adoptions, items, levels, rewards

app_name = "scores_admin"
urlpatterns = [
    *PeriodsView.paths(),
    path("open/", periods.OpenView.as_view(), name="open"),
    path("points/", points.PointsView.as_view(), name="points"),
    path("<int:period_id>/", periods.PeriodView.as_view(), name="period"),
    path("<int:period_id>/<int:department_id>/", cards.CardView.as_view(), name="card"),
    path("<int:period_id>/<int:department_id>/line/", cards.LineView.as_view(), name="line"),
    path("<int:period_id>/<int:department_id>/object/", cards.ObjectView.as_view(), name="object"),
    path("<int:period_id>/<int:department_id>/answer/<int:objection_id>/", cards.AnswerView.as_view(), name="answer"),
]
viewsets = [items, levels, adoptions, rewards]


def offer_work(user, now):
    """Offer who handles the scores each objection that waits, and each period that has ended and is not kept yet."""
    if not user.has_perm(HANDLE):
        return
    for one in queries.waiting_objections().exclude(by=user).select_related("period", "department")[:MOST]:
        words = _("%(department)s对%(period)s的考核有异议") % {"department": one.department, "period": one.period}
        yield Work(words, _("去答复"), reverse("scores_admin:card", args=[one.period_id, one.department_id]))
    for period in queries.unfrozen_periods(timezone.localdate(now))[:MOST]:
        words = _("%(period)s的考核待封存") % {"period": period}
        yield Work(words, _("去封存"), reverse("scores_admin:period", args=[period.pk]))
