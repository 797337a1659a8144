"""The parts of each kind of report, read in the order of the official annual table."""

from django.conf import settings
from django.utils import translation

from unionsite.oversight.reports.figures import Part, Reader
from unionsite.oversight.reports.parts import asking, keeping, scoring, watching, writing
from unionsite.oversight.reports.rules import ReportKind
from unionsite.oversight.scores.rules import Span

READERS: dict[str, tuple[Reader, ...]] = {
    ReportKind.BULLETIN: (watching.freshness, watching.operation, asking.answering, watching.inspection),
    ReportKind.WORK: (
        writing.publishing,
        writing.topics,
        writing.interpretation,
        asking.services,
        asking.interaction,
        keeping.security,
        writing.media,
        keeping.innovation,
    ),
    ReportKind.SCORES: (scoring.results, scoring.points),
}


def parts_of(kind: str, now: Span, before: Span) -> list[Part]:
    """Return the parts of a report of the month, quarter or year `now` in which anything stands, with the one before it
    for comparison; in Chinese whoever asks. The number of queries does not depend on how much there is."""
    with translation.override(settings.LANGUAGE_CODE):
        return [part for read in READERS[kind] if (part := read(now, before)).tables or part.ask]
