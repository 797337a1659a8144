"""搜索用词 → 随软件提供的词: the lists that come with the site, and which of them the union has switched off."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from search import rights
from search.analysis import lexicon
from search.words import rules
from search.words.models import LexiconEntry
from search.words.rules import Kind
from search.words.screens.files import BelowTheWords
from unionsite.core.request_values import nearest_page

ON_A_PAGE = 50


class ShippedView(BelowTheWords, TemplateView):
    """`?kind=&q=&p=`."""

    right = rights.VIEW_WORDS
    template_name = "search/admin/shipped.html"
    page_title = gettext_lazy("随软件提供的词")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs):
        wanted = self.request.GET.get("kind", "")
        kind = wanted if wanted in Kind.values else Kind.SYNONYM
        text = self.request.GET.get("q", "").strip()[:40]
        entries = [
            (terms, targets) for terms, targets in _shipped(kind) if any(text in term for term in (*terms, *targets))
        ]
        page = nearest_page(Paginator(entries, ON_A_PAGE), self.request.GET.get("p"))
        off = dict(LexiconEntry.objects.filter(is_off=True, kind=kind).values_list("folded", "pk"))
        return super().get_context_data(**kwargs) | {
            "rows": [_row(kind, terms, targets, off) for terms, targets in page],
            "page": page,
            "kinds": [(value, label, len(_shipped(value)), value == kind) for value, label in Kind.choices],
            "kind": kind,
            "text": text,
            "may_switch_off": self.request.user.has_perm(rights.ADD_WORDS),
            "may_switch_on": self.request.user.has_perm(rights.DELETE_WORDS),
        }


def _row(kind: str, terms: tuple[str, ...], targets: tuple[str, ...], off: dict[str, int]) -> dict[str, object]:
    """`off` are the numbers of entries that switch off, by what they switch off."""
    number = off.get(rules.fold(kind, terms, targets))
    named = urlencode({"kind": kind, "terms": ", ".join(terms), "targets": ", ".join(targets)})
    return {
        "terms": "、".join(terms),
        "targets": "、".join(targets),
        "off_url": f"{reverse('search_words:switch_off')}?{named}",
        "on_url": reverse("search_words:delete", args=[number]) if number else "",
    }


def _shipped(kind: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    lists = lexicon.shipped()
    if kind == Kind.SYNONYM:
        return [(entry.terms, entry.targets) for entry in lists.synonyms]
    words = lists.words if kind == Kind.WORD else sorted(lists.stop_words)
    return [((word,), ()) for word in words]
