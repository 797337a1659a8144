"""Addresses of the progress page, below /feedback/. None contains a receipt or the number of a case (T64)."""

from django.urls import path

from interact.answers import views
from interact.following.views import case, finding

app_name = "feedback"
urlpatterns = [
    path("", finding.FindView.as_view(), name="find"),
    path("similar/", views.similar, name="similar"),
    path("leave/", finding.LeaveView.as_view(), name="leave"),
    path("own/<uuid:key>/", finding.OwnView.as_view(), name="own"),
    path("case/", case.CaseView.as_view(), name="case"),
    path("case/supplement/", case.SupplementView.as_view(), name="supplement"),
    path("case/rate/", case.RateView.as_view(), name="rate"),
    path("case/reopen/", case.ReopenView.as_view(), name="reopen"),
    path("case/object/", case.ObjectView.as_view(), name="object"),
    path("case/withdraw/", case.WithdrawView.as_view(), name="withdraw"),
    path("case/private/", case.KeepPrivateView.as_view(), name="keep_private"),
    path("case/erase/", case.EraseView.as_view(), name="erase"),
    path("case/export/", case.ExportView.as_view(), name="export"),
    path("case/files/<uuid:key>/", case.FileView.as_view(), name="file"),
]
