"""The union's own synonyms, words and stop words, and which shipped entries it has switched off."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.analysis.lexicon import SynonymEntry
from search.words.rules import Kind, fold, read_entry, show


class LexiconEntry(models.Model):
    """One entry, in effect as long as it exists.

    With `is_off` it stands for a shipped entry with the same words, which has no effect as long as this one exists.
    """

    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices, default=Kind.SYNONYM)
    terms = models.CharField(
        _("词语"),
        max_length=700,
        help_text=_("同义词写两个以上，用逗号隔开，最能代表的写在前面；词语和停用词每条只写一个。"),
    )
    targets = models.CharField(
        _("指向"),
        max_length=700,
        blank=True,
        help_text=_(
            "只用于同义词，可不填。填写后只单向起作用：查“词语”时也查这里的词，反过来不查。如口语“炒鱿鱼”指向“解除劳动合同”。"
        ),
    )
    note = models.CharField(_("说明"), max_length=200, blank=True, help_text=_("写给同事：职工怎样说，为什么改。"))
    is_off = models.BooleanField(_("停用随软件提供的同一条"), default=False, editable=False)
    folded = models.CharField(max_length=1500, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("搜索用词")
        verbose_name_plural = _("搜索用词")
        ordering = ["kind", "terms"]
        constraints = [models.UniqueConstraint(fields=["folded", "is_off"], name="search_word_once")]

    def __str__(self):
        return _("停用：%(entry)s") % {"entry": self.shown} if self.is_off else self.shown

    @property
    def entry(self) -> SynonymEntry:
        """Return the entry as the search reads it. Raises BadEntry for texts that were never checked."""
        return read_entry(self.kind, self.terms, self.targets)

    def take(self, entry: SynonymEntry) -> None:
        """Store what was read, in its normalised form."""
        self.terms, self.targets = ", ".join(entry.terms), ", ".join(entry.targets)
        self.folded = fold(self.kind, entry.terms, entry.targets)

    @property
    def shown(self) -> str:
        return show(SynonymEntry(tuple(self.terms.split(", ")), tuple(filter(None, self.targets.split(", ")))))

    @property
    def values(self) -> dict[str, Any]:
        """Return what people have written, as the record of changes keeps it."""
        return {name: getattr(self, name) for name in ("kind", "terms", "targets", "note", "is_off")}
