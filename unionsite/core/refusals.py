"""The exception for actions that are not allowed, and what counts as a reason where people must give one."""

from django.core.exceptions import ValidationError


class Refused(Exception):
    """Raised when something is not allowed; nothing was stored. `str(error)` tells the person who tried why, and what
    to do (Chinese, through gettext); `publishing.middleware.RefusalMiddleware` shows it on the screen where they are.
    It is no PermissionDenied: Wagtail would catch that and drop the words."""


def is_reason_enough(text: str, fewest: int = 2) -> bool:
    """Whether `text` has at least `fewest` letters, digits or 汉字: a full stop or two is no reason."""
    return sum(letter.isalnum() for letter in text) >= fewest


def reason(missing: object):
    """Return a validator of a form's field that refuses what is no reason with the message `missing`."""

    def check(text: str) -> None:
        if not is_reason_enough(text):
            raise ValidationError(missing)

    return check
