"""System checks: the sign-in's middlewares are there in the right order (T23), mail does not reveal accounts (T29)."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured

TAG = "second_factor"
ORDER = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "unionsite.audit.origin.OriginMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "unionsite.accounts.sign_in.guard.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
)
IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
AXES = "axes.backends.AxesStandaloneBackend"


@register(Tags.security, deploy=True)
def mail_leaves_in_the_background(app_configs, **kwargs):
    """accounts.W001: tasks run within the request, so the time that a mail takes reveals whose account exists (T29)."""
    if settings.TASKS["default"]["BACKEND"] != IMMEDIATE:
        return []
    text = "TASKS_BACKEND=immediate sends mail within the request: who has an account can be told by the time it takes."
    return [Warning(text, hint="Set TASKS_BACKEND=database and run the worker.", id="accounts.W001")]


@register(TAG)
def guard_is_in_place(app_configs, **kwargs):
    """accounts.E001: a middleware of the sign-in is missing; E002: they are out of order; E003: axes is not first."""
    missing = [name for name in ORDER if name not in settings.MIDDLEWARE]
    errors = [Error(f"{name} is missing from MIDDLEWARE.", id="accounts.E001") for name in missing]
    places = [settings.MIDDLEWARE.index(name) for name in ORDER if name not in missing]
    if places != sorted(places):
        errors.append(Error(f"MIDDLEWARE must hold, in this order: {', '.join(ORDER)}.", id="accounts.E002"))
    if not settings.AUTHENTICATION_BACKENDS or settings.AUTHENTICATION_BACKENDS[0] != AXES:
        errors.append(Error(f"{AXES} must be the first of AUTHENTICATION_BACKENDS.", id="accounts.E003"))
    return errors


def refuse_unguarded() -> None:
    """Stop a server that runs no system checks itself, such as gunicorn. Raises ImproperlyConfigured."""
    if errors := run_checks(tags=[TAG]):
        raise ImproperlyConfigured(" ".join(error.msg for error in errors))
