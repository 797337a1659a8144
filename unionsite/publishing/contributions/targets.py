"""Which pieces may be sent in, and where they go: the page types of `CONTRIBUTION_TARGETS`."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from unionsite.core.models import PiecePage


@dataclass(frozen=True)
class Target:
    """One kind of piece in one section."""

    model: type[PiecePage]
    section: Page
    kind: str
    label: str

    @property
    def value(self) -> str:
        """In forms: `news.newspage:activity`."""
        return f"{self.model._meta.label_lower}:{self.kind}"


def target_models() -> list[type[PiecePage]]:
    """The page types of the setting, in its order. Raises LookupError or ValueError for a wrong name."""
    return [apps.get_model(name) for name in settings.CONTRIBUTION_TARGETS]


def targets() -> list[Target]:
    """Every kind that can be sent in now; types whose section is not public are left out. One query for each type."""
    found = []
    for model in target_models():
        section = section_of(model)
        if section is not None:
            kinds = model.KINDS or (("", model._meta.verbose_name),)
            found += [Target(model, section, kind, str(label)) for kind, label in kinds]
    return found


def section_of(model: type[PiecePage]) -> Page | None:
    """The section that takes this type, in the site's own language."""
    types = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    sections = Page.objects.live().filter(content_type__in=types, locale__language_code=settings.LANGUAGE_CODE)
    return sections.order_by("path").first()


def kind_labels() -> dict[tuple[str, str], str]:
    """Label of each kind by (target, kind) of a contribution; without a query."""
    return {
        (model._meta.label_lower, kind): str(label)
        for model in target_models()
        for kind, label in (model.KINDS or (("", model._meta.verbose_name),))
    }
