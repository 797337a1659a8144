"""Enters what becomes public, and where else it was posted."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import page_published

from unionsite.core.publication import Stage, join
from unionsite.oversight.register import services
from unionsite.publishing.platforms.choices import PostState
from unionsite.publishing.platforms.models import PlatformPost

join(page_published, Stage.REGISTER, services.enter, "the version is entered, with its postings elsewhere")


@receiver(post_save, sender=PlatformPost)
def enter_where_it_was_posted(instance, raw=False, **_kwargs):
    if not raw and instance.page_id and instance.state == PostState.POSTED:
        services.link_posts(page_id=instance.page_id)
