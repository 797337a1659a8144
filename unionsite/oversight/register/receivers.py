"""Enters what becomes public, and where else it was posted."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import page_published

from unionsite.oversight.register import services
from unionsite.publishing.platforms.choices import PostState
from unionsite.publishing.platforms.models import PlatformPost


@receiver(page_published)
def enter_what_went_out(instance, revision, **_kwargs):
    if revision is not None:
        services.enter(page=instance, revision=revision)


@receiver(post_save, sender=PlatformPost)
def enter_where_it_was_posted(instance, raw=False, **_kwargs):
    if not raw and instance.page_id and instance.state == PostState.POSTED:
        services.link_posts(page_id=instance.page_id)
