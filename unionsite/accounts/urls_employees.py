"""Addresses of the staff screens about employees, below the admin's own prefix."""

from django.urls import path

from unionsite.accounts.activation import screens as activation_screens
from unionsite.accounts.employees.screens import employees
from unionsite.accounts.roll import screens as roll_screens

app_name = "employees_admin"
urlpatterns = [
    path("", employees.EmployeeIndexView.as_view(), name="index"),
    path("results/", employees.EmployeeIndexView.as_view(results_only=True), name="index_results"),
    path("codes/", activation_screens.CodesView.as_view(), name="codes"),
    path("roll/", roll_screens.RollView.as_view(), name="roll"),
    path("roll/template.xlsx", roll_screens.RollTemplateView.as_view(), name="roll_template"),
    path("roll/<int:pk>/", roll_screens.RollImportView.as_view(), name="roll_import"),
    path("roll/<int:pk>/report.xlsx", roll_screens.RollReportView.as_view(), name="roll_report"),
    path("roll/<int:pk>/confirm/", roll_screens.RollConfirmView.as_view(), name="roll_confirm"),
    path("roll/<int:pk>/cancel/", roll_screens.RollCancelView.as_view(), name="roll_cancel"),
    path("<int:pk>/", employees.EmployeeEditView.as_view(), name="edit"),
    path("<int:pk>/leaving/", employees.EmployeeLeavingView.as_view(), name="leaving"),
    path("<int:pk>/disable/", employees.EmployeeSwitchView.as_view(), name="disable"),
    path("<int:pk>/restore/", employees.EmployeeSwitchView.as_view(is_opening=True), name="restore"),
]
