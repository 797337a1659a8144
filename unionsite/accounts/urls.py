"""Addresses of the accounts app: one list for each place where they are included, each with its namespace."""

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from unionsite.accounts.activation import screens as activation_screens
from unionsite.accounts.activation import views as activation_views
from unionsite.accounts.changes.screens import ChangesView, ChangeView
from unionsite.accounts.employees import screens
from unionsite.accounts.own_account import views
from unionsite.accounts.roll import screens as roll_screens
from unionsite.accounts.sign_in.guard import staff_required
from unionsite.accounts.sign_in.views import enrolment, passkeys, second_factor, sign_in
from unionsite.accounts.sign_in.views.second_factor import StaffAccountView
from unionsite.accounts.sign_in.views.sign_in import PublicSignInView, SignInAgainView

# Signing in to the admin and one's own second factor; `unionsite.urls` includes these before Wagtail's.
admin = (
    [
        path("login/", sign_in.StaffSignInView.as_view(), name="sign_in"),
        path("login/code/", sign_in.CodeView.as_view(), name="code"),
        path("login/passkey/", passkeys.PasskeyView.as_view(), name="passkey"),
        path("login/backup-code/", sign_in.BackupCodeView.as_view(), name="backup_code"),
        path("login/own/", passkeys.OwnBrowserView.as_view(), name="own_browser"),
        path("login/ticket/", enrolment.TicketView.as_view(), name="ticket"),
        path("logout/", sign_in.StaffSignOutView.as_view(), name="sign_out"),
        path("login/enrol/", enrolment.EnrolView.as_view(), name="enrol"),
        path("confirm/", staff_required(second_factor.StepUpView.as_view()), name="step_up"),
        path("active/", staff_required(second_factor.active), name="active"),
        path("account/", require_admin_access(StaffAccountView.as_view()), name="account"),
        path("account/password/", staff_required(second_factor.PasswordChangeView.as_view()), name="password"),
        path("account/second-factor/", staff_required(second_factor.second_factor), name="second_factor"),
        path("account/second-factor/replace/", staff_required(enrolment.ReplaceView.as_view()), name="replace"),
        path("account/passkeys/add/", staff_required(passkeys.PasskeyAddView.as_view()), name="passkey_add"),
        path(
            "account/passkeys/<int:pk>/rename/",
            staff_required(passkeys.PasskeyRenameView.as_view()),
            name="passkey_rename",
        ),
        path(
            "account/passkeys/<int:pk>/remove/",
            staff_required(passkeys.PasskeyRemoveView.as_view()),
            name="passkey_remove",
        ),
        path("account/second-factor/codes/", staff_required(second_factor.new_backup_codes), name="new_codes"),
        path("account/second-factor/remove/", staff_required(second_factor.remove), name="remove"),
    ],
    "accounts",
)

# Staff screens about employees.
employees_admin = (
    [
        *screens.EmployeeIndexView.paths(),
        path("codes/", activation_screens.CodesView.as_view(), name="codes"),
        path("roll/", roll_screens.RollView.as_view(), name="roll"),
        path("roll/template.xlsx", roll_screens.RollTemplateView.as_view(), name="roll_template"),
        path("roll/<int:pk>/", roll_screens.RollImportView.as_view(), name="roll_import"),
        path("roll/<int:pk>/report.xlsx", roll_screens.RollReportView.as_view(), name="roll_report"),
        path("roll/<int:pk>/confirm/", roll_screens.RollConfirmView.as_view(), name="roll_confirm"),
        path("<int:pk>/", screens.EmployeeEditView.as_view(), name="edit"),
        path("<int:pk>/leaving/", screens.EmployeeLeavingView.as_view(), name="leaving"),
    ],
    "employees_admin",
)

# 待复核事项.
changes_admin = (
    [
        path("", ChangesView.as_view(), name="index"),
        path("<int:pk>/", ChangeView.as_view(), name="change"),
    ],
    "changes_admin",
)

# Employees' accounts, on the public site.
public = (
    [
        path("", views.HomeView.as_view(), name="home"),
        path("login/", PublicSignInView.as_view(), name="login"),
        path("login/again/", SignInAgainView.as_view(), name="again"),
        path("logout/", views.SignOutView.as_view(), name="logout"),
        path("activate/", activation_views.ActivateView.as_view(), name="activate"),
        path("activate/password/", activation_views.ActivatePasswordView.as_view(), name="activate_password"),
        path("password/", views.PasswordView.as_view(), name="password"),
        path("password/reset/", activation_views.ResetRequestView.as_view(), name="password_reset"),
        path("password/reset/sent/", activation_views.ResetSentView.as_view(), name="password_reset_sent"),
        path(
            "password/reset/<uidb64>/<token>/",
            activation_views.ResetConfirmView.as_view(),
            name="password_reset_confirm",
        ),
        path("contact/", views.ContactView.as_view(), name="contact"),
        path("mail/<str:token>/", views.MailConfirmView.as_view(), name="mail_confirm"),
        re_path(r"^data\.(?P<kind>json|csv)$", views.DownloadView.as_view(), name="data"),
    ],
    "account",
)
