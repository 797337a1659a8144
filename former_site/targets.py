"""Which page a piece of the former website becomes: its type, its place in the tree, its kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from wagtail.models import Locale, Page

from unionsite.core.models import PiecePage


@dataclass(frozen=True)
class Target:
    model: type[PiecePage]
    parent_id: int
    locale_id: int
    kind: str


class Targets:
    """The places that `IMPORT_PAGES` names, by label of the kind and by names that a former website gave its sections.

    Those names come from the page types (`former_sections`); `sections` adds kinds by old name. `labels` are the labels
    of all kinds, `unknown` the kinds in `sections` that do not exist.
    """

    def __init__(self, sections: Mapping[str, str] | None = None):
        locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        sections = sections or {}
        self.labels: list[str] = []
        self._by_kind: dict[str, Target] = {}
        self._by_section: dict[str, Target] = {}
        for model in map(apps.get_model, settings.IMPORT_PAGES):
            parents = Page.objects.type(*map(apps.get_model, model.parent_page_types)).filter(locale=locale, live=True)
            parent = parents.order_by("path").first()
            if parent is None:
                continue
            for kind, label in model.KINDS:
                target = Target(model, parent.pk, locale.pk, kind)
                self.labels.append(str(label))
                self._by_kind |= {str(label): target, kind: target}
                self._by_section |= dict.fromkeys(model.former_sections.get(kind, ()), target)
        self.unknown = [kind for kind in sections.values() if kind not in self._by_kind]
        self._by_section |= {old: self._by_kind[kind] for old, kind in sections.items() if kind in self._by_kind}

    def find(self, *names: str) -> Target | None:
        """Return the target of the first name that stands for one, or None."""
        for name in names:
            if found := self._by_kind.get(name) or self._by_section.get(name):
                return found
        return None
