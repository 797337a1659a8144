"""What became of the articles that a page cites since it was last released: changed or removed by a newer import."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page

from unionsite.core.choosing import choices_in
from unionsite.laws.models import FormerText, StatuteArticle


@dataclass(frozen=True)
class LawChange:
    """An article as it was when the page was released, and as it is now: "" where it is gone."""

    name: str
    before: str
    now: str


def articles_in(stream: StreamValue) -> set[int]:
    """Return the keys of the articles that a stream chooses, those that are gone among them."""
    return {key for model, key in choices_in(stream.stream_block, stream.raw_data) if model is StatuteArticle}


def cited_articles(page: Page) -> set[int]:
    fields = (field for field in page._meta.get_fields() if isinstance(field, StreamField))
    return set().union(*(articles_in(getattr(page, field.name)) for field in fields))


def law_changes(pages: Iterable[Page], among: set[int] | None = None) -> Iterator[tuple[Page, list[LawChange]]]:
    """Yield each released page that cites an article which is other than at its release; two queries and the pages'.

    `among` are keys of articles; of others nothing is read.
    """
    former: dict[int, list[FormerText]] = defaultdict(list)
    for one in FormerText.objects.all() if among is None else FormerText.objects.filter(article_key__in=among):
        former[one.article_key].append(one)
    if not former:
        return
    current = dict(StatuteArticle.objects.filter(pk__in=former).values_list("pk", "text"))
    for page in pages:
        changes = []
        for key in sorted(cited_articles(page) & former.keys()):
            since = [one for one in former[key] if page.last_published_at and one.replaced_at > page.last_published_at]
            # The oldest of them is what was read at the release.
            if since and since[0].text != current.get(key, ""):
                changes.append(LawChange(since[0].name, since[0].text, current.get(key, "")))
        if changes:
            yield page, changes


class LawChangesPanel(Panel):
    """Says on the edit screen which cited articles are other than at the last release, old beside new."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("所引法条已变化"), "icon": "warning", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "rights/admin/law_changes.html"

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            page = self.instance
            found = list(law_changes([page], among=cited_articles(page))) if page.pk else []
            self.changes = found[0][1] if found else []

        def is_shown(self):
            return bool(self.changes)
