"""Public HTTP of a sign-up: the page in its phase, signing up, changing, cancelling; one's own sign-ups."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from interact.activities.plans.choices import Barrier, State
from interact.activities.plans.queries import barrier_for
from interact.activities.plans.rules import may_show_group
from interact.activities.plans.views import CONFLICT, base_context, sign_in_on_page, status_of
from interact.activities.signups import queries, services
from interact.activities.signups.forms import SignupForm
from interact.activities.signups.models import Signup, SignupPage
from interact.activities.signups.queries import answers_in_words, companions_in_words, signups_of
from interact.activities.signups.rules import Phase, SignupState
from interact.participation.sign_in import SignInPlaceForm
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item
from unionsite.core.refusals import Refused

_TEMPLATES = "activities/signups/"


@never_cache
@sensitive_post_parameters()
def show(request: HttpRequest, page: SignupPage) -> HttpResponse:
    """Show the activity in its phase with one's own sign-up; a valid POST signs up and leads back here.

    Answers 409 when it is not open, full, or the person has signed up before, 403 for who is not invited.
    """
    now, plan = timezone.now(), page.original
    if request.method != "POST":
        return _show(request, page, now)
    sign_in = sign_in_on_page(request)
    form = SignupForm(request.POST, plan=plan, page=page, now=now)
    barrier = barrier_for(plan, request.user, now)
    if barrier and barrier != Barrier.SIGN_IN:
        return _show(request, page, now, form=form, refusal=barrier.label, status=status_of(barrier))
    if not barrier and _own_in_force(request, plan):
        return _show(request, page, now, refusal=_("您已经报过名，每人只能报一次。"), status=CONFLICT)
    if not form.is_valid() or sign_in or barrier:
        return _show(request, page, now, form=form, sign_in=sign_in)
    try:
        signup = services.sign_up(
            activity=plan, person=request.user, companions=form.companions(), answers=form.answers(), now=now
        )
    except Refused as refusal:
        return _show(request, page, now, form=form, refusal=str(refusal), status=CONFLICT)
    words = _("报名成功。") if signup.is_placed else _("名额已满，已为您列入候补。")
    messages.success(request, words)
    return redirect(page.url)


def _show(
    request: HttpRequest,
    page: SignupPage,
    now: datetime,
    *,
    form: SignupForm | None = None,
    sign_in: SignInPlaceForm | None = None,
    refusal: object = "",
    status: int = 200,
    state: State | None = None,
) -> HttpResponse:
    plan = page.original
    context = base_context(request, page, now, state) | _own_context(request, plan, now)
    context |= _places_context(plan, State(context["state"]), now, request.user)
    own, phase = context["own"], context["phase"]
    is_open = phase in (Phase.OPEN, Phase.QUEUE) and not (own and own.state != SignupState.CANCELLED)
    barrier = barrier_for(plan, request.user, now) if is_open and request.user.is_authenticated else None
    if is_open and not request.user.is_authenticated:
        context["sign_in"] = sign_in or SignInPlaceForm(request)
    # Satisfaction is asked for when there is something to be satisfied with.
    context["stars"] = context["stars"] if now >= plan.held_at else []
    context |= {
        "form": (form or SignupForm(plan=plan, page=page, now=now)) if is_open and not barrier else None,
        "refusal": refusal or (barrier.label if barrier else ""),
        "is_refused": bool(refusal),
    }
    return TemplateResponse(request, page.get_template(request), context, status=status)


def _own_context(request: HttpRequest, plan: SignupPage, now: datetime) -> dict:
    """Return what the page says of the reader's own sign-up."""
    own = queries.own_signup(plan, request.user)
    if own is None:
        return {"own": None}
    is_late = own.checked_in_at is not None
    may_change = not is_late and (
        plan.dates.may_move_up(now) if own.is_waiting else own.is_placed and plan.dates.may_change(now)
    )
    return {
        "own": own,
        "companions": queries.companions_in_words(own),
        "turn": queries.place_in_queue(own) if own.is_waiting else 0,
        "may_change": may_change,
        "code_address": settings.WAGTAILADMIN_BASE_URL + reverse("signups_admin:check_in", args=[own.code]),
    }


def _places_context(plan: SignupPage, state: State, now: datetime, user) -> dict:
    """Return the places left for this reader, by the quota of their department, and the phase that follows from it."""
    places = queries.places_of(plan)
    pool = queries.pool_of(plan, user) if user.is_authenticated else None
    free = places.free[pool] if user.is_authenticated else places.free_in_all
    phase = plan.dates.phase(state, now, is_full=free == 0, has_waiting_list=plan.has_waiting_list)
    names = {row.department_id: row.department.name for row in plan.quota_list}
    is_over = phase == Phase.OVER
    attendance = queries.attendance_of(plan) if is_over else None
    return {
        "phase": phase.value,
        "phase_label": phase.label,
        "places": places,
        "free": free,
        "is_own_pool": user.is_authenticated and bool(names),
        "pools": [(names.get(one, _("其他部门")), places.free[one]) for one in places.capacity] if names else [],
        "attendance": attendance if attendance and may_show_group(attendance["placed"]) else None,
    }


@never_cache
@sensitive_post_parameters()
def change(request: HttpRequest, page: SignupPage) -> HttpResponse:
    """Change companions and answers of one's own sign-up; without one it leads back to the page."""
    now, plan = timezone.now(), page.original
    own = _own_in_force(request, plan)
    if own is None:
        return redirect(page.url)
    is_post = request.method == "POST"
    form = SignupForm(request.POST if is_post else None, plan=plan, page=page, now=now, signup=own)
    status, refusal = 200, ""
    if is_post and form.is_valid():
        try:
            services.change_signup(
                activity=plan, signup=own, companions=form.companions(), answers=form.answers(), now=now
            )
        except services.TooLate as late:
            messages.error(request, str(late))
            return redirect(page.url)
        except Refused as error:
            status, refusal = CONFLICT, str(error)
        else:
            messages.success(request, _("已保存修改。"))
            return redirect(page.url)
    context = {**page.get_context(request), "plan": plan, "own": own, "form": form, "refusal": refusal}
    context["most"] = queries.most_companions(plan, queries.places_of(plan), request.user, own)
    return TemplateResponse(request, f"{_TEMPLATES}change.html", context, status=status)


@never_cache
def cancel(request: HttpRequest, page: SignupPage) -> HttpResponse:
    """Ask whether to give up the place or leave the waiting list, and do so on POST."""
    now, plan = timezone.now(), page.original
    own = _own_in_force(request, plan)
    if own is None:
        return redirect(page.url)
    if request.method == "POST":
        try:
            services.cancel_signup(activity=plan, signup=own, now=now)
        except Refused as refusal:
            return _show(request, page, now, refusal=str(refusal), status=CONFLICT)
        messages.success(request, _("已取消报名。") if own.is_placed else _("已退出候补。"))
        return redirect(page.url)
    context = {**page.get_context(request), "plan": plan, "own": own}
    return TemplateResponse(request, f"{_TEMPLATES}cancel.html", context)


def _own_in_force(request: HttpRequest, plan: SignupPage) -> Signup | None:
    own = queries.own_signup(plan, request.user)
    return own if own and own.state != SignupState.CANCELLED else None


def preview(request: HttpRequest, page: SignupPage, mode: str) -> HttpResponse:
    """Show editors the form whatever the clock says, or the page after the close."""
    now = timezone.now()
    # A draft may lack what the phase depends on.
    page.held_at = page.held_at or now + timedelta(days=1)
    page.held_until = page.held_until or page.held_at + timedelta(hours=1)
    page.places = page.places or 1
    return _show(request, page, now, state=State.CLOSED if mode == "closed" else State.OPEN)


def own_signups(user: User) -> Iterator[Item]:
    """Yield the user's sign-ups with their state, newest first, in three queries."""
    for page, signup in signups_of(user):
        told = [f"{label}：{answer}" for label, answer in answers_in_words(page, signup) if answer]
        if signup.companions:
            told.insert(0, _("随行人员：%(names)s") % {"names": companions_in_words(signup)})
        yield Item(page.title, page.url, signup.get_state_display(), signup.signed_at, "；".join(told))
