"""The results page."""

from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from search.queries import Place, Results, common_tags
from search.words import read_query
from unionsite.core.queries import site_root


@require_safe
def search(request):
    """What is found for `q`, of `type` and in `section`, page `page`; other parameters are ignored."""
    typed = request.GET.get("q", "")
    query = read_query(typed)
    language = translation.get_language() or settings.LANGUAGE_CODE
    site = getattr(request, "_wagtail_site", None)
    place = Place.of(language, site_root(site, language) if site else None)
    context = {"query": query, "place": place, "translated_view": True, "show_crumbs": True}
    if query:
        context["results"] = Results(query=query, place=place, parameters=request.GET, now=timezone.now())
    if language == settings.LANGUAGE_CODE:
        # Tags have no translation.
        context["tags"] = common_tags(place) if not query else []
    else:
        with translation.override(settings.LANGUAGE_CODE):
            context["chinese_url"] = f"{reverse('search')}?{urlencode({'q': query.text})}"
    return render(request, "search/results.html", context)
