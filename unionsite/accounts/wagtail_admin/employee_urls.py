"""Addresses of the staff screens about employees, below the admin's own prefix."""

from django.urls import path

from unionsite.accounts.wagtail_admin import activation, employees, roll

app_name = "employees_admin"
urlpatterns = [
    path("", employees.EmployeeIndexView.as_view(), name="index"),
    path("results/", employees.EmployeeIndexView.as_view(results_only=True), name="index_results"),
    path("codes/", activation.CodesView.as_view(), name="codes"),
    path("roll/", roll.RollView.as_view(), name="roll"),
    path("roll/template.xlsx", roll.RollTemplateView.as_view(), name="roll_template"),
    path("roll/<int:pk>/", roll.RollImportView.as_view(), name="roll_import"),
    path("roll/<int:pk>/report.xlsx", roll.RollReportView.as_view(), name="roll_report"),
    path("roll/<int:pk>/confirm/", roll.RollConfirmView.as_view(), name="roll_confirm"),
    path("roll/<int:pk>/cancel/", roll.RollCancelView.as_view(), name="roll_cancel"),
    path("<int:pk>/", employees.EmployeeEditView.as_view(), name="edit"),
    path("<int:pk>/leaving/", employees.EmployeeLeavingView.as_view(), name="leaving"),
    path("<int:pk>/disable/", employees.EmployeeSwitchView.as_view(), name="disable"),
    path("<int:pk>/restore/", employees.EmployeeSwitchView.as_view(is_opening=True), name="restore"),
]
