"""The findings of a version with people's reasons (S-3.8), the word list, and the settings of the text checks."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting

from unionsite.publishing.textchecks.choices import PARAGRAPH_LENGTH, TITLE_LENGTH, Level, WordKind
from unionsite.publishing.textchecks.findings import Finding
from unionsite.publishing.textchecks.normalise import fold_word


class TextCheckReport(models.Model):
    """The findings of one version that was checked on its way to the public.

    `findings` holds `Finding.as_dict()` of each, `counts` the number of each level. `confirmed` holds by key of a
    finding its `reason`, who gave it (`person`, `name`) and when (`at`, ISO 8601).
    """

    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="text_check", verbose_name=_("版本")
    )
    checked_at = models.DateTimeField(_("检查时间"))
    findings = models.JSONField(_("检查结果"), default=list)
    counts = models.JSONField(_("数量"), default=dict)
    confirmed = models.JSONField(_("说明的理由"), default=dict, blank=True)

    class Meta:
        verbose_name = _("文字检查记录")
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.revision_id}"

    @property
    def found(self) -> tuple[Finding, ...]:
        return tuple(Finding.from_dict(data) for data in self.findings)


class WordEntry(models.Model):
    """An entry of the word list; `folded` is the form in which it is searched for, unique within each kind."""

    kind = models.CharField(_("种类"), max_length=10, choices=WordKind.choices, default=WordKind.SENSITIVE)
    word = models.CharField(
        _("词语"), max_length=60, help_text=_("空格、全角半角、大小写和繁简不必分别录入，检查时一律识别。")
    )
    replacement = models.CharField(
        _("改为"),
        max_length=60,
        blank=True,
        help_text=_("易错词填规范写法；姓名填现任职务，如“工会主席”；敏感词可填建议的说法。"),
    )
    level = models.CharField(
        _("处理"),
        max_length=10,
        choices=[choice for choice in Level.choices if choice[0] != Level.OFF],
        blank=True,
        help_text=_("不选则按这一类的统一设置。"),
    )
    note = models.CharField(_("说明"), max_length=120, blank=True, help_text=_("写给编辑看的理由或例句。"))
    folded = models.CharField(max_length=120, editable=False)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("检查用词")
        verbose_name_plural = _("检查用词表")
        ordering = ["kind", "word"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "folded"], name="publishing_word_once"),
            models.CheckConstraint(
                condition=~Q(kind__in=[WordKind.TYPO, WordKind.PERSON]) | ~Q(replacement=""),
                name="publishing_word_replaced",
            ),
        ]

    def __str__(self):
        return self.word

    def save(self, *args, **kwargs):
        self.folded = fold_word(self.word)
        super().save(*args, **kwargs)

    def clean(self):
        self.word, self.replacement, self.note = self.word.strip(), self.replacement.strip(), self.note.strip()
        self.folded = fold_word(self.word)
        if not self.folded:
            raise ValidationError({"word": _("词语里没有可以检查的文字。")})
        if self.kind != WordKind.EXCEPTION and len(self.folded) < 2:
            raise ValidationError({"word": _("词语至少要有两个字，否则会误报太多。")})
        if self.kind in (WordKind.TYPO, WordKind.PERSON) and not self.replacement:
            raise ValidationError({"replacement": _("请填写规范写法或职务。")})
        if self.kind == WordKind.TYPO and fold_word(self.replacement) == self.folded:
            raise ValidationError({"replacement": _("规范写法与词语相同；全角半角、繁简由另外的规则检查。")})
        twins = WordEntry.objects.filter(kind=self.kind, folded=self.folded).exclude(pk=self.pk)
        if twin := twins.first():
            raise ValidationError({"word": _("词表里已有“%(word)s”。") % {"word": twin.word}})


def _length(label, default: int, least: int, most: int, help_text) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(least), MaxValueValidator(most)], help_text=help_text
    )


class TextCheckSettings(BaseGenericSetting):
    """The settings, in one row: changed levels of rules, lengths, and the stamp of the word list's state."""

    levels = models.JSONField(_("各项检查的处理"), default=dict, blank=True)
    title_length = _length(_("标题最多字数"), TITLE_LENGTH, 10, 120, _("10至120。"))
    paragraph_length = _length(_("段落最多字数"), PARAGRAPH_LENGTH, 100, 2000, _("100至2000。"))
    words_stamp = models.CharField(max_length=16, editable=False, blank=True)

    class Meta:
        verbose_name = _("文字检查设置")

    @classmethod
    def current(cls) -> TextCheckSettings:
        """Return the stored settings, or the defaults if there are none."""
        return cls.objects.first() or cls()

    @classmethod
    def restamp(cls) -> None:
        """Give the word list a new stamp, so that every process reads it again; call it where the list is changed."""
        stamp = secrets.token_hex(8)
        if not cls.objects.update(words_stamp=stamp):
            cls.objects.create(words_stamp=stamp)
