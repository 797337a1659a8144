"""Synonyms, words and stop words of the union itself, and which of the shipped ones it has switched off."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from search.analysis.lexicon import SynonymEntry
from search.lexicon_rules import ACTING, WAITING, Kind, Outcome, State, fold, read_entry, show


class LexiconEntryQuerySet(models.QuerySet):
    def acting(self):
        """What the search goes by now."""
        return self.filter(state__in=ACTING)

    def waiting(self):
        """What a second person has to decide on."""
        return self.filter(state__in=WAITING)

    def standing(self):
        """All but what was withdrawn."""
        return self.exclude(state=State.WITHDRAWN)

    def most_urgent_first(self):
        """What waits, what acts, what is over."""
        place = Case(When(state__in=WAITING, then=0), When(state__in=ACTING, then=1), default=2)
        return self.order_by(place, "kind", "terms", "pk")


class LexiconEntry(models.Model):
    """One entry; it acts once a second person has approved it, and until a second person has approved its end.

    With `is_off` it stands for a shipped entry of the same words, which does not act as long as this one does. A change
    of an entry that acts is a new one with `replaces`. People are kept: an entry tells who stood for it.
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
    note = models.CharField(_("说明"), max_length=200, blank=True, help_text=_("写给核定人：为什么要加，职工怎样说。"))
    is_off = models.BooleanField(_("停用随软件提供的同一条"), default=False, editable=False)
    folded = models.CharField(max_length=1500, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PROPOSED, editable=False)
    replaces = models.ForeignKey(
        "self", verbose_name=_("代替"), null=True, editable=False, on_delete=models.PROTECT, related_name="successors"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("提出人"), editable=False, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("核定人"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("核定时间"), null=True, editable=False)
    leaving_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("停用提出人"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("停用核定人"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("停用时间"), null=True, editable=False)
    # What the second person answered last, for the first.
    reply = models.CharField(_("核定意见"), max_length=200, blank=True, editable=False)

    objects = LexiconEntryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("搜索用词")
        verbose_name_plural = _("搜索用词")
        ordering = ["kind", "terms"]
        permissions = [("approve_lexiconentry", _("核定搜索用词"))]
        constraints = [
            models.UniqueConstraint(
                fields=["folded", "is_off"], condition=~Q(state=State.WITHDRAWN), name="search_word_stands_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ACTING) | (Q(approved_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="search_word_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.LEAVING) | Q(leaving_proposed_by__isnull=False),
                name="search_word_leaving_has_proposer",
            ),
        ]

    def __str__(self):
        return _("停用：%(entry)s") % {"entry": self.shown} if self.is_off else self.shown

    @property
    def entry(self) -> SynonymEntry:
        """As the search reads it. Raises BadEntry for what was never checked."""
        return read_entry(self.kind, self.terms, self.targets)

    def take(self, entry: SynonymEntry) -> None:
        """Write down what was read, in its plain form."""
        self.terms, self.targets = ", ".join(entry.terms), ", ".join(entry.targets)
        self.folded = fold(self.kind, entry.terms, entry.targets)

    @property
    def shown(self) -> str:
        return show(SynonymEntry(tuple(self.terms.split(", ")), tuple(filter(None, self.targets.split(", ")))))

    @property
    def state_label(self) -> str:
        """The state in words; of what is withdrawn, how it came to that."""
        if self.state != State.WITHDRAWN:
            return self.get_state_display()
        if self.approved_by_id:
            return str(Outcome.ENDED.label)
        is_own = self.withdrawn_by_id == self.proposed_by_id
        return str((Outcome.TAKEN_BACK if is_own else Outcome.REFUSED).label)

    @property
    def may_change(self) -> bool:
        """Whether another wording can be proposed; a shipped entry has none of its own."""
        return not self.is_off and self.state in (State.PROPOSED, State.IN_FORCE)

    @property
    def may_end(self) -> bool:
        """Whether it can be taken back, or its end be proposed."""
        return self.state in (State.PROPOSED, State.IN_FORCE)

    @property
    def proposer_id(self) -> int | None:
        """Who wants the change that waits."""
        return self.leaving_proposed_by_id if self.state == State.LEAVING else self.proposed_by_id
