"""Composed reads of inspections: what programs know of an item, the sum of the results."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from unionsite.oversight.findings.choices import Gravity
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.inspections.choices import Measure
from unionsite.oversight.inspections.models import Inspection, InspectionItem


def open_by_measure() -> Counter:
    """Count the open findings of programs by (measure, gravity of an item); one query.

    A finding speaks against items of its own gravity and of lesser ones: one dead link does not fail the site."""
    measures = [measure.value for measure in Measure if measure]
    found = Finding.objects.open().filter(source__in=measures).order_by().values_list("source", "gravity")
    counts: Counter[tuple[str, str]] = Counter()
    ranks = list(Gravity)
    for source, gravity, number in found.annotate(number=Count("pk")):
        for lesser in ranks[ranks.index(Gravity(gravity)) :]:
            counts[source, lesser.value] += number
    return counts


def sums_of(inspections: Iterable[Inspection]) -> dict[int, Counter]:
    """Return for each inspection how many items have which verdict; one query."""
    sums: dict[int, Counter] = {inspection.pk: Counter() for inspection in inspections}
    rows = InspectionItem.objects.filter(inspection__in=list(sums)).order_by().values_list("inspection", "verdict")
    for key, verdict, number in rows.annotate(number=Count("pk")):
        sums[key][verdict] = number
    return sums


def held_between(first: date, stop: date) -> int:
    """Count the finished inspections of the days from `first` to before `stop`."""
    held = Inspection.objects.filter(finished_at__isnull=False, inspected_on__gte=first, inspected_on__lt=stop)
    return held.count()
