"""Public HTTP of case sessions: open one with a receipt, or one's own case while signed in, and leave it again.

Nothing is recorded here except the number of wrong receipts, in the cache and for an hour. All pages about a case are
`guarded`: no browser keeps them, and no other site learns where the reader came from.
"""

import logging
from collections.abc import Callable, Iterator
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from interact.cases.models.case import Case
from interact.channels.records import Channel
from interact.following import case_sessions, services
from interact.following.forms import ReceiptForm
from interact.following.wording import in_words
from interact.ways_in import address_of_channel
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item, Way
from unionsite.core.carrying import context_of, is_carrying, send_on
from unionsite.core.rate_limits import RateLimit
from unionsite.core.request_values import address_of
from unionsite.core.sealing import SealingError

logger = logging.getLogger(__name__)

Answering = Callable[..., HttpResponseBase]


def quiet(view: Answering) -> Answering:
    """Decorate a view so that its pages are not stored, not indexed, and send no referrer to other sites (T64).

    The policy is not `no-referrer`: with that, browsers send forms with `Origin: null`, which the check against forged
    forms must refuse. The addresses hold no secret.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


guarded = method_decorator([quiet, sensitive_post_parameters()], name="dispatch")


HOUR = 3600
NOT_FOUND, TOO_MANY, UNAVAILABLE = 404, 429, 503


def see_other(name: str, *, done: str = "") -> HttpResponse:
    """Redirect with 303, so that reloading the page does not post the form again."""
    query = {"done": done} if done else None
    return HttpResponseRedirect(reverse(f"feedback:{name}", query=query), status=303)


def show_find(
    request: HttpRequest,
    form: ReceiptForm | None = None,
    *,
    message: str = "",
    status: int = 200,
    carries: bool = False,
) -> HttpResponse:
    """Show the page that asks for a receipt. With `carries`, what was typed on the page of a case is kept in the form
    and sent on once the receipt is right."""
    carried = context_of(request) if carries or is_carrying(request) else {}
    context = {"form": form or ReceiptForm(), "message": message, "translated_view": True, **carried}
    response = TemplateResponse(request, "interact/feedback/find.html", context, status=status)
    if status in (TOO_MANY, UNAVAILABLE):
        response.headers["Retry-After"] = str(HOUR if status == TOO_MANY else 300)
    return response


def gone(request: HttpRequest, *, carries_words: bool = False) -> HttpResponse:
    """Answer 404 when there is no session or its case is gone, without saying which, and ask for the receipt again."""
    message = _("这一件没有打开：可能停留超过了30分钟，也可能已经删除。请重新填写回执号。")
    carries = request.method == "POST" and carries_words
    if carries:
        message += _("刚才写的内容都在，打开后接着提交。")
    response = show_find(request, message=message, status=NOT_FOUND, carries=carries)
    case_sessions.end(response)
    return response


def _guesses() -> RateLimit:
    return RateLimit("receipt-guesses", settings.FEEDBACK_GUESSES_AN_HOUR, HOUR)


def _guesses_in_all() -> RateLimit:
    return RateLimit("receipt-guesses-in-all", settings.FEEDBACK_GUESSES_AN_HOUR_IN_ALL, HOUR)


@guarded
class FindView(View):
    """查进度. Wrong, unknown, purged and erased receipts get the same answer, after the same work (T65).

    Only wrong receipts are counted, and only they are refused: a whole workshop may share an address, and somebody
    else's guesses there must not keep out a right receipt. That does not help guessing, as a receipt is one of 2^98.
    While the counter cannot be reached, nobody is let in (T81).
    """

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request):
        return show_find(request)

    def post(self, request):
        form = ReceiptForm(request.POST)
        if not form.is_valid():
            return show_find(request, form)
        address = address_of(request)
        try:
            # Every receipt is counted before it is looked up, so that all cost the same.
            is_allowed_here = _guesses().take(address)
            is_allowed = is_allowed_here and _guesses_in_all().take("")
            case = services.find(form.cleaned_data["receipt"])
            if case is not None:
                _guesses().give_back(address)
                if is_allowed_here:
                    _guesses_in_all().give_back("")
        except Exception as error:  # Each cache fails in its own way; in any case nothing was counted.
            logger.error("Receipts cannot be looked up: %s", type(error).__name__)
            return self._refuse(form, _("暂时不能查询，请稍后再试。"), UNAVAILABLE)
        if case is None and not is_allowed:
            message = _("没有找到。这里一小时内查错的次数太多，请仔细核对回执号；还是查不到的，请直接联系工会。")
            return self._refuse(form, message, TOO_MANY)
        if case is None:
            return self._refuse(form, _("没有找到。请对照记下的回执号核对后再试，注意不要漏掉一组。"), 200)
        now = timezone.localtime()
        if is_carrying(request):
            response = send_on(request, title=_("已经打开"), text=_("刚才写的内容都在，按“接着提交”就会送出。"))
        else:
            response = see_other("case")
        case_sessions.keep(response, request, case_sessions.begin(case, now=now), now=now)
        return response

    def _refuse(self, form: ReceiptForm, message: str, status: int) -> HttpResponse:
        form.add_error("receipt", message)
        return show_find(self.request, form, status=status)


@guarded
class LeaveView(View):
    """离开: remove what the browser holds of the session. Other cookies stay: clearing them would sign people out."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request):
        return see_other("find")

    def post(self, request):
        response = TemplateResponse(request, "interact/feedback/left.html", {})
        case_sessions.end(response)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


@guarded
class OwnView(View):
    """The way for signed-in employees into their own cases without the receipt; others' cases seem missing (T66).

    A mail or a message leads here by a link, which asks whoever is not signed in to sign in first.
    """

    http_method_names = ["get", "post", "options"]

    def get(self, request, key):
        if not request.user.is_authenticated:
            return redirect_to_login(request.path, reverse("account:login"))
        return self.post(request, key)

    def post(self, request, key):
        user = request.user
        case = Case.objects.filter(key=key, sender=user).first() if user.is_authenticated else None
        if case is None or not case.receipt_digest:
            return gone(request)
        now = timezone.localtime()
        response = see_other("case")
        case_sessions.keep(response, request, case_sessions.begin(case, now=now, owner=user), now=now)
        return response


# --- What the account page shows of a person's own cases: those sent signed in and with a name, never one by name ---


def own_cases(user: User) -> Iterator[Item]:
    """Yield the user's own cases, in one query; a case whose words do not open is listed all the same."""
    today = timezone.localdate()
    for case in Case.objects.filter(sender=user).exclude(receipt_digest=None).order_by("-received_at", "-pk"):
        title = _("%(channel)s %(number)s") % {"channel": case.get_channel_display(), "number": case.number}
        state = case.get_state_display()
        if case.due_on is not None:
            values = {"state": state, "day": in_words(case.due_on, today), "what": case.get_due_kind_display()}
            state = _("%(state)s，最晚%(day)s%(what)s") % values
        yield Item(
            title,
            reverse("feedback:own", args=[case.key]),
            str(state),
            case.received_at,
            _words_of(case),
            is_posted=True,
        )


def _words_of(case: Case) -> str:
    try:
        return str(case.body.get("text", ""))
    except SealingError:
        return ""


def ways_on(user: User) -> Iterator[Way]:
    if url := address_of_channel(Channel.SUGGESTION):
        yield Way(_("提建议"), url)
    yield Way(_("用回执号查进度"), reverse("feedback:find"))
