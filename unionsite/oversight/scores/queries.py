"""Reads of the scores: cards of a period, what waits, points of pieces."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet

from interact.cases.models.case import Case
from unionsite.oversight.scores import rules
from unionsite.oversight.scores.cards import Card, frozen_card, live_cards
from unionsite.oversight.scores.choices import OF_CASES, VIEW, By, Length, Measure, other_scope
from unionsite.oversight.scores.measures import published_pieces
from unionsite.oversight.scores.models import Adoption, Level, Objection, ScoreItem, ScorePeriod
from unionsite.oversight.scores.rules import Award, Span

ADMIN = "wagtailadmin.access_admin"


def may_enter(user) -> bool:
    """Whether somebody sees cards at all: who watches sees all, other staff the card of their department."""
    return user.has_perm(ADMIN) and (user.has_perm(VIEW) or bool(user.department_id))


def is_own(user, department: int | None) -> bool:
    return user.has_perm(ADMIN) and department is not None and user.department_id == department


def may_see(user, department: int | None) -> bool:
    return user.has_perm(VIEW) or is_own(user, department)


def cards_of(period: ScorePeriod, today: date) -> list[Card]:
    """Return all cards of a period, the whole site first: as frozen, or counted as of today."""
    if not period.frozen_at:
        return live_cards(period, today)
    rows = period.cards.order_by(F("department__sort_order").asc(nulls_first=True), "department__name")
    return [frozen_card(row) for row in rows]


def places_of(cards: Sequence[Card]) -> dict[int, int]:
    """Return the place of each department's card by its key; who failed comes after everybody who did not."""
    ranked = [card for card in cards if card.department]
    worth = {card.number: card.result.total - (1000 if card.result.is_vetoed else 0) for card in ranked}
    places = rules.places_of(list(worth.values()))
    return {number: places[total] for number, total in worth.items()}


# --- Evidence that this person may see ---


def evidence_for(user, card: Card) -> list[dict]:
    """Return each line (`entry`) with the `facts` that this person may see, of cases only those that the desk would
    show; how many more there are (`hidden`), and how many were counted beyond those that a frozen card keeps (`cut`).
    One query."""
    keys = {fact.key for entry in card.entries if entry.measure in OF_CASES for fact in entry.facts}
    seen = set(Case.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    shown = []
    for entry in card.entries:
        facts = [fact for fact in entry.facts if entry.measure not in OF_CASES or fact.key in seen]
        is_each_a_fact = entry.measure and not entry.note
        cut = entry.number - len(entry.facts) if is_each_a_fact else 0
        shown.append({"entry": entry, "facts": facts, "hidden": len(entry.facts) - len(facts), "cut": cut})
    return shown


def items_by_hand(department: object) -> QuerySet[ScoreItem]:
    """Return what people may count for a department, or with None for the whole site."""
    return ScoreItem.objects.filter(measure=Measure.HAND, is_active=True).exclude(scope=other_scope(department))


def objections_of(period: ScorePeriod, department: int | None) -> QuerySet[Objection]:
    found = Objection.objects.filter(period=period, department=department)
    return found.select_related("by", "answered_by")


def waiting_objections() -> QuerySet[Objection]:
    return Objection.objects.filter(answered_at=None)


def objections_by_department(period: ScorePeriod) -> Counter:
    return Counter(waiting_objections().filter(period=period).values_list("department", flat=True))


# --- What waits, for the dashboard ---


def unfrozen_periods(today: date) -> QuerySet[ScorePeriod]:
    """Return the periods that have ended and are not frozen."""
    ended = [Q(length=one, year=today.year, number__lt=rules.number_of(one, today)) for one in Length]
    return ScorePeriod.objects.filter(Q(year__lt=today.year) | reduce(or_, ended), frozen_at=None)


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
