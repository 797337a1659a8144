"""Plain mails from templates: the first line of a template is the subject, the rest the text.

People are told by `tell`: by mail, where no wing tells them otherwise. `send` writes to an address, whoever reads it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from unionsite.core.wings import place

_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Send no mail inside this context; the demo uses it, because its people do not exist."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    return _silent.get()


def staff_address(name: str, *args: object) -> str:
    """Return the whole address of a screen of the staff, for a mail."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


# Ways of wings to tell people, beside mail: functions of what happened (the name of the mail's template, or of a case's
# mail), the people and the mail's context, which return those who are still to get the mail.
ways_beside_mail: list[Callable[[str, list[Any], Mapping[str, object]], list[Any]]] = place("ways to tell people")


def still_to_mail(event: str, people: Iterable[Any], context: Mapping[str, object]) -> list[Any]:
    """Tell people by the ways of the wings, and return those who are still to get the mail; nobody in `silence`."""
    left = [] if is_silent() else list({person.pk: person for person in people}.values())
    for way in ways_beside_mail:
        left = way(event, left, context)
    return left


def tell(template: str, people: Iterable[Any], context: Mapping[str, object]) -> None:
    """Tell each person of what happened; one without an `email` is told by the ways of the wings alone."""
    send(template, [person.email for person in still_to_mail(template, people, context)], context)


def send(template: str, addresses: Iterable[str], context: Mapping[str, object]) -> None:
    """Send one Chinese mail to each address, so that nobody sees who else was told; does nothing without
    addresses, or in `silence`."""
    addresses = sorted({address for address in addresses if address})
    if not addresses or is_silent():
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(template, {"site": settings.WAGTAIL_SITE_NAME, **context}).strip()
    subject, _line, body = text.partition("\n")
    # A title used in the subject may hold a line break; a header must not.
    subject, body = " ".join(subject.split()), body.strip() + "\n"
    try:
        get_connection().send_messages([EmailMessage(subject, body, None, [address]) for address in addresses])
    except OSError as error:
        # For the log, instead of where in the program it was noticed (core/logs.py).
        error.add_note(f"邮件没有发出（{error}），其余已经办好。请核对EMAIL_URL，用manage.py sendtestemail 邮箱 试发。")
        raise
