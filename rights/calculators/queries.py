"""Addresses of the calculators and of the articles that they cite."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from rights.calculators.choices import ABOUT, Calculator
from rights.calculators.citations import Citation
from unionsite.core.generation import remembered_of
from unionsite.core.queries import language_prefix
from unionsite.laws.models import StatuteArticle, library_path


@dataclass(frozen=True)
class Link:
    """A calculator, or a cited article; `url` is empty for an article that the library has not got."""

    title: str
    url: str
    description: str = ""


def list_address() -> str:
    """Return the address of the list in the active language; the section's own is fixed."""
    return f"{language_prefix(get_language() or settings.LANGUAGE_CODE)}rights/calculators/"


def calculator_link(calculator: Calculator) -> Link:
    return Link(str(calculator.label), f"{list_address()}{calculator.value}/", str(ABOUT[calculator].summary))


@remembered_of()
def _addresses() -> dict[Citation, str]:
    """Return the last parts of the addresses of all articles that calculators cite; one query."""
    cited = {citation for about in ABOUT.values() for citation in about.citations}
    rows = StatuteArticle.objects.filter(
        statute__short_title__in={citation.statute for citation in cited},
        label__in={citation.label for citation in cited},
    )
    values = rows.select_related(None).values_list("statute__short_title", "label", "statute__slug", "anchor")
    return {Citation(title, label): f"{slug}/{anchor}/" for title, label, slug, anchor in values}


def citation_links(citations: Iterable[Citation]) -> list[Link]:
    """Return the cited articles with their addresses in the active language; no query while nothing changes."""
    known, base = _addresses(), library_path()
    return [Link(one.name, base + known[one] if one in known else "") for one in citations]


def calculators_citing(statute: str, label: str) -> list[Link]:
    """Return the calculators that apply this article."""
    citation = Citation(statute, label)
    return [calculator_link(one) for one in Calculator if citation in ABOUT[one].citations]
