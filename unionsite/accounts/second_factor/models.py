"""Proofs of a person beside the password: authenticator app, passkeys, backup codes, and codes handed out on paper."""

import time
from base64 import b32encode
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from unionsite.accounts.choices import LONGEST_CODE_DELAY
from unionsite.accounts.people.models import User
from unionsite.accounts.people.names import normalised_code
from unionsite.core import sealing
from unionsite.core.fields import person

STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1  # steps before and after


class ThrottledDevice(TimestampMixin, ThrottlingMixin, Device):
    """Wrong codes cost 1, 2, 4, 8 … seconds, at most an hour: a thief of the password cannot lock the owner out."""

    class Meta:
        abstract = True

    def get_throttle_factor(self) -> int:
        return 1

    def verify_is_allowed(self):
        allowed, why = super().verify_is_allowed()
        if not allowed and timezone.now() - self.throttling_failure_timestamp >= LONGEST_CODE_DELAY:
            return True, None
        return allowed, why

    def accept(self) -> None:
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()


class Authenticator(ThrottledDevice):
    """An app on a phone that shows codes of six digits (RFC 6238: SHA-1, 30 s); its key is sealed (T22).

    Codes are tried through `django_otp.verify_token`, which locks the row: two requests cannot both use one (T10).
    """

    sealed_key = models.TextField()
    last_step = models.BigIntegerField(default=-1)
    drift = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = _("验证器")
        constraints = [models.UniqueConstraint(fields=["user", "confirmed"], name="one_authenticator_for_each_user")]

    def set_key(self, key: bytes) -> None:
        self.sealed_key = sealing.seal(key, self._context())

    @property
    def key(self) -> bytes:
        return sealing.unseal(self.sealed_key, self._context())

    def _context(self) -> str:
        return f"accounts.authenticator:{self.user_id}"

    def verify_token(self, token: str) -> bool:
        if not self.verify_is_allowed()[0]:
            return False
        code = normalised_code(token)
        totp = TOTP(self.key, STEP_SECONDS, 0, DIGITS, self.drift)
        totp.time = time.time()
        if len(code) == DIGITS and code.isdecimal() and totp.verify(int(code), TOLERANCE, self.last_step + 1):
            self.last_step, self.drift = totp.t(), totp.drift
            self.accept()
            return True
        self.throttle_increment()
        return False

    @property
    def manual_key(self) -> str:
        """Return the key for typing by hand: base32 in groups of four."""
        text = b32encode(self.key).decode().rstrip("=")
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    @property
    def config_url(self) -> str:
        """Return what the QR code tells the app (Key Uri Format)."""
        issuer = settings.WAGTAIL_SITE_NAME.replace(":", "")
        query = urlencode(
            {"secret": b32encode(self.key).decode().rstrip("="), "issuer": issuer, "digits": DIGITS}, quote_via=quote
        )
        return f"otpauth://totp/{quote(issuer)}:{quote(self.user.get_username())}?{query}"


class BackupCodes(ThrottledDevice):
    """Ten codes on paper, each good once; only keyed hashes are stored, of those not used yet.

    Codes are tried through `django_otp.verify_token`, which locks the row, as for `Authenticator` (T11).
    """

    unused = models.JSONField(default=list, db_default=[])

    class Meta:
        verbose_name = _("备用恢复码")
        constraints = [models.UniqueConstraint(fields=["user"], name="one_set_of_backup_codes")]

    def verify_token(self, token: str) -> bool:
        if not self.verify_is_allowed()[0]:
            return False
        digests = sealing.digests(normalised_code(token), f"accounts.backupcode:{self.user_id}")
        if used := [digest for digest in digests if digest in self.unused]:
            self.unused.remove(used[0])
            self.accept()
            return True
        self.throttle_increment()
        return False


class Passkey(TimestampMixin, Device):
    """A key in a phone, computer or stick that answers only this site (WebAuthn); the public half is no secret.

    `name` is what its owner calls it. A browser offers it only on `host`, which is what stops phishing. Answers are
    tried through `services.try_passkey`, never by `verify_token`.
    """

    credential_id = models.CharField(max_length=1400, unique=True)  # base64url, as browsers send it
    public_key = models.TextField()  # base64url of COSE
    host = models.CharField(max_length=253)
    sign_count = models.BigIntegerField(default=0)
    is_synced = models.BooleanField(default=False)
    last_challenge = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("通行密钥")
        ordering = ["created_at", "pk"]


class HandedCode(models.Model):
    digest = models.CharField(max_length=64, unique=True)
    issued_by = person()
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.user_id} {self.issued_at:%Y-%m-%d %H:%M}"


class ActivationCode(HandedCode):
    """The newest code with which an employee activates the account."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activation_code")

    class Meta:
        verbose_name = _("激活码")
        default_permissions = ()


class EnrolmentTicket(HandedCode):
    """Lets one person bind an authenticator: a stolen first password alone must open nothing (security.md 1.2, T20)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolment_tickets")

    class Meta:
        verbose_name = _("绑定凭证")
        ordering = ["-issued_at"]


def authenticator_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, confirmed=True).first()


def backup_codes_of(user: User) -> BackupCodes | None:
    return BackupCodes.objects.filter(user=user).first()


def backup_codes_left(user: User) -> int:
    codes = backup_codes_of(user)
    return len(codes.unused) if codes else 0


def passkeys_of(user: User, host: str | None = None) -> QuerySet[Passkey]:
    """Return all passkeys of this person, or only those that are good on `host`."""
    passkeys = Passkey.objects.filter(user=user, confirmed=True)
    return passkeys if host is None else passkeys.filter(host=host)
