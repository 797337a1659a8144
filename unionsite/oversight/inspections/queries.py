"""Composed reads of inspections: what programs know of an item, the sum of the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count

from unionsite.oversight.findings.models import Finding
from unionsite.oversight.inspections.choices import Measure
from unionsite.oversight.inspections.models import Inspection, InspectionItem


def open_by_measure() -> Counter:
    """Count the open findings of each program, by the value of its `Measure`; one query."""
    measures = [measure.value for measure in Measure if measure]
    found = Finding.objects.open().filter(source__in=measures).order_by().values_list("source")
    return Counter(dict(found.annotate(number=Count("pk"))))


def sums_of(inspections: Iterable[Inspection]) -> dict[int, Counter]:
    """Return for each inspection how many items have which verdict; one query."""
    sums: dict[int, Counter] = {inspection.pk: Counter() for inspection in inspections}
    rows = InspectionItem.objects.filter(inspection__in=list(sums)).order_by().values_list("inspection", "verdict")
    for key, verdict, number in rows.annotate(number=Count("pk")):
        sums[key][verdict] = number
    return sums
