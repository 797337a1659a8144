"""What stands on a card: its lines with their evidence, counted anew until it is frozen, then as it was frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.models import Department
from unionsite.oversight.scores import measures, rules
from unionsite.oversight.scores.choices import KEPT_FACTS, OF_CASES, Grade, Kind, Measure, Scope
from unionsite.oversight.scores.measures import Fact
from unionsite.oversight.scores.models import Amendment, HandLine, ScoreCard, ScoreItem, ScorePeriod


@dataclass(frozen=True)
class Entry:
    """A line of a card with its evidence: `facts` are what was counted, `address` the list where they stand."""

    item: int
    kind: str
    text: str
    measure: str
    each: Decimal
    most: Decimal
    number: int
    note: str
    address: str
    facts: Sequence[Fact]

    @property
    def line(self) -> rules.Line:
        return rules.Line(self.kind, self.each, self.most, self.number)

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def is_of_cases(self) -> bool:
        return self.measure in OF_CASES

    @property
    def effect(self) -> str:
        """What the line does to the total, in signs."""
        if self.kind == Kind.VETO:
            return str(Kind.VETO.label) if self.number else "0"
        points = self.line.points
        return "0" if not points else f"{'-' if self.kind == Kind.DEDUCTION else '+'}{points.normalize():f}"


@dataclass(frozen=True)
class Card:
    """A card as it is shown; `department` is None for the whole site, `stored` the frozen row if there is one."""

    department: int | None
    name: str
    entries: Sequence[Entry]
    frozen: rules.Result
    amendments: Sequence[Amendment] = ()
    stored: ScoreCard | None = None
    fault: str = ""

    @property
    def result(self) -> rules.Result:
        return rules.amended(self.frozen, [(change.points, change.veto) for change in self.amendments])

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
    counted = {measure: measures.FACTS[measure](span) for measure in {item.measure for item in items} - {""}}
    by_hand: dict[tuple[int, int | None], list[HandLine]] = defaultdict(list)
    for row in period.hand_lines.select_related("entered_by"):
        by_hand[row.item_id, row.department_id].append(row)
    # A department that was closed keeps the card on which something was entered.
    scored = Q(is_active=True) | Q(pk__in=period.hand_lines.exclude(department=None).values("department"))
    departments = Department.objects.filter(scored).values_list("pk", "name")
    cards = []
    for department, name in [(None, _("全站")), *departments]:
        left_out = Scope.SITE if department else Scope.DEPARTMENT
        entries = [
            _by_hand(item, by_hand[item.pk, department])
            if item.measure == Measure.HAND
            else _measured(item, counted[item.measure], department, span)
            for item in items
            if item.scope != left_out
        ]
        cards.append(Card(department, name, entries, rules.result_of(entry.line for entry in entries)))
    return cards


def _measured(item: ScoreItem, facts: Iterable[Fact], department: int | None, span: rules.Span) -> Entry:
    own = [fact for fact in facts if department is None or fact.department == department]
    number, note = measures.count(item.measure, own)
    return _entry(item, number, note, measures.list_address(item.measure, span, department), own)


def _by_hand(item: ScoreItem, rows: Sequence[HandLine]) -> Entry:
    facts = [
        Fact(
            row.department_id,
            row.pk,
            _("%(times)d次：%(reason)s（%(who)s，%(day)s）")
            % {
                "times": row.times,
                "reason": row.reason,
                "who": row.entered_by,
                "day": f"{timezone.localtime(row.entered_at):%Y-%m-%d}",
            },
            row.address,
        )
        for row in rows
    ]
    return _entry(item, sum(row.times for row in rows), "", "", facts)


def _entry(item: ScoreItem, number: int, note: str, address: str, facts: Sequence[Fact]) -> Entry:
    return Entry(item.pk, item.kind, item.text, item.measure, item.each, item.most, number, note, address, facts)


# --- Frozen ---


def content_of(period: ScorePeriod, card: Card) -> dict:
    """Return what is frozen of a card: texts, numbers as text, and at most `KEPT_FACTS` facts of each line."""
    return {
        "period": [period.length, period.year, period.number],
        "department": card.department,
        "name": card.name,
        "total": str(card.frozen.total),
        "is_vetoed": card.frozen.is_vetoed,
        "lines": [
            {
                "item": entry.item,
                "kind": str(entry.kind),
                "text": entry.text,
                "measure": str(entry.measure),
                "each": str(entry.each),
                "most": str(entry.most),
                "number": entry.number,
                "note": entry.note,
                "address": entry.address,
                "facts": [[fact.key, fact.label, fact.address] for fact in entry.facts[:KEPT_FACTS]],
            }
            for entry in card.entries
        ],
    }


def frozen_card(stored: ScoreCard, amendments: Sequence[Amendment], fault: str) -> Card:
    """Return a frozen card as it is shown; one that was changed so that it cannot be read has no lines."""
    content = stored.content
    try:
        entries = [_frozen_entry(line, stored.department_id) for line in content["lines"]]
        result = rules.Result(number_of(content["total"]), bool(content["is_vetoed"]))
        return Card(stored.department_id, content["name"], entries, result, amendments, stored, fault)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        name = str(stored.department or _("全站"))
        return Card(stored.department_id, name, [], rules.Result(rules.NOUGHT, False), amendments, stored, fault)


def number_of(text: str) -> Decimal:
    """Return the number that a frozen text stands for. Raises ValueError or ArithmeticError where it is none."""
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _frozen_entry(line: Mapping, department: int | None) -> Entry:
    return Entry(
        item=line["item"],
        kind=Kind(line["kind"]),
        text=line["text"],
        measure=line["measure"],
        each=number_of(line["each"]),
        most=number_of(line["most"]),
        number=int(line["number"]),
        note=line["note"],
        address=line["address"],
        facts=[Fact(department, int(key), label, address) for key, label, address in line["facts"]],
    )
