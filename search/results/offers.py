"""The services that a query calls by one of their words (搜索用词, 服务叫法), each shown as a card with a way there."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Locale

from search.analysis.normalise import normalise, squeezed
from search.terms.rules import words_of
from search.words.models import services_of
from search.words.queries import current_dictionary
from unionsite.core.generation import WORDS, remembered_of

MOST_SHOWN = 3
# Who types a service's name and little more wants it; in a longer question the word is one of several.
MOST_OF_IT, PART_OF_IT = 0.5, 0.3


@remembered_of(WORDS)
def _called(locale_id: int, _language: str, today: date) -> dict[str, list[Any]]:
    """Return the services of a language by each squeezed word that calls them: titles, and the words of the lists."""
    called: dict[str, list[Any]] = {}
    by_name = {normalise(one.name): one for one in services_of(locale_id, today)}
    words = [*current_dictionary().services.items(), *((squeezed(one.title), [name]) for name, one in by_name.items())]
    for word, names in [*words, *((name, [name]) for name in by_name)]:
        found = called.setdefault(word, [])
        found += [by_name[name] for name in names if name in by_name and by_name[name] not in found]
    return called


def offers_for(text: str, locale_id: int) -> tuple[list[Any], list[Any]]:
    """Return the services that stand above all results of a query, and those that stand below an answer.

    By the longest words first; 主席接待日 does not name the 主席.
    """
    joined, language = squeezed(text), get_language() or settings.LANGUAGE_CODE
    called = _called(locale_id, language, timezone.localdate())
    found = [word for word in called if word in joined]
    longest = [word for word in found if not any(word in other for other in found if other != word)]
    named = {one: len(word) for word in sorted(longest, key=len, reverse=True) for one in reversed(called[word])}
    content = sum(map(len, words_of(normalise(text), current_dictionary()))) or 1
    above = [one for one, size in named.items() if not one.is_calculator and size >= MOST_OF_IT * content]
    below = [one for one, size in named.items() if one.is_calculator or size >= PART_OF_IT * content]
    return above[:MOST_SHOWN], [one for one in below if one not in above][:MOST_SHOWN]


def calculators_named(text: str) -> list[Any]:
    """Return the first few calculators that a text names, with `title` and `url`."""
    return [one for one in offers_for(text, Locale.get_active().pk)[1] if one.is_calculator]
