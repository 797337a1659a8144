"""Trying a code, and what follows a wrong one or a wrong password: noted, told to people when somebody guesses."""

from __future__ import annotations

from django_otp import verify_token

from unionsite.accounts.choices import CODE_FAILURES_TO_ALERT, PASSWORD_FAILURES_TO_ALERT
from unionsite.accounts.people import logbook, mails
from unionsite.accounts.people.models import User
from unionsite.accounts.people.queries import security_officers
from unionsite.accounts.second_factor.models import ThrottledDevice
from unionsite.accounts.second_factor.queries import authenticator_of, backup_codes_left, backup_codes_of
from unionsite.accounts.second_factor.throttles import CODE_FAILURES, NAME_FAILURES, PASSKEY_FAILURES
from unionsite.audit import services as audit
from unionsite.audit.choices import Action


def try_code(*, user: User, code: str) -> ThrottledDevice | None:
    """The authenticator when `code` is its present one and unused; None otherwise, whatever the reason (T09 to T15)."""
    return _attempt(user, authenticator_of(user), code)


def try_backup_code(*, user: User, code: str) -> ThrottledDevice | None:
    """The set of backup codes when `code` is one of them and unused."""
    device = _attempt(user, backup_codes_of(user), code)
    if device is not None:
        left = backup_codes_left(user)
        audit.record(Action.BACKUP_CODE_USED, actor=user, subject=user, detail={"left": left})
    return device


def _attempt(user: User, device: ThrottledDevice | None, code: str) -> ThrottledDevice | None:
    # Counted before it is looked at: of many at once no more than allowed are.
    if device is None or (failures := CODE_FAILURES.count(user.pk)) > CODE_FAILURES.number:
        return None
    verified = verify_token(user, device.persistent_id, code)
    if verified is not None:
        CODE_FAILURES.forget(user.pk)
        return verified
    _note_failure(user, failures)
    return None


def note_wrong_passkey(user: User) -> None:
    """Counted apart from codes, whose number may run out."""
    _note_failure(user, PASSKEY_FAILURES.count(user.pk))


def _note_failure(user: User, failures: int) -> None:
    is_alarming = failures == CODE_FAILURES_TO_ALERT
    logbook.note_code_failure(user, is_alarming=is_alarming)
    if is_alarming:
        mails.tell(user, mails.Notice.CODES_TRIED)
        for officer in security_officers():
            mails.tell(officer, mails.Notice.CODES_TRIED_OFFICER, about=user)


def note_wrong_password(username: str, user_id: int | None, *, failures: int) -> None:
    """After the `failures`-th wrong password of strangers at this name within an hour.

    Once in that hour the owner is told, and once the log, from when on strangers have to wait. The mail is asked for
    whether or not anybody is called so: how long the answer takes must not tell (T29).
    """
    if failures == PASSWORD_FAILURES_TO_ALERT:
        mails.send_notice.enqueue(user_id or 0, mails.Notice.PASSWORDS_TRIED.value, user_id or 0)
    if failures == NAME_FAILURES.number:
        logbook.note_slowing(username)
