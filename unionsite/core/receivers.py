"""Signals of Wagtail and Django that may change what the public sees: each raises the site's generation."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from unionsite.core import generation, tasks
from unionsite.core.models import SiteSettings
from unionsite.laws.signals import statutes_imported


@receiver([page_published, page_unpublished, post_page_move, page_slug_changed, statutes_imported])
def content_changed(**_kwargs):
    generation.bump()


@receiver(page_published)
def draw_pictures(instance, **_kwargs):
    tasks.enqueue_pictures(instance)


@receiver([post_save, post_delete])
def setting_changed(sender, **_kwargs):
    if issubclass(sender, Site | Locale | SiteSettings | PageViewRestriction):
        generation.bump()


@receiver(post_delete)
def page_deleted(sender, **_kwargs):
    if issubclass(sender, Page):
        generation.bump()
