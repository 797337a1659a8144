"""Who may open a view of signed-in staff; that their code was verified is the guard's matter."""

import functools

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.localization import get_localized_response

from unionsite.accounts.sign_in.guard import wants_page


def staff_required(view):
    """Decorator: anybody else is led to the sign-in, and a script refused; texts are in the person's own language."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated and request.user.is_guarded:
            return get_localized_response(view, request, *args, **kwargs)
        if not wants_page(request):
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), login_url=reverse("accounts:sign_in"))

    return wrapper
