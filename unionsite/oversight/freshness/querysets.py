"""Chainable filters of plans, and the pages that count as updates."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, get_page_models

from unionsite.core.queries import is_closed

# The home pages of the languages stand below the nameless root.
HOME_DEPTH = 2


class UpdatePlanQuerySet(QuerySet):
    def in_order(self):
        return self.select_related("section", "owner__department").order_by("section__path", "kind")


def frame_models() -> list[type[Page]]:
    return [model for model in get_page_models() if getattr(model, "is_frame", False)]


def places() -> QuerySet[Page]:
    """Return the pages that can have a plan: home page and sections in Chinese, in the order of the tree."""
    models = [model for model in frame_models() if model.clean_subpage_models()]
    return Page.objects.type(*models).filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path")


def written() -> QuerySet[Page]:
    """Return all pages in Chinese that somebody wrote, public or not; translations only repeat them."""
    frames = ContentType.objects.get_for_models(*frame_models()).values()
    pages = Page.objects.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of=None, depth__gt=HOME_DEPTH)
    return pages.exclude(content_type__in=[frame.pk for frame in frames])


def public() -> QuerySet[Page]:
    """Return those that everybody can read now."""
    return written().live().exclude(expire_at__lte=timezone.now()).exclude(is_closed())


def covered(path: str, kind: str) -> Q:
    """Return the condition for the pages that update a section; the home page is updated by pieces alone."""
    wanted = Q(path__startswith=path)
    if len(path) == HOME_DEPTH * Page.steplen:
        wanted &= Q(piecepage__isnull=False)
    return wanted & Q(piecepage__kind=kind) if kind else wanted
