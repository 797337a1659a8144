"""What is written to people about their sign-ups, to whom; all but reminders after the commit, in the background."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django_tasks import task

from interact.activities.signups.models import Signup, SignupPage
from interact.activities.signups.queries import find_activity
from unionsite.accounts.models import User
from unionsite.core.mails import tell

_TEMPLATES = "activities/signups/mail/"
_MOVED_UP, _CANCELLED = "moved_up", "cancelled"


def tell_of_move_up(signup: Signup) -> None:
    """Tell somebody from the waiting list that they have a place."""
    transaction.on_commit(lambda: send_signup_mail.enqueue(str(signup.pk), _MOVED_UP))


def tell_of_cancelling(signup: Signup) -> None:
    """Tell somebody that the union has cancelled their sign-up, and why."""
    transaction.on_commit(lambda: send_signup_mail.enqueue(str(signup.pk), _CANCELLED))


@task()
def send_signup_mail(signup_pk: str, template: str) -> None:
    signup = Signup.objects.select_related("person").filter(pk=signup_pk).first()
    page = find_activity(translation_key=signup.activity) if signup else None
    if page is not None:
        _send(template, page, [signup.person], signup=signup)


@task()
def tell_of_cancelled_activity(page_pk: int) -> None:
    """Tell everybody who has signed up or waits that the activity is cancelled."""
    if (page := find_activity(pk=page_pk)) is not None:
        people = [signup.person for signup in Signup.objects.of(page).active().select_related("person")]
        _send("activity_cancelled", page, people, reason=page.record.cancel_words)


def remind(page: SignupPage, people: Iterable[User]) -> None:
    """Remind those with a place that the activity is near."""
    _send("reminder", page, people)


def _send(template: str, page: SignupPage, people: Iterable[User], **more) -> None:
    context = {"page": page, "address": settings.BASE_URL + page.url, **more}
    tell(f"{_TEMPLATES}{template}.txt", people, context)
