"""Connects the publishing app to the signals of Django and Wagtail and to what follows a publication."""

from django.core.exceptions import PermissionDenied
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import get_active_log_context
from wagtail.models import CollectionViewRestriction, DraftStateMixin, PageViewRestriction, Revision
from wagtail.signals import (
    page_published,
    pre_page_move,
    published,
    task_submitted,
    unpublished,
)

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.models import SiteDocument, SiteImage, SiteMedia, SiteSettings
from unionsite.core.publication import Stage, join
from unionsite.core.renewal import EVERYTHING, SHOWN_UNDER
from unionsite.publishing.guard import appearances, audience, files, public
from unionsite.publishing.ledger.models import Release
from unionsite.publishing.review import mails
from unionsite.publishing.review.models import ReviewSettings, ReviewTask
from unionsite.publishing.review.services.releases import revoke
from unionsite.publishing.textchecks.models import TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.services import keep_report

# The check that runs before an object of the type is saved; each raises Refused.
CHECKS_BEFORE_SAVING = {
    SiteImage: files.check_saved,
    SiteDocument: files.check_saved,
    SiteMedia: files.check_saved,
    CollectionViewRestriction: files.check_restriction_saved,
    PageViewRestriction: audience.check_changed,
    Redirect: public.check_redirect,
}
_CONTENT_OBJECT = Revision._meta.get_field("content_object")
# Names of reviewers may appear.
SHOWN_UNDER[ReviewSettings] = EVERYTHING


@receiver(pre_save)
def check_before_saving(sender, instance, raw=False, update_fields=None, **_kwargs):
    """Check every object with a draft, revisions and the types above; the daily check covers `loaddata` (`raw`)."""
    if raw:
        return
    if isinstance(instance, DraftStateMixin):
        public.check_public(instance, update_fields)
    elif sender is Revision:
        public.check_revision(instance, update_fields)
    elif check := CHECKS_BEFORE_SAVING.get(sender):
        check(instance)


@receiver(pre_delete, sender=SiteImage)
@receiver(pre_delete, sender=SiteDocument)
@receiver(pre_delete, sender=SiteMedia)
def check_file_before_deleting(instance, **_kwargs):
    files.check_deleted(instance)


@receiver(pre_delete, sender=CollectionViewRestriction)
def check_collection_before_opening(instance, **_kwargs):
    files.check_opened(instance)


@receiver(pre_delete, sender=PageViewRestriction)
def check_page_before_opening(instance, origin=None, **_kwargs):
    audience.check_removed(instance, origin)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through)
def check_groups_that_may_read(instance, action, reverse, pk_set, **_kwargs):
    if action == "pre_add" and pk_set:
        audience.check_groups(instance, pk_set, is_reverse=reverse)


@receiver(pre_page_move)
def check_move_of_closed_page(instance, parent_page_before, parent_page_after, **_kwargs):
    audience.check_moved(instance, parent_page_before, parent_page_after)


@receiver(pre_delete, sender=Release)
def refuse_to_delete_a_release(**_kwargs):
    raise PermissionDenied("The release ledger only grows.")


def revoke_when_taken_down(instance):
    """Revoke the releases; after a mere expiry, versions waiting for their time keep theirs (`scheduling.expire`)."""
    revoke(instance, keep=tuple(getattr(instance, "planned_versions", ())))


def revoke_what_was_replaced(instance, revision):
    """Revoke the releases of earlier versions: a replaced version does not come back without a review."""
    if instance.live:
        revoke(instance, keep=(revision.pk,))


join(page_published, Stage.WORKER, appearances.enqueue_description, "its look is kept for the daily check")
join(published, Stage.WALL, revoke_what_was_replaced, "the releases of earlier versions end")
join(unpublished, Stage.WALL, revoke_when_taken_down, "its releases end with it")


@receiver(task_submitted)
def tell_reviewers(instance, **_kwargs):
    task = instance.task.specific
    if isinstance(task, ReviewTask):
        mails.waiting(instance, task)


@receiver([post_save, post_delete], sender=Redirect)
@receiver(post_save, sender=SiteSettings)
@receiver(post_save, sender=ReviewSettings)
def record_change_of_settings(instance, **_kwargs):
    """Record changes of settings and redirects in the audit log, because they go live without a review."""
    user = get_active_log_context().user
    if user is not None:
        audit.record(Action.SETTINGS_CHANGED, actor=user, subject=instance)


@receiver([post_save, post_delete], sender=WordEntry)
def words_changed(**_kwargs):
    TextCheckSettings.restamp()


@receiver(post_save, sender=Revision)
def version_saved(instance, raw=False, **_kwargs):
    """Store the result that `check_submission` left on the page; an autosaved draft has none."""
    page = None if raw else _CONTENT_OBJECT.get_cached_value(instance, default=None)
    checked = page is not None and page.__dict__.pop("text_check_result", None)
    if checked:
        keep_report(instance, *checked)
