"""Public HTTP of a discussion: reading, sending, withdrawing, reporting; one's own posts."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from interact.activities.discussions import queries, services
from interact.activities.discussions.choices import Order, PostKind
from interact.activities.discussions.forms import PostForm, ReportForm
from interact.activities.discussions.models import DiscussionPage, Post
from interact.activities.plans.choices import Barrier, State
from interact.activities.plans.queries import barrier_for
from interact.activities.plans.services import NotInvited
from interact.activities.plans.views import CONFLICT, base_context, sign_in_on_page, status_of, to_sign_in
from interact.participation.sign_in import SignInPlaceForm
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item
from unionsite.core.refusals import Refused

_TEMPLATES = "activities/discussions/"
TOO_MANY = 429


@never_cache
@sensitive_post_parameters()
def show(request: HttpRequest, page: DiscussionPage) -> HttpResponse:
    """Show the discussion in its state; a valid POST is a post that waits for a moderator, answered by a redirect.

    Answers 409 before the opening and after the close, 403 for who is not invited, 429 beyond the limit of a day.
    """
    now, discussion = timezone.now(), page.original
    if request.method != "POST":
        return _show(request, page, now)
    sign_in = sign_in_on_page(request)
    form = PostForm(request.POST, discussion=discussion, person=request.user, now=now)
    barrier = barrier_for(discussion, request.user, now)
    if barrier and barrier != Barrier.SIGN_IN:
        return _show(request, page, now, form=form, refusal=barrier.label, status=status_of(barrier))
    if not form.is_valid() or sign_in:
        return _show(request, page, now, form=form, sign_in=sign_in)
    return _send(request, page, now, form)


def _send(request: HttpRequest, page: DiscussionPage, now: datetime, form: PostForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        services.send_post(
            discussion=page.original,
            person=request.user,
            nickname=data.get("nickname", form.known_as),
            kind=data.get("kind", PostKind.STATEMENT),
            text=data["text"],
            receipt=form.stamp.receipt,
            now=now,
        )
    except services.UsedStamp:
        form.renew(_("这一页已经有人在这台设备上用过。您写的内容还在，请再按一次“发送”。"))
        return _show(request, page, now, form=form)
    except services.TakenNickname as refusal:
        form.add_error("nickname", str(refusal))
        return _show(request, page, now, form=form)
    except NotInvited as refusal:
        return _show(request, page, now, form=form, refusal=str(refusal), status=CONFLICT)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, page, now, form=form, status=TOO_MANY)
    messages.success(request, _("已收到，审核通过后公开。审核结果可以在本页“我的发言”里看到。"))
    return redirect(f"{page.url}#mine")


def _show(
    request: HttpRequest,
    page: DiscussionPage,
    now: datetime,
    *,
    form: PostForm | None = None,
    sign_in: SignInPlaceForm | None = None,
    refusal: object = "",
    status: int = 200,
    state: State | None = None,
) -> HttpResponse:
    context = base_context(request, page, now, state)
    discussion, user = page.original, request.user
    is_open = context["state"] == State.OPEN
    barrier = barrier_for(discussion, user, now) if is_open and user.is_authenticated else None
    may_write = is_open and (not barrier or state is not None)
    if may_write and not user.is_authenticated:
        context["sign_in"] = sign_in or SignInPlaceForm(request)
    if may_write and form is None:
        form = PostForm(discussion=discussion, person=user, now=now)
    context |= {
        # What was typed stays on the page also where it cannot be sent.
        "form": form if may_write or (form and form.is_bound) else None,
        "may_write": may_write,
        "refusal": refusal or (barrier.label if barrier else ""),
        "is_refused": bool(refusal),
        "sign_in_address": to_sign_in(page.url).url,
        **_posts_context(request, discussion, now),
    }
    return TemplateResponse(request, page.get_template(request), context, status=status)


def _posts_context(request: HttpRequest, discussion: DiscussionPage, now: datetime) -> dict:
    wanted = request.GET.get("sort", "")
    order = Order(wanted) if wanted in Order.values else Order.FAIR
    given = request.GET
    posts, questions = queries.board(discussion, order, given.get("page"), given.get("questions"), now)
    return {
        "posts": posts,
        "questions": questions if discussion.takes_questions else None,
        "order": order.value,
        "posts_query": f"sort={order.value}&",
        "orders": Order.choices,
        "own_posts": queries.posts_of(discussion, request.user),
    }


# --- Below one post ---


def _readable(page: DiscussionPage, post_id: UUID) -> Post:
    """Return a public post of this discussion. Raises Http404 for any other, whether there is one or not."""
    post = Post.objects.of(page).readable().filter(pk=post_id).first()
    if post is None:
        raise Http404
    return post


@never_cache
def report(request: HttpRequest, page: DiscussionPage, post_id: UUID) -> HttpResponse:
    """Ask for which reason a post is improper, and count the report."""
    post = _readable(page, post_id)
    if not request.user.is_authenticated:
        return to_sign_in(page.url)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        try:
            services.report_post(
                discussion=page.original, post=post, person=request.user, reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已收到举报，工作人员会尽快处理。举报人不会公开。"))
        return redirect(page.url)
    context = {**page.get_context(request), "form": form, "post": post}
    return TemplateResponse(request, f"{_TEMPLATES}report.html", context)


@never_cache
def withdraw(request: HttpRequest, page: DiscussionPage, post_id: UUID) -> HttpResponse:
    """Take back a post of one's own that waits; 404 for posts of others."""
    if not request.user.is_authenticated:
        return to_sign_in(page.url)
    post = Post.objects.of(page).filter(pk=post_id, person=request.user).first()
    if post is None:
        raise Http404
    if request.method == "POST":
        try:
            services.withdraw_post(post=post, person=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已撤回。"))
    return redirect(f"{page.url}#mine")


def preview(request: HttpRequest, page: DiscussionPage, mode: str) -> HttpResponse:
    """Show editors the page whatever the clock says, or as it is after the close."""
    return _show(request, page, timezone.now(), state=State.CLOSED if mode == "closed" else State.OPEN)


def own_posts(user: User) -> Iterator[Item]:
    """Yield the user's posts with state and reason, newest first, in two queries."""
    posts = list(Post.objects.filter(person=user).order_by("-sent_at", "pk"))
    found = DiscussionPage.objects.originals(settings.LANGUAGE_CODE).filter(
        translation_key__in={post.activity for post in posts}, live=True
    )
    pages = {page.translation_key: page for page in found} if posts else {}
    for post in posts:
        page = pages.get(post.activity)
        values = {"kind": post.get_kind_display(), "title": page.title if page else _("话题已下线")}
        state = {"state": post.get_state_display(), "reason": post.why}
        yield Item(
            _("%(kind)s：%(title)s") % values,
            f"{page.url}#mine" if page else "",
            (_("%(state)s（%(reason)s）") if post.why else "%(state)s") % state,
            post.sent_at,
            _("%(name)s：%(text)s") % {"name": post.nickname, "text": post.text},
        )
