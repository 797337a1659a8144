"""Public HTTP of a quiz: its page, an attempt one question a page, its result, and what comes of the whole."""

from datetime import datetime
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from interact.activities.plans.choices import State
from interact.activities.plans.queries import barrier_for
from interact.activities.plans.services import NotInvited
from interact.activities.plans.views import CONFLICT, FORBIDDEN, base_context, status_of, to_sign_in
from interact.activities.quizzes import rules, services
from interact.activities.quizzes.choices import QuestionKind
from interact.activities.quizzes.models.attempts import Attempt
from interact.activities.quizzes.models.page import QuizPage
from interact.activities.quizzes.queries import attempts as queries
from interact.activities.quizzes.queries import places
from interact.participation.queries import person_of
from unionsite.core.refusals import Refused
from unionsite.core.request_values import whole_number

TEMPLATES = "activities/quizzes/"
NOT_FOUND, NO_CONTENT = 404, 204
_STATUS = {services.NoSuchQuestion: NOT_FOUND, services.NotNow: CONFLICT, services.ForeignAnswer: CONFLICT}
_NO_ATTEMPT = gettext_lazy("没有找到您的这份答卷。请回到竞赛页面，从那里进入。")


def signed_in(view):
    """Lead visitors to the sign-in, from where they come back."""

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, page: QuizPage, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request.path if request.method == "GET" else page.url)
        return view(request, page, *args, **kwargs)

    return wrapper


def refuse(request: HttpRequest, page: QuizPage, words: object, status: int) -> HttpResponse:
    """Say in words why something was not done; for the script of the page the words are all it needs."""
    context = {**page.get_context(request), "refusal": words}
    return TemplateResponse(request, f"{TEMPLATES}refused.html", context, status=status)


@never_cache
def show(request: HttpRequest, page: QuizPage) -> HttpResponse:
    """The quiz in its state: how it goes, attempts left, the best so far. Other methods than reading change nothing."""
    return _show(request, page, timezone.now())


def _show(
    request: HttpRequest, page: QuizPage, now: datetime, *, refusal="", status: int = 200, state: State | None = None
) -> HttpResponse:
    context = base_context(request, page, now, state)
    quiz, person, is_known = page.original, request.user, request.user.is_authenticated
    is_open, is_closed = context["state"] == State.OPEN, context["state"] == State.CLOSED
    history = _settled(quiz, person, now) if is_known and (is_open or is_closed) else None
    barrier = barrier_for(quiz, person, now) if is_open and is_known and not refusal else None
    context |= {
        "history": history,
        "refusal": refusal or (barrier.label if barrier else ""),
        "is_refused": bool(refusal),
        "may_start": is_open and not barrier and (history is None or history.left.may_start),
        "drawn": places.drawn_of(quiz, person),
    }
    return TemplateResponse(request, page.get_template(request), context, status=status)


def _settled(quiz: QuizPage, person, now: datetime) -> queries.AttemptHistory:
    """Return where a person stands, with an attempt scored whose time has run out."""
    history = queries.history_of(quiz, person, now)
    if history.running is None or not rules.is_over(history.running.ends_at, now):
        return history
    services.settle(history.running.pk, now)
    return queries.history_of(quiz, person, now)


@signed_in
def start(request: HttpRequest, page: QuizPage) -> HttpResponse:
    """Start an attempt, or go on with the one that is running; answers 409 when it is not the time, 403 to others."""
    if request.method != "POST":
        return redirect(page.url)
    now = timezone.now()
    try:
        attempt = services.start_attempt(quiz=page.original, person=request.user, now=now)
    except NotInvited as refusal:
        return _show(request, page, now, refusal=str(refusal), status=status_of(refusal.barrier))
    except services.NotNow as refusal:
        return _show(request, page, now, refusal=str(refusal), status=CONFLICT)
    return redirect(question_address(page, attempt.pk, 1))


def question_address(page: QuizPage, key: UUID, position: int) -> str:
    return f"{page.url}attempt/{key}/{position}/"


@signed_in
def question(request: HttpRequest, page: QuizPage, key: UUID, position: int) -> HttpResponse:
    """One question of a running attempt. A POST saves the answer and goes where the button says: `go` is a position,
    `submit` or, from the page's script, `stay`."""
    if request.method == "POST":
        return _save(request, page, key, position)
    now = timezone.now()
    attempt = queries.find_attempt(page, request.user, key)
    if attempt is None:
        return refuse(request, page, _NO_ATTEMPT, NOT_FOUND)
    if attempt.is_submitted or rules.is_over(attempt.ends_at, now):
        return redirect(f"{page.url}attempt/{key}/")
    sheet = queries.sheet_of(attempt)
    shown = sheet.question(position)
    if shown is None:
        return refuse(request, page, _("这份答卷里没有这道题。"), NOT_FOUND)
    context = _running_context(request, page, sheet, now) | {"question": shown}
    return TemplateResponse(request, f"{TEMPLATES}question.html", context)


def _running_context(request: HttpRequest, page: QuizPage, sheet: queries.Sheet, now: datetime) -> dict:
    left = sheet.seconds_left(now)
    return {
        **page.get_context(request),
        "attempt": sheet.attempt,
        "address": f"{page.url}attempt/{sheet.attempt.pk}/",
        "overview": sheet.overview,
        "unanswered": sheet.unanswered,
        "seconds_left": left,
        "minutes_left": left // 60,
        "rest_left": left % 60,
        "last": len(sheet.attempt.questions),
    }


def _save(request: HttpRequest, page: QuizPage, key: UUID, position: int) -> HttpResponse:
    try:
        services.save_answer(
            activity=page.translation_key,
            key=key,
            person=request.user,
            position=position,
            read=lambda kind: _given(kind, request.POST),
        )
    except Refused as refusal:
        return refuse(request, page, str(refusal), _STATUS[type(refusal)])
    go = request.POST.get("go", "")
    if go == "stay":
        return HttpResponse(status=NO_CONTENT)
    if (number := whole_number(go)) is not None:
        return redirect(question_address(page, key, number))
    return redirect(f"{page.url}attempt/{key}/submit/")


@signed_in
def submit(request: HttpRequest, page: QuizPage, key: UUID) -> HttpResponse:
    """Ask once more, with the questions still unanswered; a POST hands in. Sent again it leads to the same result."""
    if request.method == "POST":
        try:
            services.hand_in(activity=page.translation_key, key=key, person=request.user)
        except services.NoSuchQuestion as refusal:
            return refuse(request, page, str(refusal), NOT_FOUND)
        return redirect(f"{page.url}attempt/{key}/")
    now = timezone.now()
    attempt = queries.find_attempt(page, request.user, key)
    if attempt is None:
        return refuse(request, page, _NO_ATTEMPT, NOT_FOUND)
    if attempt.is_submitted or rules.is_over(attempt.ends_at, now):
        return redirect(f"{page.url}attempt/{key}/")
    context = _running_context(request, page, queries.sheet_of(attempt), now)
    return TemplateResponse(request, f"{TEMPLATES}submit.html", context)


@signed_in
def result(request: HttpRequest, page: QuizPage, key: UUID) -> HttpResponse:
    """The result of an attempt, with right answers and explanations once they are of no use to this person any more; a
    running one goes on at its first open question, one whose time is over is scored."""
    now = timezone.now()
    attempt = queries.find_attempt(page, request.user, key)
    if attempt is None:
        return refuse(request, page, _NO_ATTEMPT, NOT_FOUND)
    if not attempt.is_submitted:
        if not rules.is_over(attempt.ends_at, now):
            unanswered = queries.sheet_of(attempt).unanswered
            return redirect(question_address(page, key, unanswered[0] if unanswered else 1))
        services.settle(key, now)
        messages.info(request, _("答题时间已到，已按存下的答案自动交卷。"))
        attempt = Attempt.objects.get(pk=key)
    quiz, kept = page.original, queries.kept_from(request.user, now)
    context = {
        **page.get_context(request),
        "attempt": attempt,
        "has_passed": rules.has_passed(attempt.score, attempt.most, quiz.pass_percent),
        "pass_percent": quiz.pass_percent,
        "minutes": attempt.seconds // 60,
        "seconds": attempt.seconds % 60,
        "marked": None if kept.holds(quiz, attempt.questions) else queries.marked_sheet(queries.sheet_of(attempt)),
    }
    return TemplateResponse(request, f"{TEMPLATES}result.html", context)


def preview(request: HttpRequest, page: QuizPage, mode: str) -> HttpResponse:
    """Show editors the page whatever the clock says, or after the close."""
    return _show(request, page, timezone.now(), state=State.CLOSED if mode == "closed" else State.OPEN)


# --- What comes of it ---


@never_cache
def ranking(request: HttpRequest, page: QuizPage) -> HttpResponse:
    """Places of departments for everybody, of people for employees who are signed in."""
    person = person_of(request.user)
    is_employee = person is not None and person.is_on_roll
    quiz = page.original
    state = quiz.times.state(timezone.now())
    if state not in (State.OPEN, State.CLOSED):
        raise Http404
    ranked = places.ranking_of(quiz)
    context = {
        **page.get_context(request),
        "plan": quiz,
        "state_label": state.label,
        "ranking": ranked,
        "is_employee": is_employee,
        "mine_placed": ranked.place_of(request.user.pk) if is_employee else None,
    }
    return TemplateResponse(request, f"{TEMPLATES}ranking.html", context)


@signed_in
def certificate(request: HttpRequest, page: QuizPage) -> HttpResponse:
    """The certificate of whoever has passed, to be printed; 403 for everybody else."""
    quiz = page.original
    attempt = Attempt.objects.of(quiz).best().filter(person=request.user).defer("questions").first()
    if attempt is None or not rules.has_passed(attempt.score, attempt.most, quiz.pass_percent):
        return refuse(request, page, _("成绩合格后可以打印证书。"), FORBIDDEN)
    context = {
        **page.get_context(request),
        "attempt": attempt,
        "number": places.certificate_number(attempt),
        "address": f"{settings.BASE_URL}{page.url}verify/{places.certificate_path(attempt)}/",
    }
    return TemplateResponse(request, f"{TEMPLATES}certificate.html", context)


@never_cache
def verify(request: HttpRequest, page: QuizPage, key: str, signature: str) -> HttpResponse:
    """Tell anybody who scans a certificate whether it is real; the name is masked."""
    attempt = places.certified(page.original, key, signature)
    if attempt is None:
        return refuse(request, page, _("没有这张证书。请核对网址是否完整，或联系工会办公室。"), NOT_FOUND)
    context = {
        **page.get_context(request),
        "attempt": attempt,
        "number": places.certificate_number(attempt),
        "name": rules.masked(attempt.person.get_full_name()),
    }
    return TemplateResponse(request, f"{TEMPLATES}verify.html", context)


@never_cache
def prize_draw(request: HttpRequest, page: QuizPage) -> HttpResponse:
    """The winners, once the prizes are drawn."""
    if not page.original.prizes:
        raise Http404
    context = base_context(request, page, timezone.now()) | {"drawn": places.drawn_of(page.original, request.user)}
    return TemplateResponse(request, f"{TEMPLATES}draw.html", context)


def _given(kind: str, data: QueryDict) -> list:
    """Return the places of the options chosen, or the text typed; -1 stands for what is no place, and the rules refuse
    it. Empty if nothing was answered."""
    if kind == QuestionKind.FILL:
        typed = data.get("text", "").replace("\x00", "").strip()
        return [typed] if typed else []
    places = map(whole_number, data.getlist("given"))
    return [-1 if place is None else place for place in places]
