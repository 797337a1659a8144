"""Addresses of employees' accounts, on the public site."""

from django.urls import path, re_path

from unionsite.accounts.activation.views import activate, reset
from unionsite.accounts.own_account import views
from unionsite.accounts.sign_in.views.again import SignInAgainView
from unionsite.accounts.sign_in.views.sign_in import PublicSignInView

app_name = "account"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("login/", PublicSignInView.as_view(), name="login"),
    path("login/again/", SignInAgainView.as_view(), name="again"),
    path("logout/", views.SignOutView.as_view(), name="logout"),
    path("activate/", activate.ActivateView.as_view(), name="activate"),
    path("activate/password/", activate.ActivatePasswordView.as_view(), name="activate_password"),
    path("password/", views.PasswordView.as_view(), name="password"),
    path("password/reset/", reset.ResetRequestView.as_view(), name="password_reset"),
    path("password/reset/sent/", reset.ResetSentView.as_view(), name="password_reset_sent"),
    path(
        "password/reset/<uidb64>/<token>/",
        reset.ResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("contact/", views.ContactView.as_view(), name="contact"),
    path("mail/<str:token>/", views.MailConfirmView.as_view(), name="mail_confirm"),
    re_path(r"^data\.(?P<kind>json|csv)$", views.DownloadView.as_view(), name="data"),
]
