"""Reads from `CONTRIBUTION_TARGETS` which types of pieces may be sent in, and finds the section each goes to."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.checks import Error, register
from wagtail.models import Page

from unionsite.core.models import PiecePage


@dataclass(frozen=True)
class Target:
    """One kind of piece that may be sent in, and its section."""

    model: type[PiecePage]
    section: Page
    kind: str
    label: str

    @property
    def value(self) -> str:
        """The value in forms, as `news.newspage:activity`."""
        return f"{self.model._meta.label_lower}:{self.kind}"


def target_models() -> list[type[PiecePage]]:
    """Return the page types of the setting, in its order. Raises LookupError or ValueError for a wrong name."""
    return [apps.get_model(name) for name in settings.CONTRIBUTION_TARGETS]


def targets() -> list[Target]:
    """Return every kind that can be sent in now, without types that have no public section; one query for each type."""
    found = []
    for model in target_models():
        section = section_of(model)
        if section is not None:
            kinds = model.KINDS or (("", model._meta.verbose_name),)
            found += [Target(model, section, kind, str(label)) for kind, label in kinds]
    return found


def section_of(model: type[PiecePage]) -> Page | None:
    """Return the public section that takes this type, in Chinese; None if there is none."""
    types = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    sections = Page.objects.live().filter(content_type__in=types, locale__language_code=settings.LANGUAGE_CODE)
    return sections.order_by("path").first()


def kind_labels() -> dict[tuple[str, str], str]:
    """Return the label of each kind by (target, kind) of a contribution; costs no query."""
    return {
        (model._meta.label_lower, kind): str(label)
        for model in target_models()
        for kind, label in (model.KINDS or (("", model._meta.verbose_name),))
    }


@register()
def targets_are_pieces(app_configs=None, **_kwargs):
    """E020: `CONTRIBUTION_TARGETS` names something that is not a type of piece."""
    try:
        wrong = [model._meta.label for model in target_models() if not issubclass(model, PiecePage)]
    except (LookupError, ValueError) as error:
        wrong = [str(error)]
    return [
        Error(f"CONTRIBUTION_TARGETS must name types of pieces, as news.NewsPage: {name}.", id="publishing.E020")
        for name in wrong
    ]
