"""Addresses of signing in to the admin and of one's own second factor; `unionsite.urls` puts them before Wagtail's."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from unionsite.accounts.own_account.screens import StaffAccountView
from unionsite.accounts.sign_in.views import enrolment, passkeys, second_factor, sign_in
from unionsite.accounts.sign_in.views.access import staff_required

app_name = "accounts"
urlpatterns = [
    path("login/", sign_in.StaffSignInView.as_view(), name="sign_in"),
    path("login/code/", sign_in.CodeView.as_view(), name="code"),
    path("login/passkey/", passkeys.PasskeyView.as_view(), name="passkey"),
    path("login/backup-code/", sign_in.BackupCodeView.as_view(), name="backup_code"),
    path("login/ticket/", sign_in.TicketView.as_view(), name="ticket"),
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
        "account/passkeys/<int:pk>/rename/", staff_required(passkeys.PasskeyRenameView.as_view()), name="passkey_rename"
    ),
    path(
        "account/passkeys/<int:pk>/remove/", staff_required(passkeys.PasskeyRemoveView.as_view()), name="passkey_remove"
    ),
    path("account/second-factor/codes/", staff_required(second_factor.new_backup_codes), name="new_codes"),
    path("account/second-factor/remove/", staff_required(second_factor.remove), name="remove"),
]
