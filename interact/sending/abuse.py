"""Keeps floods and programs out of the channels without shutting people out (T79 to T81).

Signed-in employees need no captcha. While the counters cannot be reached, text is still taken, with a captcha, but
files are not. No counter can be turned back into an address (`core.rate_limits`), and none belongs to an account.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.attachments.choices import FILES
from interact.cases import receipts
from interact.cases.receipts import Stamp
from interact.sending import captcha
from unionsite.core.form_fields import HONEYPOT, OF_A_CODE, STAMP, TrappedForm, problems_of
from unionsite.core.rate_limits import RateLimit

HOUR = 3600
PROOF, PICTURE, LETTERS = "proof", "picture", "letters"
GUARD = (HONEYPOT, STAMP, PROOF, PICTURE, LETTERS)
WRONG_LETTERS = RateLimit("feedback-letters", number=5, seconds=HOUR)
logger = logging.getLogger(__name__)


# --- How much is taken ---


def sendings() -> RateLimit:
    """Return the limit of sendings from one address in an hour; a whole office may share an address."""
    return RateLimit("feedback-sendings", settings.FEEDBACK_SENDINGS_AN_HOUR, HOUR)


def sendings_with_files() -> RateLimit:
    """Return the limit of sendings with files from everybody together, because checking files is costly."""
    return RateLimit("feedback-files", settings.FEEDBACK_FILES_AN_HOUR, HOUR)


def _or_without_counters(ask: Callable[[], Any], otherwise: Any) -> Any:
    """Return what the counters say, or `otherwise` if they fail: they must never keep an employee from the union."""
    try:
        return ask()
    except Exception as error:  # Each cache has errors of its own.
        logger.warning("The counters of the channels cannot be reached: %s", type(error).__name__)
        return otherwise


def is_flooding(address: str) -> bool:
    return _or_without_counters(lambda: sendings().is_reached(address), False)


def take_sending(address: str) -> bool:
    """Count a sending that is about to be stored; return whether it is allowed, even if several come at once."""
    return _or_without_counters(lambda: sendings().take(address), True)


def give_back_sending(address: str) -> None:
    """Take back the count of a sending that was not stored, or had been stored before."""
    _or_without_counters(lambda: sendings().give_back(address), None)


def takes_files() -> bool:
    """Whether files are accepted at present."""
    return not _or_without_counters(lambda: sendings_with_files().is_reached("all"), True)


def take_files() -> bool:
    """Count a sending whose files are about to be checked; return whether it is allowed."""
    return _or_without_counters(lambda: sendings_with_files().take("all"), False)


def take_staging(address: str) -> bool:
    """Count a file that is about to be laid by, before its form is sent; return whether address and all may."""
    own = RateLimit("feedback-staged", settings.FEEDBACK_SENDINGS_AN_HOUR * FILES, HOUR)
    every = RateLimit("feedback-staged-all", settings.FEEDBACK_FILES_AN_HOUR * FILES, HOUR)
    return _or_without_counters(lambda: own.take(address) and every.take("all"), False)


# --- The guard of a form ---


class GuardedForm(TrappedForm):
    """A form with a trap for programs and, for people who have not signed in, a captcha.

    A failure brings the page with a fresh stamp or captcha, and keeps what was typed. Where fields are wrong too, only
    they are told of: mending them takes time enough. `channel` is what the form is for; `stamp` the stamp in force,
    with the receipt that the case, or the ballot, will have.
    """

    def __init__(self, *args, channel: str, now: datetime, is_signed_in: bool, **kwargs):
        self.channel, self.now, self.is_signed_in = channel, now, is_signed_in
        super().__init__(*args, **kwargs)
        self.add_trap(stamp_length=1_000)
        for name, length in ((PROOF, captcha.PAYLOAD_LENGTH), (PICTURE, captcha.TOKEN_LENGTH)):
            self.fields[name] = forms.CharField(required=False, max_length=length, widget=forms.HiddenInput)
        self.fields[LETTERS] = forms.CharField(
            label=gettext_lazy("图中的字母和数字"),
            required=False,
            max_length=40,
            widget=forms.TextInput(attrs=OF_A_CODE),
        )
        sent = self._sent_stamp() if self.is_bound else None
        self._is_stamped, self.passed_guard, self.is_proven = sent is not None, False, is_signed_in
        if sent:
            self.stamp = sent
        else:
            self.fields[STAMP].initial = self.new_stamp()
        if not self.is_bound and not is_signed_in:
            self.fields[PICTURE].initial = captcha.new_picture(self.stamp.receipt, now=now)

    def new_stamp(self):
        self.stamp = Stamp(str(self.channel), self.now, receipts.new_receipt())
        return receipts.seal_stamp(self.stamp)

    def _sent_stamp(self) -> Stamp | None:
        """Return the stamp that came with the form, or None if it is of another channel, too old or not ours."""
        stamp = receipts.open_stamp(str(self.data.get(STAMP, ""))[:1_000], zone=self.now.tzinfo)
        if stamp is None or stamp.channel != str(self.channel):
            return None
        return None if self.now - stamp.shown_at > receipts.FORM_LIFE else stamp

    def clean(self):
        data = super().clean()
        shown_at = self.stamp.shown_at if self._is_stamped else None
        if self.passes_trap(shown_at, may_be_quick=self.is_signed_in):
            self.passed_guard = self.is_signed_in or self._passes_captcha()
        for name in GUARD:
            if name != LETTERS:
                self.errors.pop(name, None)
        return data

    def _passes_captcha(self) -> bool:
        proof, token, letters = (self.cleaned_data.get(name, "") for name in (PROOF, PICTURE, LETTERS))
        if captcha.is_solved(proof, self.stamp.receipt):
            self.is_proven = True
        elif letters and not _or_without_counters(lambda: WRONG_LETTERS.is_reached(token), False):
            self.is_proven = captcha.is_typed(letters, token, self.stamp.receipt, now=self.now)
            if not self.is_proven:
                _or_without_counters(lambda: WRONG_LETTERS.count(token), None)
        if self.is_proven:
            self.errors.pop(LETTERS, None)
            return True
        self._fresh_captcha()
        self.errors.pop(LETTERS, None)
        if letters or proof:
            self.add_error(LETTERS, _("验证没有通过，可能是填错了或时间太久。已换一张图，请再填一次。"))
        else:
            self.add_error(LETTERS, _("请填写图中的字母和数字。"))
        return False

    def full_clean(self):
        super().full_clean()
        if self.is_bound and not self.is_proven and not captcha.letters_of(str(self[PICTURE].value()), now=self.now):
            # A form shown to somebody signed in has no picture; they may have signed out since.
            self._fresh_captcha()
        # The forms judge more after the guard has spoken, so its words are weighed last.
        if self._complaint and set(self.errors) - {*GUARD, NON_FIELD_ERRORS}:
            others = [text for text in self.errors.get(NON_FIELD_ERRORS, []) if text != self._complaint]
            self.errors.pop(NON_FIELD_ERRORS, None)
            for text in others:
                self.add_error(None, text)

    def renew(self, message):
        super().renew(message)
        self.is_proven, self.passed_guard = self.is_signed_in, False
        self._fresh_captcha()

    def _fresh_captcha(self) -> None:
        if not self.is_signed_in:
            self._put(**{PROOF: "", LETTERS: "", PICTURE: captcha.new_picture(self.stamp.receipt, now=self.now)})

    # --- For the template ---

    def order(self) -> list[str]:
        """Return the names of the fields in the order of the page."""
        return [*(name for name in self.fields if name != LETTERS), LETTERS]

    def problems(self) -> list[tuple[str, str, str]]:
        return problems_of(self, (self[name] for name in self.order()))

    @property
    def challenge(self) -> str:
        """The work for the browser, as JSON; empty if nothing has to be proven."""
        return "" if self.is_proven else captcha.new_challenge(self.stamp.receipt, now=self.now)

    @property
    def picture_address(self) -> str:
        return "" if self.is_proven else reverse("captcha_picture", args=[self[PICTURE].value()])
