"""What a session of staff may do: nothing until the second factor is verified; deny by default (T01 to T06).

The guard looks at the person, not at the address: it refuses public pages, documents and previews just as the admin,
and a view that nobody thought of is guarded from its first day (T25).
"""

import functools
import time
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin.localization import get_localized_response

from unionsite.accounts.people import rules
from unionsite.accounts.people.models import StaffSession
from unionsite.accounts.people.queries import security_settings
from unionsite.accounts.second_factor import known_browsers
from unionsite.accounts.sign_in import staging
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.errors import being_built, forbidden
from unionsite.core.middleware import Middleware
from unionsite.core.named import labels
from unionsite.core.spreadsheets import XLSX
from unionsite.core.wings import place

# Full names of views, with namespaces: signing in and out, and what those screens load.
_LOADED = frozenset({"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "csp_report"})
SIGNING_IN = _LOADED | {
    *labels(":", accounts="sign_in sign_out code passkey backup_code own_browser ticket enrol", account="login again"),
    "front_login",
    "healthz",
}
PASSWORD = frozenset({"accounts:password"})
# Requests that the editor's scripts send by themselves: they must not keep a session alive (T32).
BACKGROUND = _LOADED | {
    *labels(":", wagtailadmin_editing_sessions="ping release"),
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
}
# Views that need a recently given code, wherever they are reached from: accounts and rights. For exports a rule
# decides.
STEP_UP = set(
    labels(
        ":",
        wagtailusers_users="add edit delete",
        wagtailusers_groups="add edit delete",
        accounts="replace new_codes remove passkey_add passkey_remove",
        publishing_desk="emergency",
        changes_admin="change",
        employees_admin="codes roll_confirm",
        cases_admin="reveal routing_edit",
    )
) | {"staff_security"}
STEP_UP_SETTINGS = frozenset({("accounts", "securitysettings")})
# Called before each view that the guard lets run; a wing answers in its place: `(request) -> HttpResponse | None`.
asked_next = place("asked before each view, after the guard", being_built)
SEEN_GRAIN = 30  # seconds; the session is written at most this often


class Ending(Enum):
    """Why a session has ended."""

    ELSEWHERE = "elsewhere"
    IDLE = "idle"
    TOO_LONG = "too long"


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to give instead of the view's, or None when the view may run."""
    user = request.user
    if not user.is_authenticated or not user.is_guarded:
        return None
    view = request.resolver_match.view_name or ""
    is_verified = getattr(user, "is_verified", None)
    if is_verified is None or not is_verified():
        return None if view in SIGNING_IN else _refuse(request, _("请先完成两步验证登录。"))
    if ending := _ending(request):
        _end(request, ending)
        return None if view in SIGNING_IN or not _is_in_the_admin(request) else _refuse(request)
    _note_activity(request, view)
    if view in SIGNING_IN or view in PASSWORD:
        return None
    numbers = security_settings()
    is_old = rules.is_password_old(user.password_changed_at, numbers.password_days, timezone.now())
    if user.must_change_password or is_old:
        return _refuse(request, target=reverse("accounts:password"))
    must_train = numbers.training_required and not user.is_superuser
    if must_train and not rules.is_trained(user.training_valid_until, timezone.localdate()):
        return render(request, "accounts/untrained.html", {"valid_until": user.training_valid_until}, status=403)
    if asks_for_code(request, view) and not staging.has_stepped_up(request):
        return _ask_for_code(request)
    return None


def refusal_of_table(request: HttpRequest, response: HttpResponseBase) -> HttpResponse | None:
    """Return an answer in place of a table that a view would hand out without having asked for a code, else None.

    `refusal` asks before the view wherever the address says that it exports; this catches future views.
    """
    if not is_export(request, response) or not _is_in_the_admin(request):
        return None
    user = request.user
    if not user.is_authenticated or not user.is_guarded or staging.has_stepped_up(request):
        return None
    return _ask_for_code(request)


def _ask_for_code(request: HttpRequest) -> HttpResponse:
    """Lead over the code and back; a form goes along with what was typed, and is sent on from there (0041)."""
    target = f"{reverse('accounts:step_up')}?{urlencode({'next': request.get_full_path()})}"
    if request.method == "POST" and not is_from_script(request):
        return redirect(target, preserve_request=True)
    return _refuse(request, _("请重新输入验证码。"), target)


def asks_for_code(request: HttpRequest, view: str) -> bool:
    """Whether this is a dangerous action that needs a fresh code (security.md 1.2, step-up)."""
    match = request.resolver_match
    if _is_in_the_admin(request) and says_export(request):
        return True
    if view == "wagtailsettings:edit":
        return (match.kwargs.get("app_name"), match.kwargs.get("model_name")) in STEP_UP_SETTINGS
    # Wagtail's bulk actions: those on accounts.
    if view == "wagtail_bulk_action":
        return (match.kwargs.get("app_label"), match.kwargs.get("model_name")) == ("accounts", "user")
    return view in STEP_UP


def _is_in_the_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("wagtailadmin_home"))


def _ending(request: HttpRequest) -> Ending | None:
    session, numbers, now = request.session, security_settings(), time.time()
    current = StaffSession.objects.filter(user=request.user).values_list("session_key", flat=True).first()
    if current != session.session_key and not _is_renewed(request, current):
        return Ending.ELSEWHERE
    # A session without these times counts as expired.
    if now - session.get(staging.SEEN, 0) >= numbers.idle_minutes * 60:
        return Ending.IDLE
    if now - session.get(staging.STARTED, 0) >= numbers.session_hours * 3600:
        return Ending.TOO_LONG
    return None


def _is_renewed(request: HttpRequest, former: str | None) -> bool:
    """Whether Django has just given this very session a new key, as it does when one of SECRET_KEY_FALLBACKS signed it;
    the record follows it."""
    if former is None or former != request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return False
    rows = StaffSession.objects.filter(user=request.user, session_key=former)
    return bool(rows.update(session_key=request.session.session_key))


def _end(request: HttpRequest, ending: Ending) -> None:
    numbers = security_settings()
    texts = {
        Ending.ELSEWHERE: _(
            "这里的登录已经结束：您的账号在别处登录，或者管理员结束了它。如果不是您本人，请立即告知安全管理员。"
        ),
        Ending.IDLE: _("您已有%(minutes)d分钟没有操作，系统已自动退出。请重新登录。")
        % {"minutes": numbers.idle_minutes},
        Ending.TOO_LONG: _("本次登录已满%(hours)d小时，系统已自动退出。请重新登录。")
        % {"hours": numbers.session_hours},
    }
    audit.record(Action.SESSION_EXPIRED, actor=request.user, subject=request.user, reason=ending.value)
    if ending is not Ending.ELSEWHERE:
        StaffSession.objects.filter(user=request.user, session_key=request.session.session_key).delete()
    # Not auth.logout(): it would log a sign-out that nobody asked for; the entry above says what happened.
    request.session.flush()
    request.user = AnonymousUser()
    messages.warning(request, texts[ending])


def _refuse(request: HttpRequest, text: str = "", target: str = "") -> HttpResponse:
    """Redirect a person, answer 403 to a program; nothing was executed (T04)."""
    if target and not is_from_script(request):
        return redirect(target)
    if wants_page(request):
        return redirect_to_login(request.get_full_path(), login_url=reverse("accounts:sign_in"))
    if is_from_script(request):
        return JsonResponse({"error": text or _("登录已经结束，请重新登录。")}, status=403)
    return forbidden(request)


def is_from_script(request: HttpRequest) -> bool:
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    if mode := request.headers.get("Sec-Fetch-Mode"):
        return mode != "navigate"
    return not request.accepts("text/html")


def wants_page(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and not is_from_script(request)


def _note_activity(request: HttpRequest, view: str) -> None:
    """Reset the idle clock for what a person did; scripts count only through the beacon of `session.js`."""
    by_itself = view in BACKGROUND or "preview" in view or is_from_script(request)
    if by_itself and view != "accounts:active":
        return
    now = time.time()
    if now - request.session.get(staging.SEEN, 0) >= SEEN_GRAIN:
        request.session[staging.SEEN] = now


def is_session_present(request: HttpRequest) -> bool:
    """Whether there is a session cookie: nobody is signed in without it, and answers without session stay cacheable."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def staff_required(view):
    """Decorate a view for staff: others are sent to sign in, scripts refused; texts are in the person's language."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated and request.user.is_guarded:
            return get_localized_response(view, request, *args, **kwargs)
        if not wants_page(request):
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), login_url=reverse("accounts:sign_in"))

    return wrapper


# --- What counts as an export: judged by the address before the view runs and by the answer after it, without a list
# ---

# Addresses of exports say so, in Wagtail's lists and in ours: `export` as a part of the path or as a parameter, or
# `format` or an ending that names a table. A view whose address says nothing is recognised by its answer.
TABLE_KINDS = ("csv", "xlsx")
TABLES = frozenset({"text/csv", XLSX})
# Tables that tell nothing the public may not know: empty ones to be filled in, and the figures of a report, which is
# written for the public and whose text asks for no code either.
HARMLESS = {"employees_admin:roll_template", "reports_admin:xlsx"}


def says_export(request: HttpRequest) -> bool:
    """Whether the address asks for a table as a file."""
    return _says_export(request.resolver_match.view_name, request.path_info, request.GET)


def leads_to_export(address: str) -> bool:
    """Whether an address of this site, not opened yet, asks for a table as a file."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return False
    return _says_export(view, parts.path, QueryDict(parts.query))


def _says_export(view: str, path: str, parameters: QueryDict) -> bool:
    if view in HARMLESS:
        return False
    *_folders, name = parts = [part for part in path.split("/") if part] or [""]
    is_named_so = "export" in parts or name.rpartition(".")[2].lower() in TABLE_KINDS
    return is_named_so or "export" in parameters or parameters.get("format") in TABLE_KINDS


def is_export(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a table, whatever its address says."""
    match = request.resolver_match
    if match is None or match.view_name in HARMLESS or response.status_code != 200:
        return False
    return response.headers.get("Content-Type", "").partition(";")[0].strip() in TABLES


# --- Before every view and after every table; a wing may ask before a view, too ---


class SecondFactorMiddleware(Middleware):
    """Stands after AuthenticationMiddleware and OTPMiddleware; `accounts.E002` refuses any other place."""

    def __call__(self, request):
        response = self.get_response(request)
        if is_session_present(request) and (refused := refusal_of_table(request, response)):
            return refused
        known_browsers.add_cookies(request, response)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        refused = refusal(request) if is_session_present(request) else None
        return refused or next(filter(None, (ask(request) for ask in asked_next)), None)
