"""What stands on a card: its lines with their evidence, counted anew until it is frozen, then as it was frozen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.models import Department
from unionsite.oversight.scores import measures, rules
from unionsite.oversight.scores.choices import KEPT_FACTS, Grade, Measure, ScoreKind, other_scope
from unionsite.oversight.scores.measures import Fact
from unionsite.oversight.scores.models import HandLine, ScoreCard, ScoreItem, ScorePeriod


@dataclass(frozen=True)
class Entry(rules.Line):
    """A line of a card with its evidence: `facts` are what was counted, `address` the list where they stand."""

    item: int
    text: str
    measure: str
    note: str
    address: str
    facts: Sequence[Fact]

    @property
    def kind_label(self) -> str:
        return str(ScoreKind(self.kind).label)

    @property
    def effect(self) -> str:
        """What the line does to the total, in signs."""
        if self.kind == ScoreKind.VETO:
            return str(ScoreKind.VETO.label) if self.number else "0"
        sign = "-" if self.kind == ScoreKind.DEDUCTION else "+"
        return f"{sign}{self.points.normalize():f}" if self.points else "0"


@dataclass(frozen=True)
class Card:
    """A card as it is shown; `department` is None for the whole site."""

    department: int | None
    name: str
    entries: Sequence[Entry]
    result: rules.Result

    @property
    def grade(self) -> str:
        words = str(Grade(self.result.grade).label)
        return _("%(grade)s（单项否决）") % {"grade": words} if self.result.is_vetoed else words

    @property
    def total(self) -> str:
        return points_in_words(self.result.total)

    @property
    def number(self) -> int:
        """How the card is named in addresses: the key of its department, 0 for the whole site."""
        return self.department or 0


def points_in_words(points: Decimal) -> str:
    return f"{points:.1f}".removesuffix(".0")


def live_cards(period: ScorePeriod, today: date) -> list[Card]:
    """Count the cards of a period as of today: the whole site first, then the departments.

    The number of queries depends on the measures in use, not on departments or facts.
    """
    span = period.span(today)
    items = list(ScoreItem.objects.filter(is_active=True))
    counted = {measure: measures.FACTS[measure](span) for measure in {item.measure for item in items} - {Measure.HAND}}
    by_hand: dict[tuple[int, int | None], list[Fact]] = defaultdict(list)
    for row in period.hand_lines.select_related("entered_by"):
        by_hand[row.item_id, row.department_id].append(_fact_by_hand(row))
    # A department that was closed keeps the card on which something was entered.
    scored = Q(is_active=True) | Q(pk__in=period.hand_lines.exclude(department=None).values("department"))
    departments = Department.objects.filter(scored).values_list("pk", "name")

    def entry(item: ScoreItem, department: int | None) -> Entry:
        facts = counted.get(item.measure, by_hand[item.pk, department])
        own = [fact for fact in facts if department in (None, fact.department)]
        number, note = measures.count(item.measure, own)
        address = measures.list_address(item.measure, span, department)
        return Entry(item.kind, item.each, item.most, number, item.pk, item.text, item.measure, note, address, own)

    cards = []
    for department, name in [(None, _("全站")), *departments]:
        entries = [entry(item, department) for item in items if item.scope != other_scope(department)]
        cards.append(Card(department, name, entries, rules.result_of(entries)))
    return cards


def _fact_by_hand(row: HandLine) -> Fact:
    day = f"{timezone.localtime(row.entered_at):%Y-%m-%d}"
    words = {"times": row.times, "reason": row.reason, "who": row.entered_by, "day": day}
    label = _("%(times)d次：%(reason)s（%(who)s，%(day)s）") % words
    return Fact(row.department_id, row.pk, label, row.address, times=row.times)


# --- Frozen ---


def content_of(period: ScorePeriod, card: Card) -> dict:
    """Return what is frozen of a card: texts, numbers as text, and at most `KEPT_FACTS` facts of each line."""
    return {
        "period": [period.length, period.year, period.number],
        "department": card.department,
        "name": card.name,
        "total": str(card.result.total),
        "is_vetoed": card.result.is_vetoed,
        "lines": [
            vars(entry)
            | {
                "each": str(entry.each),
                "most": str(entry.most),
                "facts": [[fact.key, fact.label, fact.address] for fact in entry.facts[:KEPT_FACTS]],
            }
            for entry in card.entries
        ],
    }


def frozen_card(stored: ScoreCard) -> Card:
    content = stored.content
    entries = [
        Entry(
            **line
            | {
                "each": Decimal(line["each"]),
                "most": Decimal(line["most"]),
                "facts": [Fact(stored.department_id, *fact) for fact in line["facts"]],
            }
        )
        for line in content["lines"]
    ]
    result = rules.Result(Decimal(content["total"]), content["is_vetoed"])
    return Card(stored.department_id, content["name"], entries, result)
