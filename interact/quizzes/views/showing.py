"""What comes of a quiz: ranking, certificate and its check, the prize draw."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from interact.activities.choices import State
from interact.activities.queries import person_of
from interact.activities.views import FORBIDDEN, base_context
from interact.quizzes import rules
from interact.quizzes.models.attempts import Attempt
from interact.quizzes.models.page import QuizPage
from interact.quizzes.queries import places
from interact.quizzes.views.attempts import NOT_FOUND, TEMPLATES, refuse, signed_in


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
