"""Public HTTP that all activities share: the section's list, feed and calendar, one calendar entry, card, rating."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from interact.activities.plans import queries, services
from interact.activities.plans.choices import STARS, Audience, Barrier, State
from interact.activities.plans.models.pages import ActivityIndexPage, ActivityPage
from interact.activities.plans.models.records import ActivitySubscriber
from interact.participation.models import Participation
from interact.participation.sign_in import SignInPlaceForm
from unionsite.core.calendars import calendar_response
from unionsite.core.feeds import FEED_LENGTH, SectionFeed
from unionsite.core.moments import moment
from unionsite.core.refusals import Refused
from unionsite.core.request_values import whole_number

CONFLICT, FORBIDDEN = 409, 403
_OF_TIME = (Barrier.NOT_OPEN, Barrier.CLOSED, Barrier.CANCELLED)
LATEST_AFTER_CLOSE = timedelta(days=120)


def list_activities(request: HttpRequest, section: ActivityIndexPage) -> HttpResponse:
    """Show what is open, what comes and what is over."""
    listing = queries.list_activities(section, timezone.now(), request.GET.get("page"))
    return section.render(request, context_overrides={"listing": listing})


class ActivityFeed(SectionFeed):
    def items(self):
        return self.section.activities().newest_first()[:FEED_LENGTH]

    def item_description(self, item):
        span = strip_tags(moment(item.opens_at, item.closes_at))
        return " ".join(filter(None, [item.summary, _("时间：%(span)s。") % {"span": span}]))

    def item_author_name(self, item):
        return self.section.title


def feed(request: HttpRequest, section: ActivityIndexPage) -> HttpResponse:
    return ActivityFeed(section)(request)


def calendar(request: HttpRequest, section: ActivityIndexPage) -> HttpResponse:
    """All activities that are not over as one calendar file, to which a phone can subscribe."""
    now = timezone.now()
    # What people sign up for comes after the close.
    pages = section.activities().running(now - LATEST_AFTER_CLOSE).with_state().first_to_close().specific()
    return calendar_response([page.event for page in pages if page.ending > now], "activities")


def one_calendar(request: HttpRequest, page: ActivityPage) -> HttpResponse:
    return calendar_response([page.event], slugify(page.slug) or "activity")


@never_cache
def notices(request: HttpRequest, section: ActivityIndexPage) -> HttpResponse:
    """Ask of which kinds of activities somebody wants to be told; who is not signed in is led to the sign-in."""
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    every = [(kind._meta.model_name, kind._meta.verbose_name) for kind in ActivityPage.__subclasses__()]
    if request.method == "POST":
        asked = request.POST.getlist("kinds")
        kinds = [name for name, _label in every if name in asked]
        services.set_notices(person=request.user, kinds=kinds)
        messages.success(request, _("已保存。") if kinds else _("已取消。活动开始和结束前不再通知您。"))
        return redirect(request.path)
    own = ActivitySubscriber.objects.filter(person=request.user).first()
    # Whoever asked before there were kinds asked for all.
    wanted = own.kinds or dict(every) if own else ()
    context = {**section.get_context(request), "kinds": [(name, label, name in wanted) for name, label in every]}
    return TemplateResponse(request, "activities/notices.html", context)


def share(request: HttpRequest, page: ActivityPage) -> HttpResponse:
    """A card with title, dates and a QR code: for a poster, a group chat, the canteen screen."""
    context = base_context(request, page, timezone.now())
    return TemplateResponse(request, "activities/share.html", context)


@never_cache
def rate(request: HttpRequest, page: ActivityPage) -> HttpResponse:
    """Count how satisfied somebody who took part is, and go back to the page."""
    if request.method == "POST" and request.user.is_authenticated:
        stars = whole_number(request.POST.get("stars", "")) or 0
        try:
            is_new = services.rate(activity=page.original, person=request.user, stars=stars)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("谢谢您的评价。") if is_new else _("您已经评价过，或者没有参加这项活动。")
            messages.success(request, words)
    return redirect(page.url)


# --- Who does not come in ---


def status_of(barrier: Barrier) -> int:
    """Return 409 if it is not the time, 403 if the person may not take part at all."""
    return CONFLICT if barrier in _OF_TIME else FORBIDDEN


def to_sign_in(address: str) -> HttpResponse:
    """Lead a visitor to the employees' sign-in, from where they come back to this address of the site."""
    return redirect_to_login(address, login_url=reverse("account:login"))


# --- What the page of every kind shows ---


def base_context(request: HttpRequest, page: ActivityPage, now: datetime, state: State | None = None) -> dict:
    """Return the context of `interact/activities/activity.html`; `state` stands in for the clock in a preview."""
    plan = page.original
    state = state or plan.times.state(now)
    mine = None
    if request.user.is_authenticated:
        mine = Participation.objects.of(plan).filter(person=request.user).first()
    is_over = state == State.CLOSED
    has_turnout = plan.shows_turnout and state in (State.OPEN, State.CLOSED)
    return {
        **page.get_context(request),
        "plan": plan,
        "address": settings.BASE_URL + page.url,
        "state": state.value,
        "state_label": state.label,
        "row": queries.listed(page, now),
        "audience": _audience_of(plan),
        "section_url": queries.address_of_section(page),
        "cancel_reason": plan.record.cancel_words if state == State.CANCELLED and plan.record else "",
        "mine": mine,
        "stars": sorted(STARS.items(), reverse=True) if mine and not mine.has_rated else [],
        # Counted only where they are shown: not on a receipt, which everybody gets, nor on the card.
        "turnout": SimpleLazyObject(partial(queries.turnout_of, plan)) if has_turnout else None,
        "satisfaction": SimpleLazyObject(partial(queries.satisfaction_of, plan)) if is_over else None,
    }


def _audience_of(plan: ActivityPage) -> str:
    """Return in words who may take part; the names on a list are nobody's business."""
    if plan.audience == Audience.DEPARTMENTS:
        names = [row.department.name for row in plan.audience_departments.select_related("department")]
        return _("、").join(names)
    return plan.get_audience_display()


def sign_in_on_page(request: HttpRequest) -> SignInPlaceForm | None:
    """Sign in whoever has filled in 工号 and password within the form of an activity; return the form if it failed."""
    if request.user.is_authenticated:
        return None
    form = SignInPlaceForm(request, request.POST)
    return None if form.sign_in() else form
