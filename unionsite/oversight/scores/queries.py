"""Reads of the scores: cards of a period, what waits, whether frozen cards are whole, points of pieces."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from interact.cases.models.case import Case
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.oversight.scores import rules, sealing
from unionsite.oversight.scores.cards import Card, Entry, frozen_card, live_cards
from unionsite.oversight.scores.choices import VIEW, By
from unionsite.oversight.scores.measures import Fact, published_pieces
from unionsite.oversight.scores.models import Adoption, Amendment, Level, Objection, ScoreCard, ScorePeriod
from unionsite.oversight.scores.rules import Award, Span

ADMIN = "wagtailadmin.access_admin"


def may_enter(user) -> bool:
    """Whether somebody sees cards at all: who watches sees all, other staff the card of their department."""
    return user.has_perm(ADMIN) and (user.has_perm(VIEW) or bool(user.department_id))


def may_see(user, department: int | None) -> bool:
    return user.has_perm(VIEW) or (user.has_perm(ADMIN) and department is not None and user.department_id == department)


def cards_of(period: ScorePeriod, today: date) -> list[Card]:
    """Return all cards of a period, the whole site first: as frozen, or counted as of today."""
    if not period.frozen_at:
        return live_cards(period, today)
    rows = list(period.cards.select_related("department"))
    amendments = amendments_of(rows)
    shown = [
        frozen_card(row, amendments[row.pk], sealing.fault_of_card(row, amendments[row.pk], settings.AUDIT_KEY))
        for row in rows
    ]
    return sorted(shown, key=lambda card: _place(card.stored))


def _place(card: ScoreCard) -> tuple:
    return (card.department.sort_order, card.department.name) if card.department else (-1, "")


def amendments_of(cards: Sequence[ScoreCard]) -> dict[int, list[Amendment]]:
    found: dict[int, list[Amendment]] = defaultdict(list)
    for row in Amendment.objects.filter(card__in=[card.pk for card in cards]).select_related("by"):
        found[row.card_id].append(row)
    return found


def places_of(cards: Sequence[Card]) -> dict[int, int]:
    """Return the place of each department's card by its key; who failed comes after everybody who did not."""
    ranked = [card for card in cards if card.department]
    worth = {card.number: card.result.total - (1000 if card.result.is_vetoed else 0) for card in ranked}
    places = rules.places_of(list(worth.values()))
    return {number: places[total] for number, total in worth.items()}


# --- Whether what is frozen is whole ---


def faults_of(period: ScorePeriod) -> list[str]:
    """Return in words all that was changed of a frozen period past this program; empty if it is whole."""
    rows = list(period.cards.select_related("department"))
    amendments = amendments_of(rows)
    faults = [sealing.fault_of_period(period, rows, settings.AUDIT_KEY)]
    for row in rows:
        fault = sealing.fault_of_card(row, amendments[row.pk], settings.AUDIT_KEY)
        faults.append(fault and f"{row.department or ''}{fault}")
    return [f"{period}：{fault}" for fault in faults if fault]


def all_faults() -> Iterator[str]:
    """Yield the faults of everything that was ever frozen, also where somebody opened it again or took it away."""
    for period in ScorePeriod.objects.filter(~Q(frozen_at=None) | ~Q(seal="") | Q(cards__isnull=False)).distinct():
        yield from faults_of(period)
    sealed = {(str(key), seal) for key, seal in ScorePeriod.objects.values_list("pk", "seal")}
    for entry in AuditEntry.objects.filter(action=Action.SCORES_FROZEN):
        if (entry.subject_id, entry.detail["seal"]) not in sealed:
            yield _("%(period)s：封存记录与审计日志第%(number)d条不符") % {
                "period": entry.subject_label,
                "number": entry.number,
            }


# --- Evidence that this person may see ---


@dataclass(frozen=True)
class Evidence:
    """The facts of a line that somebody may see, and how many more there are."""

    entry: Entry
    facts: Sequence[Fact]

    @property
    def hidden(self) -> int:
        return len(self.entry.facts) - len(self.facts)

    @property
    def cut(self) -> int:
        """How many were counted beyond those that a frozen card keeps."""
        counted = self.entry.measure and not self.entry.note
        return max(self.entry.number - len(self.entry.facts), 0) if counted else 0


def evidence_for(user, card: Card) -> list[Evidence]:
    """Return each line with what this person may see of it: of cases only those that the desk would show; one query."""
    keys = {fact.key for entry in card.entries if entry.is_of_cases for fact in entry.facts}
    seen = set(Case.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [
        Evidence(entry, [fact for fact in entry.facts if fact.key in seen] if entry.is_of_cases else entry.facts)
        for entry in card.entries
    ]


def objections_of(period: ScorePeriod, department: int | None) -> QuerySet[Objection]:
    found = Objection.objects.filter(period=period, department=department)
    return found.select_related("by", "answered_by")


def waiting_objections() -> QuerySet[Objection]:
    return Objection.objects.filter(answered_at=None)


def objections_by_department(period: ScorePeriod) -> Counter:
    return Counter(waiting_objections().filter(period=period).values_list("department", flat=True))


# --- What waits, for the dashboard ---


def unfrozen_periods(today: date) -> list[ScorePeriod]:
    """Return the periods that have ended and are not frozen."""
    return [period for period in ScorePeriod.objects.filter(frozen_at=None) if period.has_ended(today)]


# --- Points of pieces ---


def awards(span: Span, by: str) -> Iterator[Award]:
    """Yield the points of every piece published in the span, and of every adoption in it; three queries.

    `by` says whose: (department,), or (author, department) for each author that a piece names, in full for each.
    """
    own = Level.objects.filter(is_own=True).first()
    points = own.points if own else rules.NOUGHT
    for author, department in published_pieces(span).values_list("author", "department__name"):
        for who in _who(by, author, department):
            yield Award(who, points, is_new=True)
    adopted = Adoption.objects.filter(adopted_on__gte=span.start, adopted_on__lt=span.stop)
    for author, department, extra in adopted.values_list("piece__author", "piece__department__name", "level__points"):
        for who in _who(by, author, department):
            yield Award(who, extra, is_new=False)


def _who(by: str, author: str, department: str | None) -> list[tuple[str, ...]]:
    if by == By.DEPARTMENT:
        return [(department,)] if department else []
    return [(name, department or "") for name in rules.authors_of(author)]
