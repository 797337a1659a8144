"""The results page and the suggestions while typing."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from interact.ways_in import address_of_channel
from search.analysis.query import LONGEST_QUERY
from search.answers.queries import Found, find_answers
from search.promotions.queries import named_statute, promoted_for
from search.results.finding import read
from search.results.offers import offers_for
from search.results.place import Place, common_tags, suggest
from search.results.queries import Results
from search.terms.services import note_query, note_verdict
from search.words.queries import current_dictionary
from unionsite.core.queries import site_root
from unionsite.core.rate_limits import RateLimit
from unionsite.core.request_values import address_of

SUGGESTED_FOR = 60
# A whole office may share an address.
VERDICTS = RateLimit("search-verdicts", 60, 3600)


def _place(request) -> Place:
    language = translation.get_language() or settings.LANGUAGE_CODE
    site = getattr(request, "_wagtail_site", None)
    return Place(language, site_root(site, language) if site else None, timezone.now())


@require_safe
def search(request):
    """Show what is found for `q`, by `type`, `section`, `kind`, `year` and `department`, in `order`, on `page`.

    `exact` asks for the words as typed; other parameters are ignored.
    """
    place = _place(request)
    is_exact = bool(request.GET.get("exact"))
    query = read(request.GET.get("q", ""), place, is_exact=is_exact)
    context = {"query": query, "place": place, "translated_view": True}
    if query:
        context["statute"] = named_statute(query.text, current_dictionary())
        found = _answers(query.text, place, is_named=context["statute"] is not None)
        results = Results(query=query, place=place, parameters=request.GET, found=found)
        context["results"] = results
        context["promoted"] = promoted_for(query.spellings, place.root)
        if not results.chosen and results.page.number == 1:
            context["answer"], context["likely"] = found
            if place.root is not None:
                context["offers"], context["offers_below"] = offers_for(query.text, place.root.locale_id)
            number = len(found.likely) + bool(found.answer) + (0 if results.is_loosened else results.total)
            note_query(text=query.typed, number=number, language=place.language)
    if place.language == settings.LANGUAGE_CODE:
        # Tags have no translation.
        context["tags"] = common_tags(place) if not query else []
        if query.typed and query.typed.isascii():
            with translation.override("en"):
                context["english_url"] = f"{reverse('search')}?{urlencode({'q': query.typed})}"
    else:
        with translation.override(settings.LANGUAGE_CODE):
            context["chinese_url"] = f"{reverse('search')}?{urlencode({'q': query.typed})}"
    return render(request, "search/results.html", context)


def _answers(text: str, place: Place, *, is_named: bool) -> Found:
    """Return the answers to what is looked for; who types the name of a statute wants that."""
    if is_named or place.root is None:
        return Found(None, [])
    return find_answers(place.root.locale_id, text, timezone.localdate())


@require_POST
def say(request):
    """Count whether what was found for `q` was `useful`, without a person; who did not find it may ask the union."""
    text, is_useful = request.POST.get("q", "")[:LONGEST_QUERY], request.POST.get("useful") == "1"
    if VERDICTS.take(address_of(request)):
        note_verdict(text=text, is_useful=is_useful, language=translation.get_language() or settings.LANGUAGE_CODE)
    if not is_useful and (question := address_of_channel("question")):
        return redirect(f"{question}?{urlencode({'subject': text})}")
    return redirect(f"{reverse('search')}?{urlencode({'q': text, 'said': 1})}")


@require_safe
def suggestions(request):
    """Answer `{"suggestions": [title, …]}` for the `q` typed so far: only titles of public pages and statutes."""
    found = suggest(request.GET.get("q", ""), _place(request).entries)
    response = JsonResponse({"suggestions": found})
    response["Cache-Control"] = f"max-age={SUGGESTED_FOR}"
    response["X-Robots-Tag"] = "noindex"
    return response
