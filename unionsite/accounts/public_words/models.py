"""The history of public words, one row for each change of one field; rows are added and never changed."""

import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    BEGUN = "begun", _("登记前已有")
    TWO = "two", _("两人办理")
    FIRST = "first", _("首次填写")
    SERVER = "server", _("由程序写入")


class WordsChange(models.Model):
    """The former and the new text of one field. The last row says what readers should see there; no row means nothing.

    `model` is as `accounts.department`; people are kept by name, as in the ledger (S-8.9). `writer_label` is empty for
    what stood there before the history began and for what a command on the server did.
    """

    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    object_label = models.CharField(_("对象"), max_length=150)
    field = models.CharField(max_length=60)
    before = models.TextField(_("原来的文字"), blank=True)
    after = models.TextField(_("改后的文字"), blank=True)
    ground = models.CharField(_("依据"), max_length=10, choices=Ground.choices)
    writer_label = models.CharField(_("提出人"), max_length=150, blank=True)
    second_label = models.CharField(_("复核人"), max_length=150, blank=True)
    at = models.DateTimeField(_("生效时间"), default=timezone.now)
    # HMAC of everything in the row: without the key nobody adds one by SQL that counts.
    seal = models.CharField(max_length=64, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("公开文字的改动")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["model", "object_id"], name="words_of_object")]

    def __str__(self):
        return self.object_label

    def save(self, *args, **kwargs):
        self.seal = self.right_seal
        super().save(*args, **kwargs)

    @property
    def row_text(self) -> bytes:
        """Return everything in the row as canonical JSON."""
        names = ("model", "object_id", "object_label", "field", "before", "after", "ground")
        values = ["words/1", *(getattr(self, name) for name in names), self.writer_label, self.second_label]
        return json.dumps([*values, self.at.astimezone(UTC).isoformat(timespec="microseconds")]).encode()

    @property
    def row_hash(self) -> str:
        return hashlib.sha256(self.row_text).hexdigest()

    @property
    def right_seal(self) -> str:
        return hmac.new(settings.AUDIT_KEY.encode(), b"words-seal\0" + self.row_text, "sha256").hexdigest()

    @property
    def is_sealed(self) -> bool:
        """Whether the row is unchanged since the site wrote it."""
        return hmac.compare_digest(self.right_seal, self.seal)
