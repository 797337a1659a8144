"""Public HTTP of a vote: the ballot paper, casting, the receipt and its check, the published list."""

from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from interact.activities.plans.choices import Audience, Barrier, State
from interact.activities.plans.queries import barrier_for
from interact.activities.plans.services import NotInvited
from interact.activities.plans.views import CONFLICT, base_context, sign_in_on_page, status_of
from interact.activities.votes import queries, services
from interact.activities.votes.forms import BallotForm, ReceiptForm
from interact.activities.votes.models import VoteCount, VotePage
from interact.participation.services import TakenPart
from interact.participation.sign_in import SignInPlaceForm
from unionsite.core.rate_limits import RateLimit, limits_cache
from unionsite.core.request_values import address_of
from unionsite.core.sealing import SealingError, seal, unseal

_TEMPLATES = "activities/votes/"
_HOUR = 3600
TOO_MANY = 429
_RECEIPT = "vote-receipt:"
_RECEIPT_LIFE = 600  # seconds
# Only public votes leave a mark in the browser; it stops nobody who means to vote twice, and the page says so.
_COOKIE = "voted-"
_COOKIE_LIFE = 400 * 24 * _HOUR


def public_ballots() -> RateLimit:
    """Return the limit of ballots from one address in an hour in public votes."""
    return RateLimit("public-ballots", settings.QUESTIONNAIRE_ANSWERS_AN_HOUR, _HOUR)


@never_cache
def show(request: HttpRequest, page: VotePage) -> HttpResponse:
    """Show the vote in its state."""
    now = timezone.now()
    # With its plan from memory, while there is nothing in it that changes.
    page.original = queries.running_votes().get(page.translation_key) or page.original
    return _show(request, page, now, form=_blank(request, page, now))


@never_cache
@sensitive_post_parameters()
def cast(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a ballot and lead on to its receipt. It has an address of its own, beside the tree of pages, so that a whole
    company can vote within an hour: nothing is looked up but who votes.

    The same form sent again gives the same receipt. Answers 409 when closed or voted before, 403 for who is not
    invited; whatever is refused comes back on the page of the vote, with what was chosen.
    """
    if (vote := queries.plan_of(key)) is None:
        raise Http404
    if request.method != "POST":
        return redirect(vote.url)
    now, is_public = timezone.now(), vote.audience == Audience.PUBLIC
    sign_in = None if is_public else sign_in_on_page(request)
    form = BallotForm(request.POST, vote=vote, page=vote, now=now, is_signed_in=request.user.is_authenticated)
    barrier = barrier_for(vote, request.user, now)
    if barrier and barrier != Barrier.SIGN_IN:
        return _refuse(request, vote, now, form, refusal=barrier.label, status=status_of(barrier))
    if is_public and request.get_signed_cookie(_cookie(vote), None, salt=_COOKIE):
        return _refuse(request, vote, now, form, refusal=_("这个浏览器已经投过票，不能再投。"), status=CONFLICT)
    if not form.is_valid() or sign_in:
        return _refuse(request, vote, now, form, sign_in=sign_in)
    if is_public and not public_ballots().take(address_of(request)):
        form.add_error(None, _("这个网络一小时内的投票太多，这一票还没有投出。请过一会儿再按“投票”，或换个网络。"))
        return _refuse(request, vote, now, form, status=TOO_MANY)
    return _cast(request, vote, now, form)


def _cast(request: HttpRequest, vote: VotePage, now: datetime, form: BallotForm) -> HttpResponse:
    receipt = form.stamp.receipt
    try:
        services.cast_ballot(vote=vote, person=request.user, choices=form.choices, receipt=receipt, now=now)
    except TakenPart:
        return _refuse(request, vote, now, form, refusal=_("您已经投过票，每人只有一票。"), status=CONFLICT)
    except services.UsedReceipt:
        form.renew(_("这张选票已经有人在这台设备上用过。您的选择还在，请再按一次“投票”。"))
        return _refuse(request, vote, now, form)
    except (NotInvited, services.Invalid) as refusal:
        return _refuse(request, vote, now, form, refusal=str(refusal), status=CONFLICT)
    # Sealed, so that nobody reads it in the history of a browser; the server keeps it nowhere.
    token = seal(f"{now.timestamp()} {receipt}".encode(), f"{_RECEIPT}{vote.translation_key}")
    response = redirect(f"{_page_sent_from(vote).url}cast/?{urlencode({'receipt': token})}")
    if vote.audience == Audience.PUBLIC:
        response.set_signed_cookie(
            _cookie(vote),
            "1",
            salt=_COOKIE,
            max_age=_COOKIE_LIFE,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def _page_sent_from(vote: VotePage) -> VotePage:
    """Return the page in the language of the address; the vote itself where it has no translation."""
    if get_language() == vote.language_code:
        return vote
    pages = VotePage.objects.published().filter(translation_key=vote.translation_key)
    return pages.filter(locale__language_code=get_language()).first() or vote


def _refuse(request: HttpRequest, vote: VotePage, now: datetime, form: BallotForm, **context) -> HttpResponse:
    """Show the form again, in its own language and with what was chosen."""
    form.page = _page_sent_from(vote)
    return _show(request, form.page, now, form=form, **context)


@never_cache
def receipt(request: HttpRequest, page: VotePage) -> HttpResponse:
    """Show the receipt after casting, once within some minutes; again, later, or for anything else, go to the vote."""
    token = request.GET.get("receipt", "")[:500]
    try:
        opened = unseal(token, f"{_RECEIPT}{page.translation_key}").decode()
    except SealingError:
        return redirect(page.url)
    cast_at, _space, code = opened.partition(" ")
    is_over = timezone.now().timestamp() - float(cast_at) > _RECEIPT_LIFE
    # Where tries are counted, as nothing is dropped there; whoever finds the address in a history comes too late.
    if is_over or not limits_cache().add(f"{_RECEIPT}{sha256(token.encode()).hexdigest()}", 1, _RECEIPT_LIFE):
        return redirect(page.url)
    context = base_context(request, page, timezone.now()) | {"receipt": code}
    return TemplateResponse(request, f"{_TEMPLATES}cast.html", context)


def _cookie(vote: VotePage) -> str:
    return f"{_COOKIE}{vote.translation_key.hex}"


def _blank(request: HttpRequest, page: VotePage, now: datetime) -> BallotForm:
    return BallotForm(vote=page.original, page=page, now=now, is_signed_in=request.user.is_authenticated)


def _show(
    request: HttpRequest,
    page: VotePage,
    now: datetime,
    *,
    form: BallotForm,
    sign_in: SignInPlaceForm | None = None,
    refusal: object = "",
    status: int = 200,
    state: State | None = None,
) -> HttpResponse:
    context = base_context(request, page, now, state)
    vote = page.original
    is_closed, has_voted = context["state"] == State.CLOSED, context["mine"] is not None
    may_vote = context["state"] == State.OPEN and not has_voted
    barrier = barrier_for(vote, request.user, now) if may_vote and request.user.is_authenticated else None
    is_unknown = may_vote and not request.user.is_authenticated
    if is_unknown and vote.audience != Audience.PUBLIC:
        context["sign_in"] = sign_in or SignInPlaceForm(request)
    context |= {
        "form": form if may_vote and not barrier else None,
        # Until they sign in or choose, the page is the same for all.
        "framed": is_unknown and not form.is_bound and (page.frame_key(request), vote.edition, context["audience"]),
        "refusal": refusal or (barrier.label if barrier else ""),
        "is_refused": bool(refusal),
        "has_voted": has_voted,
        "limits": vote.limits,
        "method": vote.voting_method,
        "result": _result(vote, page, is_closed=is_closed, has_voted=has_voted),
        "is_counting": is_closed and not VoteCount.objects.filter(activity=vote.translation_key).exists(),
        "ranks": range(1, len(vote.candidate_list) + 1),
    }
    return TemplateResponse(request, page.get_template(request), context, status=status)


def _result(vote: VotePage, page: VotePage, *, is_closed: bool, has_voted: bool) -> queries.Result | None:
    if not vote.shows_results(is_closed=is_closed, has_voted=has_voted):
        return None
    if is_closed:
        return queries.final_result(vote, page)
    services.renew_open_count(vote)
    return queries.current_result(vote, page)


@never_cache
@sensitive_post_parameters()
def check_receipt(request: HttpRequest, page: VotePage) -> HttpResponse:
    """Tell whether the ballot of a receipt is among those counted; never what it says, so that nobody can be made to
    show how they voted."""
    form = ReceiptForm(request.POST or None)
    is_in = None
    if form.is_valid():
        is_in = queries.is_receipt_in(page.original, services.receipt_digest(form.cleaned_data["receipt"]))
    context = base_context(request, page, timezone.now())
    context |= {"form": form, "is_in": is_in, "count": VoteCount.objects.filter(activity=page.translation_key).first()}
    return TemplateResponse(request, f"{_TEMPLATES}check.html", context)


def published_ballots(request: HttpRequest, page: VotePage) -> HttpResponse:
    """All ballots and all receipts of a counted vote as text, for anybody who wants to count again; 404 before."""
    vote = page.original
    if queries.final_result(vote, page) is None:
        raise Http404
    text = "\n".join(queries.published_lines(vote)) + "\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="ballots.txt"'
    return response


def preview(request: HttpRequest, page: VotePage, mode: str) -> HttpResponse:
    """Show editors the ballot paper whatever the clock says, or the page after the close."""
    now = timezone.now()
    state = State.CLOSED if mode == "closed" else State.OPEN
    return _show(request, page, now, form=_blank(request, page, now), state=state)


# The address at which ballots are taken, below that of the section, so that no log keeps who was there.
app_name = "votes"
urlpatterns = [path("interact/votes/<uuid:key>/", cast, name="cast")]
