"""One line for each event."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import page_published

from unionsite.core.health import backup_tried
from unionsite.core.publication import Stage, join
from unionsite.oversight.duties.services.records import record_drill
from unionsite.oversight.register import services
from unionsite.publishing.platforms.choices import PostState
from unionsite.publishing.platforms.models import PlatformPost

join(page_published, Stage.REGISTER, services.enter, "the version is entered, with its postings elsewhere")


@receiver(post_save, sender=PlatformPost)
def enter_where_it_was_posted(instance, raw=False, **_kwargs):
    if not raw and instance.page_id and instance.state == PostState.POSTED:
        services.link_posts(page_id=instance.page_id)


@receiver(backup_tried)
def record_the_drill(done_at, is_good, words, **_kwargs):
    record_drill(done_at=done_at, is_good=is_good, words=words)
