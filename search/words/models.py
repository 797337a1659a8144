"""The union's own synonyms, words and stop words, and which shipped entries it has switched off."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, RevisionMixin

from search.analysis import lexicon
from search.analysis.lexicon import SynonymEntry
from search.analysis.normalise import normalise
from search.words import rules
from search.words.rules import EntryKind, Named
from unionsite.core.named import named

services_of = named(settings.SERVICES)


class LexiconEntry(RevisionMixin, models.Model):
    """One entry, in effect as long as it exists.

    With `is_off` it stands for a shipped entry with the same words, which has no effect as long as this one exists.
    """

    kind = models.CharField(
        _("种类"),
        max_length=10,
        choices=EntryKind.choices,
        default=EntryKind.SYNONYM,
        help_text=_(
            "同义词：同一件事的几种说法，查一种也查到别的。词语：名称、叫法，查询时不拆开。停用词：没有实际意思，查询里有别的词时不理会它。"
            "服务叫法：大家怎样叫一项网上服务，查这些词时它排在最前面；“指向”写服务的名称，如“投诉举报”。"
        ),
    )
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
    is_off = models.BooleanField(
        _("停用随软件提供的同一条"),
        default=False,
        help_text=_("选中后，上面的词照“随软件提供的词”填写，那一条不再起作用；删除本条，它重新起作用。"),
    )
    folded = models.CharField(max_length=1500, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("搜索用词")
        verbose_name_plural = _("搜索用词")
        ordering = ["kind", "terms"]
        constraints = [models.UniqueConstraint(fields=["folded", "is_off"], name="search_word_once")]

    def __str__(self):
        return gettext("停用：%(entry)s") % {"entry": self.shown} if self.is_off else self.shown

    def clean(self):
        """Normalise the entry. Raises ValidationError, by field, for what cannot be read or contradicts other entries;
        none of these may be saved in between (`services.one_at_a_time`)."""
        if self.terms:
            self.take(rules.read_entry(self.kind, self.terms, self.targets))
            Vocabulary(without=self.pk).check(self)

    @property
    def entry(self) -> SynonymEntry:
        """Return the entry as the search reads it. Raises ValidationError for texts that were never checked."""
        return rules.read_entry(self.kind, self.terms, self.targets)

    def take(self, entry: SynonymEntry) -> None:
        """Hold what was read, in its normalised form."""
        self.terms, self.targets = ", ".join(entry.terms), ", ".join(entry.targets)
        self.folded = rules.fold(self.kind, entry)

    @property
    def shown(self) -> str:
        return rules.show(SynonymEntry(tuple(self.terms.split(", ")), tuple(filter(None, self.targets.split(", ")))))


class Vocabulary:
    """What an entry must agree with: shipped lists in effect and the union's own entries, but for the one `without`."""

    def __init__(self, *, without: int | None = None):
        own = LexiconEntry.objects.exclude(pk=without)
        shipped = lexicon.shipped()
        self.off = frozenset(entry.folded for entry in own if entry.is_off)
        self.shipped = {rules.fold(kind, entry) for kind, entry in rules.entries_of(shipped)}
        self.synonyms = rules.named_shipped(shipped, self.off)
        self.keys = self.shipped - self.off
        for entry in own:
            if not entry.is_off:
                self.add(entry, entry.shown)

    def add(self, entry: LexiconEntry, name: str) -> None:
        self.keys.add(entry.folded)
        if entry.kind == EntryKind.SYNONYM:
            self.synonyms.append(Named(entry.entry, name))

    def check(self, entry: LexiconEntry) -> None:
        """Raise ValidationError, by field, if the entry contradicts what stands."""
        if entry.is_off:
            if entry.folded not in self.shipped:
                raise ValidationError({"terms": [gettext("随软件提供的词表里没有这一条。")]})
            if entry.folded in self.off:
                raise ValidationError({"terms": [gettext("这一条已经停用。")]})
            return
        if entry.folded in self.keys:
            raise ValidationError({"terms": [gettext("词表里已有“%(entry)s”。") % {"entry": entry.shown}]})
        if entry.kind == EntryKind.SERVICE and not (known := service_names()).issuperset(entry.entry.targets or ("",)):
            words = gettext("请写网站上一项服务的名称：%(names)s。") % {"names": "、".join(sorted(known))}
            raise ValidationError({"targets": [words]})
        if entry.kind == EntryKind.SYNONYM and (messages := rules.conflicts(entry.entry, self.synonyms)):
            raise ValidationError({"targets" if entry.targets else "terms": messages})


def service_names() -> frozenset[str]:
    """Return the names of the services that the site has, as entries write them."""
    return frozenset(normalise(offer.name) for offer in services_of(Locale.get_default().pk, timezone.localdate()))
