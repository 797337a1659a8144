"""Addresses of the progress page, below /feedback/. None contains a receipt or the number of a case (T64)."""

from django.urls import path

from interact.answers import views
from interact.cases.choices import Step
from interact.following import forms, services
from interact.following.views import case, finding

app_name = "feedback"
STEPS = [
    ("rate", forms.RateForm, Step.RATE, services.rate, ""),
    ("reopen", forms.ReopenForm, Step.REOPEN, services.reopen, ""),
    ("object", forms.ObjectForm, Step.OBJECT, services.object_to_handover, ""),
    ("withdraw", forms.WithdrawForm, Step.WITHDRAW, services.withdraw, "interact/feedback/withdraw.html"),
    ("private", forms.KeepPrivateForm, Step.KEEP_PRIVATE, services.keep_private, ""),
]
urlpatterns = [
    path("", finding.FindView.as_view(), name="find"),
    path("similar/", views.similar, name="similar"),
    path("leave/", finding.LeaveView.as_view(), name="leave"),
    path("own/<uuid:key>/", finding.OwnView.as_view(), name="own"),
    path("case/", case.CaseView.as_view(), name="case"),
    path("case/supplement/", case.SupplementView.as_view(), name="supplement"),
    path("case/erase/", case.EraseView.as_view(), name="erase"),
    path("case/export/", case.ExportView.as_view(), name="export"),
    path("case/files/<uuid:key>/", case.FileView.as_view(), name="file"),
    *(
        path(
            f"case/{address}/",
            case.StepView.as_view(form_class=form, step=step, service=service, template_name=template),
            name=step.value,
        )
        for address, form, step, service, template in STEPS
    ),
]
