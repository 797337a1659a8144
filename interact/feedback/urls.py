"""Addresses of the progress page, below /feedback/. None has a receipt or the number of a case in it (T64)."""

from django.urls import path

from interact.feedback.views import answers, copies, finding, following

app_name = "feedback"
urlpatterns = [
    path("", finding.FindView.as_view(), name="find"),
    path("similar/", answers.similar, name="similar"),
    path("leave/", finding.LeaveView.as_view(), name="leave"),
    path("own/<uuid:key>/", finding.OwnView.as_view(), name="own"),
    path("case/", following.CaseView.as_view(), name="case"),
    path("case/supplement/", following.SupplementView.as_view(), name="supplement"),
    path("case/rate/", following.RateView.as_view(), name="rate"),
    path("case/reopen/", following.ReopenView.as_view(), name="reopen"),
    path("case/object/", following.ObjectView.as_view(), name="object"),
    path("case/withdraw/", following.WithdrawView.as_view(), name="withdraw"),
    path("case/private/", following.KeepPrivateView.as_view(), name="keep_private"),
    path("case/erase/", following.EraseView.as_view(), name="erase"),
    path("case/export/", copies.ExportView.as_view(), name="export"),
    path("case/files/<uuid:key>/", copies.FileView.as_view(), name="file"),
]
