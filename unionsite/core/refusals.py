"""The exception for what may not be done, and what counts as a reason where people must give one."""


class Refused(Exception):
    """Nothing was stored. `str(error)` says why and what to do, to the person who tried (Chinese, through gettext);
    `publishing.middleware.RefusalMiddleware` shows it where the person is. Not a PermissionDenied: Wagtail would catch
    that and drop the words."""


def is_reason_enough(text: str, fewest: int = 2) -> bool:
    """A reason is words, not a full stop or two: so many letters, digits or 汉字."""
    return sum(letter.isalnum() for letter in text) >= fewest
