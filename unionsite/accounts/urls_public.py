"""Addresses of employees' accounts, on the public site."""

from django.urls import path, re_path

from unionsite.accounts.views import account, activation, reset
from unionsite.accounts.views.again import SignInAgainView
from unionsite.accounts.views.sign_in import PublicSignInView

app_name = "account"
urlpatterns = [
    path("", account.HomeView.as_view(), name="home"),
    path("login/", PublicSignInView.as_view(), name="login"),
    path("login/again/", SignInAgainView.as_view(), name="again"),
    path("logout/", account.SignOutView.as_view(), name="logout"),
    path("activate/", activation.ActivateView.as_view(), name="activate"),
    path("activate/password/", activation.ActivatePasswordView.as_view(), name="activate_password"),
    path("password/", account.PasswordView.as_view(), name="password"),
    path("password/reset/", reset.ResetRequestView.as_view(), name="password_reset"),
    path("password/reset/sent/", reset.ResetSentView.as_view(), name="password_reset_sent"),
    path(
        "password/reset/<uidb64>/<token>/",
        reset.ResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("contact/", account.ContactView.as_view(), name="contact"),
    path("mail/<str:token>/", account.MailConfirmView.as_view(), name="mail_confirm"),
    re_path(r"^data\.(?P<kind>json|csv)$", account.DownloadView.as_view(), name="data"),
]
