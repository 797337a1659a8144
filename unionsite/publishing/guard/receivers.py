"""Where the guard stands: signals of Django and Wagtail."""

from django.core.exceptions import PermissionDenied
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import get_active_log_context
from wagtail.models import CollectionViewRestriction, DraftStateMixin, PageViewRestriction, Revision
from wagtail.signals import (
    page_published,
    page_unpublished,
    pre_page_move,
    published,
    task_submitted,
    unpublished,
)

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.models import SiteDocument, SiteImage, SiteMedia, SiteSettings
from unionsite.publishing.guard import appearances, audience, files, public
from unionsite.publishing.ledger.models import Release
from unionsite.publishing.platforms.services import after_release, drop_waiting_posts
from unionsite.publishing.review import mails
from unionsite.publishing.review.models import ReviewSettings, ReviewTask
from unionsite.publishing.review.services.releases import revoke


@receiver(pre_save)
def only_what_was_released(sender, instance, raw=False, update_fields=None, **_kwargs):
    if not raw and isinstance(instance, DraftStateMixin):
        public.check_public(instance, update_fields)


@receiver(pre_save, sender=Revision)
def reviewed_versions_stand(instance, raw=False, update_fields=None, **_kwargs):
    if not raw:
        public.check_revision(instance, update_fields)


@receiver(unpublished)
def taken_down(instance, **_kwargs):
    """Of what has only expired, a version that waits for its time keeps its release (`scheduling.expire`)."""
    revoke(instance, keep=tuple(getattr(instance, "planned_versions", ())))


@receiver(page_unpublished)
def posts_are_void(instance, **_kwargs):
    drop_waiting_posts(instance)


@receiver(published)
def replaced(instance, revision, **_kwargs):
    """A version that gave way to another does not come back without a review."""
    if instance.live:
        revoke(instance, keep=(revision.pk,))


@receiver(pre_delete, sender=Release)
def the_ledger_only_grows(**_kwargs):
    raise PermissionDenied("The release ledger only grows.")


@receiver(task_submitted)
def something_waits(instance, **_kwargs):
    task = instance.task.specific
    if isinstance(task, ReviewTask):
        mails.waiting(instance, task)


@receiver(page_published)
def posts_are_due(instance, **_kwargs):
    after_release(instance)


@receiver(page_published)
def readers_see_it_from_now_on(instance, **_kwargs):
    appearances.enqueue(instance)


@receiver(pre_save, sender=SiteImage)
@receiver(pre_save, sender=SiteDocument)
@receiver(pre_save, sender=SiteMedia)
def files_in_use_stay(instance, raw=False, **_kwargs):
    if not raw:
        files.check_saved(instance)


@receiver(pre_delete, sender=SiteImage)
@receiver(pre_delete, sender=SiteDocument)
@receiver(pre_delete, sender=SiteMedia)
def files_in_use_are_kept(instance, **_kwargs):
    files.check_deleted(instance)


@receiver(pre_save, sender=CollectionViewRestriction)
def closed_collections_stay_closed(instance, raw=False, **_kwargs):
    stored = CollectionViewRestriction.objects.filter(pk=instance.pk).first()
    if (
        not raw
        and stored
        and (stored.restriction_type, stored.password)
        != (
            instance.restriction_type,
            instance.password,
        )
    ):
        files.check_opened(stored)


@receiver(pre_delete, sender=CollectionViewRestriction)
def nor_are_they_opened(instance, **_kwargs):
    files.check_opened(instance)


@receiver(pre_save, sender=PageViewRestriction)
def closed_pages_stay_closed(instance, raw=False, **_kwargs):
    if not raw:
        audience.check_changed(instance)


@receiver(pre_delete, sender=PageViewRestriction)
def what_closes_them_stays(instance, origin=None, **_kwargs):
    audience.check_removed(instance, origin)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through)
def no_more_groups_read_them(instance, action, reverse, pk_set, **_kwargs):
    if action == "pre_add" and pk_set:
        audience.check_groups(instance, pk_set, is_reverse=reverse)


@receiver(pre_page_move)
def nor_are_they_moved_into_the_open(instance, parent_page_before, parent_page_after, **_kwargs):
    audience.check_moved(instance, parent_page_before, parent_page_after)


@receiver(pre_save, sender=Redirect)
def redirects_stay_in_the_house(instance, raw=False, **_kwargs):
    if not raw:
        public.check_redirect(instance)


@receiver([post_save, post_delete], sender=Redirect)
@receiver(post_save, sender=SiteSettings)
@receiver(post_save, sender=ReviewSettings)
def what_has_no_review_is_on_record(instance, **_kwargs):
    user = get_active_log_context().user
    if user is not None:
        audit.record(Action.SETTINGS_CHANGED, actor=user, subject=instance)
