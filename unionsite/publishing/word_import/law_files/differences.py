"""What an import would change: facts, articles added, changed word for word, lost, and the pages that cite them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.contenttypes.models import ContentType
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from unionsite.laws.models import Statute, StatuteArticle
from unionsite.laws.parsing import ParsedArticle, ParsedStatute
from unionsite.laws.services import bare, references_to

_FACTS = ("title", "short_title", "category", "issuer", "amended_on", "history", "preamble")
FACT, LOST, CHANGED, ADDED = _KINDS = _("标题、沿革等改动"), _("删去条文"), _("改动条文"), _("新增条文")
Citing = dict[int, tuple[Page, ...]]


@dataclass(frozen=True)
class Difference:
    """A fact or article that would be other: `before` is "" for an added one, `now` for one that is lost."""

    kind: str
    label: str
    before: str
    now: str
    citing: tuple[Page, ...] = ()

    @property
    def marked(self) -> SafeString:
        """Return both texts as one, with <del> and <ins>."""
        pieces = []
        for what, i1, i2, j1, j2 in SequenceMatcher(None, self.before, self.now, autojunk=False).get_opcodes():
            if what == "equal":
                pieces.append(("span", self.before[i1:i2]))
            else:
                pieces += [("del", self.before[i1:i2]), ("ins", self.now[j1:j2])]
        return format_html_join("", "<{0}>{1}</{0}>", [piece for piece in pieces if piece[1]])


def differences(parsed: ParsedStatute, statute: Statute | None) -> list[Difference]:
    """Compare with what stands in the library, kind by kind; of a new statute all articles are added."""
    if statute is None:
        return [Difference(ADDED, article.label, "", article.text) for article in parsed.articles]
    stored = {article.anchor: article for article in statute.articles.select_related(None)}
    citing = pages_citing([article.pk for article in stored.values()])
    found = [_difference(stored.pop(new.anchor, None), new, citing) for new in parsed.articles]
    found += [_difference(old, None, citing) for old in stored.values()]
    return [*_facts(parsed, statute), *sorted(filter(None, found), key=lambda one: _KINDS.index(one.kind))]


def _difference(old: StatuteArticle | None, new: ParsedArticle | None, citing: Citing) -> Difference | None:
    if old is None:
        return Difference(ADDED, new.label, "", new.text)
    if new is None:
        return Difference(LOST, old.label, old.text, "", citing[old.pk])
    if bare(old.text) == bare(new.text):
        return None
    return Difference(CHANGED, new.label, old.text, new.text, citing[old.pk])


def _facts(parsed: ParsedStatute, statute: Statute) -> Iterator[Difference]:
    for name in _FACTS:
        before, now = str(getattr(statute, name) or ""), str(getattr(parsed, name) or "")
        if before != now:
            yield Difference(FACT, str(Statute._meta.get_field(name).verbose_name), before, now)


def pages_citing(articles: Iterable[int]) -> Citing:
    """Return the pages, drafts among them, that cite each of these articles; two queries."""
    references = references_to(articles).filter(base_content_type=ContentType.objects.get_for_model(Page))
    pairs = {(int(key), int(page)) for key, page in references.values_list("to_object_id", "object_id")}
    pages = Page.objects.in_bulk({page for _key, page in pairs})
    found: Citing = defaultdict(tuple)
    for key, page in sorted(pairs):
        found[key] += (pages[page],)
    return found
