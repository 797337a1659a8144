"""The table of the rounds of a ranked count."""

from django import template

from interact.votes.queries import Result

register = template.Library()


@register.filter
def rounds_by_candidate(result: Result, page) -> list[tuple[str, list[str]]]:
    """Return (name, votes in each round) of each candidate; a dash once they are out."""
    return [
        (candidate.name, [str(one.votes.get(number, "–")) for one in result.tally.rounds])
        for number, candidate in enumerate(page.candidate_list, start=1)
    ]
